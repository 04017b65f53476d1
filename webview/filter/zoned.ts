/** Times as people type them, in the zone that the page shows. */

const FORM = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;

/** `2026-11-20 17:01:49` in a zone. */
export function zonedText(ms: number, zone: string): string {
  const { year, month, day, hour, minute, second } = partsOf(ms, zone);
  return `${year}-${month}-${day} ${hour}:${minute}:${second}`;
}

/** Epoch ms of such a text, its time or seconds left out perhaps; undefined if it is no time. */
export function zonedTime(text: string, zone: string): number | undefined {
  const found = FORM.exec(text.trim());
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1)
    .map((part) => Number(part ?? 0));
  const wanted = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(wanted);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || hour > 23 || minute > 59) return undefined;
  // What the clock shows at a moment tells how far it is from UTC; twice, as the first may lie beyond a change of time.
  const first = wanted - (asIfUtc(wanted, zone) - wanted);
  return first - (asIfUtc(first, zone) - wanted);
}

function asIfUtc(ms: number, zone: string): number {
  const { year, month, day, hour, minute, second } = partsOf(ms, zone);
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
}

type Parts = Readonly<Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', string>>;
const formats = new Map<string, Intl.DateTimeFormat>();

function partsOf(ms: number, zone: string): Parts {
  const two = '2-digit';
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: two,
      day: two,
      hour: two,
      minute: two,
      second: two,
    });
  formats.set(zone, format);
  const found = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  const { year = '', month = '', day = '', hour = '', minute = '', second = '' } = found;
  return { year: year.padStart(4, '0'), month, day, hour, minute, second };
}
