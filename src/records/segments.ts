import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { type Cut, inflateStream, inflateWhole, isGzip, utf16Decoder } from './inflate.ts';
import type { Limits } from './limits.ts';
import type { RecordReader } from './reader.ts';

/**
 * Text whose records were just told to the sink. Their offsets (those without `unpacked`) count in `bytes`.
 *
 * `whole`: `bytes` is the text of the whole file, and `openWhole` gives the same again, so nothing needs to be kept.
 * Otherwise the bytes hold good only until the next segment is asked for.
 */
export interface Segment {
  readonly bytes: Buffer;
  readonly whole: boolean;
  /** Bytes of the stored file that were used so far. */
  readonly stored: number;
}

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a file: its records go to the sink of `reader`, a segment at a time. A file that is small enough is one
 * segment; others are read as a stream, in bounded memory. Damaged or cut text is a problem of the reader.
 * Throws what the file system throws, and the signal's reason.
 */
export async function* readFile(
  path: string,
  reader: RecordReader,
  options: ReadOptions = {},
): AsyncGenerator<Segment> {
  const { limits } = reader;
  const file = await open(path, 'r');
  try {
    options.signal?.throwIfAborted();
    const { size } = await file.stat();
    const whole =
      size <= limits.wholeStored || size <= limits.wholeInflated ? await readWhole(file, size, limits) : undefined;
    if (whole !== undefined) {
      report(reader, whole.cut);
      reader.read(whole.text, true);
      yield { bytes: whole.text, whole: true, stored: size };
      return;
    }
    yield* readChunks(chunksOf(file), reader, options.signal, () => false);
  } finally {
    await file.close();
  }
}

/** Reads a stream such as standard input: records are told as soon as their line is there. */
export async function* readStream(
  stream: Readable,
  reader: RecordReader,
  options: ReadOptions = {},
): AsyncGenerator<Segment> {
  yield* readChunks(stream as AsyncIterable<Buffer>, reader, options.signal, () => stream.readableLength === 0);
}

/**
 * The text of a small file again, the same bytes that `readFile` gave as its whole segment. The caller compares size
 * and modification time with those of then. Throws if the file is too large now.
 */
export async function openWhole(path: string, limits: Limits): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const whole = size <= limits.wholeInflated ? await readWhole(file, size, limits) : undefined;
    if (whole === undefined) throw new Error(`The file has grown since it was read: ${path}`);
    return whole.text;
  } finally {
    await file.close();
  }
}

interface WholeText {
  readonly text: Buffer;
  readonly cut: Cut | undefined;
}

async function readWhole(file: FileHandle, size: number, limits: Limits): Promise<WholeText | undefined> {
  const stored = Buffer.allocUnsafe(size);
  let length = 0;
  while (length < size) {
    const { bytesRead } = await file.read(stored, length, size - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return textOf(stored.subarray(0, length), limits);
}

/** The text of a stored object that is in memory: inflated (twice, if it was compressed twice), as UTF-8. */
export function textOf(stored: Buffer, limits: Limits): WholeText | undefined {
  let text = stored;
  let cut: Cut | undefined;
  for (let layer = 0; layer < 2 && isGzip(text); layer++) {
    if (layer === 0 && stored.length > limits.wholeStored) return undefined;
    const inflated = inflateWhole(text, limits.wholeInflated);
    if (inflated === undefined) return undefined;
    text = inflated.text;
    cut ??= inflated.cut;
  }
  if (text.length > limits.wholeInflated) return undefined;
  const decoder = utf16Decoder(text);
  return { text: decoder === undefined ? text : Buffer.from(decoder.decode(text)), cut };
}

function report(reader: RecordReader, cut: Cut | undefined): void {
  if (cut === undefined) return;
  reader.cut(cut.reason);
  reader.problem('error', 0, 0, cut.reason);
}

async function* chunksOf(file: FileHandle): AsyncGenerator<Buffer> {
  const size = 256 * 1024;
  for (;;) {
    // A new buffer each time: the last one may still be read by the inflating thread.
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(size), 0, size, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

async function* readChunks(
  source: AsyncIterable<Buffer>,
  reader: RecordReader,
  signal: AbortSignal | undefined,
  idle: () => boolean,
): AsyncGenerator<Segment> {
  const { limits } = reader;
  const progress = { stored: 0 };
  const chunks = textChunks(source, reader, signal, progress);
  let buffer = Buffer.allocUnsafe(limits.blockBytes);
  let length = 0;
  const segment = (used: number): Segment => ({
    bytes: buffer.subarray(0, used),
    whole: false,
    stored: progress.stored,
  });
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    for (let from = 0; from < chunk.length; ) {
      if (length === buffer.length) {
        // Nothing of it could be used yet: a long record.
        const larger = Buffer.allocUnsafe(2 * buffer.length);
        larger.set(buffer);
        buffer = larger;
      }
      const size = Math.min(chunk.length - from, buffer.length - length);
      buffer.set(chunk.subarray(from, from + size), length);
      length += size;
      from += size;
      if (length < limits.blockBytes && !(from === chunk.length && idle())) continue;
      const used = reader.read(buffer.subarray(0, length), false);
      if (used === 0) continue;
      yield segment(used);
      buffer.copyWithin(0, used, length);
      length -= used;
    }
  }
  reader.read(buffer.subarray(0, length), true);
  yield segment(length);
}

/** Text from stored chunks: gzip and UTF-16 are told by the first bytes. */
async function* textChunks(
  source: AsyncIterable<Buffer>,
  reader: RecordReader,
  signal: AbortSignal | undefined,
  progress: { stored: number },
): AsyncGenerator<Buffer> {
  const input = source[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  let ended = false;
  // Four bytes tell every form; a stream may give them one by one.
  while (head.length < 4 && !ended) {
    const next = await input.next();
    if (next.done === true) ended = true;
    else head = Buffer.concat([head, next.value]);
  }
  async function* all(): AsyncGenerator<Buffer> {
    progress.stored = head.length;
    yield head;
    while (!ended) {
      const next = await input.next();
      if (next.done === true) return;
      progress.stored += next.value.length;
      yield next.value;
    }
  }
  try {
    if (isGzip(head)) report(reader, yield* inflateStream(all(), reader.limits, signal));
    else yield* decoded(all(), head);
  } finally {
    await input.return?.();
  }
}

async function* decoded(chunks: AsyncIterable<Buffer>, head: Buffer): AsyncGenerator<Buffer> {
  const decoder = utf16Decoder(head);
  for await (const chunk of chunks)
    yield decoder === undefined ? chunk : Buffer.from(decoder.decode(chunk, { stream: true }));
}
