/**
 * BUCKET and TBUCKET: the groupings by spans of time and of numbers.
 */
import { dateError } from '../analysis/casting.ts';
import { nullVector, type Vector } from '../columns/vector.ts';
import { notFinite } from '../evaluate/arithmetic.ts';
import { mapNumbers } from '../evaluate/mapping.ts';
import { type DataType, FAMILY, isTimespan, isWhole, type TypeFamily, typeConstant } from '../types.ts';
import { parseDate } from '../values/date.ts';
import { powerOfTen } from '../values/number.ts';
import { bucketSpan, intervalProblem, isTimespanValue, type Timespan, truncation } from '../values/timespan.ts';
import { truncate } from './dates.ts';
import type { ArgumentType, Call, Evaluation, ScalarEntry, TypeRule } from './entry.ts';
import { ILLEGAL, optional, required, scalar } from './make.ts';

const bucket: Evaluation = {
  style: 'vector',
  evaluate(vectors, length, call) {
    const [field] = vectors as [Vector];
    const [, second, from, to] = call.constants;
    if (second === null || call.type === 'null') return nullVector(call.type);
    if (call.type === 'date') {
      const span = isTimespanValue(second) ? second : spanBetween(Number(second), from, to, call);
      if (!span) return nullVector('date');
      return mapNumbers(field, length, 'date', truncation(span), call);
    }
    const [, buckets, least, most] = call.constants.map((end, i) => storedNumber(end, call.types[i]));
    const size = from === undefined ? buckets! : roundedSize(buckets!, least!, most!);
    const floor = (value: number): number => {
      const quotient = value / size;
      const floored = Math.floor(quotient) * size;
      if (Number.isFinite(floored)) return floored;
      call.fail(Number.isFinite(quotient) ? notFinite('*', floored) : notFinite('/', quotient));
      return Number.NaN;
    };
    return mapNumbers(field, length, 'double', floor, call);
  },
};

function spanBetween(buckets: number, from: unknown, to: unknown, call: Call): Timespan | undefined {
  const ends = [from, to].map((end) => {
    if (typeof end !== 'string') return end === null ? undefined : Number(end);
    const date = parseDate(end);
    if (date === undefined) call.fail(`${ILLEGAL}: ${dateError(end)}`);
    return date;
  });
  return ends.includes(undefined) ? undefined : bucketSpan(buckets, ends[0]!, ends[1]!);
}

/** An end as Elasticsearch reads it: an unsigned_long as it is stored there, 2^63 below its value. */
const storedNumber = (end: unknown, type: DataType | undefined): number =>
  Number(end) - (type === 'unsigned_long' ? 2 ** 63 : 0);

/** A size from 1, 5, 10, 50 ... with which about so many buckets reach from one number to another. */
function roundedSize(buckets: number, from: number, to: number): number {
  const precise = (to - from) / buckets;
  const nextPower = powerOfTen(Math.ceil(Math.log10(precise)));
  return precise < nextPower / 2 ? nextPower / 2 : nextPower;
}

const bucketType: TypeRule = (given, text) => {
  const [field, second, from, to] = given as [ArgumentType, ArgumentType, ArgumentType?, ArgumentType?];
  const label = (place: string, argument: ArgumentType, expected: string) => ({
    problem: `${place} argument of [${text}] must be [${expected}], found value [${argument.text}] type [${argument.type === 'date' ? 'datetime' : argument.type}]`,
  });
  if (field.type === 'null') return 'null';
  const dated = field.type === 'date';
  if (second.type === 'null') return dated ? 'date' : 'double';
  const fits = (argument: ArgumentType): boolean =>
    dated ? isWhole(argument.type) || isTimespan(argument.type) : FAMILY.numeric.types.has(argument.type);
  if (!fits(second)) return label('second', second, dated ? 'integral, date_period or time_duration' : 'numeric');
  if (isTimespanValue(second.value)) {
    const problem = intervalProblem(second.value as Timespan);
    if (problem) return { problem };
  }
  const two = dated ? isTimespan(second.type) : !isWhole(second.type);
  const exactly = two || (!dated && given.length === 2) ? 'two' : 'four';
  if (given.length !== (exactly === 'two' ? 2 : 4)) {
    return {
      problem: `function expects exactly ${exactly} arguments when the first one is of type [${typeConstant(field.type)}] and the second of type [${typeConstant(second.type)}]`,
    };
  }
  for (const [place, argument] of [
    ['third', from],
    ['fourth', to],
  ] as const) {
    if (!argument) continue;
    const good = dated
      ? FAMILY.date.types.has(argument.type) || FAMILY.string.types.has(argument.type)
      : FAMILY.numeric.types.has(argument.type);
    if (!good && argument.type !== 'null') return label(place, argument, dated ? 'datetime or string' : 'numeric');
    if (dated && typeof argument.value === 'string' && parseDate(argument.value) === undefined) {
      return {
        problem: `Cannot convert string [${argument.value}] to [DATETIME], error [${dateError(argument.value)}]`,
      };
    }
  }
  return dated ? 'date' : 'double';
};

const BUCKETED: TypeFamily = { label: 'datetime or numeric', types: new Set(['date', ...FAMILY.numeric.types]) };
const ANY: TypeFamily = {
  label: 'any',
  types: new Set([...FAMILY.representable.types, 'date_period', 'time_duration']),
};

export const BUCKETS: readonly ScalarEntry[] = [
  scalar(
    'BUCKET',
    [
      required('field', BUCKETED, { literal: 'date' }),
      required('buckets', ANY, { constant: 'late', literal: 'date_period' }),
      optional('from', ANY, { constant: 'late' }),
      optional('to', ANY, { constant: 'late' }),
    ],
    bucketType,
    bucket,
    'Groups dates or numbers by a span, by a size, or by a number of buckets between two ends.',
    'STATS calls = COUNT(*) BY BUCKET(@timestamp, 20, "2026-01-01", "2026-01-02")',
    { kind: 'grouping', aliases: ['BIN'] },
  ),
  scalar(
    'TBUCKET',
    [
      required('buckets', ANY, { constant: 'late', literal: 'date_period' }),
      optional('from', ANY, { constant: 'late' }),
      optional('to', ANY, { constant: 'late' }),
    ],
    'date',
    truncate,
    'Groups rows by a span of @timestamp, or into a number of buckets between two dates.',
    'STATS calls = COUNT(*) BY TBUCKET(1 hour)',
    { kind: 'grouping' },
  ),
];
