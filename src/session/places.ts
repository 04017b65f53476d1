import { grown } from './columns/growable.ts';
import type { RecordId } from './protocol/protocol.ts';

/** Segment of a record whose segment is not yet known. */
export const PENDING = 0xffffffff;

/** Where one record is: a piece of a segment's text, and where it was read. */
export interface RecordPlace {
  readonly segment: number;
  /** Bytes in the segment's text. */
  readonly start: number;
  readonly end: number;
  /** 1-based line and 0-based byte offset in the inflated text of its file. */
  readonly line: number;
  readonly offset: number;
}

/** The places of all records, 24 bytes each. */
export class RecordPlaces {
  length = 0;
  private segments = new Uint32Array(0);
  private starts = new Uint32Array(0);
  private ends = new Uint32Array(0);
  private lines = new Uint32Array(0);
  private offsets = new Float64Array(0);

  get bytes(): number {
    return this.segments.byteLength * 4 + this.offsets.byteLength;
  }

  add(segment: number, start: number, end: number, line: number, offset: number): RecordId {
    const id = this.length++;
    if (id >= this.segments.length) {
      this.segments = grown(this.segments, id + 1);
      this.starts = grown(this.starts, id + 1);
      this.ends = grown(this.ends, id + 1);
      this.lines = grown(this.lines, id + 1);
      this.offsets = grown(this.offsets, id + 1);
    }
    this.segments[id] = segment;
    this.starts[id] = start;
    this.ends[id] = end;
    this.lines[id] = line;
    this.offsets[id] = offset;
    return id;
  }

  /** Puts the pending records from `from` on into a segment, `shift` bytes further on than they were added. */
  settle(from: RecordId, segment: number, shift: number): void {
    for (let id = from; id < this.length; id++) {
      if (this.segments[id] !== PENDING) continue;
      this.segments[id] = segment;
      this.starts[id] = (this.starts[id] as number) + shift;
      this.ends[id] = (this.ends[id] as number) + shift;
    }
  }

  /** The record is somewhere else from now on; where it was read stays. */
  move(id: RecordId, segment: number, start: number, end: number): void {
    this.segments[id] = segment;
    this.starts[id] = start;
    this.ends[id] = end;
  }

  segment(id: RecordId): number {
    return this.segments[id] as number;
  }

  place(id: RecordId): RecordPlace {
    return {
      segment: this.segments[id] as number,
      start: this.starts[id] as number,
      end: this.ends[id] as number,
      line: this.lines[id] as number,
      offset: this.offsets[id] as number,
    };
  }
}
