import { isUtf8 } from 'node:buffer';
import { describe, isPlainlyInvocation } from './classify.ts';
import { foreignFormat } from './inflate.ts';
import { Ledger } from './ledger.ts';
import { LIMITS, type Limits, MAX_RESCAN_BYTES } from './limits.ts';
import { Region } from './region.ts';
import { type JsonScan, type Problem, type RecordSink, type SkipKind, Tally } from './report.ts';
import { recover, resume } from './resume.ts';
import {
  CLOSE_LIST,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  CR,
  type Extent,
  extent,
  type Found,
  isBlank,
  LF,
  OPEN_LIST,
  OPEN_OBJECT,
  skipBlanks,
  trimEnd,
} from './structure.ts';
import { firstInvalid } from './utf8.ts';
import { MORE, Values } from './values.ts';

export type { JsonScan } from './report.ts';

export interface ReaderOptions {
  /** Name of the file in problems. */
  readonly file: string;
  readonly scan: JsonScan;
  readonly sink: RecordSink;
  readonly limits?: Partial<Limits>;
  /** Counts of several files may go into one tally. */
  readonly tally?: Tally;
}

/** As many first bytes tell a format that is no log. */
const MAGIC_BYTES = 8;
const MAX_KEPT_BLANKS = 64 * 1024;

/**
 * Takes the records out of one file's inflated text, whatever form it has, and counts: read + skipped + failed = seen.
 *
 * When `sink.record` is called, `scan` has just accepted exactly that slice: what it found is what the consumer works
 * on. Newline-delimited JSON costs one search for the line feed and one scan a record. Everything else is looked for
 * only where a line is no record of its own.
 */
export class RecordReader {
  readonly tally: Tally;
  readonly limits: Limits;
  private readonly scan: JsonScan;
  private readonly ledger: Ledger;
  private readonly values: Values;
  private readonly top = new Region();
  private readonly found: Found = { end: 0, reason: '' };
  private readonly giveUnpacked: () => void;
  private started = false;
  private dropAll = false;
  private rescanned = 0;
  private retryAt = 0;

  constructor({ file, scan, sink, limits, tally = new Tally() }: ReaderOptions) {
    this.tally = tally;
    this.limits = { ...LIMITS, ...limits };
    this.scan = scan;
    this.ledger = new Ledger(file, sink, tally);
    this.giveUnpacked = () => sink.unpacked?.(this.values.unpacked.take());
    this.values = new Values(scan, this.ledger, (r, from) => this.run(r, from), this.giveUnpacked);
  }

  /**
   * Reads what is whole in `bytes` and returns how many bytes that was; the rest is given again, with more behind it,
   * in the next call. With `atEnd` everything is read. Blocks may be cut anywhere: the records are the same.
   */
  read(bytes: Buffer, atEnd: boolean): number {
    if (!atEnd && bytes.length < this.retryAt) return 0;
    const top = this.top;
    if (!this.started) {
      if (bytes.length < MAGIC_BYTES && !atEnd) return 0;
      this.started = true;
      const format = foreignFormat(bytes);
      if (format !== undefined) {
        this.ledger.fail(top, 0, format);
        this.dropAll = true;
      }
    }
    if (this.dropAll) return bytes.length;
    top.load(bytes, 0, bytes.length, atEnd);
    const checked = atEnd ? bytes.length : bytes.lastIndexOf(LF) + 1;
    top.validUntil = isUtf8(checked === bytes.length ? bytes : bytes.subarray(0, checked)) ? checked : 0;
    const used = this.run(top, 0);
    top.base += used;
    // What stays is looked at again when there is twice as much of it, so that a long record is not searched for ever.
    const rest = bytes.length - used;
    this.retryAt = rest < 1024 * 1024 ? 0 : Math.min(2 * rest, this.limits.recordBytes + 1);
    if (atEnd && this.values.unpacked.length > 0) this.giveUnpacked();
    return used;
  }

  /** The text ends before its time, for this reason: a record that is cut by it says so. */
  cut(reason: string): void {
    this.ledger.ended = reason;
  }

  /** The record being handed over was read, but not all in it is as expected. For the sink, inside of `record`. */
  warn(reason: string): void {
    this.ledger.warn(reason);
  }

  /** The record being handed over cannot be used after all: it counts as failed. For the sink, inside of `record`. */
  reject(reason: string): void {
    this.ledger.reject(reason);
  }

  /** The record being handed over counts as skipped. For the sink, inside of `record`. */
  leaveOut(kind: SkipKind): void {
    this.ledger.leaveOut(kind);
  }

  /** A problem of the file as a whole, or of a place in it that is no record. */
  problem(severity: Problem['severity'], line: number, offset: number, reason: string): void {
    this.ledger.problem(severity, line, offset, reason);
  }

