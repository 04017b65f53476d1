/** How a file is read: short ones whole, inflated off this thread and ahead of their turn; long ones as a stream. */
import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type Cut, isGzip, utf16Decoder } from '../records/inflate.ts';
import type { Limits } from '../records/limits.ts';
import { textOf } from '../records/segments.ts';
import type { LogFile } from '../sources/files.ts';
import type { FetchedFile } from '../sources/remote.ts';
import type { StoredFile } from './segments.ts';

const inflate = promisify(gunzip);
/** What zlib gives with `info`, which its types leave out. */
interface Inflated {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}
/** The shortest gzip stream; its last four bytes say how long its text is, or lie. */
const SHORTEST_GZIP = 18;
const MIN_CHUNK = 16 * 1024;
/** Enough to tell an encoding. */
const HEAD_BYTES = 4;

export interface OpenedFile {
  /** As it was when it was opened. */
  readonly file: StoredFile;
  /** Its whole text; absent if that is long. */
  readonly text?: Buffer;
  /** Why the text ends before its time. */
  readonly cut?: Cut;
  /** The text is what is stored, byte for byte. */
  readonly plain: boolean;
}

/** Files that are opened before their turn: one, and more while they are small (bytes as stored). */
const MAX_AHEAD = 16;
const AHEAD_BYTES = 512 * 1024;

export interface Ahead {
  readonly file: LogFile;
  readonly opened?: OpenedFile;
  /** What the file system threw instead. */
  readonly error?: unknown;
}

/** The files in their order, each opened while those before it are being used. */
export async function* readAhead(files: readonly LogFile[], limits: Limits): AsyncGenerator<Ahead> {
  const opening: Promise<Ahead>[] = [];
  let begun = 0;
  let bytes = 0;
  for (const { size } of files) {
    while (begun < files.length && (opening.length < 2 || (opening.length < MAX_AHEAD && bytes < AHEAD_BYTES))) {
      const file = files[begun++] as LogFile;
      bytes += file.size;
      opening.push(
        openFile(file.path, limits).then(
          (opened) => ({ file, opened }),
          (error: unknown) => ({ file, error }),
        ),
      );
    }
    bytes -= size;
    const next = await opening.shift();
    if (next) yield next;
  }
}

/** A file that was fetched, whose bytes may still be in memory. Throws what the file system throws. */
export async function openFetched({ bytes, ...fetched }: FetchedFile, limits: Limits): Promise<OpenedFile> {
  if (!bytes || bytes.length > limits.wholeStored) {
    const opened = await openFile(fetched.path, limits);
    const { named, object } = fetched;
    return { ...opened, file: { ...opened.file, ...(object && { object }), ...(named !== undefined && { named }) } };
  }
  const plain = !isGzip(bytes) && utf16Decoder(bytes) === undefined;
  const whole = await textAside(bytes, limits);
  return { file: fetched, plain, ...(whole && { text: whole.text, ...(whole.cut && { cut: whole.cut }) }) };
}

/** Throws what the file system throws. */
export async function openFile(path: string, limits: Limits): Promise<OpenedFile> {
  const handle = await open(path, 'r');
  try {
    const { size, mtimeMs } = await handle.stat();
    const file: StoredFile = { path, size, modified: Math.floor(mtimeMs) };
    const short = size <= limits.wholeInflated;
    const stored = await readExactly(handle, short ? size : Math.min(size, HEAD_BYTES));
    const compressed = isGzip(stored);
    const plain = !compressed && utf16Decoder(stored) === undefined;
    if (!short || (compressed && size > limits.wholeStored)) return { file, plain };
    const whole = await textAside(stored, limits);
    if (!whole) return { file, plain };
    return { file, plain, text: whole.text, ...(whole.cut && { cut: whole.cut }) };
  } finally {
    await handle.close();
  }
}

/**
 * What `textOf` of the reader gives for a whole stored file, without keeping this thread busy where the file is
 * compressed and as it should be. Undefined if the text is too long.
 */
export async function textAside(stored: Buffer, limits: Limits): Promise<ReturnType<typeof textOf>> {
  if (!isGzip(stored)) return textOf(stored, limits);
  const said = stored.length >= SHORTEST_GZIP ? stored.readUInt32LE(stored.length - 4) : 0;
  const chunkSize = Math.min(Math.max(said + 64, MIN_CHUNK), limits.wholeInflated + 64);
  try {
    const options = { chunkSize, maxOutputLength: limits.wholeInflated, info: true };
    const { buffer: text, engine } = (await inflate(stored, options)) as unknown as Inflated;
    // zlib stops at zeros without a word, whatever stands behind them.
    const whole = engine.bytesWritten === stored.length;
    if (whole && !isGzip(text) && utf16Decoder(text) === undefined) return { text, cut: undefined };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
  }
  return textOf(stored, limits);
}

async function readExactly(handle: FileHandle, size: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(size);
  let length = 0;
  while (length < size) {
    const { bytesRead } = await handle.read(bytes, length, size - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return bytes.subarray(0, length);
}
