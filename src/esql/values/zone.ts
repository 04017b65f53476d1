/**
 * Zones as java.time reads them in a text, and instants of local times in them.
 */
import { MS_PER_DAY, parseOffset } from './date.ts';

/** A zone that a text begins with: so many characters of it, and its offset in milliseconds or its name. */
export interface ReadZone {
  readonly length: number;
  readonly zone: number | string;
}

/** How the letters of an offset read it; what stands for no offset is read first. */
const OFFSETS: Readonly<Record<string, RegExp>> = {
  X: /^(?:Z|[+-]\d\d(?:\d\d)?)/,
  XX: /^(?:Z|[+-]\d{4})/,
  XXX: /^(?:Z|[+-]\d\d:\d\d)/,
  XXXX: /^(?:Z|[+-]\d{4}(?:\d\d)?)/,
  XXXXX: /^(?:Z|[+-]\d\d:\d\d(?::\d\d)?)/,
  x: /^(?:\+00|[+-]\d\d(?:\d\d)?)/,
  xx: /^[+-]\d{4}/,
  xxx: /^[+-]\d\d:\d\d/,
  xxxx: /^(?:\+0000|[+-]\d{4}(?:\d\d)?)/,
  xxxxx: /^(?:\+00:00|[+-]\d\d:\d\d(?::\d\d)?)/,
  Z: /^[+-]\d{4}/,
  ZZ: /^[+-]\d{4}/,
  ZZZ: /^[+-]\d{4}/,
  ZZZZ: /^GMT(?:[+-]\d\d:\d\d(?::\d\d)?)?/,
  ZZZZZ: /^(?:Z|[+-]\d\d:\d\d(?::\d\d)?)/,
  O: /^GMT(?:[+-]\d{1,2}(?::\d\d(?::\d\d)?)?)?/,
  OOOO: /^GMT(?:[+-]\d\d:\d\d(?::\d\d)?)?/,
};

/** The offset at the start of a text, as letters such as `XXX` read it. */
export function readOffset(text: string, letters: string): ReadZone | undefined {
  const [written] = OFFSETS[letters]?.exec(text) ?? [];
  if (written === undefined) return undefined;
  const digits = written.replace(/^GMT/, '').replace(/^([+-])(?=\d(?!\d))/, '$10');
  const zone = digits === '' ? 0 : parseOffset(digits);
  return zone === undefined ? undefined : { length: written.length, zone };
}

const AREAS =
  /^(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc|Europe|Indian|Mexico|Pacific|US)(?:\/[A-Z][\w+-]*){1,2}/;

/** The names of the tz database that have no area. */
const PLAIN = new Set(
  (
    'CET CST6CDT Cuba EET EST5EDT Egypt Eire GB GB-Eire Greenwich Hongkong Iceland Iran Israel Jamaica Japan Kwajalein ' +
    'Libya MET MST7MDT NZ NZ-CHAT Navajo PRC PST8PDT Poland Portugal ROK Singapore Turkey UCT Universal W-SU WET Zulu'
  ).split(' '),
);

/** Short names by which Java means the zone of most who write them; of a winter and a summer name both mean the zone. */
const SHORT: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    'Africa/Johannesburg': 'SAST',
    'America/Chicago': 'CST CDT',
    'America/Denver': 'MST MDT',
    'America/Halifax': 'AST ADT',
    'America/Juneau': 'AKST AKDT',
    'America/Los_Angeles': 'PST PDT',
    'America/New_York': 'EST EDT',
    'America/Sao_Paulo': 'BRT BRST',
    'America/St_Johns': 'NST NDT',
    'Asia/Hong_Kong': 'HKT',
    'Asia/Seoul': 'KST',
    'Asia/Singapore': 'SGT',
    'Asia/Tokyo': 'JST',
    'Atlantic/Canary': 'WET WEST',
    'Australia/Perth': 'AWST',
    'Australia/Sydney': 'AEST AEDT',
    'Europe/Bucharest': 'EET EEST',
    'Europe/Moscow': 'MSK MSD',
    'Europe/Paris': 'CET CEST MET MEST',
    'Pacific/Auckland': 'NZST NZDT',
    'Pacific/Honolulu': 'HST',
  }).flatMap(([zone, names]) => names.split(' ').map((name) => [name, zone])),
);

/** The zone at the start of a text, as the letters `VV` read it; `z` reads short names too. */
export function readZone(text: string, short: boolean): ReadZone | undefined {
  const fixed = /^(UTC|UT|GMT0?|)([+-]\d\d:\d\d(?::\d\d)?)?/.exec(text)!;
  const [all, prefix = '', written] = fixed;
  const offset = written === undefined || prefix === 'GMT0' ? undefined : parseOffset(written);
  if (offset !== undefined) return { length: all.length, zone: offset };
  if (prefix !== '') return { length: prefix.length, zone: 0 };
  return readName(text, short) ?? (text.startsWith('Z') ? { length: 1, zone: 0 } : undefined);
}

function readName(text: string, short: boolean): ReadZone | undefined {
  const [plain = ''] = /^[A-Z][A-Za-z0-9-]*/.exec(text) ?? [];
  for (let name = plain; name !== ''; name = name.replace(/-?[^-]*$/, '')) {
    if (short && Object.hasOwn(SHORT, name)) return { length: name.length, zone: SHORT[name]! };
    if (PLAIN.has(name)) return { length: name.length, zone: name };
  }
  // The longest name that there is: what follows it may look like a part of it, as in `VV-yyyy`.
  for (let [name = ''] = AREAS.exec(text) ?? []; name.includes('/'); name = name.slice(0, -1)) {
    if (clockOf(name)) return { length: name.length, zone: name };
  }
  return undefined;
}

/** The clocks of zones, null for what is none. */
const clocks = new Map<string, Intl.DateTimeFormat | null>();
const MOST_CLOCKS = 2000;

function clockOf(name: string): Intl.DateTimeFormat | null {
  const known = clocks.get(name);
  if (known !== undefined) return known;
  if (clocks.size >= MOST_CLOCKS) clocks.clear();
  const made = makeClock(name);
  clocks.set(name, made);
  return made;
}

function makeClock(timeZone: string): Intl.DateTimeFormat | null {
  try {
    const clock = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    // Intl takes names in any case, Java does not.
    const { timeZone: own } = clock.resolvedOptions();
    return own !== timeZone && own.toLowerCase() === timeZone.toLowerCase() ? null : clock;
  } catch {
    return null;
  }
}

/** Beyond it there are no dates to Intl; a zone's last rule goes on. */
const MOST_MS = 8.64e15;

function offsetAt(clock: Intl.DateTimeFormat, ms: number): number {
  const parts = clock.formatToParts(Math.max(-MOST_MS, Math.min(MOST_MS, ms)));
  const written = parts.find((part) => part.type === 'timeZoneName')?.value.slice('GMT'.length);
  return (written && parseOffset(written)) || 0;
}

/**
 * The instant of a local time, written as if it were UTC, in a zone. As in java.time, one that the clocks pass over
 * moves on by what they skip, and of one that they show twice the first is meant: the offset from before counts in both.
 */
export function instantIn(zone: string, local: number): number {
  const clock = clockOf(zone);
  if (!clock) return local;
  const before = local - offsetAt(clock, local - MS_PER_DAY);
  const offset = offsetAt(clock, before);
  if (local - offset === before) return before;
  return offsetAt(clock, local - offset) === offset ? local - offset : before;
}
