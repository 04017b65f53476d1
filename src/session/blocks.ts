import { RequestError } from './protocol/rpc.ts';
import type { Segments, StoredFile } from './segments.ts';
import type { Spool } from './spool.ts';

/** Text of a block: what is inflated to open one of its records. */
const BLOCK_BYTES = 4 * 1024 * 1024;
/** Blocks that may wait to be compressed and written. */
const MAX_WAITING = 2;

/** Puts pieces of text together to blocks, which are compressed and written behind whoever reads on. */
export class Blocks {
  private bytes: Uint8Array = new Uint8Array(0);
  private length = 0;
  private number = -1;
  private readonly waiting = new Set<Promise<void>>();
  private failure: RequestError | undefined;
  private readonly segments: Segments;
  private readonly spool: Spool;
  private readonly file: StoredFile;

  constructor(segments: Segments, spool: Spool, file: StoredFile) {
    this.segments = segments;
    this.spool = spool;
    this.file = file;
  }

  /** Appends a copy of `piece`; says in which segment it is and where it begins there. */
  add(piece: Uint8Array): { readonly segment: number; readonly start: number } {
    if (this.number < 0 || this.length + piece.length > this.bytes.length) {
      this.end();
      this.bytes = new Uint8Array(Math.max(BLOCK_BYTES, piece.length));
      this.length = 0;
      this.number = this.segments.add({ kind: 'block', file: this.file, block: this.bytes });
    }
    const start = this.length;
    this.bytes.set(piece, start);
    this.length += piece.length;
    return { segment: this.number, start };
  }

  /** Throws if a block could not be written. Resolves soon unless blocks come faster than they can be written. */
  async settle(): Promise<void> {
    while (this.waiting.size > MAX_WAITING && this.failure === undefined) await Promise.race(this.waiting);
    if (this.failure !== undefined) throw this.failure;
  }

  /** Writes what is left. */
  async finish(): Promise<void> {
    this.end();
    await Promise.all(this.waiting);
    if (this.failure !== undefined) throw this.failure;
  }

  /** Writes the text of a segment, which is in memory until then. It must not be changed any more. */
  write(segment: number, text: Uint8Array): void {
    this.segments.replace(segment, text);
    const written = this.spool.write(text).then(
      (block) => this.segments.replace(segment, block),
      // The text stays in memory, so that what was read stays usable.
      (error: unknown) => {
        this.failure ??= this.unkept(error);
      },
    );
    this.waiting.add(written);
    void written.then(() => this.waiting.delete(written));
  }

  private unkept(error: unknown): RequestError {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    const { folder } = this.spool;
    return new RequestError(
      'failed',
      `Not all of it could be kept (${reason}), make room and open it again: ${folder}`,
    );
  }

  private end(): void {
    if (this.number < 0) return;
    this.write(this.number, this.bytes.subarray(0, this.length));
    this.number = -1;
  }
}
