import type { LogEvent } from './classify.ts';
import type { Region } from './region.ts';
import type { Problem, RecordSink, RecordSlice, SkipKind, Tally } from './report.ts';

/** Counts what the reader comes to, and tells the sink: each thing seen is read, skipped or failed here, once. */
export class Ledger {
  readonly tally: Tally;
  /** Why the text ends before its time, if it does. */
  ended: string | undefined;
  /** Where bytes that are no UTF-8 stood in the record that is being handed over. */
  replaced: { readonly line: number; readonly offset: number } | undefined;
  private readonly file: string;
  private readonly sink: RecordSink;
  private warnedHere = false;
  private readonly slice: RecordSlice = {
    bytes: Buffer.alloc(0),
    start: 0,
    end: 0,
    line: 0,
    offset: 0,
    unpacked: false,
    event: undefined,
  };

  constructor(file: string, sink: RecordSink, tally: Tally) {
    this.file = file;
    this.sink = sink;
    this.tally = tally;
  }

  /** `bytes[from, to)` of the region is a record, which the scan has just taken. */
  deliver(r: Region, from: number, to: number, event: LogEvent | undefined): void {
    const { slice, tally } = this;
    slice.bytes = r.bytes;
    slice.start = from;
    slice.end = to;
    slice.line = r.lineAt(from);
    slice.offset = r.offsetAt(from);
    slice.unpacked = r.fixed !== undefined;
    slice.event = event ?? r.event;
    r.event = undefined;
    tally.seen++;
    tally.read++;
    this.warnedHere = false;
    if (this.replaced !== undefined) {
      this.warn('bytes that are no UTF-8 were replaced by U+FFFD', this.replaced);
    }
    this.sink.record(slice);
  }

  skip(r: Region, kind: SkipKind): void {
    r.event = undefined;
    this.tally.skip(kind);
  }

  fail(r: Region, place: number, reason: string): void {
    r.event = undefined;
    this.tally.seen++;
    this.tally.failed++;
    this.problem('error', r.lineAt(place), r.offsetAt(place), reason);
  }

  /** The record being handed over was read, but not all in it is as expected. */
  warn(reason: string, place: { readonly line: number; readonly offset: number } = this.slice): void {
    if (!this.warnedHere) this.tally.warned++;
    this.warnedHere = true;
    this.problem('warning', place.line, place.offset, reason);
  }

  /** The record being handed over cannot be used after all. */
  reject(reason: string): void {
    this.tally.read--;
    this.tally.failed++;
    this.problem('error', this.slice.line, this.slice.offset, reason);
  }

  /** The record being handed over is left out, without anything being wrong with it. */
  leaveOut(kind: SkipKind): void {
    this.tally.read--;
    this.tally.seen--;
    this.tally.skip(kind);
  }

  problem(severity: Problem['severity'], line: number, offset: number, reason: string): void {
    if (severity === 'error') this.tally.errors++;
    this.sink.problem({ severity, file: this.file, line, offset, reason });
  }
}
