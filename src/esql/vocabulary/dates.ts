import { similarNames } from '../analysis/scope.ts';
import { mismatch } from '../analysis/typing.ts';
import { nullVector } from '../columns/vector.ts';
import { mapNumbers } from '../evaluate/mapping.ts';
import { type DataType, FAMILY, type TypeFamily } from '../types.ts';
import { civilFromDays, MONTHS, splitDate, unreadDate } from '../values/date.ts';
import { type DateFormat, dateFormat } from '../values/dateFormat.ts';
import { DAYS, DatePatternError, datePart } from '../values/datePattern.ts';
import { intervalProblem, isTimespanValue, type Timespan, truncation } from '../values/timespan.ts';
import type { Scalar } from '../values/value.ts';
import type { ArgumentType, Call, Evaluation, ScalarEntry, TypeRule } from './entry.ts';
import { byRow, ILLEGAL, optional, required, scalar, string } from './make.ts';

export const truncate: Evaluation = {
  style: 'vector',
  evaluate(vectors, length, call) {
    const span = call.constants.find(isTimespanValue);
    // An interval that is null.
    if (!span) return nullVector('date');
    const dates = vectors[call.constants[0] === span ? 1 : 0]!;
    return mapNumbers(dates, length, 'date', truncation(span), call);
  },
};

const positive: TypeRule = (given) => {
  for (const { value } of given) {
    const problem = isTimespanValue(value) ? intervalProblem(value as Timespan) : undefined;
    if (problem) return { problem };
  }
  return 'date';
};

const DIFF_UNITS: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['year', 'years yyyy yy'],
    ['quarter', 'quarters qq q'],
    ['month', 'months mm m'],
    ['day', 'days dd d dayofyear dy y weekday weekdays dw'],
    ['week', 'weeks wk ww'],
    ['hour', 'hours hh'],
    ['minute', 'minutes mi n'],
    ['second', 'seconds ss s'],
    ['millisecond', 'milliseconds ms'],
    ['microsecond', 'microseconds mcs'],
    ['nanosecond', 'nanoseconds ns'],
  ].flatMap(([unit, names]) => [unit!, ...names!.split(' ')].map((name) => [name, unit!])),
);

const UNIT_MS: Readonly<Record<string, number>> = {
  week: 604800000,
  day: 86400000,
  hour: 3600000,
  minute: 60000,
  second: 1000,
  millisecond: 1,
  microsecond: 1e-3,
  nanosecond: 1e-6,
};

/** Whole calendar months from one instant to another, towards zero. */
function monthsBetween(a: number, b: number): number {
  const [x, y] = [civilFromDays(splitDate(a).days), civilFromDays(splitDate(b).days)];
  const months = (y.year - x.year) * 12 + y.month - x.month;
  // A month is only whole when the same day and clock time is reached; clamped ends do not count.
  if (months > 0)
    return y.day < x.day || (y.day === x.day && splitDate(b).clock < splitDate(a).clock) ? months - 1 : months;
  if (months < 0)
    return y.day > x.day || (y.day === x.day && splitDate(b).clock > splitDate(a).clock) ? months + 1 : months;
  return 0;
}

const DIFF_NAMES =
  '[YEAR, QUARTER, MONTH, DAYOFYEAR, DAY, WEEK, WEEKDAY, HOUR, MINUTE, SECOND, MILLISECOND, MICROSECOND, NANOSECOND]';

function unknownUnit(name: string): string {
  const similar = similarNames(name, Object.keys(DIFF_UNITS));
  if (similar.length === 0) return `A value of ${DIFF_NAMES} or their aliases is required; received [${name}]`;
  return `Received value [${name}] is not valid date part to add; did you mean [${similar.join(', ')}]?`;
}

function dateDiff([unitName, a, b]: readonly Scalar[], call: Call): number | null {
  const unit = Object.hasOwn(DIFF_UNITS, (unitName as string).toLowerCase())
    ? DIFF_UNITS[(unitName as string).toLowerCase()]!
    : undefined;
  if (!unit) return call.fail(`${ILLEGAL}: ${unknownUnit(unitName as string)}`);
  const [from, to] = [a as number, b as number];
  const months = { month: 1, quarter: 3, year: 12 }[unit];
  const difference = months ? Math.trunc(monthsBetween(from, to) / months) : Math.trunc((to - from) / UNIT_MS[unit]!);
  if (Math.abs(difference) > 2147483647) {
    return call.fail(
      `org.elasticsearch.xpack.esql.core.InvalidArgumentException: [${difference}] out of [integer] range`,
    );
  }
  return difference + 0;
}

const unitRule: TypeRule = ([unit], text) => {
  const name = unit?.value;
  if (typeof name !== 'string' || Object.hasOwn(DIFF_UNITS, name.toLowerCase())) return 'integer';
  return {
    problem: `invalid unit format for [${text}]: ${unknownUnit(name)}`,
  };
};

/** The format that a text stands for; a message when it is none. */
function formatNamed(text: string, call: Call): DateFormat | string {
  return call.cached(`format ${text}`, () => {
    try {
      return dateFormat(text);
    } catch (error) {
      if (error instanceof DatePatternError) return error.message;
      throw error;
    }
  });
}

const DEFAULT_FORMAT = 'strict_date_optional_time';

