/**
 * Numbers as Java writes and reads them.
 */
import { wholeNumber } from './value.ts';

export const INT_MIN = -2147483648;
export const INT_MAX = 2147483647;
export const LONG_MIN = -9223372036854775808n;
export const LONG_MAX = 9223372036854775807n;
export const ULONG_MAX = 18446744073709551615n;

/** A double as Java's Double.toString: `1.0`, `5.20128E11`, `1.0E-5`. */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e7) {
    const text = String(value);
    return text.includes('.') ? text : `${text}.0`;
  }
  const [digits, exponent] = value.toExponential().split('e') as [string, string];
  return `${digits.includes('.') ? digits : `${digits}.0`}E${exponent.replace('+', '')}`;
}

/** Beyond it powers of ten are 0 or Infinity. */
const MOST_TENS = 400;

/** As it is written: `10 ** -4` of JavaScript is not 0.0001. */
export const powerOfTen = (exponent: number): number =>
  Math.abs(exponent) <= MOST_TENS ? Number(`1e${exponent}`) : 10 ** exponent;

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[dDfF]?$/;
const WHOLE = /^[+-]?\d+$/;

/** A decimal text as Java's Double.parseDouble reads it, or undefined. */
export function parseDouble(text: string): number | undefined {
  const trimmed = text.trim();
  if (DECIMAL.test(trimmed)) return Number.parseFloat(trimmed);
  if (/^[+-]?(NaN|Infinity)$/.test(trimmed)) return Number(trimmed.replace(/^[+-](?=NaN)/, ''));
  return undefined;
}

/** A text as a double that is a number and finite, or why it is none, in Elasticsearch's words. */
export function finiteDouble(text: string): number | { readonly problem: string } {
  const value = parseDouble(text);
  if (value === undefined) return { problem: `Cannot parse number [${text}]` };
  if (Number.isNaN(value)) return { problem: `[${text}] cannot be parsed as a number (NaN)` };
  return Number.isFinite(value) ? value : { problem: `Number [${text}] is too large` };
}

/** A whole number inside a range, written in a base of 2 to 36, as Java's Long.parseLong reads it; else undefined. */
export function parseInBase(text: string, base: number, least: bigint, most: bigint): number | bigint | undefined {
  const [, sign, digits] = /^([+-]?)([0-9a-z]+)$/i.exec(text) ?? [];
  if (digits === undefined || base < 2 || base > 36) return undefined;
  let exact = 0n;
  for (const digit of digits) {
    const value = Number.parseInt(digit, 36);
    if (value >= base || exact > most + 1n) return undefined;
    exact = exact * BigInt(base) + BigInt(value);
  }
  if (sign === '-') exact = -exact;
  return exact < least || exact > most ? undefined : wholeNumber(exact);
}

/** What a text is when a whole number is asked for: the number, out of the range, or none. */
export function parseWhole(text: string, least: bigint, most: bigint): number | bigint | 'range' | undefined {
  if (WHOLE.test(text)) {
    const exact = BigInt(text.startsWith('+') ? text.slice(1) : text);
    return exact < least || exact > most ? 'range' : wholeNumber(exact);
  }
  const decimal = parseDouble(text);
  if (decimal === undefined) return undefined;
  return roundToWhole(decimal, least, most) ?? 'range';
}

/** Math.round (half towards positive infinity) of a number inside a range; undefined outside it or for NaN. */
export function roundToWhole(value: number, least: bigint, most: bigint): number | bigint | undefined {
  // As Java compares: the number itself with the ends as doubles. The last double of long's range is one above it.
  if (!(value >= Number(least) && value <= Number(most))) return undefined;
  const exact = BigInt(Math.abs(value) < 4503599627370496 ? Math.round(value) : value);
  return wholeNumber(exact > most ? most : exact);
}

/** Digits that unsigned_long has at most; numbers with more before the point are outside it. */
const ULONG_DIGITS = 20;

/**
 * A text as unsigned_long, as Java's BigDecimal reads it: fractions are cut, `1e3` counts, no space does.
 * The message when it is no number, `range` when it is too large or negative.
 */
export function parseUnsigned(text: string): number | bigint | 'range' | { readonly problem: string } {
  const match = /^([+-]?)(?:(\d+)\.?(\d*)|\.(\d+))(?:[eE]([+-]?\d{1,9}))?$/.exec(text);
  if (!match) {
    const [, strange] = /^[+-]?[\d.eE]*(.)/su.exec(text) ?? [];
    const problem = `Character ${strange} is neither a decimal digit number, decimal point, nor "e" notation exponential mark.`;
    return { problem: strange ? problem : `For input string: "${text}"` };
  }
  const [, sign, whole = '', fraction = match[4] ?? '', , exponent = '0'] = match;
  const digits = (whole + fraction).replace(/^0+/, '');
  const before = digits.length - fraction.length + Number(exponent);
  if (digits === '' || before <= 0) return 0;
  if (sign === '-' || before > ULONG_DIGITS) return 'range';
  const exact = BigInt(digits.slice(0, before).padEnd(before, '0'));
  return exact > ULONG_MAX ? 'range' : wholeNumber(exact);
}
