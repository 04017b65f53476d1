/** HASH, MD5, SHA1 and SHA256: what they come to, and which algorithms there are. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { digestNamed } from '../../../src/esql/values/digest.ts';
import { errorOf, rowsOf } from './answers.ts';
import { type Row, testRows } from './expressions.ts';

const DIGESTS: readonly Row[] = [
  ['MD5("a")', 'keyword', '0cc175b9c0f1b6a831c399e269772661'],
  ['SHA1("a")', 'keyword', '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'],
  ['SHA256("")', 'keyword', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['HASH("sha-224", "a")', 'keyword', 'abd37534c7d9a2efb9465de931cd7055ffdb8879563ae98078d6d6d5'],
  ['MD5("ü") == HASH("mD5", "ü")', 'boolean', true],
  ['SHA1("ü") == HASH("SHA", "ü")', 'boolean', true],
  ['SHA256("ü") == HASH("SHA256", "ü")', 'boolean', true],
  ['MD5(null)', 'keyword', null],
  ['HASH(null, "a")', 'keyword', null],
  ['HASH("MD5", null)', 'keyword', null],
  ['SHA1(["a", "b"])', 'keyword', null, 'single-value function encountered multi-value'],
];

describe('the digest of an expression', () => {
  testRows(DIGESTS);

  test('may take its algorithm from a column that holds one', async () => {
    expect(await rowsOf('ROW a = "MD" | EVAL b = CONCAT(a, "5") | EVAL h = HASH(b, "a") | KEEP h')).toEqual([
      ['0cc175b9c0f1b6a831c399e269772661'],
    ]);
  });
});

test.each(['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'])('%s of every length around its blocks', (name) => {
  const digest = digestNamed(name);
  if (typeof digest !== 'function') throw new Error(`no digest ${name}`);
  for (let length = 0; length < 270; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 89 + length * 37) & 255);
    expect(digest(bytes), `${length} bytes`).toBe(createHash(name).update(bytes).digest('hex'));
  }
});

const world = { docs: [{ k: 'md5' }], mapping: { k: 'keyword' } };

test.each([
  ['HASH("crc-32", k)', '1:24: invalid algorithm for [HASH("crc-32", k)]: crc-32 MessageDigest not available'],
  ['HASH("SHA3-256", k)', '1:24: [HASH with SHA3-256] is not supported'],
  ['HASH("SHA-512/256", k)', '[HASH with SHA-512/256] is not supported'],
  ['HASH(k, k)', '[HASH with a computed algorithm] is not supported'],
  ['HASH("md5", 3)', 'second argument of [HASH("md5", 3)] must be [string], found value [3] type [integer]'],
])('%s is refused', async (call, wanted) => {
  expect(await errorOf(`FROM t | EVAL longer = ${call}`, world)).toContain(wanted);
});
