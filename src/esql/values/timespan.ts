/**
 * Timespans: their units as written in a query, their arithmetic with dates, and the truncation of
 * dates to them (DATE_TRUNC, BUCKET).
 */
import { addMonths, type Civil, civilFromDays, daysFromCivil, MS_PER_DAY, splitDate } from './date.ts';
import type { DatePeriod, TimeDuration } from './value.ts';

export type Timespan = DatePeriod | TimeDuration;

type Unit = { readonly milliseconds: number } | { readonly months: number } | { readonly days: number };

const UNITS: readonly (readonly [string, Unit])[] = [
  ['millisecond milliseconds ms', { milliseconds: 1 }],
  ['second seconds sec s', { milliseconds: 1000 }],
  ['minute minutes min m', { milliseconds: 60000 }],
  ['hour hours h', { milliseconds: 3600000 }],
  ['day days d', { days: 1 }],
  ['week weeks w', { days: 7 }],
  ['month months mo', { months: 1 }],
  ['quarter quarters q', { months: 3 }],
  ['year years yr y', { months: 12 }],
];

const BY_NAME = new Map(UNITS.flatMap(([names, unit]) => names.split(' ').map((name) => [name, unit] as const)));

/** `n` of a unit in any case, or undefined when there is no such unit. */
export function timespanOf(n: number, unitName: string): Timespan | undefined {
  const unit = BY_NAME.get(unitName.toLowerCase());
  if (!unit) return undefined;
  if ('milliseconds' in unit) return { milliseconds: n * unit.milliseconds };
  return 'months' in unit ? { months: n * unit.months, days: 0 } : { months: 0, days: n * unit.days };
}

export function isTimespanValue(value: unknown): value is Timespan {
  return typeof value === 'object' && value !== null && ('milliseconds' in value || 'months' in value);
}

/**
 * A text such as "1 day" as a timespan, as Elasticsearch takes it apart at its spaces: undefined when it has no two
 * parts, why it is none when they are no number and unit. `expected` names what was asked for.
 */
export function parseTimespan(text: string, expected: string): Timespan | { readonly problem: string } | undefined {
  const [count, unit, ...rest] = text.replace(/ +$/, '').split(/ +/);
  if (!count || !unit) return undefined;
  const number = /^[+-]?\d{1,10}$/.test(count) ? Number(count) : Number.NaN;
  if (rest.length > 0 || !(Math.abs(number) <= 2 ** 31 - 1))
    return { problem: `Cannot parse [${text}] to ${expected}` };
  return timespanOf(number, unit) ?? { problem: `Unexpected temporal unit: '${unit}'` };
}

/** The units of a kind of timespans, in Elasticsearch's order and spelling of its messages. */
export function unitList(kind: 'date_period' | 'time_duration'): string {
  const clock = kind === 'time_duration';
  const names = UNITS.filter(([, unit]) => 'milliseconds' in unit === clock).flatMap(([all]) => all.split(' '));
  return names.map((name) => name.toUpperCase()).join(', ');
}

export function negateTimespan(span: Timespan): Timespan {
  return 'milliseconds' in span
    ? { milliseconds: -span.milliseconds }
    : { months: 0 - span.months, days: 0 - span.days };
}

/** Date plus span; months clamp to the last day of the month. */
export function addTimespan(ms: number, span: Timespan): number {
  if ('milliseconds' in span) return ms + span.milliseconds;
  return (span.months === 0 ? ms : addMonths(ms, span.months)) + span.days * MS_PER_DAY;
}

/** Years that Java's calendar has, before and after year 0. */
const MOST_YEARS = 999_999_999;
const LONG_END = 2 ** 63;

/** The failure of Java where a date plus a span is out of all ranges, or undefined. */
export function shiftProblem(ms: number, shifted: number, span: Timespan): string | undefined {
  if ('months' in span) {
    const { year, month } = civilFromDays(splitDate(ms).days);
    const moved = year + Math.floor((month - 1 + span.months) / 12);
    if (Math.abs(moved) > MOST_YEARS) {
      return `java.time.DateTimeException: Invalid value for Year (valid values -${MOST_YEARS} - ${MOST_YEARS}): ${moved}`;
    }
  }
  return Math.abs(shifted) >= LONG_END ? 'java.lang.ArithmeticException: long overflow' : undefined;
}

/** Why a span cannot be an interval of truncation, or undefined when it can. */
export function intervalProblem(span: Timespan): string | undefined {
  const sizes = 'milliseconds' in span ? [span.milliseconds] : [span.months, span.days];
  if (sizes.some((size) => size < 0) || sizes.every((size) => size === 0))
    return 'Zero or negative time interval is not supported';
  return sizes.every((size) => size > 0) && sizes.length > 1
    ? 'Time interval with multiple periods is not supported'
    : undefined;
}

const WEEK_SHIFT = 3; // 1970-01-01 was a Thursday; weeks start on Monday.

/**
 * The start of the interval that holds an instant. One day, week (Monday), month, quarter and year
 * are calendar units; other days and all durations are counted from 1970-01-01, other months and
 * years from year 1.
 */
export function truncation(span: Timespan): (ms: number) => number {
  if ('milliseconds' in span) {
    const size = span.milliseconds;
    return (ms) => Math.floor(ms / size) * size;
  }
  const { months, days } = span;
  if (months > 0) {
    return (ms) => {
      const { year, month } = civilFromDays(splitDate(ms).days);
      const first = Math.floor(((year - 1) * 12 + month - 1) / months) * months;
      const startYear = Math.floor(first / 12);
      return daysFromCivil(startYear + 1, first - startYear * 12 + 1, 1) * MS_PER_DAY;
    };
  }
  const size = days * MS_PER_DAY;
  const shift = days === 7 ? WEEK_SHIFT * MS_PER_DAY : 0;
  return (ms) => Math.floor((ms + shift) / size) * size - shift;
}

const day = MS_PER_DAY;
const ROUNDINGS: readonly Timespan[] = [
  { months: 12, days: 0 },
  { months: 1, days: 0 },
  { months: 0, days: 7 },
  { months: 0, days: 1 },
  ...[day / 2, day / 8, 3600000, 1800000, 600000, 300000, 60000, 30000, 10000, 5000, 1000, 100, 50, 10, 1].map(
    (milliseconds) => ({ milliseconds }),
  ),
];

/** How many intervals it takes from the start of one to reach an instant, at least one. */
function intervalsTo(to: number, start: number, span: Timespan): number {
  if ('milliseconds' in span) return Math.max(1, Math.ceil((to - start) / span.milliseconds));
  if (span.months === 0) return Math.max(1, Math.ceil((to - start) / (span.days * MS_PER_DAY)));
  const [a, b] = [start, to].map((ms) => civilFromDays(splitDate(ms).days)) as [Civil, Civil];
  const months = (b.year - a.year) * 12 + b.month - a.month;
  const begun = Math.ceil(months / span.months);
  return Math.max(1, addMonths(start, begun * span.months) < to ? begun + 1 : begun);
}

/**
 * The span that BUCKET takes for a number of buckets: from coarse to fine as long as that many
 * buckets, counted from the one that holds `from`, still reach `to`.
 */
export function bucketSpan(buckets: number, from: number, to: number): Timespan {
  let chosen = ROUNDINGS[0]!;
  for (const span of ROUNDINGS) {
    if (intervalsTo(to, truncation(span)(from), span) > buckets) break;
    chosen = span;
  }
  return chosen;
}