function format(values: readonly Scalar[], call: Call): string | null {
  const [name, date] = values.length === 1 ? [DEFAULT_FORMAT, values[0]] : values;
  const named = formatNamed(name as string, call);
  return typeof named === 'string'
    ? call.fail(`${ILLEGAL}: Invalid format: [${name}]: ${named}`)
    : named.write(date as number);
}

function parse(values: readonly Scalar[], call: Call): number | null {
  const [name, text] = values.length === 1 ? [DEFAULT_FORMAT, values[0]] : values;
  const named = formatNamed(name as string, call);
  if (typeof named === 'string') return call.fail(`${ILLEGAL}: Invalid format: [${name}]: ${named}`);
  return named.read(text as string) ?? call.fail(`${ILLEGAL}: ${unreadDate(text as string, name as string)}`);
}

const weekdayName = (ms: number): string => DAYS[(((splitDate(ms).days + 3) % 7) + 7) % 7]!;
const SPAN: TypeFamily = {
  label: 'dateperiod or timeduration',
  types: new Set(['date_period', 'time_duration']),
};
const date = (name = 'date') => required(name, FAMILY.date, { literal: 'date' });

export const DATES: readonly ScalarEntry[] = [
  scalar(
    'NOW',
    [],
    'date',
    byRow((_, call) => call.now),
    'The time of the query; the same for all rows.',
    'WHERE @timestamp > NOW() - 1 hour',
    { clock: true },
  ),
  scalar(
    'DATE_TRUNC',
    [
      required('interval', SPAN, { constant: true, literal: 'date_period' }),
      // Elasticsearch names the two the other way round here.
      required('date', { ...FAMILY.date, label: 'date_nanos or datetime' }, { literal: 'date' }),
    ],
    positive,
    truncate,
    'The start of the interval that holds a date, in UTC.',
    'EVAL minute = DATE_TRUNC(1 minute, @timestamp)',
  ),
  scalar(
    'DATE_DIFF',
    [string('unit'), date('from'), date('to')],
    unitRule,
    byRow(dateDiff),
    'Whole units from one date to another, cut towards zero.',
    'EVAL s = DATE_DIFF("seconds", started, @timestamp)',
  ),
  scalar(
    'DATE_EXTRACT',
    [string('part'), date()],
    partRule,
    byRow(
      ([part, ms], call) =>
        datePart(ms as number, (part as string).toLowerCase()) ??
        call.fail(`${ILLEGAL}: No enum constant java.time.temporal.ChronoField.${(part as string).toUpperCase()}`),
    ),
    'One part of a date, such as hour_of_day or day_of_week.',
    'EVAL hour = DATE_EXTRACT("hour_of_day", @timestamp)',
  ),
  scalar(
    'DATE_FORMAT',
    [
      required('format', { label: 'string', types: FAMILY.representable.types }),
      optional('date', FAMILY.date, { literal: 'date' }),
    ],
    formatRule,
    byRow(format),
    'A date as text, in a Java pattern.',
    'EVAL day = DATE_FORMAT("yyyy-MM-dd", @timestamp)',
  ),
  scalar(
    'DATE_PARSE',
    [string('format'), optional('string', FAMILY.string)],
    parseRule,
    byRow(parse),
    'A text as a date, in a Java pattern.',
    'EVAL d = DATE_PARSE("yyyy-MM-dd HH:mm", "2026-01-02 03:04")',
  ),
  scalar(
    'DAY_NAME',
    [date()],
    'keyword',
    byRow(([ms]) => weekdayName(ms as number)),
    'The weekday in English.',
    'EVAL d = DAY_NAME(@timestamp)',
  ),
  scalar(
    'MONTH_NAME',
    [date()],
    'keyword',
    byRow(([ms]) => MONTHS[civilFromDays(splitDate(ms as number).days).month - 1]!),
    'The month in English.',
    'EVAL m = MONTH_NAME(@timestamp)',
  ),
];

/** Why a literal pattern is none, in the words of a function. */
function patternProblem(given: ArgumentType | undefined, text: string): { problem: string } | undefined {
  const written = given?.value;
  if (typeof written !== 'string') return undefined;
  try {
    dateFormat(written);
    return undefined;
  } catch (error) {
    if (!(error instanceof DatePatternError)) throw error;
    return { problem: `invalid date pattern for [${text}]: Invalid format: [${written}]: ${error.message}` };
  }
}

function parseRule(given: readonly ArgumentType[], text: string): DataType | { problem: string } {
  return (given.length === 2 ? patternProblem(given[0], text) : undefined) ?? 'date';
}

function partRule([part]: readonly ArgumentType[], text: string): DataType | { problem: string } {
  const name = part?.value;
  if (typeof name !== 'string' || datePart(0, name.toLowerCase()) !== undefined) return 'long';
  return { problem: `invalid date field for [${text}]: ${name}` };
}

function formatRule(given: readonly ArgumentType[], text: string): DataType | { problem: string } {
  const [first] = given;
  const needed = given.length === 1 ? FAMILY.date : FAMILY.string;
  if (first!.type !== 'null' && !needed.types.has(first!.type)) {
    return { problem: mismatch('first ', text, needed.label, first!) };
  }
  return (given.length === 2 ? patternProblem(first, text) : undefined) ?? 'keyword';
}
