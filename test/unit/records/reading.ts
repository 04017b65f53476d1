import { expect } from 'vitest';
import { Tape } from '../../../src/json/tape.ts';
import type { LogEvent } from '../../../src/records/classify.ts';
import type { Limits } from '../../../src/records/limits.ts';
import { RecordReader } from '../../../src/records/reader.ts';
import type { Problem, RecordSink, Tally } from '../../../src/records/report.ts';

export interface ReadRecord {
  readonly text: string;
  readonly line: number;
  readonly offset: number;
  readonly unpacked: boolean;
  readonly event: LogEvent | undefined;
}

export interface Reading {
  readonly records: ReadRecord[];
  readonly problems: Problem[];
  readonly tally: Tally;
}

/** A reader whose records and problems are kept, and which checks what must hold of every reading. */
export function collector(
  limits: Partial<Limits> = {},
  file = 'log',
): { reader: RecordReader; reading: Reading; verify(): void } {
  const records: ReadRecord[] = [];
  const problems: Problem[] = [];
  const scan = new Tape();
  let segment: string[] = [];
  let places: number[] = [];
  const sink: RecordSink = {
    record(slice) {
      const text = slice.bytes.toString('utf8', slice.start, slice.end);
      records.push({ text, line: slice.line, offset: slice.offset, unpacked: slice.unpacked, event: slice.event });
      if (slice.unpacked) {
        segment.push(text);
        places.push(slice.start);
      }
    },
    problem: (problem) => problems.push(problem),
    unpacked(bytes) {
      // Every unpacked record is found again in the segment, where it was said to be.
      segment.forEach((text, i) => {
        const start = places[i] as number;
        expect(bytes.toString('utf8', start, start + Buffer.byteLength(text))).toBe(text);
      });
      segment = [];
      places = [];
    },
  };
  const reader = new RecordReader({ file, scan, sink, limits });
  const verify = () => {
    const { tally } = reader;
    expect(tally.read + tally.skipped + tally.failed).toBe(tally.seen);
    expect(records.length).toBe(tally.read);
    expect(problems.filter((problem) => problem.severity === 'error').length).toBe(tally.errors);
    expect(tally.errors).toBeGreaterThanOrEqual(tally.failed);
    expect(Object.values(tally.skippedBy).reduce((sum, count) => sum + count, 0)).toBe(tally.skipped);
    expect(segment).toEqual([]);
  };
  return { reader, reading: { records, problems, tally: reader.tally }, verify };
}

/** Reads a text in blocks that are cut at these places, keeping what was not used, as a stream does. */
export function readText(text: string | Buffer, cuts: readonly number[] = [], limits: Partial<Limits> = {}): Reading {
  const bytes = Buffer.from(text as string);
  const { reader, reading, verify } = collector(limits);
  let from = 0;
  for (const cut of cuts) if (cut > from) from += reader.read(bytes.subarray(from, cut), false);
  expect(reader.read(bytes.subarray(from), true)).toBe(bytes.length - from);
  verify();
  return reading;
}

/** read, skipped, failed, warned: enough to compare two readings by. */
export function counts({ tally }: Reading): string {
  return `${tally.read} read, ${tally.skipped} skipped, ${tally.failed} failed, ${tally.warned} warned`;
}

export function record(id: number, text = 'Hello'): string {
  return JSON.stringify({
    timestamp: '2026-03-04T05:06:44Z',
    accountId: '111122223333',
    region: 'us-east-1',
    requestId: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
    operation: 'Converse',
    modelId: 'amazon.nova-lite-v1:0',
    input: {
      inputContentType: 'application/json',
      inputBodyJson: { messages: [{ role: 'user', content: [{ text }] }] },
    },
    output: { outputBodyJson: { output: { message: { role: 'assistant', content: [{ text: 'Hi' }] } } } },
  });
}

export const PERMISSION = 'Permissions are correctly set for Amazon Bedrock logs.';