  /** Reads on from `p` and returns where it came to. */
  private run(r: Region, from: number): number {
    let p = from;
    const { bytes, end } = r;
    while (p < end) {
      if (r.drop === undefined && r.frames.length === 0 && bytes[p] === OPEN_OBJECT) {
        const feed = r.lineFeed;
        const lineEnd = feed < 0 ? end : feed;
        if (feed >= 0 || r.atEnd) {
          const last = bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
          if (last <= r.validUntil && last - p <= this.limits.recordBytes && this.scan.parse(bytes, p, last)) {
            if (isPlainlyInvocation(bytes, p, last)) {
              this.ledger.deliver(r, p, last, undefined);
              p = last;
            } else p = this.values.taken(r, p, last);
            r.afterValue = true;
            if (p === lineEnd && feed >= 0) p++;
            r.advance(p);
            continue;
          }
        }
      }
      const next = r.drop !== undefined ? resume(r, p) : r.frames.length > 0 ? this.inFrame(r, p) : this.atTop(r, p);
      if (next === MORE) {
        if (end - p <= this.limits.recordBytes) return p;
        p = this.failLong(r, p);
      } else p = next;
      r.advance(p);
    }
    if (r.atEnd && r.frames.length > 0 && r.drop === undefined) this.leaveOpen(r, end);
    return p;
  }

