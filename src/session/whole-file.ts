import { randomBytes } from 'node:crypto';
import { type FileHandle, open, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Written to the disk at once. */
const BUFFER_BYTES = 1024 * 1024;

/**
 * A file that is there whole or not at all: written under another name beside its place, and renamed by `finish`.
 * Whatever was at its place stays until then. `discard` leaves nothing.
 */
export class WholeFile {
  bytes = 0;
  private readonly handle: FileHandle;
  private readonly temporary: string;
  private readonly target: string;
  private parts: Uint8Array[] = [];
  private pending = 0;

  /** Throws what the file system says: no such folder, no permission, no space. */
  static async create(path: string): Promise<WholeFile> {
    // Through a link the file that it names is replaced, not the link.
    const target = await realpath(path).catch(() => path);
    const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(4).toString('hex')}.part`);
    return new WholeFile(await open(temporary, 'wx'), temporary, target);
  }

  private constructor(handle: FileHandle, temporary: string, target: string) {
    this.handle = handle;
    this.temporary = temporary;
    this.target = target;
  }

  /** Keeps `bytes`, so they must not be changed afterwards. */
  async write(bytes: Uint8Array): Promise<void> {
    this.parts.push(bytes);
    this.pending += bytes.length;
    this.bytes += bytes.length;
    if (this.pending >= BUFFER_BYTES) await this.flush();
  }

  async finish(): Promise<void> {
    await this.flush();
    await this.handle.close();
    await rename(this.temporary, this.target);
  }

  async discard(): Promise<void> {
    await this.handle.close().catch(() => undefined);
    await rm(this.temporary, { force: true });
  }

  private async flush(): Promise<void> {
    let parts = this.parts;
    this.parts = [];
    this.pending = 0;
    while (parts.length > 0) {
      const { bytesWritten } = await this.handle.writev(parts);
      parts = rest(parts, bytesWritten);
    }
  }
}

/** What a write left over. */
function rest(parts: readonly Uint8Array[], written: number): Uint8Array[] {
  const left: Uint8Array[] = [];
  for (const part of parts) {
    if (written < part.length) left.push(part.subarray(written));
    written = Math.max(0, written - part.length);
  }
  return left;
}
