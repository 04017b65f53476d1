import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIMITS, type Limits } from '../../../src/records/limits.ts';
import { readFile, readStream, type Segment, textOf } from '../../../src/records/segments.ts';
import { collector, counts, type Reading, record } from './reading.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'records-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** So small that a few records are a large file. */
const STREAMED: Partial<Limits> = { wholeStored: 10, wholeInflated: 10, blockBytes: 1000 };

function stored(bytes: Buffer | string): string {
  const path = join(folder, 'log');
  writeFileSync(path, bytes);
  return path;
}

async function drain(segments: AsyncIterable<Segment>): Promise<Segment[]> {
  const all: Segment[] = [];
  for await (const segment of segments) all.push({ ...segment, bytes: Buffer.from(segment.bytes) });
  return all;
}

async function readBack(
  bytes: Buffer | string,
  limits: Partial<Limits> = {},
): Promise<Reading & { segments: Segment[] }> {
  const { reader, reading, verify } = collector(limits);
  const segments = await drain(readFile(stored(bytes), reader));
  verify();
  return { ...reading, segments };
}

const lines = Array.from({ length: 60 }, (_, i) => `${record(i, 'é😀'.repeat(i % 7))}\n`);
const text = lines.join('');
const FORMS: readonly (readonly [name: string, bytes: Buffer])[] = [
  ['plain', Buffer.from(text)],
  ['gzip', gzipSync(text)],
  ['gzip members', Buffer.concat(lines.map((line) => gzipSync(line)))],
  ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16 in gzip', gzipSync(Buffer.from(`\ufeff${text}`, 'utf16le'))],
  ['gzip in gzip', gzipSync(gzipSync(text))],
  ['a list', gzipSync(`[${lines.join(',')}]`)],
];

describe.each(FORMS)('a file, %s', (_, bytes) => {
  test('that is small is one segment, which can be opened again', async () => {
    const { segments, tally } = await readBack(bytes);
    expect(tally.read).toBe(60);
    expect(segments.map(({ whole, stored: used }) => [whole, used])).toEqual([[true, bytes.length]]);
    expect(textOf(bytes, LIMITS)?.text.equals(segments[0]?.bytes as Buffer)).toBe(true);
  });

  test('that is large is cut into blocks with the same records', async () => {
    const whole = await readBack(bytes);
    const { segments, records, tally } = await readBack(bytes, STREAMED);
    expect(tally).toEqual(whole.tally);
    const place = ({ line, offset, text: own }: { line: number; offset: number; text: string }) => [line, offset, own];
    expect(records.map(place)).toEqual(whole.records.map(place));
    expect(segments.length).toBeGreaterThan(5);
    expect(Buffer.concat(segments.map((segment) => segment.bytes)).equals(whole.segments[0]?.bytes as Buffer)).toBe(
      true,
    );
    expect(segments.at(-1)?.stored).toBe(bytes.length);
  });
});

describe('damaged gzip', () => {
  const small = ['{"modelId":"1"}', '{"modelId":"22"}', '{"modelId":"333"}'];
  const bytes = gzipSync(`${small.join('\n')}\n`);

  test.each([
    ['at once', {}],
    ['as a stream', STREAMED],
  ] as const)('cut at every byte, %s: what was there is read', async (_, limits) => {
    let last = 0;
    for (let length = 2; length < bytes.length; length++) {
      const { tally, problems } = await readBack(bytes.subarray(0, length), limits);
      expect(
        problems.some(({ reason, line }) => line === 0 && reason === `the gzip stream is cut after ${length} bytes`),
      ).toBe(true);
      expect(tally.read).toBeGreaterThanOrEqual(last);
      expect(tally.failed).toBeLessThanOrEqual(1);
      last = tally.read;
    }
    expect(last).toBe(3);
  });

  test('a record cut by the end of the stream says so', async () => {
    const whole = gzipSync(text, { level: 0 });
    const { problems, tally } = await readBack(whole.subarray(0, 1000));
    expect(tally.failed).toBe(1);
    expect(problems.map(({ reason }) => reason)).toEqual([
      'the gzip stream is cut after 1000 bytes',
      'the gzip stream is cut after 1000 bytes',
    ]);
    expect(problems[1]?.line).toBe(tally.read + 1);
  });

  test('a byte changed anywhere never throws, and never loses what stands before it', async () => {
    for (let at = 10; at < bytes.length; at++) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] as number) ^ 0x55;
      const { problems } = await readBack(damaged);
      expect(problems.some(({ severity }) => severity === 'error')).toBe(true);
    }
  });

  test.each([
    ['garbage', Buffer.from('no gzip at all')],
    ['a header that is none', Buffer.from([0x1f, 0x8b, 0xff, 0, 0, 0])],
  ])('%s behind the stream is a problem, the records are read', async (_, tail) => {
    for (const limits of [{}, STREAMED]) {
      const { problems, tally } = await readBack(Buffer.concat([bytes, tail]), limits);
      expect(tally.read).toBe(3);
      expect(problems.length).toBe(1);
      expect(problems[0]?.reason).toMatch(/^what follows the gzip stream at byte \d+ is no gzip$/);
    }
  });

  test('zero bytes behind the stream are padding, what follows them is not', async () => {
    for (const limits of [{}, STREAMED]) {
      for (const zeros of [1, 100, 300_000]) {
        const padded = await readBack(Buffer.concat([bytes, Buffer.alloc(zeros)]), limits);
        expect(`${counts(padded)} ${padded.problems.length}`).toBe('3 read, 0 skipped, 0 failed, 0 warned 0');
        const more = await readBack(Buffer.concat([bytes, Buffer.alloc(zeros), bytes]), limits);
        expect(more.tally.read).toBe(3);
        expect(more.problems.map(({ severity }) => severity)).toEqual(['error']);
      }
    }
  });
});

