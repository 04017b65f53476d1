/**
 * Java date patterns (`yyyy-MM-dd HH:mm:ss`), for writing and for reading, in UTC and English.
 */
import { civilFromDays, daysFromCivil, MONTHS, MS_PER_DAY, splitDate, utc } from './date.ts';
import { instantIn, readOffset, readZone } from './zone.ts';

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
const weekday = (days: number): number => (((days + 3) % 7) + 7) % 7;

/** ISO week and its year. */
function isoWeek(days: number): { year: number; week: number } {
  const thursday = days - weekday(days) + 3;
  const { year } = civilFromDays(thursday);
  return { year, week: Math.floor((thursday - daysFromCivil(year, 1, 1)) / 7) + 1 };
}

/** Midnight of a day of an ISO week; weeks and days count from 1. Months beside a year of weeks are not looked at. */
function weekDate(year: number, week: number, day: number): number | undefined {
  if (week < 1 || week > 53 || day < 1 || day > 7) return undefined;
  const fourth = daysFromCivil(year, 1, 4);
  return (fourth - weekday(fourth) + (week - 1) * 7 + day - 1) * MS_PER_DAY;
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

/**
 * The instant that a text written in a pattern stands for, or undefined. Missing parts are those of 1970.
 * `anyZone`: an offset may be written in any way, and be a zone.
 */
export function readDate(text: string, pieces: readonly Piece[], anyZone = false): number | undefined {
  const reader = new DateReader(text, anyZone);
  reader.readAll(pieces);
  return reader.finish();
}

class DateReader {
  readonly #text: string;
  #at = 0;
  #bad = false;
  #fields = new Map<string, number | string>();
  readonly #anyZone: boolean;

  constructor(text: string, anyZone: boolean) {
    this.#text = text;
    this.#anyZone = anyZone;
  }

  readAll(pieces: readonly Piece[]): void {
    pieces.forEach((piece, i) => {
      const next = pieces[i + 1];
      this.#read(piece, next !== undefined && 'letter' in next);
    });
  }

  #read(piece: Piece, adjacent: boolean): void {
    if (this.#bad) return;
    if ('optional' in piece) {
      const [at, fields] = [this.#at, new Map(this.#fields)];
      this.readAll(piece.optional);
      if (this.#bad) [this.#at, this.#fields, this.#bad] = [at, fields, false];
      return;
    }
    if ('literal' in piece) {
      if (this.#text.startsWith(piece.literal, this.#at)) this.#at += piece.literal.length;
      else this.#bad = true;
      return;
    }
    const { letter, count } = piece;
    if ((letter === 'M' || letter === 'L') && count >= 3) this.#named('M', MONTHS, count);
    else if (letter === 'E') this.#named('E', DAYS, count);
    else if (letter === 'a') this.#named('a', ['AM', 'PM'], 4);
    else if ('XxZVzO'.includes(letter)) this.#zone(letter, count);
    else this.#number(letter, count, adjacent);
  }

  #named(field: string, names: readonly string[], count: number): void {
    const found = names.findIndex((name) => this.#text.startsWith(count >= 4 ? name : name.slice(0, 3), this.#at));
    if (found < 0) {
      this.#bad = true;
      return;
    }
    this.#at += (count >= 4 ? names[found]! : names[found]!.slice(0, 3)).length;
    this.#fields.set(field, found);
  }

  #zone(letter: string, count: number): void {
    const rest = this.#text.slice(this.#at);
    const named = letter === 'V' || letter === 'z';
    const read =
      named || this.#anyZone
        ? (readZone(rest, letter === 'z' && count < 4) ?? (named ? undefined : readOffset(rest, 'X')))
        : readOffset(rest, letter.repeat(count));
    const field = named ? 'zone' : 'offset';
    if (!read || (this.#fields.get(field) ?? read.zone) !== read.zone) {
      this.#bad = true;
      return;
    }
    this.#at += read.length;
    this.#fields.set(field, read.zone);
  }

  #number(letter: string, count: number, adjacent: boolean): void {
    const most =
      letter === 'S' || adjacent || count === 2
        ? count
        : letter === 'y' || letter === 'u' || letter === 'Y'
          ? Math.max(count, 4)
          : count === 1
            ? 10
            : count;
    const match = new RegExp(`^\\d{${Math.min(count, most)},${most}}`).exec(this.#text.slice(this.#at));
    if (!match) {
      this.#bad = true;
      return;
    }
    this.#at += match[0].length;
    const value = letter === 'S' ? Number(match[0].padEnd(3, '0').slice(0, 3)) : Number(match[0]);
    this.#fields.set(
      letter === 'u' ? 'y' : letter === 'L' ? 'M' : letter,
      count === 2 && (letter === 'y' || letter === 'u' || letter === 'Y')
        ? 2000 + value
        : letter === 'M' || letter === 'L'
          ? value - 1
          : value,
    );
  }

  finish(): number | undefined {
    if (this.#bad || this.#at !== this.#text.length) return undefined;
    const field = (name: string, otherwise: number): number => {
      const value = this.#fields.get(name);
      return typeof value === 'number' ? value : otherwise;
    };
    const year = field('y', 1970);
    const date =
      this.#fields.has('Y') && !this.#fields.has('y')
        ? weekDate(field('Y', 1970), field('w', 1), field('e', 1))
        : this.#fields.has('D')
          ? (daysFromCivil(year, 1, 1) + field('D', 1) - 1) * MS_PER_DAY
          : utc(year, field('M', 0) + 1, field('d', 1));
    if (date === undefined) return undefined;
    let hour = field('H', field('k', 0) % 24);
    const half = field('a', 0) * 12;
    if (this.#fields.has('h')) hour = (field('h', 0) % 12) + half;
    else if (this.#fields.has('K')) hour = field('K', 0) + half;
    if (hour > 23 || field('m', 0) > 59 || field('s', 0) > 59) return undefined;
    const local = date + ((hour * 60 + field('m', 0)) * 60 + field('s', 0)) * 1000 + field('S', 0);
    // As in Elasticsearch, an offset beside a zone does not count.
    const zone = this.#fields.get('zone') ?? this.#fields.get('offset') ?? 0;
    return typeof zone === 'string' ? instantIn(zone, local) : local - zone;
  }
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
