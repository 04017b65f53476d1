import type { LogEvent } from './classify.ts';

/** One thing that could not be read, or only in part. Never quotes what the log says: a log holds prompts. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  readonly file: string;
  /** 1-based line and 0-based byte offset in the inflated text, where reading went wrong; 0 and 0: the whole file. */
  readonly line: number;
  readonly offset: number;
  readonly reason: string;
}

/** Why something was skipped. The texts are shown to the user. */
export type SkipKind =
  | 'body in the data folder'
  | 'permission check'
  | 'control message'
  | 'column names'
  | 'empty list'
  | 'not an invocation record'
  | 'read before, by its request id';

/** read + skipped + failed = seen, always. Blank lines are not seen. */
export class Tally {
  seen = 0;
  read = 0;
  skipped = 0;
  failed = 0;
  /** Records that were read although something in them was not as expected. */
  warned = 0;
  /** Problems of severity `error`: failed records, and files that could not be read or not to their end. */
  errors = 0;
  readonly skippedBy: Record<string, number> = {};

  skip(kind: SkipKind): void {
    this.seen++;
    this.skipped++;
    this.skippedBy[kind] = (this.skippedBy[kind] ?? 0) + 1;
  }

  add(other: Tally): void {
    this.seen += other.seen;
    this.read += other.read;
    this.skipped += other.skipped;
    this.failed += other.failed;
    this.warned += other.warned;
    this.errors += other.errors;
    for (const [kind, count] of Object.entries(other.skippedBy)) {
      this.skippedBy[kind] = (this.skippedBy[kind] ?? 0) + count;
    }
  }
}

/** The consumer's JSON scan: the reader asks it, so that a record is scanned once. A `Tape` is one. */
export interface JsonScan {
  /** Whether `bytes[start, end)` is one JSON value, blanks around it allowed. After `false`, `error` says why. */
  parse(bytes: Uint8Array, start: number, end: number): boolean;
  /** `offset` counts in the array that `parse` was given. */
  readonly error: { readonly offset: number; readonly reason: string };
}

/**
 * One record, as the reader hands it over. The same object is used for every record: take what you need before the
 * callback returns.
 */
export interface RecordSlice {
  /** The JSON text of the record is `bytes[start, end)`, blanks around it included. It is valid UTF-8. */
  bytes: Buffer;
  start: number;
  end: number;
  /** Position in the inflated text of the file; of an unpacked record, the position of what it was packed in. */
  line: number;
  offset: number;
  /**
   * False: `bytes` is the text that was given to `read`. True: the record was taken out of a string or a payload, or
   * was mended, and `bytes` is the current unpacked segment, which `unpacked` hands over when it is full.
   */
  unpacked: boolean;
  /** Of a CloudWatch export or subscription: the event's own time, group and stream. */
  event: LogEvent | undefined;
}

export interface RecordSink {
  record(slice: RecordSlice): void;
  problem(problem: Problem): void;
  /**
   * All records with `unpacked` since the last call lie in these bytes, at the offsets that they were told with. The
   * bytes are the sink's from now on.
   */
  unpacked?(bytes: Buffer): void;
}
