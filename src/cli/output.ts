/** Where results go: standard output, a pipe, a device, or a file that is there whole or not at all. */

import { randomBytes } from 'node:crypto';
import { closeSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Whoever reads our output has gone, as `head` does: nothing is left to be done, and nothing is wrong. */
export class ClosedPipe extends Error {}

/** Wait for a reader that is not ready, where the descriptor does not block. */
const PAUSE_MS = 2;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const pause = new Int32Array(new SharedArrayBuffer(4));

/**
 * A place for bytes. Writing is synchronous on purpose: a slow reader then holds the whole process back, and memory
 * stays bounded without further ado.
 */
export class Output {
  /** For threads, which write by `writeAll`. */
  readonly descriptor: number;
  private readonly temporary: string | undefined;
  private readonly target: string | undefined;
  private open = true;

  /** Standard output, or `path`. A regular file is written beside its place and renamed by `finish`. */
  static to(path: string | undefined): Output {
    if (path === undefined) return new Output(() => 1);
    const existing = statSync(path, { throwIfNoEntry: false });
    if (existing?.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
    // A pipe or a device cannot be replaced, and must not be.
    if (existing && !existing.isFile()) return new Output(() => openSync(path, 'w'));
    const target = existing ? realpathSync(path) : path;
    const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(4).toString('hex')}.part`);
    try {
      return new Output(() => openSync(temporary, 'wx'), temporary, target);
    } catch (error) {
      // Nobody asked for the temporary name.
      throw Object.assign(error as NodeJS.ErrnoException, { path });
    }
  }

  private constructor(open: () => number, temporary?: string, target?: string) {
    this.temporary = temporary;
    this.target = target;
    // Before there is a file: a signal that comes in between would leave it.
    if (temporary !== undefined) for (const signal of SIGNALS) process.once(signal, this.onSignal);
    try {
      this.descriptor = open();
    } catch (error) {
      this.unlisten();
      throw error;
    }
  }

  /** Ctrl+C and the like end the process as ever, but leave no part of a file. */
  private readonly onSignal = (signal: NodeJS.Signals): void => {
    this.discard();
    process.kill(process.pid, signal);
  };

  /** Throws `ClosedPipe` if nobody reads any more, else what the file system says. */
  write(bytes: Uint8Array): void {
    try {
      writeAll(this.descriptor, bytes);
    } catch (error) {
      throw this.failure(error as NodeJS.ErrnoException);
    }
  }

  /** What a failed write means. */
  failure({ code, message }: { readonly code?: string | undefined; readonly message: string }): Error {
    return code === 'EPIPE' ? new ClosedPipe() : Object.assign(new Error(message), { code });
  }

  /** Puts the file at its place. */
  finish(): void {
    this.close();
    if (this.temporary !== undefined && this.target !== undefined) renameSync(this.temporary, this.target);
  }

  /** Leaves nothing of a file; what was there before is untouched. */
  discard(): void {
    this.close();
    if (this.temporary !== undefined) rmSync(this.temporary, { force: true });
  }

  private close(): void {
    if (this.open && this.descriptor !== 1) closeSync(this.descriptor);
    this.open = false;
    this.unlisten();
  }

  private unlisten(): void {
    for (const signal of SIGNALS) process.removeListener(signal, this.onSignal);
  }
}

/** Writes all bytes, waiting while the descriptor takes none; throws what the system says. */
export function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let from = 0; from < bytes.length; ) {
    try {
      from += writeSync(descriptor, bytes, from, bytes.length - from);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(pause, 0, 0, PAUSE_MS);
    }
  }
}