  /** Outside of lists: one value, blank, separator or line of text. */
  private atTop(r: Region, from: number): number {
    const { bytes, end } = r;
    const lineEnd = r.lineFeed < 0 ? end : r.lineFeed;
    const whole = r.lineFeed >= 0 || r.atEnd;
    let p = from;
    while (p < lineEnd && isBlank(bytes[p])) p++;
    if (p === lineEnd) {
      if (r.lineFeed >= 0) return lineEnd + 1;
      // Blanks before a record belong to its text: they are kept for the next block, within reason.
      return r.atEnd || end - from > MAX_KEPT_BLANKS ? end : MORE;
    }
    const byte = bytes[p];
    if (byte === 0xef && end - p < 3 && !r.atEnd) return MORE;
    if (byte === 0xef && bytes[p + 1] === 0xbb && bytes[p + 2] === 0xbf) return p + 3;
    if (byte === COMMA) return p + 1;
    if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      // Blanks before a record on a line of its own are part of its text.
      return this.value(r, r.afterValue ? p : from, p, whole ? lineEnd : MORE);
    }
    if (!whole) return MORE;
    if (r.afterValue) {
      this.ledger.problem('warning', r.lineAt(p), r.offsetAt(p), 'text after the record on its line was left out');
      return lineEnd;
    }
    return this.values.textLine(r, p, trimEnd(bytes, p, lineEnd), lineEnd);
  }

  /** The value at `p`, alone on its line, over several lines, or before another; `from`: blanks before it. */
  private value(r: Region, from: number, p: number, lineEnd: number): number {
    const { bytes, end } = r;
    if (lineEnd !== MORE) {
      const last = bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
      const fits = last - from <= this.limits.recordBytes && this.isValid(r, from, last);
      if (fits && (bytes[p] === OPEN_OBJECT || describe(bytes, p, last, this.values.shape) === 'invocation')) {
        const done = this.accept(r, from, last);
        if (done >= 0) return done;
      }
    }
    const kind = describe(
      bytes,
      p,
      this.rescanned > MAX_RESCAN_BYTES && r.lineFeed >= 0 ? r.lineFeed : end,
      this.values.shape,
    );
    if (kind === 'wrapper') return this.values.enter(r, p);
    if (kind === 'open' && !r.atEnd) return MORE;
    // With its line a record is taken whole, blanks around it included; a text without lines is not waited for.
    const { blockBytes, recordBytes } = this.limits;
    if (lineEnd === MORE && end - p < Math.min(blockBytes, recordBytes)) return MORE;
    if (kind === 'open' || kind === 'broken') this.rescanned += this.values.shape.reached - p;
    const extents = this.extentOf(r, p);
    if (extents === 'complete') return this.wholeValue(r, p, this.found.end);
    // Broken or not, a line is judged when it is whole, so that the reason does not depend on where a block ends.
    if (!r.atEnd && (extents === 'open' || lineEnd === MORE)) return MORE;
    return this.failStructure(r, p, extents, lineEnd);
  }

  private wholeValue(r: Region, p: number, to: number): number {
    if (to - p > this.limits.recordBytes) return this.failLong(r, p);
    const done = this.accept(r, p, to);
    return done >= 0 ? done : this.failScan(r, p, to);
  }

  private failLong(r: Region, p: number): number {
    const { recordBytes } = this.limits;
    this.ledger.fail(r, p, `a record longer than ${recordBytes} bytes`);
    r.drop = recover(r, p, p + recordBytes, 'long');
    return p + 1;
  }

  private extentOf(r: Region, p: number): Extent {
    const { found } = this;
    if (this.rescanned > MAX_RESCAN_BYTES) {
      const lineEnd = r.lineFeed < 0 ? r.end : r.lineFeed;
      const kind = extent(r.bytes, p, lineEnd, found);
      if (kind !== 'open' || r.lineFeed < 0) return kind;
      found.reason = 'the record does not end on its line';
      return 'broken';
    }
    const kind = extent(r.bytes, p, r.end, found);
    if (kind !== 'complete') this.rescanned += found.end - p;
    return kind;
  }

  private isValid(r: Region, from: number, to: number): boolean {
    return to <= r.validUntil || isUtf8(r.bytes.subarray(from, to));
  }

  /** Scans `[from, to)`; a position to go on at if it is a value, with invalid UTF-8 mended, else -1. */
  private accept(r: Region, from: number, to: number): number {
    const { bytes } = r;
    if (!this.isValid(r, from, to)) return this.acceptInvalid(r, from, to);
    return this.scan.parse(bytes, from, to) ? this.values.taken(r, from, to) : MORE;
  }

  /** Text with bytes that are no UTF-8: each becomes U+FFFD. */
  private acceptInvalid(r: Region, from: number, to: number): number {
    const region = this.values.unpack(r, from, r.bytes.toString('utf8', from, to));
    if (region === undefined) return MORE;
    if (!this.scan.parse(region.bytes, region.start, region.end)) {
      this.values.unpacked.length = region.start;
      return MORE;
    }
    const bad = firstInvalid(r.bytes, from, to);
    this.ledger.replaced = { line: r.lineAt(bad), offset: r.offsetAt(bad) };
    this.values.takenApart(region);
    this.ledger.replaced = undefined;
    return to;
  }

  private inFrame(r: Region, from: number): number {
    const { bytes, end } = r;
    let p = skipBlanks(bytes, from, end);
    while (p < end && bytes[p] === COMMA) p = skipBlanks(bytes, p + 1, end);
    r.advance(p);
    if (p === end) return end;
    const frame = r.frames.at(-1);
    if (frame?.kind === 'members') return this.member(r, p);
    if (bytes[p] === CLOSE_LIST) {
      r.frames.pop();
      if (frame?.wrapped === true) r.frames.push({ kind: 'members', wrapped: false, event: undefined });
      r.afterValue = true;
      return p + 1;
    }
    const extents = this.extentOf(r, p);
    if (extents === 'complete') return this.wholeValue(r, p, this.found.end);
    if (extents === 'open' && !r.atEnd) return from === p ? MORE : p;
    return this.failStructure(r, p, extents, MORE);
  }

  /** The rest of an object around a list: members are passed over. */
  private member(r: Region, p: number): number {
    const { bytes, end } = r;
    if (bytes[p] === CLOSE_OBJECT) {
      r.frames.pop();
      r.afterValue = true;
      return p + 1;
    }
    if (bytes[p] === COLON) return p + 1;
    const extents = extent(bytes, p, end, this.found);
    if (extents === 'complete') return this.found.end;
    if (extents === 'open' && !r.atEnd) return MORE;
    this.leaveOpen(r, p);
    r.drop = { until: 'line' };
    return p + 1;
  }

  private leaveOpen(r: Region, p: number): void {
    r.frames.length = 0;
    this.ledger.problem(
      'warning',
      r.lineAt(p),
      r.offsetAt(p),
      this.ledger.ended ?? 'the list of records is not closed: the file may be cut',
    );
  }

  private failScan(r: Region, p: number, valueEnd: number): number {
    const { offset, reason } = this.scan.error;
    // An error in mended text has no place in the text of the file.
    const inPlace = this.isValid(r, p, valueEnd);
    this.ledger.fail(r, inPlace ? Math.min(Math.max(offset, p), valueEnd) : firstInvalid(r.bytes, p, valueEnd), reason);
    r.afterValue = true;
    return valueEnd;
  }

  private failStructure(r: Region, p: number, extents: Extent, lineEnd: number): number {
    const { end: at, reason } = this.found;
    r.drop = recover(r, p, at, extents === 'open' ? 'open' : 'broken');
    const cut = extents === 'open' ? (this.ledger.ended ?? 'the text ends inside this record') : reason;
    const onLine = lineEnd !== MORE && r.drop.until === 'line';
    if (extents === 'open') this.ledger.fail(r, p, cut);
    else if (onLine && !this.scan.parse(r.bytes, p, lineEnd)) {
      this.ledger.fail(r, Math.min(Math.max(this.scan.error.offset, p), lineEnd), this.scan.error.reason);
    } else this.ledger.fail(r, at, reason);
    return p + 1;
  }
}
