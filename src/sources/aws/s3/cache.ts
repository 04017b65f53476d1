/**
 * Objects that were downloaded, as files in one folder, found again by what S3 says of them: bucket, key, ETag and
 * size. Bounded: the ones that were not used for longest go. A file's modification time is the object's own, so that one
 * that is fetched again is the same file to whoever has read it; the access time says when it was last used.
 */
import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FetchedFile } from '../../remote.ts';
import type { S3Object } from './listing.ts';

const MOST_BYTES = 1024 * 1024 * 1024;
/** Bytes that are added before the folder is looked through. */
const TRIM_EACH = 64 * 1024 * 1024;
/** After trimming so much of the bound is left in use. */
const TRIM_TO = 0.9;
/** Parts of downloads that nobody has gone on with for so long are given up. */
const STALE_PART_MS = 24 * 3_600_000;

export class ObjectCache {
  private readonly folder: string;
  private readonly most: number;
  private readonly made = new Set<string>();
  private added = 0;
  private trimming: Promise<void> | undefined;

  /** Nothing is made in `folder` before the first object is kept. */
  constructor(folder: string, most = MOST_BYTES) {
    this.folder = folder;
    this.most = most;
  }

  /** The file of an object that was downloaded before. */
  async find(object: S3Object): Promise<FetchedFile | undefined> {
    const path = this.pathOf(object);
    const status = await stat(path).catch(() => undefined);
    if (status?.size !== object.size) return undefined;
    await utimes(path, new Date(), status.mtime).catch(() => undefined);
    return { ...fileOf(object, path), modified: Math.floor(status.mtimeMs) };
  }

  /** Keeps an object that is in memory. Throws what the file system throws. */
  async keep(object: S3Object, bytes: Buffer): Promise<FetchedFile> {
    const path = this.pathOf(object);
    const temporary = `${path}.${randomBytes(4).toString('hex')}.new`;
    await this.inFolder(path, () => writeFile(temporary, bytes, { mode: 0o600 }));
    await this.put(object, temporary, path);
    return { ...fileOf(object, path), bytes };
  }

  /**
   * A download that goes to the disk, with what an earlier one left of the same object: `length` bytes are there.
   * Throws what the file system throws.
   */
  async part(object: S3Object): Promise<PartFile> {
    const path = this.pathOf(object);
    const own = `${path}.${randomBytes(4).toString('hex')}.part`;
    // Taken by renaming: of two who want it one gets it.
    await rename(`${path}.part`, own).catch(() => undefined);
    const handle = await this.inFolder(path, () => open(own, 'a', 0o600));
    const { size } = await handle.stat();
    if (size > object.size) await handle.truncate(0);
    return new PartFile(handle, size > object.size ? 0 : size, {
      finish: async () => {
        await this.put(object, own, path);
        return fileOf(object, path);
      },
      leave: () => rename(own, `${path}.part`),
    });
  }

  /** Lets the objects that were not used for longest go, if there are too many. Never rejects. */
  trim(): Promise<void> {
    this.trimming ??= this.sweep().finally(() => {
      this.trimming = undefined;
    });
    return this.trimming;
  }

  private async put(object: S3Object, from: string, path: string): Promise<void> {
    await utimes(from, new Date(), new Date(object.modified));
    await rename(from, path);
    this.added += object.size;
    if (this.added < TRIM_EACH) return;
    this.added = 0;
    void this.trim();
  }

  private pathOf({ bucket, key, etag, size }: S3Object): string {
    const name = createHash('sha256')
      .update(JSON.stringify([bucket, key, etag, size]))
      .digest('hex')
      .slice(0, 40);
    return join(this.folder, name.slice(0, 2), name.slice(2));
  }

  /** Makes the folder once; and again if somebody has cleared the cache since. */
  private async inFolder<T>(path: string, work: () => Promise<T>): Promise<T> {
    const folder = dirname(path);
    if (this.made.has(folder)) {
      try {
        return await work();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    }
    await mkdir(folder, { recursive: true, mode: 0o700 });
    this.made.add(folder);
    return work();
  }

  private async sweep(): Promise<void> {
    const files: { path: string; size: number; used: number }[] = [];
    let bytes = 0;
    for (const name of await readdir(this.folder, { recursive: true }).catch(() => [])) {
      const path = join(this.folder, name);
      const status = await stat(path).catch(() => undefined);
      if (!status?.isFile()) continue;
      const unfinished = /\.(?:part|new)$/.test(name);
      if (unfinished && status.mtimeMs < Date.now() - STALE_PART_MS) await rm(path, { force: true });
      if (unfinished) continue;
      files.push({ path, size: status.size, used: status.atimeMs });
      bytes += status.size;
    }
    if (bytes <= this.most) return;
    files.sort((a, b) => a.used - b.used);
    for (const { path, size } of files) {
      if (bytes <= this.most * TRIM_TO) return;
      await rm(path, { force: true }).catch(() => undefined);
      bytes -= size;
    }
  }
}

interface PartEnds {
  finish(): Promise<FetchedFile>;
  leave(): Promise<void>;
}

/** A download on its way to the disk. */
export class PartFile {
  length: number;
  private readonly handle: FileHandle;
  private readonly ends: PartEnds;

  constructor(handle: FileHandle, length: number, ends: PartEnds) {
    this.handle = handle;
    this.length = length;
    this.ends = ends;
  }

  async append(bytes: Uint8Array): Promise<void> {
    await this.handle.appendFile(bytes);
    this.length += bytes.length;
  }

  async restart(): Promise<void> {
    await this.handle.truncate(0);
    this.length = 0;
  }

  async finish(): Promise<FetchedFile> {
    await this.handle.close();
    return this.ends.finish();
  }

  /** What is there stays for the next who wants it. */
  async leave(): Promise<void> {
    await this.handle.close().catch(() => undefined);
    await this.ends.leave().catch(() => undefined);
  }
}

function fileOf({ bucket, key, size, modified }: S3Object, path: string): FetchedFile {
  return { path, size, modified, object: { bucket, key } };
}
