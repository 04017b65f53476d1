import { gzipSync } from 'node:zlib';
import fc from 'fast-check';

/** What is done to the bytes of a file, by share of its length: the same change fits any file. */
type Change =
  | { readonly kind: 'flip'; readonly at: number; readonly bits: number }
  | { readonly kind: 'cut'; readonly at: number; readonly length: number }
  | { readonly kind: 'insert'; readonly at: number; readonly text: Uint8Array }
  | { readonly kind: 'swap'; readonly at: number; readonly to: number; readonly length: number }
  | { readonly kind: 'repeat'; readonly at: number; readonly length: number }
  | { readonly kind: 'end'; readonly at: number };

/** Texts that mean something to a reader of logs, where they do not belong. */
const FRAGMENTS = [
  ...['{', '}', '[', ']', '"', ',', ':', '\\', '\n', '\r\n', '\n\n', ' ', '\t', '\0', '\ufeff', '/*', '//', '*/'],
  ...['{}', '[]', '[[', '{"', '"}', '}{', '},{', ']}', '[{', 'null', '1e999', '-0.0', '"\\ud800"', '\u2028'],
  ...[
    '{"events":[',
    '{"logEvents":[',
    '"message":"',
    '{"messageType":"CONTROL_MESSAGE"}',
    '{"modelId":"x"}',
    '[{"type":"',
  ],
  ...['Permissions are correctly set for Amazon Bedrock logs.', '2026-03-04T05:06:44Z ', '@timestamp,@message', 'H4sI'],
  ...[gzipSync('{"modelId":"x"}').toString('base64'), 'EVENTS\t1\t1772600804000\ts\t', '"{""modelId"":1}"'],
].map((text) => Buffer.from(text));

const share = fc.double({ min: 0, max: 1, noNaN: true });
const length = fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 600 }));
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: share, bits: fc.integer({ min: 1, max: 255 }) }),
  fc.record({ kind: fc.constant('cut' as const), at: share, length }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: share,
    text: fc.oneof(fc.constantFrom(...FRAGMENTS), fc.uint8Array({ maxLength: 6 })),
  }),
  fc.record({ kind: fc.constant('swap' as const), at: share, to: share, length }),
  fc.record({ kind: fc.constant('repeat' as const), at: share, length }),
  fc.record({ kind: fc.constant('end' as const), at: share }),
);

function applied(bytes: Buffer, step: Change): Buffer {
  const at = Math.floor(step.at * bytes.length);
  switch (step.kind) {
    case 'flip': {
      const copy = Buffer.from(bytes);
      if (at < copy.length) copy[at] = (copy[at] as number) ^ step.bits;
      return copy;
    }
    case 'cut':
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + step.length)]);
    case 'insert':
      return Buffer.concat([bytes.subarray(0, at), step.text, bytes.subarray(at)]);
    case 'swap': {
      const to = Math.floor(step.to * bytes.length);
      const copy = Buffer.from(bytes);
      bytes.copy(copy, to, at, at + step.length);
      bytes.copy(copy, at, to, to + step.length);
      return copy;
    }
    case 'repeat':
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + step.length), bytes.subarray(at)]);
    case 'end':
      return bytes.subarray(0, at);
  }
}

export interface Mutated {
  readonly name: string;
  readonly bytes: Buffer;
  /** Shares of its length at which a stream would be cut into blocks. */
  readonly cuts: readonly number[];
}

/** One of these files, damaged in one to six places: bytes turned, cut out, put in, swapped, doubled, the end lost. */
export function mutated(files: readonly { readonly name: string; readonly bytes: Buffer }[]): fc.Arbitrary<Mutated> {
  return fc
    .record({
      file: fc.constantFrom(...files),
      changes: fc.array(change, { minLength: 1, maxLength: 6 }),
      cuts: fc.array(share, { maxLength: 4 }),
    })
    .map(({ file, changes, cuts }) => ({ name: file.name, bytes: changes.reduce(applied, file.bytes), cuts }));
}
