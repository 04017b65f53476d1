/** The one place where numbers, sizes, durations and times become text. */

/** What stands where a value is missing; never 0. */
export const ABSENT = '–';

let locale = 'en';
let integer = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
let decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 6 });

/** Takes the language of the editor; one that is not known leaves English. Clocks made before keep theirs. */
export function setLocale(language: string): void {
  try {
    [locale = 'en'] = Intl.getCanonicalLocales(language);
  } catch {
    locale = 'en';
  }
  integer = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 6 });
}

/** `8412` as `8,412`. */
export function formatCount(value: number): string {
  return integer.format(value);
}

/** Any number of an answer: `8412.5` as `8,412.5`; whole ones beyond a double come as their digits and keep them all. */
export function formatNumber(value: number | string): string {
  if (typeof value === 'string') return /^-?\d+$/.test(value) ? integer.format(BigInt(value)) : value;
  const size = Math.abs(value);
  // Where six digits behind the point would show nothing, or all that is before it is noise.
  return size !== 0 && (size < 1e-4 || size >= 1e15) ? String(value) : decimal.format(value);
}

/** The number and its unit: `[78.4, M]`; below 10,000 as it is, with at most three digits if it is no whole one. */
export function compactParts(value: number): readonly [number: string, unit: string] {
  let size = value;
  let unit = 0;
  while (Math.abs(size) >= (unit === 0 ? 10_000 : 999.5) && unit < COMPACT.length - 1) {
    size /= 1000;
    unit++;
  }
  if (unit === 0) return [Number.isInteger(size) ? formatCount(size) : significant(size), ''];
  return [significant(size), COMPACT[unit] ?? ''];
}

const COMPACT = ['', 'k', 'M', 'G', 'T'] as const;

function significant(value: number): string {
  const size = Math.abs(value);
  if (size >= 100 || size === 0) return formatCount(value);
  return String(Number(value.toPrecision(3)));
}

/** Percent without its sign: `5.61`, `34`, `0`. */
export function formatPercent(value: number): string {
  const digits = Math.abs(value) < 10 ? 2 : Math.abs(value) < 99.95 ? 1 : 0;
  return String(Number(value.toFixed(digits)));
}

/** An amount with its currency; small ones with two digits that say something. `currency` is a code of ISO 4217. */
export function formatMoney(value: number, currency: string): string {
  const small = value !== 0 && Math.abs(value) < 1;
  const digits = small ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: Math.abs(value) < 1000 ? 2 : 0 };
  return new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'code', ...digits }).format(
    value,
  );
}

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes in decimal units: `88 kB`, `8.1 MB`. */
export function formatSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < SIZES.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 10 ? 0 : 1;
  return `${value.toFixed(digits)} ${SIZES[unit]}`;
}

/** Bytes of a text in UTF-8, as which logs are written. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // The two halves of a pair take four bytes together.
    if (code > 0x7f) bytes += code > 0x7ff && (code < 0xd800 || code > 0xdfff) ? 2 : 1;
  }
  return bytes;
}

/** Milliseconds as seconds without a unit, three significant digits: `0.44`, `2.41`, `21.3`, `104`. */
export function formatSeconds(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return seconds.toFixed(2);
  return seconds < 100 ? seconds.toFixed(1) : formatCount(seconds);
}

const SPANS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const;

/** A stretch of time by its two largest units: `24 h`, `6 d 23 h`, `15 min`; days only from two on. */
export function formatSpan(ms: number): string {
  const largest = SPANS.findIndex(([size, unit]) => ms >= (unit === 'd' ? 2 * size : size));
  const [size, unit] = SPANS[largest] ?? SPANS[3];
  const whole = Math.floor(ms / size);
  const [next, nextUnit] = SPANS[largest + 1] ?? SPANS[3];
  const rest = largest < 0 ? 0 : Math.floor((ms % size) / next);
  return rest === 0
    ? `${formatCount(whole)} ${unit}`
    : `${formatCount(whole)} ${unit} ${formatCount(rest)} ${nextUnit}`;
}

/** Large numbers at a glance: `1.04 M`, `21.8 k`, `980`. */
export function formatRough(value: number): string {
  return compactParts(value).join(' ').trim();
}

/** `0.83` as `0.83`, `1` as `1`: scores and thresholds as the log has them, at most three digits. */
export function formatScore(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

/** Words as a reader would count them; the number of a long text's hidden part. */
export function countWords(text: string): number {
  let count = 0;
  let inside = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const blank = code <= 32 || code === 0xa0;
    if (!blank && !inside) count++;
    inside = !blank;
  }
  return count;
}

