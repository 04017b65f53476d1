/** One file on its way into the loaded records, in slices, so that others are answered between them. */
import { RecordReader } from '../records/reader.ts';
import type { Problem, RecordSlice } from '../records/report.ts';
import { readFile } from '../records/segments.ts';
import { placeOf } from '../sources/files.ts';
import { Blocks } from './blocks.ts';
import type { InvocationIndex } from './invocation-index.ts';
import type { LoadedRecords } from './loaded-records.ts';
import type { OpenedFile } from './opened-file.ts';
import { PENDING } from './places.ts';
import type { SeenRequests } from './seen-requests.ts';

/** Text that is read without a look at the clock, fitted to the time that it takes. */
const MIN_SLICE_BYTES = 32 * 1024;
const MAX_SLICE_BYTES = 1024 * 1024;
const SLICE_MS = 5;
/** The same for streams, whose pieces are cut before the time is known. */
const PIECE_BYTES = 256 * 1024;

/** Warnings of one record that are kept with it. */
const MAX_WARNINGS = 20;

/** Goes on from file to file: on a slow machine, or before the code is compiled, slices are short. */
let sliceBytes = MIN_SLICE_BYTES;

function fitted(bytes: number, ms: number): number {
  const fit = Math.round((bytes * SLICE_MS) / Math.max(ms, 0.1));
  return Math.min(Math.max(fit, MIN_SLICE_BYTES), MAX_SLICE_BYTES);
}

/** Warnings come before the record that they are about, but also between records. */
function isAbout({ offset }: Problem, slice: RecordSlice): boolean {
  return offset >= slice.offset && (offset < slice.offset + slice.end - slice.start || offset === slice.offset);
}

export class FileReading {
  private readonly opened: OpenedFile;
  private readonly records: LoadedRecords;
  private readonly index: InvocationIndex;
  private readonly reader: RecordReader;
  private readonly requests: SeenRequests | undefined;
  private readonly blocks: Blocks;
  /** First record whose segment is not yet known. */
  private unsettled: number;
  /** Segment of the records that are being unpacked, or -1, and their bytes so far. */
  private unpackedSegment = -1;
  private unpackedBytes: Uint8Array = new Uint8Array(0);
  /** Warnings about the record that is about to come. */
  private warnings: Problem[] = [];

  /** `requests`: records whose request id is among these are left out, and the others' ids added. */
  constructor(opened: OpenedFile, records: LoadedRecords, index: InvocationIndex, requests?: SeenRequests) {
    this.requests = requests;
    this.opened = opened;
    this.records = records;
    this.index = index;
    this.unsettled = records.places.length;
    this.blocks = new Blocks(records.segments, records.spool, opened.file);
    this.reader = new RecordReader({
      file: placeOf(opened.file),
      scan: index.scan,
      tally: records.tally,
      limits: {
        ...records.limits,
        blockBytes: PIECE_BYTES,
        ...(!opened.text && { wholeStored: -1, wholeInflated: -1 }),
      },
      sink: {
        record: (slice) => this.take(slice),
        problem: (problem) => this.takeProblem(problem),
        unpacked: (bytes) => this.takeUnpacked(bytes),
      },
    });
  }

  /**
   * `pause` is called after each slice with the bytes of the stored file that were used; if it throws, what was read
   * up to there stays. Throws what `pause` or the file system throws.
   */
  async read(pause: (stored: number) => Promise<void> | undefined): Promise<void> {
    try {
      if (this.opened.text) await this.readWhole(this.opened.text, pause);
      else await this.readStream(pause);
    } finally {
      this.keepUnpacked();
      await this.blocks.finish();
    }
  }

  private async readWhole(text: Buffer, pause: (stored: number) => Promise<void> | undefined): Promise<void> {
    const { cut, file, plain } = this.opened;
    const { segments } = this.records;
    if (cut) {
      this.reader.cut(cut.reason);
      this.reader.problem('error', 0, 0, cut.reason);
    }
    const whole = plain ? -1 : segments.add({ kind: 'whole', file, length: text.length });
    for (let at = 0, size = sliceBytes; ; ) {
      const end = Math.min(at + size, text.length);
      const began = performance.now();
      const used = this.reader.read(text.subarray(at, end), end === text.length);
      if (whole >= 0) this.settle(whole, at);
      else this.settleRange(at, used);
      if (end === text.length) return;
      // A record that is longer than the slice is tried again with more.
      if (used > 0) sliceBytes = fitted(end - at, performance.now() - began);
      size = used > 0 ? sliceBytes : size * 2;
      at += used;
      await pause(Math.floor((at / text.length) * file.size));
    }
  }

  private async readStream(pause: (stored: number) => Promise<void> | undefined): Promise<void> {
    let at = 0;
    for await (const { bytes, stored } of readFile(this.opened.file.path, this.reader)) {
      if (this.opened.plain) this.settleRange(at, bytes.length);
      else if (this.unsettled < this.records.places.length) {
        const { segment, start } = this.blocks.add(bytes);
        this.settle(segment, start);
        await this.blocks.settle();
      }
      at += bytes.length;
      await pause(stored);
    }
  }

  private take(slice: RecordSlice): void {
    const { records } = this;
    if (this.requests?.again(this.index.tape) === true) {
      this.reader.leaveOut('read before, by its request id');
      return;
    }
    const id = records.places.add(
      slice.unpacked ? this.segmentOfUnpacked(slice.bytes) : PENDING,
      slice.start,
      slice.end,
      slice.line,
      slice.offset,
    );
    if (slice.event) records.setEvent(id, slice.event);
    for (const reason of this.index.add(records.origin(id, this.opened.file))) this.reader.warn(reason);
    records.progress.addTime(this.index.time);
    for (const problem of this.warnings) if (isAbout(problem, slice)) records.warn(id, problem.reason);
    this.warnings.length = 0;
  }

  private takeProblem(problem: Problem): void {
    this.records.progress.addProblem(problem);
    if (problem.severity === 'warning' && this.warnings.length < MAX_WARNINGS) this.warnings.push(problem);
  }

  private settleRange(at: number, length: number): void {
    if (this.unsettled === this.records.places.length) return;
    const { file } = this.opened;
    this.settle(this.records.segments.add({ kind: 'range', file, at, length }), 0);
  }

  /** The records of the last slice are in this segment, `shift` bytes further on than they were told. */
  private settle(segment: number, shift: number): void {
    this.records.places.settle(this.unsettled, segment, shift);
    this.unsettled = this.records.places.length;
    this.keepUnpacked();
  }

  private segmentOfUnpacked(bytes: Uint8Array): number {
    if (this.unpackedSegment < 0) {
      this.unpackedSegment = this.records.segments.add({ kind: 'block', file: this.opened.file, block: bytes });
    }
    this.unpackedBytes = bytes;
    return this.unpackedSegment;
  }

  /** Whoever opens one of these records before they are handed over finds their bytes. */
  private keepUnpacked(): void {
    if (this.unpackedSegment >= 0) this.records.segments.replace(this.unpackedSegment, this.unpackedBytes);
  }

  private takeUnpacked(bytes: Uint8Array): void {
    if (this.unpackedSegment >= 0) this.blocks.write(this.unpackedSegment, bytes);
    this.unpackedSegment = -1;
  }
}