describe('limits', () => {
  test('a decompression bomb is stopped by its ratio', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000, '\n'));
    const { problems, tally } = await readBack(bomb, { ...STREAMED, ratioFrom: 1_000_000 });
    expect(problems.map(({ reason }) => reason)).toEqual([
      'stopped: more than 250 bytes of text a compressed byte, which no log has',
    ]);
    expect(tally).toMatchObject({ seen: 0, errors: 1 });
  });

  test('and by its size', async () => {
    const { problems, tally } = await readBack(gzipSync(text), { ...STREAMED, inflatedBytes: 10_000 });
    expect(problems[0]?.reason).toBe('stopped: more than 10000 bytes of text in one file');
    expect(tally.read).toBeLessThan(60);
  });

  test('a small file that inflates to much is read as a stream', async () => {
    const { segments, tally } = await readBack(gzipSync(text), { wholeInflated: 10_000, blockBytes: 1000 });
    expect(tally.read).toBe(60);
    expect(segments.length).toBeGreaterThan(5);
  });

  test('reading ends when it is given up', async () => {
    const abort = new AbortController();
    const { reader } = collector(STREAMED);
    const segments = readFile(stored(gzipSync(text)), reader, { signal: abort.signal });
    expect((await segments.next()).done).toBe(false);
    abort.abort();
    await expect(drain(segments)).rejects.toThrow(/abort/i);
  });
});

describe('a stream', () => {
  test('gives a record as soon as its line is there', async () => {
    const told: number[] = [];
    const { reader, reading } = collector();
    async function* slow(): AsyncGenerator<Buffer> {
      for (const line of lines.slice(0, 3)) {
        yield Buffer.from(line);
        await new Promise(setImmediate);
        told.push(reading.tally.read);
      }
    }
    for await (const _ of readStream(Readable.from(slow()), reader));
    expect(told[0]).toBe(1);
    expect(reading.tally.read).toBe(3);
  });

  test('may come byte by byte, compressed or not', async () => {
    for (const bytes of [gzipSync(lines.slice(0, 5).join('')), Buffer.from(lines.slice(0, 5).join(''))]) {
      const { reader, reading, verify } = collector();
      await drain(readStream(Readable.from([...bytes].map((byte) => Buffer.from([byte]))), reader));
      verify();
      expect(reading.tally.read).toBe(5);
    }
  });

  test('that says nothing more is given up at once', async () => {
    const abort = new AbortController();
    const silent = new Readable({ read: () => {} });
    silent.push(`${lines[0]}`);
    const segments = readStream(silent, collector().reader, { signal: abort.signal });
    expect((await segments.next()).done).toBe(false);
    setImmediate(() => abort.abort());
    await expect(drain(segments)).rejects.toThrow(/abort/i);
  });

  test('that is left early is closed', async () => {
    const source = Readable.from(lines.map((line) => Buffer.from(line)));
    for await (const _ of readStream(source, collector().reader)) break;
    expect(source.destroyed).toBe(true);
  });
});

test('an empty file holds nothing and is no problem', async () => {
  expect(counts(await readBack(''))).toBe('0 read, 0 skipped, 0 failed, 0 warned');
  expect(counts(await readBack(gzipSync('')))).toBe('0 read, 0 skipped, 0 failed, 0 warned');
});
