/**
 * What a record is called wherever it goes: the SHA-256 of its JSON text as it was logged, without blanks around it, in
 * UTF-8; the first 40 hexadecimal digits. Request ids are not enough: records of tests and of gateways share them, and
 * one of two records would be lost. The place of a record does not count, so a copied log adds nothing.
 */
import { createHash } from 'node:crypto';

const DIGITS = 40;

const BLANK = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** Of the record in `bytes[start, end)`. */
export function recordIdentity(bytes: Uint8Array, start: number, end: number): string {
  let from = start;
  let to = end;
  while (from < to && BLANK.has(bytes[from] as number)) from++;
  while (to > from && BLANK.has(bytes[to - 1] as number)) to--;
  return createHash('sha256').update(bytes.subarray(from, to)).digest('hex').slice(0, DIGITS);
}
