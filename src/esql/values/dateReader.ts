/**
 * Dates read from texts that are written in a Java pattern, in English, as Elasticsearch fills in what is missing.
 */
import { civilFromDays, daysFromCivil, MONTHS, MS_PER_DAY, utc } from './date.ts';
import { DAYS, type Piece, weekday } from './datePattern.ts';
import { instantIn, readOffset, readZone } from './zone.ts';

/** Midnight of a day of an ISO week; weeks and days count from 1. Months beside a year of weeks are not looked at. */
function weekDate(year: number, week: number, day: number): number | undefined {
  if (week < 1 || week > 53 || day < 1 || day > 7) return undefined;
  const fourth = daysFromCivil(year, 1, 4);
  return (fourth - weekday(fourth) + (week - 1) * 7 + day - 1) * MS_PER_DAY;
}

/**
 * The instant that a text written in a pattern stands for, or undefined.
 * `anyZone`: an offset may be written in any way, and be a zone.
 */
export function readDate(text: string, pieces: readonly Piece[], anyZone = false): number | undefined {
  const reader = new DateReader(text, anyZone);
  reader.readAll(pieces);
  return reader.finish();
}

/** Of the parts of a clock; those of a day count only where the day is made of them. */
const RANGES = new Map<string, readonly [least: number, most: number]>([
  ['H', [0, 23]],
  ['k', [1, 24]],
  ['h', [1, 12]],
  ['K', [0, 11]],
  ['m', [0, 59]],
  ['s', [0, 59]],
  ['A', [0, MS_PER_DAY - 1]],
]);

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
    if (this.#bad || this.#at !== this.#text.length || !this.#fits()) return undefined;
    const clock = this.#clock();
    const date = this.#date(clock !== undefined);
    if (date === undefined) return undefined;
    const local = date + (clock ?? 0);
    // As in Elasticsearch, an offset beside a zone does not count.
    const zone = this.#fields.get('zone') ?? this.#fields.get('offset') ?? 0;
    return typeof zone === 'string' ? instantIn(zone, local) : local - zone;
  }

  #field(name: string): number | undefined {
    const value = this.#fields.get(name);
    return typeof value === 'number' ? value : undefined;
  }

  /** No part is beyond its range, and no half of the day contradicts its hour. */
  #fits(): boolean {
    const [half, hour] = [this.#field('a'), this.#field('H') ?? this.#field('k')];
    if (half !== undefined && hour !== undefined && Math.floor((hour % 24) / 12) !== half) return false;
    for (const [name, value] of this.#fields) {
      const range = RANGES.get(name);
      if (range && typeof value === 'number' && (value < range[0] || value > range[1])) return false;
    }
    return true;
  }

  /** Milliseconds since midnight; undefined where the parts make no time, as minutes without an hour do not. */
  #clock(): number | undefined {
    const [half, k, h, K] = [this.#field('a'), this.#field('k'), this.#field('h'), this.#field('K')];
    const hour =
      this.#field('H') ??
      (k === undefined ? undefined : k % 24) ??
      (half === undefined ? undefined : h === undefined ? K && K + half * 12 : (h % 12) + half * 12);
    const [minute, second, fraction] = [this.#field('m'), this.#field('s'), this.#field('S')];
    if (hour === undefined) return this.#field('A');
    if (fraction !== undefined && second === undefined && minute !== undefined) return undefined;
    if (minute === undefined && (second ?? fraction) !== undefined) return undefined;
    return ((hour * 60 + (minute ?? 0)) * 60 + (second ?? 0)) * 1000 + (fraction ?? 0);
  }

  /** Midnight of the day; what is missing of it is filled in as Elasticsearch does. */
  #date(withTime: boolean): number | undefined {
    const [year, month, day] = [this.#field('y'), this.#field('M'), this.#field('d')];
    const [dayOfYear, weekYear, week] = [this.#field('D'), this.#field('Y'), this.#field('w')];
    if (year !== undefined && month !== undefined && day !== undefined) return utc(year, month + 1, day);
    if (year !== undefined && dayOfYear !== undefined) {
      const days = daysFromCivil(year, 1, 1) + dayOfYear - 1;
      return dayOfYear > 0 && civilFromDays(days).year === year ? days * MS_PER_DAY : undefined;
    }
    const weekday = week === undefined ? undefined : this.#field('e');
    if (weekYear !== undefined && weekday !== undefined) return weekDate(weekYear, week!, weekday);
    if (year !== undefined && !withTime) return utc(year, (month ?? 0) + 1, 1);
    if (weekYear !== undefined) return weekDate(weekYear, week ?? 1, 1);
    if (month !== undefined) return utc(year ?? 1970, month + 1, day ?? 1);
    // A year and a time alone: Elasticsearch leaves the year out.
    return withTime ? 0 : undefined;
  }
}