/** Times in one zone. Formatters are costly to make, so one object is kept for each zone. */
export class Clock {
  readonly zone: string;
  /** Rows carry their date. */
  withDay = false;
  private readonly time: Intl.DateTimeFormat;
  private readonly dayTime: Intl.DateTimeFormat;
  private readonly day: Intl.DateTimeFormat;
  private readonly full: Intl.DateTimeFormat;
  private readonly minute: Intl.DateTimeFormat;
  private readonly date: Intl.DateTimeFormat;
  private readonly weekday: Intl.DateTimeFormat;
  private readonly year: Intl.DateTimeFormat;
  private readonly numbers: Intl.DateTimeFormat;

  /** `zone` is an IANA name or `UTC`; an unknown one falls back to UTC. */
  constructor(zone: string) {
    this.zone = isZone(zone) ? zone : 'UTC';
    const base = { timeZone: this.zone, hourCycle: 'h23' } as const;
    const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
    const date = { day: 'numeric', month: 'short' } as const;
    this.time = new Intl.DateTimeFormat(locale, { ...base, ...clock });
    // Of rows that stand below each other, as wide as the others.
    this.dayTime = new Intl.DateTimeFormat(locale, { ...base, ...date, day: '2-digit', ...clock });
    this.day = new Intl.DateTimeFormat(locale, { ...base, ...date, year: 'numeric' });
    this.date = new Intl.DateTimeFormat(locale, { ...base, ...date });
    this.weekday = new Intl.DateTimeFormat(locale, { ...base, ...date, weekday: 'short' });
    this.year = new Intl.DateTimeFormat(locale, { ...base, month: 'short', year: 'numeric' });
    this.numbers = new Intl.DateTimeFormat('en', {
      ...base,
      ...clock,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    this.minute = new Intl.DateTimeFormat(locale, { ...base, hour: '2-digit', minute: '2-digit' });
    this.full = new Intl.DateTimeFormat(locale, {
      ...base,
      ...date,
      year: 'numeric',
      ...clock,
      timeZoneName: 'short',
    });
  }

  /** Tells over which times the table goes: above a day its rows carry their date. */
  setRange(range: readonly [number, number] | undefined): void {
    this.withDay = range !== undefined && this.dayOf(range[0]) !== this.dayOf(range[1]);
  }

  /** `17:01:49`, or `Nov 20, 17:01:49` where the table spans more than a day. */
  timeIn(ms: number): string {
    return this.said(this.withDay ? this.dayTime : this.time, ms);
  }

  /** `17:01:49` */
  timeOf(ms: number): string {
    return this.said(this.time, ms);
  }

  dayOf(ms: number): string {
    return this.said(this.day, ms);
  }

  /** With year and zone, for tool tips and the record page. */
  fullOf(ms: number): string {
    return this.said(this.full, ms);
  }

  /** How far the zone's clock is from UTC at a moment, ms. */
  offsetAt(ms: number): number {
    if (!(Math.abs(ms) <= LAST_MS)) return 0;
    const parts = Object.fromEntries(this.numbers.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000;
  }

  /** The label of a time on an axis whose labels are so far apart, ms: `14:30`, at midnight the day, of months `Nov 2026`. */
  tickOf(ms: number, step: number): string {
    if (step >= 28 * DAY_MS) return this.said(this.year, ms);
    if (step >= DAY_MS || (ms + this.offsetAt(ms)) % DAY_MS === 0) return this.said(this.date, ms);
    return this.said(step < 60_000 ? this.time : this.minute, ms);
  }

  /** The label of a day on an axis of days: `Fri, Nov 20`; of months as any other. */
  dayTickOf(ms: number, step: number): string {
    return step < DAY_MS || step >= 28 * DAY_MS ? this.tickOf(ms, step) : this.said(this.weekday, ms);
  }

  private said(format: Intl.DateTimeFormat, ms: number): string {
    return Math.abs(ms) <= LAST_MS ? format.format(ms) : ABSENT;
  }

  /** From, and up to where it ends, with the zone: `Nov 20, 2026, 00:00:00 – 24:00:00`-like, the day said once. */
  spanOf([from, before]: readonly [number, number]): string {
    const [day, last] = [this.dayOf(from), this.dayOf(before)];
    const end = day === last ? this.timeOf(before) : `${last}, ${this.timeOf(before)}`;
    return `${day}, ${this.timeOf(from)} – ${end} ${this.zone}`;
  }

  /** One day or `from – to`. */
  rangeOf([oldest, newest]: readonly [number, number]): string {
    const [from, to] = [this.dayOf(oldest), this.dayOf(newest)];
    return from === to ? from : `${from} – ${to}`;
  }
}

const DAY_MS = 86_400_000;
/** Dates end there; a log may hold any number. */
const LAST_MS = 8.64e15;

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat(locale, { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
