/**
 * Java date patterns (`yyyy-MM-dd HH:mm:ss`) and how dates are written in them, in UTC and English.
 */
import { civilFromDays, daysFromCivil, MONTHS, splitDate } from './date.ts';

export const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

export type Piece =
  | { readonly literal: string }
  | { readonly letter: string; readonly count: number }
  | { readonly optional: readonly Piece[] };

/** A pattern that has no meaning; the message names the letter. */
export class DatePatternError extends Error {}

const LETTERS = 'yuYMLdDEeaHhKkmsSnAXxZzVOwQqG';
/** Optional parts inside optional parts. */
const DEEPEST_OPTIONAL = 50;

/** The parts of a Java pattern; `[ ]` holds what may be missing in a text. */
export function datePattern(pattern: string): readonly Piece[] {
  const open: Piece[][] = [[]];
  const close = (): void => {
    const optional = open.pop()!;
    open.at(-1)!.push({ optional });
  };
  for (let i = 0; i < pattern.length; ) {
    const c = pattern[i]!;
    let end = i + 1;
    if (c === "'") {
      end = pattern.indexOf("'", i + 1) + 1;
      if (end === 0) throw new DatePatternError(`Pattern ends with an incomplete string literal: ${pattern}`);
      open.at(-1)!.push({ literal: end === i + 2 ? "'" : pattern.slice(i + 1, end - 1) });
    } else if (/[A-Za-z]/.test(c)) {
      while (pattern[end] === c) end++;
      if (!LETTERS.includes(c)) throw new DatePatternError(`Unknown pattern letter: ${c}`);
      if (c === 'V' && end - i !== 2) throw new DatePatternError('Pattern letter count must be 2: V');
      open.at(-1)!.push({ letter: c, count: end - i });
    } else if (c === '[') {
      if (open.push([]) > DEEPEST_OPTIONAL) throw new DatePatternError('Pattern has too many optional parts');
    } else if (c === ']') {
      if (open.length === 1) throw new DatePatternError('Pattern invalid as it contains ] without previous [');
      close();
    } else open.at(-1)!.push({ literal: c });
    i = end;
  }
  while (open.length > 1) close();
  return open[0]!;
}

/** Days since Monday, 0 to 6. */
export const weekday = (days: number): number => (((days + 3) % 7) + 7) % 7;

/** ISO week and its year. */
function isoWeek(days: number): { year: number; week: number } {
  const thursday = days - weekday(days) + 3;
  const { year } = civilFromDays(thursday);
  return { year, week: Math.floor((thursday - daysFromCivil(year, 1, 1)) / 7) + 1 };
}

/** A date as a pattern says; what is optional is written too. */
export function writeDate(ms: number, pieces: readonly Piece[]): string {
  const { days, clock } = splitDate(ms);
  const { year, month, day } = civilFromDays(days);
  const hour = Math.floor(clock / 3600000);
  const minute = Math.floor(clock / 60000) % 60;
  const second = Math.floor(clock / 1000) % 60;
  const pad = (n: number, width: number): string =>
    n < 0 ? `-${String(-n).padStart(width, '0')}` : String(n).padStart(width, '0');
  const yearText = (y: number, count: number): string =>
    count === 2 ? pad(((y % 100) + 100) % 100, 2) : pad(y, count);
  const name = (names: readonly string[], i: number, count: number): string =>
    count >= 4 ? names[i]! : names[i]!.slice(0, 3);
  return pieces
    .map((piece) => {
      if ('literal' in piece) return piece.literal;
      if ('optional' in piece) return writeDate(ms, piece.optional);
      const { letter, count } = piece;
      switch (letter) {
        case 'y':
        case 'u':
          return yearText(year, count);
        case 'Y':
          return yearText(isoWeek(days).year, count);
        case 'w':
          return pad(isoWeek(days).week, count);
        case 'Q':
        case 'q':
          return pad(Math.ceil(month / 3), count);
        case 'M':
        case 'L':
          return count >= 3 ? name(MONTHS, month - 1, count) : pad(month, count);
        case 'd':
          return pad(day, count);
        case 'D':
          return pad(days - daysFromCivil(year, 1, 1) + 1, count);
        case 'E':
          return name(DAYS, weekday(days), count);
        case 'e':
          return count >= 3 ? name(DAYS, weekday(days), count) : pad(weekday(days) + 1, count);
        case 'a':
          return hour < 12 ? 'AM' : 'PM';
        case 'G':
          return year > 0 ? 'AD' : 'BC';
        case 'H':
          return pad(hour, count);
        case 'k':
          return pad(hour === 0 ? 24 : hour, count);
        case 'h':
          return pad(hour % 12 === 0 ? 12 : hour % 12, count);
        case 'K':
          return pad(hour % 12, count);
        case 'm':
          return pad(minute, count);
        case 's':
          return pad(second, count);
        case 'S':
          return pad(clock % 1000, 3)
            .padEnd(9, '0')
            .slice(0, count);
        case 'n':
          return pad((clock % 1000) * 1e6, count);
        case 'A':
          return pad(clock, count);
        case 'X':
          return 'Z';
        case 'x':
          return count === 1 ? '+00' : count % 2 === 0 ? '+0000' : '+00:00';
        case 'Z':
          return count === 4 ? 'GMT' : count === 5 ? 'Z' : '+0000';
        case 'O':
          return 'GMT';
        default:
          return 'Z';
      }
    })
    .join('');
}

/** The parts that DATE_EXTRACT knows. */
export function datePart(ms: number, part: string): number | undefined {
  const { days, clock } = splitDate(ms);
  const { year, month, day } = civilFromDays(days);
  const hour = Math.floor(clock / 3600000);
  const minute = Math.floor(clock / 60000);
  const second = Math.floor(clock / 1000);
  const dayOfYear = days - daysFromCivil(year, 1, 1) + 1;
  const parts: Readonly<Record<string, number>> = {
    aligned_day_of_week_in_month: ((day - 1) % 7) + 1,
    aligned_day_of_week_in_year: ((dayOfYear - 1) % 7) + 1,
    aligned_week_of_month: Math.floor((day - 1) / 7) + 1,
    aligned_week_of_year: Math.floor((dayOfYear - 1) / 7) + 1,
    ampm_of_day: hour < 12 ? 0 : 1,
    clock_hour_of_ampm: hour % 12 === 0 ? 12 : hour % 12,
    clock_hour_of_day: hour === 0 ? 24 : hour,
    day_of_month: day,
    day_of_week: weekday(days) + 1,
    day_of_year: dayOfYear,
    epoch_day: days,
    era: year > 0 ? 1 : 0,
    hour_of_ampm: hour % 12,
    hour_of_day: hour,
    instant_seconds: Math.floor(ms / 1000),
    micro_of_day: clock * 1000,
    micro_of_second: (clock % 1000) * 1000,
    milli_of_day: clock,
    milli_of_second: clock % 1000,
    minute_of_day: minute,
    minute_of_hour: minute % 60,
    month_of_year: month,
    nano_of_day: clock * 1e6,
    nano_of_second: (clock % 1000) * 1e6,
    offset_seconds: 0,
    proleptic_month: year * 12 + month - 1,
    second_of_day: second,
    second_of_minute: second % 60,
    year,
    year_of_era: year > 0 ? year : 1 - year,
  };
  return Object.hasOwn(parts, part) ? parts[part] : undefined;
}
