import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../../src/records/limits.ts';
import { textOf } from '../../../src/records/segments.ts';
import { counts, readText } from './reading.ts';
import { SAMPLES, type Sample } from './samples.ts';

const ENDINGS: readonly (readonly [name: string, change: (text: string) => Buffer])[] = [
  ['LF', (text) => Buffer.from(text)],
  ['CRLF', (text) => Buffer.from(text.replaceAll('\n', '\r\n'))],
  ['BOM', (text) => Buffer.from(`\ufeff${text}`)],
  ['UTF-16', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
];
const STORED: readonly (readonly [name: string, store: (text: Buffer) => Buffer])[] = [
  ['plain', (text) => text],
  ['gzip', (text) => gzipSync(text)],
  ['gzip of two members', (text) => Buffer.concat([gzipSync(text.subarray(0, 200)), gzipSync(text.subarray(200))])],
  ['gzip of gzip', (text) => gzipSync(gzipSync(text))],
];

function expectSample(sample: Sample, text: Buffer): void {
  const reading = readText(text);
  const [read, skipped, failed, warned = 0] = sample.expected;
  expect(counts(reading)).toBe(`${read} read, ${skipped} skipped, ${failed} failed, ${warned} warned`);
  if (sample.records !== undefined) expect(reading.records.map(({ text }) => text.trim())).toEqual(sample.records);
  if (sample.time !== undefined) {
    expect(reading.records[0]?.event?.timestamp).toBe(sample.time);
    expect(reading.records.every(({ event }) => event?.timestamp !== undefined)).toBe(true);
  }
  if (sample.stream === true) expect(reading.records[0]?.event?.stream).toBe('aws/bedrock/modelinvocations');
}

describe.each(SAMPLES)('$name', (sample) => {
  test.each(
    ENDINGS.flatMap(([ending, change]) => STORED.map(([stored, store]) => ({ ending, stored, change, store }))),
  )('$ending, $stored', ({ change, store }) => {
    const text = textOf(store(change(sample.text)), LIMITS);
    expect(text?.cut).toBeUndefined();
    expectSample(sample, text?.text ?? Buffer.alloc(0));
  });

  test('is read alike wherever a block ends', () => {
    const text = Buffer.from(sample.text);
    const whole = JSON.stringify(readText(text));
    // Every place of a short text, of a long one every third.
    for (let cut = 1; cut < text.length; cut += text.length < 1500 ? 1 : 3) {
      if (JSON.stringify(readText(text, [cut])) !== whole) expect(readText(text, [cut])).toEqual(readText(text));
    }
    const everywhere = Array.from({ length: text.length }, (_, i) => i);
    expect(JSON.stringify(readText(text, everywhere))).toBe(whole);
  });
});
