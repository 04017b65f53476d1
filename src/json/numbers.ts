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
 * Whether `bytes[start, end)`, a JSON number with fraction or exponent, is in Java's form already, as far as that can
 * be told without arithmetic: up to 15 digits are always the shortest.
 */
export function isCanonicalDouble(bytes: Uint8Array, start: number, end: number): boolean {
  let i = start;
  if (bytes[i] === 0x2d) i++;
  const whole = i;
  while ((bytes[i] as number) >= 0x30 && i < end) i++;
  const point = i;
  if (bytes[point] !== 0x2e || point - whole > 7) return false;
  i = point + 1;
  while (i < end && (bytes[i] as number) <= 0x39) i++;
  if (i !== end) return false;
  const last = bytes[end - 1] as number;
  const decimals = end - point - 1;
  if (last === 0x30 && decimals > 1) return false;
  if (point - whole > 1 || bytes[whole] !== 0x30) return point - whole + decimals <= 15;
  // Below 1: plain only from 0.001; zeros before the first digit do not count.
  if (decimals === 1 && last === 0x30) return true;
  for (let zeros = 0; zeros < 3; zeros++) {
    if (bytes[point + 1 + zeros] !== 0x30) return decimals - zeros <= 15;
  }
  return false;
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
