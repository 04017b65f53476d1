/**
 * Texts that cannot be opened where they came from (long compressed streams, decoded envelopes) as lightly compressed
 * blocks in one file. The file goes with the session: its name is removed as soon as it is open, where the platform
 * allows that, so that not even a crash leaves it behind; elsewhere on `close`, or by `sweep` at the next start.
 */
import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);
const ZLIB_CHUNK = 1024 * 1024;

export interface Block {
  readonly at: number;
  readonly stored: number;
  readonly length: number;
}

export class Spool {
  readonly folder: string;
  private opening: Promise<FileHandle> | undefined;
  private path: string | undefined;
  private end = 0;

  /** Nothing is made in `folder` before the first block is written. */
  constructor(folder: string) {
    this.folder = folder;
  }

  /** Bytes on disk. */
  get size(): number {
    return this.end;
  }

  async write(text: Uint8Array): Promise<Block> {
    const handle = await this.handle();
    const stored = await deflate(text, { level: 1, chunkSize: ZLIB_CHUNK });
    const at = this.end;
    // Taken before the write, so that writes may overlap.
    this.end += stored.length;
    await handle.write(stored, 0, stored.length, at);
    return { at, stored: stored.length, length: text.length };
  }

  async read(block: Block): Promise<Uint8Array> {
    const handle = await this.handle();
    const stored = Buffer.allocUnsafe(block.stored);
    await handle.read(stored, 0, block.stored, block.at);
    return inflate(stored, { chunkSize: ZLIB_CHUNK, maxOutputLength: block.length });
  }

  async close(): Promise<void> {
    const opening = this.opening;
    this.opening = undefined;
    if (!opening) return;
    await (await opening).close();
    if (this.path) await rm(this.path, { force: true });
  }

  private handle(): Promise<FileHandle> {
    this.opening ??= this.make();
    return this.opening;
  }

  private async make(): Promise<FileHandle> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const path = join(this.folder, `spool-${process.pid}-${randomBytes(6).toString('hex')}`);
    const handle = await open(path, 'wx+', 0o600);
    this.path = path;
    await unlink(path).catch(() => undefined);
    return handle;
  }
}

/** Removes what ended processes have left in `folder`; says how many files. */
export async function sweep(folder: string): Promise<number> {
  let removed = 0;
  for (const name of await readdir(folder).catch(() => [])) {
    const owner = /^spool-(\d+)-[0-9a-f]{12}$/.exec(name)?.[1];
    if (owner === undefined || isRunning(Number(owner))) continue;
    await rm(join(folder, name), { force: true });
    removed++;
  }
  return removed;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not permitted means that it runs, as somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
