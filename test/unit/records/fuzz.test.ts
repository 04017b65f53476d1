import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LIMITS } from '../../../src/records/limits.ts';
import { readStream, textOf } from '../../../src/records/segments.ts';
import { type Mutated, mutated } from '../../rig/mutate.ts';
import { collector, readText, record } from './reading.ts';
import { SAMPLES } from './samples.ts';

/** `npm run fuzz` sets more. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 3_000);
const SEED = Number(process.env.FUZZ_SEED ?? 20260304);

const plain = SAMPLES.map(({ name, text }) => ({ name, bytes: Buffer.from(text) }));
const stored = plain.flatMap(({ name, bytes }) => [
  { name: `${name}, gzip`, bytes: gzipSync(bytes) },
  { name: `${name}, UTF-16`, bytes: Buffer.from(`\ufeff${bytes.toString()}`, 'utf16le') },
]);

function inBlocks(text: Buffer, cuts: readonly number[]): string {
  const places = cuts.map((share) => Math.floor(share * text.length)).sort((a, b) => a - b);
  return JSON.stringify(readText(text, places));
}

test(`${RUNS} damaged texts: never a throw, no count lost, and blocks make no difference`, () => {
  fc.assert(
    fc.property(mutated(plain), ({ bytes, cuts }: Mutated) => {
      const whole = JSON.stringify(readText(bytes));
      if (inBlocks(bytes, cuts) !== whole) expect(JSON.parse(inBlocks(bytes, cuts))).toEqual(JSON.parse(whole));
    }),
    { numRuns: RUNS, seed: SEED },
  );
});

test(`${RUNS / 4} damaged lines: none costs another line`, () => {
  const lines = [1, 2, 3, 4, 5].map((id) => record(id, `text ${id}`));
  const files = lines.map((line, i) => ({ name: String(i), bytes: Buffer.from(line) }));
  fc.assert(
    fc.property(mutated(files), ({ name, bytes }: Mutated) => {
      const damaged = bytes.toString('latin1').replaceAll('\n', ' ');
      const text = lines.map((line, i) => (i === Number(name) ? damaged : line)).join('\n');
      const read = new Set(readText(text).records.map((one) => one.text.trim()));
      const lost = lines.filter((line, i) => i !== Number(name) && !read.has(line));
      expect(lost).toEqual([]);
    }),
    { numRuns: RUNS / 4, seed: SEED },
  );
});

test(`${RUNS / 4} damaged texts under tight limits`, () => {
  fc.assert(
    fc.property(mutated(plain), fc.integer({ min: 20, max: 2000 }), ({ bytes, cuts }: Mutated, recordBytes) => {
      const places = cuts.map((share) => Math.floor(share * bytes.length)).sort((a, b) => a - b);
      readText(bytes, places, { recordBytes, blockBytes: 100 });
    }),
    { numRuns: RUNS / 4, seed: SEED },
  );
});

test(`${RUNS / 4} damaged stored files: what is left of them is read`, () => {
  fc.assert(
    fc.property(mutated(stored), ({ bytes }: Mutated) => {
      const { reader, verify } = collector();
      const text = textOf(bytes, LIMITS);
      expect(text).toBeDefined();
      if (text?.cut !== undefined) reader.problem('error', 0, 0, text.cut.reason);
      reader.read(text?.text ?? Buffer.alloc(0), true);
      verify();
    }),
    { numRuns: RUNS / 4, seed: SEED },
  );
});

test(`${RUNS / 40} damaged streams end, and lose no count`, async () => {
  await fc.assert(
    fc.asyncProperty(mutated(stored), async ({ bytes, cuts }: Mutated) => {
      const places = [0, ...cuts.map((share) => Math.floor(share * bytes.length)).sort((a, b) => a - b), bytes.length];
      const chunks = places.slice(1).map((end, i) => bytes.subarray(places[i], end));
      const { reader, verify } = collector({ blockBytes: 300 });
      for await (const _ of readStream(Readable.from(chunks), reader));
      verify();
    }),
    { numRuns: Math.ceil(RUNS / 40), seed: SEED },
  );
});
