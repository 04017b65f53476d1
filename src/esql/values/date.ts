/**
 * Dates as Elasticsearch reads and writes them, in UTC: `strict_date_optional_time` in,
 * `yyyy-MM-ddTHH:mm:ss.SSSZ` out. A date is its whole milliseconds since 1970.
 */

const STRICT =
  /^(-?\d{4}|[+-]\d{5,9})(?:-(\d{2})(?:-(\d{2}))?)?(?:T(?:(\d{2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?)?(Z|[+-]\d{2}(?::?\d{2}(?::?\d{2})?)?)?)?$/;

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

export const MS_PER_DAY = 86400000;

/** Beyond these years the milliseconds are beyond 64 bits. */
const MOST_YEARS = 292_277_000;

/** Epoch milliseconds of a `strict_date_optional_time` text, or undefined; parts below a millisecond are cut. */
export function parseDate(text: string): number | undefined {
  const match = STRICT.exec(text);
  if (!match) return undefined;
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '', zone] = match;
  if ((text.includes('T') && match[3] === undefined) || Math.abs(Number(year)) > MOST_YEARS) return undefined;
  const ms = utc(Number(year), Number(month), Number(day));
  if (ms === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const offset = zone === undefined ? 0 : parseOffset(zone);
  if (offset === undefined) return undefined;
  const clock = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  return ms + clock * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0')) - offset;
}

/** Why a text written as a date is none: a day that its month or its year does not have. */
export function missingDay(text: string): string | undefined {
  const [, year, month, day] = STRICT.exec(text) ?? [];
  if (day === undefined || Number(month) < 1 || Number(month) > 12 || Number(day) < 29 || Number(day) > 31)
    return undefined;
  if (Number(day) <= daysInMonth(Number(year), Number(month))) return undefined;
  return Number(month) === 2 && day === '29'
    ? `Invalid date 'February 29' as '${Number(year)}' is not a leap year`
    : `Invalid date '${MONTHS[Number(month) - 1]!.toUpperCase()} ${Number(day)}'`;
}

/** Why a text is no date in a format, in Elasticsearch's words. */
export const unreadDate = (text: string, format: string): string =>
  text === '' ? 'cannot parse empty datetime' : `failed to parse date field [${text}] with format [${format}]`;

/** A zone offset in milliseconds: `Z`, `+02`, `+0200`, `+02:00`; undefined when none or beyond 18 hours. */
export function parseOffset(zone: string): number | undefined {
  if (zone === 'Z' || zone === 'z') return 0;
  const match = /^([+-])(\d{2})(?::?(\d{2}))?(?::?(\d{2}))?$/.exec(zone);
  if (!match) return undefined;
  const [, sign, hours, minutes = '0', seconds = '0'] = match;
  const total = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  if (Number(minutes) > 59 || Number(seconds) > 59 || total > 18 * 3600) return undefined;
  return (sign === '-' ? -total : total) * 1000;
}

/** Midnight of a day that exists, else undefined. Months and days count from 1. */
export function utc(year: number, month: number, day: number): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return daysFromCivil(year, month, day) * MS_PER_DAY;
}

const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

function daysInMonth(year: number, month: number): number {
  return month === 2
    ? isLeapYear(year)
      ? 29
      : 28
    : month === 4 || month === 6 || month === 9 || month === 11
      ? 30
      : 31;
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719468;
}

export interface Civil {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

export function civilFromDays(days: number): Civil {
  const z = days + 719468;
  const era = Math.floor(z / 146097);
  const dayOfEra = z - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

/** The calendar day of an instant and the milliseconds since its midnight. */
export function splitDate(ms: number): { readonly days: number; readonly clock: number } {
  const days = Math.floor(ms / MS_PER_DAY);
  return { days, clock: ms - days * MS_PER_DAY };
}

/** The instant some calendar months later; the day is cut to the last of its month. */
export function addMonths(ms: number, months: number): number {
  const { days, clock } = splitDate(ms);
  const { year, month, day } = civilFromDays(days);
  const total = year * 12 + month - 1 + months;
  const y = Math.floor(total / 12);
  const m = total - y * 12 + 1;
  return daysFromCivil(y, m, Math.min(day, daysInMonth(y, m))) * MS_PER_DAY + clock;
}

const two = (n: number): string => (n < 10 ? `0${n}` : String(n));

/** `2026-03-05T10:07:09.123Z`. */
export function formatDate(ms: number): string {
  const { days, clock } = splitDate(ms);
  const { year, month, day } = civilFromDays(days);
  const seconds = Math.floor(clock / 1000);
  const fraction = String(clock - seconds * 1000).padStart(3, '0');
  const time = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `${formatYear(year)}-${two(month)}-${two(day)}T${time}.${fraction}Z`;
}

function formatYear(year: number): string {
  const digits = String(Math.abs(year)).padStart(4, '0');
  return year < 0 ? `-${digits}` : year > 9999 ? `+${digits}` : digits;
}
