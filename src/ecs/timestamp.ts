/** Reading the record's `timestamp` and writing `@timestamp` (rule 4), without the engine's own, laxer dates. */

const YEAR = '\\d{4}|[+]\\d{5,9}|-\\d{4,9}';
const TIME = '(\\d\\d)(?::(\\d\\d)(?::(\\d\\d)(?:[.,](\\d{1,9}))?)?)?';
const ZONE = '(Z|(?:UTC|GMT|UT)?[+-]\\d\\d:\\d\\d(?::\\d\\d)?|UTC|GMT0?|UT)';
/** Without colons; it may follow a zone of the other form, and does not count then. */
const OFFSET = '(Z|[+-]\\d\\d(?:\\d\\d)?)';
const FORM = new RegExp(`^(${YEAR})(?:-(\\d\\d)(?:-(\\d\\d))?)?(?:T(?:${TIME})?${ZONE}?${OFFSET}?)?$`);

const DAY = 86_400_000;
/** Java takes offsets up to this many seconds. */
const MAX_OFFSET = 18 * 3600;
/** Milliseconds beyond this are no longer exact; it is some 285,000 years. */
const MAX_TIME = Number.MAX_SAFE_INTEGER;

/**
 * Milliseconds since 1970 of a text such as `2026`, `2026-03-04`, `2026-03-04T06` or `2026-03-04T06:10:15,5+0100`;
 * undefined for every other form. Digits after the third of a second are cut.
 */
export function parseTimestamp(text: string): number | undefined {
  return parseUsual(text) ?? parseAny(text);
}

/** The one form that Bedrock writes, `yyyy-MM-ddTHH:mm:ssZ`; undefined for others, and for numbers that need a look. */
function parseUsual(text: string): number | undefined {
  if (text.length !== 20 || text[4] !== '-' || text[7] !== '-' || text[10] !== 'T') return undefined;
  if (text[13] !== ':' || text[16] !== ':' || text[19] !== 'Z') return undefined;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  // NaN, from a character that is no digit, is never within bounds.
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= 28)) return undefined;
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return undefined;
  return daysSince1970(year, month, day) * DAY + ((hour * 60 + minute) * 60 + second) * 1000;
}

function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 0x30;
  const ones = text.charCodeAt(at + 1) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function parseAny(text: string): number | undefined {
  const parts = FORM.exec(text);
  if (!parts) return undefined;
  const year = Number(parts[1]);
  if (Object.is(year, -0)) return undefined;
  const month = Number(parts[2] ?? 1);
  const day = Number(parts[3] ?? 1);
  const hour = Number(parts[4] ?? 0);
  const minute = Number(parts[5] ?? 0);
  const second = Number(parts[6] ?? 0);
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const milliseconds = Number((parts[7] ?? '').slice(0, 3).padEnd(3, '0'));
  const zone = offsetOf(parts[8]);
  const after = offsetOf(parts[9]);
  if (zone === undefined || after === undefined) return undefined;
  // The integration takes no year that stands alone before a time.
  const days = parts[2] === undefined && parts[4] !== undefined ? 0 : daysSince1970(year, month, day);
  const time = days * DAY + ((hour * 60 + minute) * 60 + second - (parts[8] ? zone : after)) * 1000 + milliseconds;
  return Math.abs(time) <= MAX_TIME ? time : undefined;
}

/** `yyyy-MM-ddTHH:mm:ss.SSSZ` in UTC; years of more than four digits have a sign, as Java writes them. */
export function formatTimestamp(milliseconds: number): string {
  const days = Math.floor(milliseconds / DAY);
  const rest = milliseconds - days * DAY;
  // Days to a date of the proleptic calendar, in years that begin with March: leap days then come last.
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const time = `${two(Math.floor(rest / 3_600_000))}:${two(Math.floor(rest / 60_000) % 60)}:${two(Math.floor(rest / 1000) % 60)}`;
  return `${yearText(year)}-${two(month)}-${two(day)}T${time}.${String(rest % 1000).padStart(3, '0')}Z`;
}

/** Seconds of a zone, which UTC is without one; undefined if it is too far away. */
function offsetOf(zone = ''): number | undefined {
  const parts = /([+-])(\d\d):?(\d\d)?:?(\d\d)?$/.exec(zone);
  if (!parts) return 0;
  const [, sign, hours, minutes = '0', seconds = '0'] = parts;
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  if (Number(minutes) > 59 || Number(seconds) > 59 || total > MAX_OFFSET) return undefined;
  return sign === '-' ? -total : total;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function daysSince1970(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

/** The number of the year in its era, as the integration writes it: the year before 1 is 1 again. */
function yearText(year: number): string {
  const ofEra = year > 0 ? year : 1 - year;
  return ofEra > 9999 ? `+${ofEra}` : String(ofEra).padStart(4, '0');
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
