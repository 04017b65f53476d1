/**
 * Numbers as Java 19 and newer prints them, which is how the integration's documents spell them: the shortest digits
 * that give the same value back, plain from 1e-3 to below 1e7 and with one digit before the point and `E` elsewhere,
 * always with a fraction (`1.0`, `1.0E-7`, `-0.0`).
 */

/** Java's `Double.toString`. */
export function doubleText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value < 0 ? '-Infinity' : 'Infinity';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e7) {
    // Where both are plain, JavaScript's text differs by the fraction of a whole number only.
    const text = String(value);
    return Number.isInteger(value) ? `${text}.0` : text;
  }
  let form = value.toExponential();
  // Where one digit is enough, Java takes the nearest of the texts with two: 4.9E-324, not 5E-324.
  if (form.charAt(value < 0 ? 2 : 1) === 'e') {
    const two = value.toExponential(1);
    if (Number(two) === value) form = two;
  }
  return layOut(form);
}

/** Java's `Float.toString` of a number that is a 32-bit float already (see `Math.fround`). */
export function floatText(value: number): string {
  if (!Number.isFinite(value) || value === 0) return doubleText(value);
  for (let digits = 2; digits < 9; digits++) {
    const form = value.toExponential(digits - 1);
    if (Math.fround(Number(form)) === value) return layOut(form);
    // At a power of two the text on the other side may be the one that gives the value back.
    const other = neighbour(form, value);
    if (Math.fround(Number(other)) === value) return layOut(other);
  }
  return layOut(value.toExponential(8));
}

/** The double that a JSON number's spelling stands for, in Java's form; beyond range `Infinity`. */
export function canonicalDouble(spelling: string): string {
  return doubleText(Number(spelling));
}

/**
 * Whether `bytes[start, end)`, a JSON number with fraction or exponent, is in Java's form already. Up to 15 digits are
 * always the shortest; for 16 and 17 arithmetic tells, and where it cannot be sure the answer is no.
 */
export function isCanonicalDouble(bytes: Uint8Array, start: number, end: number): boolean {
  let i = start;
  if (bytes[i] === 0x2d) i++;
  const whole = i;
  // The digits as two whole numbers, the first nine and the rest, leading zeros left out.
  let head = 0;
  let tail = 0;
  let digits = 0;
  let point = -1;
  for (; i < end; i++) {
    const digit = (bytes[i] as number) - 0x30;
    if (digit < 0 || digit > 9) {
      if (digit !== -2 || point >= 0) return false;
      point = i;
    } else if (digits > 0 || digit > 0) {
      if (digits < 9) head = head * 10 + digit;
      else tail = tail * 10 + digit;
      digits++;
    }
  }
  if (point < 0 || point - whole > 7 || digits > 17) return false;
  const decimals = end - point - 1;
  if (bytes[end - 1] === 0x30 && decimals > 1) return false;
  // Below 1: plain only from 0.001, or zero itself.
  if (digits < decimals - 2) return digits === 0 && decimals === 1;
  return digits <= 15 || isShortest(head, tail, digits, decimals);
}

const view = new DataView(new ArrayBuffer(8));
/** Splits a double into two halves of 26 bits whose products are exact. */
const SPLITTER = 134_217_729;
/** Within so much of a bound nothing is decided here; the arithmetic is exact to far more. */
const DOUBT = 1e-6;
const POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * Whether the number of 16 or 17 digits `head tail`, the last `decimals` of them behind the point, is what is printed
 * for the double nearest to it: no decimal of fewer digits has the same nearest double, and none of as many is nearer.
 * The quotient is computed to about 104 bits as the sum of two doubles.
 */
function isShortest(head: number, tail: number, digits: number, decimals: number): boolean {
  const scale = POWERS[decimals];
  if (scale === undefined) return false;
  const upper = head * (POWERS[digits - 9] as number);
  const sum = upper + tail;
  const lost = tail - (sum - upper);
  const quotient = sum / scale;
  const product = quotient * scale;
  const quotientHigh = SPLITTER * quotient - (SPLITTER * quotient - quotient);
  const quotientLow = quotient - quotientHigh;
  const scaleHigh = SPLITTER * scale - (SPLITTER * scale - scale);
  const scaleLow = scale - scaleHigh;
  const error =
    quotientHigh * scaleHigh - product + quotientHigh * scaleLow + quotientLow * scaleHigh + quotientLow * scaleLow;
  const rest = (sum - product - error + lost) / scale;
  const nearest = quotient + rest;
  // The decimal minus its double, in units of the decimal's last digit.
  const off = (quotient - nearest + rest) * scale;
  view.setFloat64(0, nearest);
  const exponentBits = view.getUint16(0) & 0x7ff0;
  view.setUint32(4, 0);
  if ((view.getUint32(0) & 0xfffff) === 0) return false;
  view.setUint32(0, (exponentBits - (53 << 4)) << 16);
  // Half the distance of doubles here, in the same units.
  const half = view.getFloat64(0) * scale;
  const last = (tail % 10) as number;
  if (Math.abs(off) > Math.min(0.5, half) - DOUBT) return false;
  return Math.abs(off - last) > half + DOUBT && Math.abs(off + 10 - last) > half + DOUBT;
}

/** Whether whole-number digits (with a `-` or none) are within 64 bits. */
export function fitsLong(digits: string): boolean {
  const negative = digits.charCodeAt(0) === 0x2d;
  const plain = (negative || digits.charCodeAt(0) === 0x2b ? digits.slice(1) : digits).replace(/^0+(?=.)/, '');
  if (plain.length !== 19) return plain.length < 19;
  return plain <= (negative ? '9223372036854775808' : '9223372036854775807');
}

/** `d.ddde±n` as Java lays it out. */
function layOut(form: string): string {
  const negative = form.charCodeAt(0) === 0x2d;
  const e = form.indexOf('e');
  const exponent = Number(form.slice(e + 1));
  let digits = form.charAt(negative ? 1 : 0) + form.slice(negative ? 3 : 2, e);
  digits = digits.replace(/0+$/, '') || '0';
  const sign = negative ? '-' : '';
  if (exponent >= 7 || exponent < -3) return `${sign}${digits.charAt(0)}.${digits.slice(1) || '0'}E${exponent}`;
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`;
}

/** The text with the same number of digits on the other side of `value`. */
function neighbour(form: string, value: number): string {
  const e = form.indexOf('e');
  const mantissa = form.slice(0, e);
  const digits = BigInt(mantissa.replace('.', ''));
  const above = Number(form) > value;
  const next = String(above ? digits - 1n : digits + 1n);
  const decimals = mantissa.length - mantissa.indexOf('.') - 1;
  return `${next}e${Number(form.slice(e + 1)) - decimals}`;
}
