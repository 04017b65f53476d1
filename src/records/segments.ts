import { type FileHandle, open } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import { type Cut, inflateStream, inflateWhole, isGzip, utf16Decoder } from './inflate.ts';
import type { Limits } from './limits.ts';
import type { RecordReader } from './reader.ts';

/**
 * Text whose records were just told to the sink. Their offsets (those without `unpacked`) count in `bytes`.
 *
 * `whole`: `bytes` is the text of the whole file, and `textOf` gives the same again of the same stored bytes, so nothing
 * needs to be kept.
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
    const status = await file.stat();
    const { size } = status;
    // A pipe has no size and cannot be opened twice.
    const small = status.isFile() && size <= Math.max(limits.wholeStored, limits.wholeInflated);
    const whole = small ? await readWhole(file, size, limits) : undefined;
    if (whole !== undefined) {
      report(reader, whole.cut);
      reader.read(whole.text, true);
      yield { bytes: whole.text, whole: true, stored: size };
      return;
    }
    yield* readChunks(chunksOf(file, status.isFile()), reader, options.signal, {
      idle: () => false,
      again: status.isFile() ? () => chunksOf(file, true) : undefined,
    });
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
  // A stream may be silent for long.
  if (options.signal !== undefined) addAbortSignal(options.signal, stream);
  yield* readChunks(stream as AsyncIterable<Buffer>, reader, options.signal, {
    idle: () => stream.readableLength === 0,
    again: undefined,
  });
}

/** What is known of where stored bytes come from. */
interface Origin {
  /** Whether nothing more is there at the moment, so that what is there should be read. */
  readonly idle: () => boolean;
  /** Gives the same bytes from the start. */
  readonly again: (() => AsyncIterable<Buffer>) | undefined;
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

/**
 * The text of a stored object that is in memory: inflated (twice, if it was compressed twice), as UTF-8. Undefined if
 * it is longer than the limits for whole files. The same bytes give the same text, always.
 */
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

/** The stored bytes of a file from its start, or of a pipe as they come. */
async function* chunksOf(file: FileHandle, seekable: boolean): AsyncGenerator<Buffer> {
  const size = 256 * 1024;
  for (let position = 0; ; ) {
    // A new buffer each time: the last one may still be read by the inflating thread.
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(size), 0, size, seekable ? position : null);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function* readChunks(
  source: AsyncIterable<Buffer>,
  reader: RecordReader,
  signal: AbortSignal | undefined,
  origin: Origin,
): AsyncGenerator<Segment> {
  const { limits } = reader;
  const progress = { stored: 0 };
  const chunks = textChunks(source, reader, signal, origin, progress);
  let buffer = Buffer.allocUnsafe(limits.blockBytes);
  let length = 0;
  const segment = (used: number): Segment => ({
    bytes: buffer.subarray(0, used),
    whole: false,
    stored: progress.stored,
  });
  for await (const chunk of chunks) {
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
      if (length < limits.blockBytes && !(from === chunk.length && origin.idle())) continue;
      signal?.throwIfAborted();
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

/** Text from stored chunks: gzip, gzip in gzip and UTF-16 are told by the first bytes. */
async function* textChunks(
  source: AsyncIterable<Buffer>,
  reader: RecordReader,
  signal: AbortSignal | undefined,
  origin: Origin,
  progress: { stored: number },
): AsyncGenerator<Buffer> {
  const outer = await peek(counted(source, progress));
  if (!isGzip(outer.head)) {
    yield* decoded(outer);
    return;
  }
  async function* inflated(chunks: AsyncIterable<Buffer>, again: Origin['again']): AsyncGenerator<Buffer> {
    report(reader, yield* inflateStream(chunks, reader.limits, signal, again));
  }
  const inner = await peek(inflated(outer.chunks, origin.again));
  yield* isGzip(inner.head) ? inflated(inner.chunks, undefined) : decoded(inner);
}

async function* counted(source: AsyncIterable<Buffer>, progress: { stored: number }): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    progress.stored += chunk.length;
    yield chunk;
  }
}

interface Peeked {
  readonly head: Buffer;
  /** All chunks, the head among them. */
  readonly chunks: AsyncIterable<Buffer>;
}

/** The first two bytes, or fewer if there are no more; a stream may give them one by one. */
async function peek(source: AsyncGenerator<Buffer>): Promise<Peeked> {
  let head = Buffer.alloc(0);
  let ended = false;
  while (head.length < 2 && !ended) {
    const next = await source.next();
    if (next.done === true) ended = true;
    else head = Buffer.concat([head, next.value]);
  }
  async function* chunks(): AsyncGenerator<Buffer> {
    try {
      yield head;
      if (!ended) yield* source;
    } finally {
      await source.return(undefined);
    }
  }
  return { head, chunks: chunks() };
}

async function* decoded({ head, chunks }: Peeked): AsyncGenerator<Buffer> {
  const decoder = utf16Decoder(head);
  for await (const chunk of chunks) {
    yield decoder === undefined ? chunk : Buffer.from(decoder.decode(chunk, { stream: true }));
  }
}
