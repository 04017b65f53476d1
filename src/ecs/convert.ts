import { fitsLong, floatText } from '../json/numbers.ts';
import { ARRAY, NUMBER, STRING, type Tape } from '../json/tape.ts';
import { numberText } from './rendering.ts';

/** A converted value as its JSON spelling; a list of them where the log has a list. */
export type Converted = string | readonly string[];

/**
 * Rule 14: the value as a 64-bit whole number, as Elasticsearch's convert processor takes it: a whole number, a text of
 * digits with or without a sign, or of hexadecimal digits after `0x`. A list is converted whole or not at all; an empty
 * one is converted, too, though the document has no field for it.
 */
export function toLong(tape: Tape, n: number): Converted | undefined {
  return convert(tape, n, longOf);
}

/** Rule 14: the value as a 32-bit float, as Java's `parseFloat` takes its text. */
export function toFloat(tape: Tape, n: number): Converted | undefined {
  return convert(tape, n, floatOf);
}

function convert(tape: Tape, n: number, one: (tape: Tape, n: number) => string | undefined): Converted | undefined {
  if (n < 0) return undefined;
  if (tape.kind(n) !== ARRAY) return one(tape, n);
  const values: string[] = [];
  for (let child = tape.first(n); child >= 0; child = tape.next(child)) {
    const value = one(tape, child);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

function longOf(tape: Tape, n: number): string | undefined {
  const kind = tape.kind(n);
  if (kind === NUMBER) {
    if (!tape.isWhole(n)) return undefined;
    const text = numberText(tape, n);
    return fitsLong(text) ? text : undefined;
  }
  return kind === STRING ? parseLong(tape.string(n)) : undefined;
}

/** Java's `Long.parseLong`, or `Long.decode` after `0x` and `-0x`: digits of any script. */
export function parseLong(text: string): string | undefined {
  const digits = text.replace(DIGIT, asciiDigit);
  const hex = text.startsWith('0x') || text.startsWith('-0x') ? /^(-?)0x([0-9a-fA-F]+)$/.exec(digits) : null;
  if (!hex && !/^[+-]?[0-9]+$/.test(digits)) return undefined;
  const value = hex ? BigInt(`0x${hex[2]}`) * (hex[1] ? -1n : 1n) : BigInt(digits.replace(/^\+/, ''));
  return value >= -(2n ** 63n) && value < 2n ** 63n ? value.toString() : undefined;
}

const DIGIT = /\p{Nd}/gu;

/** The ten digits of a script stand together, from a code that ends in 0 or in 6. */
function asciiDigit(digit: string): string {
  // Java looks at UTF-16 units here: what takes two of them is no digit to it.
  if (digit.length > 1) return digit;
  const code = digit.charCodeAt(0);
  const low = code & 15;
  return String(/\p{Nd}/u.test(String.fromCharCode(code - low)) ? low : low - 6);
}

/** Request parameters take few values: their float texts are kept. */
const MAX_KEPT = 1000;
const kept = new Map<string, string>();

function floatOf(tape: Tape, n: number): string | undefined {
  const kind = tape.kind(n);
  if (kind === STRING) return parseFloatText(tape.string(n));
  if (kind !== NUMBER) return undefined;
  const spelling = tape.spelling(n);
  const known = kept.get(spelling);
  if (known !== undefined) return known;
  const text = parseFloatText(numberText(tape, n));
  if (text !== undefined && spelling.length < 30) {
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(spelling, text);
  }
  return text;
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?$/;
const HEXADECIMAL = /^([+-]?)0[xX](?:([0-9a-fA-F]+)\.?|([0-9a-fA-F]*)\.([0-9a-fA-F]+))[pP]([+-]?\d+)[fFdD]?$/;

/** Java's `Float.toString(Float.parseFloat(text))` as JSON; undefined where Java throws. */
export function parseFloatText(text: string): string | undefined {
  const trimmed = trimJava(text);
  const special = /^[+-]?(NaN|Infinity)$/.exec(trimmed);
  if (special) return special[1] === 'NaN' ? '"NaN"' : trimmed.startsWith('-') ? '"-Infinity"' : '"Infinity"';
  let value: number;
  if (DECIMAL.test(trimmed)) value = nearestFloat(trimmed.replace(/[fFdD]$/, ''));
  else {
    const parts = HEXADECIMAL.exec(trimmed);
    if (!parts) return undefined;
    value = hexFloat(parts);
  }
  const form = floatText(value);
  return form.endsWith('y') ? `"${form}"` : form;
}

/** Java's `String.trim`: everything up to the blank goes at both ends. */
function trimJava(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && text.charCodeAt(from) <= 0x20) from++;
  while (to > from && text.charCodeAt(to - 1) <= 0x20) to--;
  return text.slice(from, to);
}

/** The 32-bit float nearest to a decimal text, rounded once: not to a double first and then again. */
function nearestFloat(decimal: string): number {
  const double = Number(decimal);
  const float = Math.fround(double);
  if (float === double || !Number.isFinite(float)) return float;
  // Only where the double stands exactly half-way between two floats can the first rounding have decided wrongly.
  const below = float < double ? float : adjacent(float, -1);
  const above = float > double ? float : adjacent(float, 1);
  if (above - double !== double - below) return float;
  const difference = compareExactly(decimal, double);
  if (difference === 0) return float;
  return difference > 0 ? above : below;
}

const pattern = new DataView(new ArrayBuffer(4));

function adjacent(float: number, direction: 1 | -1): number {
  if (float === 0) return direction * 1.401298464324817e-45;
  pattern.setFloat32(0, float);
  const away = float > 0 === direction > 0;
  pattern.setInt32(0, pattern.getInt32(0) + (away ? 1 : -1));
  return pattern.getFloat32(0);
}

/** Sign of `decimal` minus `double`, both taken exactly. */
function compareExactly(decimal: string, double: number): number {
  const parts = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(decimal);
  if (!parts) return 0;
  const [, sign, whole = '', fraction = '', exponent = '0'] = parts;
  let left = BigInt(`${whole}${fraction}` || '0');
  if (sign === '-') left = -left;
  let right = 0n;
  // A double is a whole number times a power of two; both sides are scaled to whole numbers.
  let scaled = double;
  let halvings = 0n;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    halvings++;
  }
  right = BigInt(scaled);
  left *= 2n ** halvings;
  const tens = Number(exponent) - fraction.length;
  if (tens >= 0) left *= 10n ** BigInt(tens);
  else right *= 10n ** BigInt(-tens);
  return left > right ? 1 : left < right ? -1 : 0;
}

function hexFloat(parts: RegExpExecArray): number {
  const [, sign, only, whole = '', fraction = '', exponent] = parts;
  const digits = only ?? whole + fraction;
  const mantissa = Number(`0x${digits || '0'}`);
  const power = Number(exponent) - 4 * (only === undefined ? fraction.length : 0);
  // In two steps: one power of two alone may be out of range where the product is not.
  const half = Math.trunc(power / 2);
  const value = Math.fround(mantissa * 2 ** half * 2 ** (power - half));
  return sign === '-' ? -value : value;
}
