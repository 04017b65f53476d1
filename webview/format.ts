/** The one place where numbers, sizes, durations and times become text. */

/** What stands where a value is missing; never 0. */
export const ABSENT = '–';

let locale = 'en';
let integer = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });

/** Takes the language of the editor; one that is not known leaves English. Clocks made before keep theirs. */
export function setLocale(language: string): void {
  try {
    [locale = 'en'] = Intl.getCanonicalLocales(language);
  } catch {
    locale = 'en';
  }
  integer = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
}

/** `8412` as `8,412`. */
export function formatCount(value: number): string {
  return integer.format(value);
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

/** Milliseconds as seconds without a unit, three significant digits: `0.44`, `2.41`, `21.3`, `104`. */
export function formatSeconds(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return seconds.toFixed(2);
  return seconds < 100 ? seconds.toFixed(1) : formatCount(seconds);
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

  /** `zone` is an IANA name or `UTC`; an unknown one falls back to UTC. */
  constructor(zone: string) {
    this.zone = isZone(zone) ? zone : 'UTC';
    const base = { timeZone: this.zone, hourCycle: 'h23' } as const;
    const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
    const date = { day: '2-digit', month: 'short' } as const;
    this.time = new Intl.DateTimeFormat(locale, { ...base, ...clock });
    this.dayTime = new Intl.DateTimeFormat(locale, { ...base, ...date, ...clock });
    this.day = new Intl.DateTimeFormat(locale, { ...base, ...date, year: 'numeric' });
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

  private said(format: Intl.DateTimeFormat, ms: number): string {
    return Math.abs(ms) <= LAST_MS ? format.format(ms) : ABSENT;
  }

  /** One day or `from – to`. */
  rangeOf([oldest, newest]: readonly [number, number]): string {
    const [from, to] = [this.dayOf(oldest), this.dayOf(newest)];
    return from === to ? from : `${from} – ${to}`;
  }
}

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
