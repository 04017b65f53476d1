/** Records of files to documents, a chunk of bytes at a time. What one thread does. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { stdin } from 'node:process';
import { bulkAction } from '../ecs/bulk.ts';
import { InvocationMapper } from '../ecs/invocation.ts';
import type { MappingOptions, Origin } from '../ecs/model.ts';
import { ByteWriter } from '../json/writer.ts';
import { LIMITS } from '../records/limits.ts';
import { RecordReader } from '../records/reader.ts';
import { type Problem, type RecordSink, type RecordSlice, Tally } from '../records/report.ts';
import { readFile, readStream, textOf } from '../records/segments.ts';
import type { SeenRequests } from '../session/seen-requests.ts';
import { type LogFile, pathMessage, placeOf } from '../sources/files.ts';
import { fileOrigin, originOf } from './origins.ts';
import { REHEARSAL } from './rehearsal.ts';
import type { Counted } from './status.ts';

/** Documents are handed on when they reach this size: small enough to stay in the processor's cache. */
const CHUNK_BYTES = 256 * 1024;
/** Problems of one job that are told; all are counted. */
const TOLD_PROBLEMS = 20;
const LINE_FEED = 0x0a;

export interface TransformOptions extends MappingOptions {
  readonly format: 'ndjson' | 'bulk';
}

/** Files that are done in one go, by one thread. */
export type TransformJob = readonly LogFile[];

export interface Outcome {
  readonly counts: Counted;
  readonly problems: readonly Problem[];
  readonly problemsTotal: number;
}

/**
 * Maps the records of files, one after the other; what it makes goes to `emit` in chunks that hold good only during
 * the call. One transformer serves any number of files, so that its tables and buffers are made once.
 */
export class FileTransformer {
  /** Called after each piece of a file: bytes as stored of that file so far. */
  onProgress: ((stored: number, documents: number) => void) | undefined;
  /**
   * Takes each document, `out.bytes[start, out.length)`, with the record that it was made of and its `@timestamp` in
   * ms, instead of `emit`. Slice and bytes hold good only during the call.
   */
  onDocument: ((slice: RecordSlice, out: ByteWriter, start: number, moment: number) => void) | undefined;
  /** Awaited after each piece of a file: whoever takes documents may be behind. */
  rest: (() => Promise<void>) | undefined;
  /** Records whose request id is among these are left out, and the others' ids added. */
  requests: SeenRequests | undefined;
  private readonly mapper: InvocationMapper;
  private readonly out = new ByteWriter(2 * CHUNK_BYTES);
  private readonly action: Uint8Array | undefined;
  private readonly emit: (bytes: Uint8Array) => void;

  constructor(options: TransformOptions, emit: (bytes: Uint8Array) => void) {
    this.mapper = new InvocationMapper(options, sha1);
    this.emit = emit;
    this.action = options.format === 'bulk' ? Buffer.from(bulkAction(options.namespace)) : undefined;
  }

  /** Maps records of all kinds and throws the documents away: see `rehearsal.ts`. Worth it before many records. */
  rehearse(): void {
    const origin: Origin = { kind: 'file', path: 'rehearsal', modified: 0, offset: 0, line: 1 };
    for (const record of REHEARSAL) {
      const bytes = Buffer.from(record);
      if (!this.mapper.write(bytes, 0, bytes.length, origin, this.out)) throw new Error(this.mapper.error.reason);
    }
    this.out.length = 0;
  }

  /** Never throws for what is in a file or for a file that cannot be read; throws what `emit` throws. */
  async run(files: TransformJob): Promise<Outcome> {
    const tally = new Tally();
    const problems: Problem[] = [];
    let problemsTotal = 0;
    const tell = (problem: Problem): void => {
      problemsTotal++;
      if (problems.length < TOLD_PROBLEMS) problems.push({ ...problem });
    };
    for (const file of files) await this.one(file, tally, tell);
    this.flush();
    return { counts: tally, problems, problemsTotal };
  }

  private async one(file: LogFile, tally: Tally, tell: (problem: Problem) => void): Promise<void> {
    const { mapper, out } = this;
    const origin = fileOrigin(file);
    const sink: RecordSink = {
      record: (slice) => {
        if (this.requests?.again(mapper.tape) === true) {
          reader.leaveOut('read before, by its request id');
          return;
        }
        if (this.action) out.raw(this.action);
        const start = out.length;
        if (!mapper.writeScanned(slice.bytes, slice.start, slice.end, originOf(slice, origin), out)) {
          reader.reject(mapper.error.reason);
          if (this.action) out.length -= this.action.length;
          return;
        }
        for (const warning of mapper.warnings) reader.warn(warning);
        if (this.onDocument) {
          this.onDocument(slice, out, start, mapper.reading.moment);
          out.length = start;
          return;
        }
        out.byte(LINE_FEED);
        if (out.length >= CHUNK_BYTES) this.flush();
      },
      problem: tell,
    };
    const reader = new RecordReader({
      file: file.path === '-' ? 'stdin' : placeOf(file),
      scan: mapper.tape,
      sink,
      tally,
    });
    try {
      if (this.readAtOnce(file, reader)) {
        this.onProgress?.(file.size, tally.read);
        await this.rest?.();
        return;
      }
      const segments = file.path === '-' ? readStream(stdin, reader) : readFile(file.path, reader);
      for await (const segment of segments) {
        // What came over a pipe goes on at once: somebody may be looking.
        if (file.path === '-') this.flush();
        this.onProgress?.(segment.stored, tally.read);
        await this.rest?.();
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
      reader.problem('error', 0, 0, pathMessage(file.path, error));
    }
  }

  /**
   * Reads a file of the usual size without waiting for anything: a thread has nothing else to do, and Bedrock writes
   * many small objects. False, and nothing read, if it is long, empty or no regular file.
   */
  private readAtOnce(file: LogFile, reader: RecordReader): boolean {
    if (file.size === 0 || file.size > LIMITS.wholeStored) return false;
    const whole = textOf(readFileSync(file.path), LIMITS);
    if (!whole) return false;
    if (whole.cut) {
      reader.cut(whole.cut.reason);
      reader.problem('error', 0, 0, whole.cut.reason);
    }
    reader.read(whole.text, true);
    return true;
  }

  private flush(): void {
    const { out } = this;
    if (out.length === 0) return;
    this.emit(out.bytes.subarray(0, out.length));
    out.length = 0;
  }
}

const sha1 = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex');
