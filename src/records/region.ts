import type { LogEvent } from './classify.ts';
import { LF } from './structure.ts';

/** What the reader stands in: a list whose elements it reads, or the rest of an object around such a list. */
export interface Frame {
  readonly kind: 'list' | 'members';
  /** The list is a member of an object, whose rest follows. */
  readonly wrapped: boolean;
  readonly event: LogEvent | undefined;
}

/** After a failure: what is dropped until the next thing that may be a record. */
export type Drop =
  /** The rest of the line. */
  | { readonly until: 'line' }
  /** Lines that continue a record: indented ones, closing brackets, keys. */
  | { readonly until: 'start' }
  /** Lines of an indented list up to the next element at the same indentation. */
  | { readonly until: 'column'; readonly column: number }
  /** Bytes of a list on one line up to the next element that begins with the same key. */
  | { readonly until: 'key'; readonly key: Buffer };

/** A stretch of text with its place in the file, and the state of reading that outlives one block of it. */
export class Region {
  bytes: Buffer = Buffer.alloc(0);
  start = 0;
  end = 0;
  atEnd = false;
  /** Valid UTF-8 is known up to here. */
  validUntil = 0;
  readonly frames: Frame[] = [];
  drop: Drop | undefined;
  /** Event of a time stamp before the next value. */
  event: LogEvent | undefined;
  /** A value ended on this line already. */
  afterValue = false;

  /** Offset of `bytes[0]` in the text; line of the anchor, up to which lines are counted. */
  base = 0;
  line = 1;
  /** Offset in the text of the first byte of that line. */
  private lineStart = 0;
  /** The first line feed at or after the anchor, or -1. */
  private feed = -1;

  /** Set for text that was unpacked: every position in it is the one of what it was packed in. */
  readonly fixed: { readonly line: number; readonly offset: number } | undefined;
  readonly depth: number;

  constructor(fixed?: { readonly line: number; readonly offset: number }, depth = 0) {
    this.fixed = fixed;
    this.depth = depth;
  }

  load(bytes: Buffer, start: number, end: number, atEnd: boolean): void {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.atEnd = atEnd;
    this.feed = this.nextFeed(start);
  }

  private nextFeed(from: number): number {
    if (from >= this.end) return -1;
    const at = this.bytes.indexOf(LF, from);
    return at >= this.end ? -1 : at;
  }

  /** The line feed that ends the line of the anchor, or -1. */
  get lineFeed(): number {
    return this.feed;
  }

  /** The line feed after this one, or -1. */
  feedAfter(feed: number): number {
    return this.nextFeed(feed + 1);
  }

  /** Moves the anchor forward to `to`. */
  advance(to: number): void {
    if (this.feed >= 0 && this.feed < to) this.crossFeeds(to);
  }

  private crossFeeds(to: number): void {
    let feed = this.feed;
    while (feed >= 0 && feed < to) {
      this.line++;
      this.lineStart = this.base + feed + 1;
      this.afterValue = false;
      feed = this.nextFeed(feed + 1);
    }
    this.feed = feed;
  }

  /** Line of a place at or after the anchor. */
  lineAt(place: number): number {
    if (this.fixed !== undefined) return this.fixed.line;
    let line = this.line;
    for (let feed = this.feed; feed >= 0 && feed < place; feed = this.nextFeed(feed + 1)) line++;
    return line;
  }

  /** Bytes before a place on the line of the anchor. */
  columnOf(place: number): number {
    return this.base + place - this.lineStart;
  }

  offsetAt(place: number): number {
    return this.fixed !== undefined ? this.fixed.offset : this.base + place;
  }
}
