/** A stable radix sort of positions by 32- or 64-bit unsigned keys: a million in some tens of milliseconds. */

const DIGIT_BITS = 16;
const DIGITS = 1 << DIGIT_BITS;
/** Below this many keys, counting 65,536 digits costs more than it saves; eight-bit digits are used. */
const FEW = 50_000;

/** The positions 0 to `length` - 1 in the order of (`high`, `low`), equal keys in the order given. */
export function sortByKeys(length: number, low: Uint32Array, high?: Uint32Array): Uint32Array {
  let from = new Uint32Array(length);
  for (let i = 0; i < length; i++) from[i] = i;
  let to = new Uint32Array(length);
  const bits = length < FEW ? 8 : DIGIT_BITS;
  const counts = new Uint32Array(length < FEW ? 256 : DIGITS);
  for (const keys of high ? [low, high] : [low]) {
    for (let shift = 0; shift < 32; shift += bits) {
      if (pass(keys, shift, counts, from, to)) [from, to] = [to, from];
    }
  }
  return from;
}

/** One counting pass; false if all keys have the same digit, so that nothing was moved. */
function pass(keys: Uint32Array, shift: number, counts: Uint32Array, from: Uint32Array, to: Uint32Array): boolean {
  const mask = counts.length - 1;
  counts.fill(0);
  for (let i = 0; i < from.length; i++) {
    const digit = ((keys[i] as number) >>> shift) & mask;
    counts[digit] = (counts[digit] as number) + 1;
  }
  if (from.length === 0 || counts[((keys[0] as number) >>> shift) & mask] === from.length) return false;
  let sum = 0;
  for (let digit = 0; digit < counts.length; digit++) {
    const count = counts[digit] as number;
    counts[digit] = sum;
    sum += count;
  }
  for (let i = 0; i < from.length; i++) {
    const position = from[i] as number;
    const digit = ((keys[position] as number) >>> shift) & mask;
    const place = counts[digit] as number;
    to[place] = position;
    counts[digit] = place + 1;
  }
  return true;
}

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** Writes a double as a 64-bit key that orders as the number does; -0 orders as 0. Not for NaN. */
export function writeDoubleKey(value: number, at: number, low: Uint32Array, high: Uint32Array): void {
  double[0] = value + 0;
  const top = words[LITTLE_ENDIAN ? 1 : 0] as number;
  const bottom = words[LITTLE_ENDIAN ? 0 : 1] as number;
  const negative = top >>> 31 === 1;
  high[at] = negative ? ~top : top | 0x80000000;
  low[at] = negative ? ~bottom : bottom;
}
