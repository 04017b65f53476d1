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

/** One for all: a scan is made to be used again. */
const scan = new Tape();

/** Cheaper than `expect`, for what is checked a million times. */
function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

/** A reader whose records and problems are kept, and which checks what must hold of every reading. */
export function collector(
  limits: Partial<Limits> = {},
  file = 'log',
): { reader: RecordReader; reading: Reading; verify(): void } {
  const records: ReadRecord[] = [];
  const problems: Problem[] = [];
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
        must(bytes.toString('utf8', start, start + Buffer.byteLength(text)) === text, 'an unpacked record has moved');
      });
      segment = [];
      places = [];
    },
  };
  const reader = new RecordReader({ file, scan, sink, limits });
  const verify = () => {
    const { tally } = reader;
    must(tally.read + tally.skipped + tally.failed === tally.seen, 'a count is lost');
    must(records.length === tally.read, 'more or fewer records than counted');
    must(problems.filter(({ severity }) => severity === 'error').length === tally.errors, 'an error is not counted');
    must(tally.errors >= tally.failed, 'a failure without a problem');
    const skipped = Object.values(tally.skippedBy).reduce((sum, count) => sum + count, 0);
    must(skipped === tally.skipped, 'a skip without a kind');
    must(segment.length === 0, 'unpacked records whose bytes were never given');
  };
  return { reader, reading: { records, problems, tally: reader.tally }, verify };
}

/** Reads a text in blocks that are cut at these places, keeping what was not used, as a stream does. */
export function readText(text: string | Buffer, cuts: readonly number[] = [], limits: Partial<Limits> = {}): Reading {
  const bytes = Buffer.from(text as string);
  const { reader, reading, verify } = collector(limits);
  let from = 0;
  for (const cut of cuts) if (cut > from) from += reader.read(bytes.subarray(from, cut), false);
  must(reader.read(bytes.subarray(from), true) === bytes.length - from, 'bytes were left at the end');
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
