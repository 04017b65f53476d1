/**
 * Segments: pieces of text that can be opened on their own. A compressed file that is short when inflated is one
 * segment where it lies; of a plain file, ranges are; anything else is a block of the spool. Files are not kept open,
 * so before one is read again its size and time must still be those of the first reading.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { placeOf, type StoredObject } from '../sources/files.ts';
import { RequestError } from './protocol/rpc.ts';
import type { Block, Spool } from './spool.ts';

/** Inflated segments that stay in memory, in bytes; the last one opened stays whatever its size. */
const KEPT_BYTES = 48 * 1024 * 1024;

/** A file as it was when it was read. */
export interface StoredFile {
  readonly path: string;
  readonly size: number;
  /** Modification time in whole epoch ms. */
  readonly modified: number;
  /** What it is a copy of, if it was fetched. */
  readonly object?: StoredObject;
  /** What people call it instead of its path. */
  readonly named?: string;
}

export type Segment =
  /** A whole file, compressed or in another encoding than UTF-8; `length` is that of its text. */
  | { readonly kind: 'whole'; readonly file: StoredFile; readonly length: number }
  /** A piece of a plain file. */
  | { readonly kind: 'range'; readonly file: StoredFile; readonly at: number; readonly length: number }
  /** A block of the spool, or its text while it is not yet written. */
  | { readonly kind: 'block'; readonly file: StoredFile; block: Block | Uint8Array };

/** The text of a whole stored file, as it was when it was first read; undefined if it cannot be the same file. */
export type TextOf = (stored: Buffer) => Promise<Uint8Array | undefined>;

export class Segments {
  private readonly all: Segment[] = [];
  /** Texts by segment, the one used last at the end. */
  private readonly kept = new Map<number, Uint8Array>();
  private keptBytes = 0;
  /** Brings a file that was fetched back to its place, when it has been let go since. */
  restore: ((file: StoredFile) => Promise<void>) | undefined;
  private readonly spool: Spool;
  private readonly textOf: TextOf;

  constructor(spool: Spool, textOf: TextOf) {
    this.spool = spool;
    this.textOf = textOf;
  }

  get count(): number {
    return this.all.length;
  }

  /** The number of the new segment. */
  add(segment: Segment): number {
    return this.all.push(segment) - 1;
  }

  /** Where a block's text is from now on. */
  replace(number: number, block: Block | Uint8Array): void {
    const segment = this.at(number);
    if (segment.kind === 'block') segment.block = block;
  }

  segment(number: number): Segment {
    return this.at(number);
  }

  /** Where the segment came from. */
  file(segment: number): StoredFile {
    return this.at(segment).file;
  }

  /** The segment's text. Throws a `RequestError`: `changed` or `unreadable`. */
  async open(number: number): Promise<Uint8Array> {
    const kept = this.kept.get(number);
    if (kept) {
      this.kept.delete(number);
      this.kept.set(number, kept);
      return kept;
    }
    const segment = this.at(number);
    // A block that is still growing, or waits to be written, is in memory as it is.
    if (segment.kind === 'block' && segment.block instanceof Uint8Array) return segment.block;
    const text = await this.readAgain(segment);
    this.keep(number, text);
    return text;
  }

  /** Forgets what is in memory. */
  clear(): void {
    this.kept.clear();
    this.keptBytes = 0;
  }

  private at(number: number): Segment {
    const segment = this.all[number];
    if (!segment) throw new RangeError(`there is no segment ${number}`);
    return segment;
  }

  /** What was fetched is kept as long as there is room; then it is fetched once more. */
  private async readAgain(segment: Segment): Promise<Uint8Array> {
    try {
      return await this.read(segment);
    } catch (error) {
      const gone = error instanceof RequestError && error.kind === 'changed' && segment.file.object !== undefined;
      if (!gone || !this.restore) throw error;
      await this.restore(segment.file);
      return this.read(segment);
    }
  }

  private async read(segment: Segment): Promise<Uint8Array> {
    switch (segment.kind) {
      case 'block':
        return segment.block instanceof Uint8Array ? segment.block : this.spool.read(segment.block);
      case 'range':
        return readUnchanged(segment.file, segment.at, segment.length);
      case 'whole': {
        const stored = await readUnchanged(segment.file, 0, segment.file.size);
        const text = await this.textOf(stored);
        if (text?.length !== segment.length) throw changed(segment.file);
        return text;
      }
    }
  }

  private keep(number: number, text: Uint8Array): void {
    // Two requests may have read the same segment at once.
    this.keptBytes += text.length - (this.kept.get(number)?.length ?? 0);
    this.kept.set(number, text);
    for (const [oldest, held] of this.kept) {
      if (this.keptBytes <= KEPT_BYTES || oldest === number) break;
      this.kept.delete(oldest);
      this.keptBytes -= held.length;
    }
  }
}

async function readUnchanged(file: StoredFile, at: number, length: number): Promise<Buffer> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file.path, 'r');
    const { size, mtimeMs } = await handle.stat();
    if (size !== file.size || Math.floor(mtimeMs) !== file.modified) throw changed(file);
    const bytes = Buffer.allocUnsafe(length);
    const { bytesRead } = await handle.read(bytes, 0, length, at);
    if (bytesRead !== length) throw changed(file);
    return bytes;
  } catch (error) {
    throw error instanceof RequestError ? error : unreadable(file, error);
  } finally {
    await handle?.close();
  }
}

function changed(file: StoredFile): RequestError {
  return new RequestError(
    'changed',
    `The file has changed since it was read. Open the logs again to see it as it is now: ${placeOf(file)}`,
  );
}

function unreadable(file: StoredFile, error: unknown): RequestError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') {
    return new RequestError(
      'changed',
      `The file has been moved or deleted since it was read. Open the logs again: ${placeOf(file)}`,
    );
  }
  return new RequestError('unreadable', `The file cannot be read (${code ?? 'unknown reason'}): ${placeOf(file)}`);
}
