import { isUtf8 } from 'node:buffer';

/** Where the first byte that is no UTF-8 stands, by halving: the check itself is native. */
export function firstInvalid(bytes: Buffer, from: number, to: number): number {
  let good = from;
  let bad = to;
  while (bad - good > 1) {
    let middle = (good + bad) >> 1;
    // Never cut inside a character: go back to its first byte.
    while (middle > good && ((bytes[middle] as number) & 0xc0) === 0x80) middle--;
    if (middle === good) middle = (good + bad) >> 1;
    if (isUtf8(bytes.subarray(good, middle))) good = middle;
    else bad = middle;
  }
  return good;
}
