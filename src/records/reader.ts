import { isUtf8 } from 'node:buffer';
import { describe, isPlainlyInvocation, type LogEvent, type Shape, stringOf } from './classify.ts';
import { foreignFormat } from './inflate.ts';
import { insightsRow } from './insights.ts';
import { LIMITS, type Limits, MAX_RESCAN_BYTES, MAX_UNPACK_DEPTH } from './limits.ts';
import { Region } from './region.ts';
import { type Problem, type RecordSink, type RecordSlice, type SkipKind, Tally } from './report.ts';
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
  QUOTE,
  skipBlanks,
} from './structure.ts';
import { csvMessage, inflatePayload, isColumnNames, isPayloadText, isPermissionText, readPrefix } from './textline.ts';
import { Unpacked } from './unpacked.ts';

/** The consumer's JSON scan: the reader asks it, so that a record is scanned once. A `Tape` is one. */
export interface JsonScan {
  /** Whether `bytes[start, end)` is one JSON value, blanks around it allowed. After `false`, `error` says why. */
  parse(bytes: Uint8Array, start: number, end: number): boolean;
  /** `offset` counts in the array that `parse` was given. */
  readonly error: { readonly offset: number; readonly reason: string };
  /** Duplicate keys of the last text; the last one of each stays. */
  readonly duplicates?: { readonly count: number; readonly offset: number };
}

export interface ReaderOptions {
  /** Name of the file in problems. */
  readonly file: string;
  readonly scan: JsonScan;
  readonly sink: RecordSink;
  readonly limits?: Partial<Limits>;
  /** Counts of several files may go into one tally. */
  readonly tally?: Tally;
}

const MORE = -1;
const TOO_DEEP = `text packed in text more than ${MAX_UNPACK_DEPTH} times`;
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
  private readonly file: string;
  private readonly scan: JsonScan;
  private readonly sink: RecordSink;
  private readonly top = new Region();
  private readonly unpackedText = new Unpacked();
  private readonly found: Found = { end: 0, reason: '' };
  private readonly shape: Shape = { kind: 'other', list: 0, messageStart: 0, messageEnd: 0, event: {}, reached: 0 };
  private started = false;
  private dropAll = false;
  private rescanned = 0;
  private retryAt = 0;
  private ended: string | undefined;
  private warnedHere = false;
  /** Where bytes that are no UTF-8 stood in the record that is being handed over. */
  private replaced: { readonly line: number; readonly offset: number } | undefined;
  private readonly slice: RecordSlice = {
    bytes: Buffer.alloc(0),
    start: 0,
    end: 0,
    line: 0,
    offset: 0,
    unpacked: false,
    event: undefined,
  };

  constructor(options: ReaderOptions) {
    this.file = options.file;
    this.scan = options.scan;
    this.sink = options.sink;
    this.limits = { ...LIMITS, ...options.limits };
    this.tally = options.tally ?? new Tally();
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
        this.fail(top, 0, format);
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
    if (atEnd && this.unpackedText.length > 0) this.sink.unpacked?.(this.unpackedText.take());
    return used;
  }

  /** The text ends before its time, for this reason: a record that is cut by it says so. */
  cut(reason: string): void {
    this.ended = reason;
  }

  /** The record being handed over was read, but not all in it is as expected. For the sink, inside of `record`. */
  warn(reason: string, place: { readonly line: number; readonly offset: number } = this.slice): void {
    if (!this.warnedHere) this.tally.warned++;
    this.warnedHere = true;
    this.problem('warning', place.line, place.offset, reason);
  }

  /** The record being handed over cannot be used after all: it counts as failed. For the sink, inside of `record`. */
  reject(reason: string): void {
    this.tally.read--;
    this.tally.failed++;
    this.problem('error', this.slice.line, this.slice.offset, reason);
  }

  /** A problem of the file as a whole. */
  problem(severity: Problem['severity'], line: number, offset: number, reason: string): void {
    if (severity === 'error') this.tally.errors++;
    this.sink.problem({ severity, file: this.file, line, offset, reason });
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
              this.deliver(r, bytes, p, last, undefined);
              p = last;
            } else p = this.taken(r, p, last);
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
      this.problem('warning', r.lineAt(p), r.offsetAt(p), 'text after the record on its line was left out');
      return lineEnd;
    }
    return this.textLine(r, p, trimEnd(bytes, p, lineEnd), lineEnd);
  }

  /** The value at `p`, alone on its line, over several lines, or before another; `from`: blanks before it. */
  private value(r: Region, from: number, p: number, lineEnd: number): number {
    const { bytes, end } = r;
    if (lineEnd !== MORE) {
      const last = bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
      const fits = last - from <= this.limits.recordBytes;
      if (fits && (bytes[p] === OPEN_OBJECT || describe(bytes, p, last, this.shape) === 'invocation')) {
        const done = this.accept(r, from, last);
        if (done >= 0) return done;
      }
    }
    const kind = describe(
      bytes,
      p,
      this.rescanned > MAX_RESCAN_BYTES && r.lineFeed >= 0 ? r.lineFeed : end,
      this.shape,
    );
    if (kind === 'wrapper') return this.enter(r, p);
    if (kind === 'open' || kind === 'broken') this.rescanned += this.shape.reached - p;
    const extents = this.extentOf(r, p);
    if (extents === 'complete') return this.wholeValue(r, p, this.found.end);
    if (extents === 'open' && !r.atEnd) return MORE;
    return this.failStructure(r, p, extents, lineEnd);
  }

  private wholeValue(r: Region, p: number, to: number): number {
    if (to - p > this.limits.recordBytes) return this.failLong(r, p);
    const done = this.accept(r, p, to);
    return done >= 0 ? done : this.failScan(r, p, to);
  }

  private failLong(r: Region, p: number): number {
    const { recordBytes } = this.limits;
    this.fail(r, p, `a record longer than ${recordBytes} bytes`);
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

  /** Scans `[from, to)`; a position to go on at if it is a value, with invalid UTF-8 mended, else -1. */
  private accept(r: Region, from: number, to: number): number {
    const { bytes } = r;
    if (to > r.validUntil && !isUtf8(bytes.subarray(from, to))) return this.acceptInvalid(r, from, to);
    return this.scan.parse(bytes, from, to) ? this.taken(r, from, to) : MORE;
  }

  /** Text with bytes that are no UTF-8: each becomes U+FFFD. */
  private acceptInvalid(r: Region, from: number, to: number): number {
    const region = this.unpack(r, from, r.bytes.toString('utf8', from, to));
    if (region === undefined || !this.scan.parse(region.bytes, region.start, region.end)) return MORE;
    const bad = firstInvalid(r.bytes, from, to);
    this.replaced = { line: r.lineAt(bad), offset: r.offsetAt(bad) };
    this.takenApart(region);
    this.replaced = undefined;
    return to;
  }

  /** `scan` took `[from, to)`: a record is handed over, anything else is entered, unpacked or skipped. */
  private taken(r: Region, from: number, to: number): number {
    const { bytes } = r;
    const p = skipBlanks(bytes, from, to);
    const byte = bytes[p];
    const event = r.event ?? r.frames.at(-1)?.event;
    r.event = undefined;
    r.afterValue = true;
    if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      const kind = describe(bytes, p, to, this.shape);
      if (kind === 'invocation') this.deliver(r, bytes, from, to, event);
      else if (kind === 'wrapper') return this.enter(r, p, event);
      else if (kind === 'control') this.skip(r, 'control message');
      else if (kind === 'event') this.takeMessage(r, p, { ...event, ...this.shape.event });
      else if (kind === 'payload') {
        const { messageStart, messageEnd } = this.shape;
        this.payload(r, p, bytes.toString('latin1', messageStart + 1, messageEnd - 1));
      } else if (byte === OPEN_LIST) this.takeList(r, p, to, event);
      else this.skip(r, 'not an invocation record');
    } else if (byte === QUOTE) this.takeText(r, p, stringOf(bytes, p, trimEnd(bytes, p, to)), event);
    else this.fail(r, p, 'a number or literal where a record was expected');
    return to;
  }

  private takeList(r: Region, p: number, to: number, event: LogEvent | undefined): void {
    const row = insightsRow(r.bytes.toString('utf8', p, to));
    if (row?.message !== undefined) this.takeText(r, p, row.message, { ...event, ...row.event });
    else if (row !== undefined) this.skip(r, 'not an invocation record');
    else if (r.bytes[skipBlanks(r.bytes, p + 1, to)] === CLOSE_LIST) this.skip(r, 'empty list');
    else this.fail(r, p, 'a list that holds no records');
  }

  private takeMessage(r: Region, p: number, event: LogEvent): void {
    const { messageStart, messageEnd } = this.shape;
    if (r.bytes[messageStart] === QUOTE) {
      this.takeText(r, p, stringOf(r.bytes, messageStart, messageEnd), event);
    } else if (this.scan.parse(r.bytes, messageStart, messageEnd)) {
      r.event = event;
      this.taken(r, messageStart, messageEnd);
    } else this.fail(r, p, this.scan.error.reason);
  }

  /** A text that should be a record: the message of an event, a JSON string on a line. */
  private takeText(r: Region, p: number, text: string | undefined, event: LogEvent | undefined): void {
    const region = text === undefined ? undefined : this.unpack(r, p, text);
    if (region === undefined) {
      this.fail(r, p, TOO_DEEP);
      return;
    }
    const { bytes, start, end } = region;
    const { read } = this.tally;
    region.event = event;
    if (this.scan.parse(bytes, start, end)) this.takenApart(region);
    else {
      const from = skipBlanks(bytes, start, end);
      const { reason } = this.scan.error;
      if (from === end) this.fail(region, from, 'an empty text where a record was expected');
      else if (bytes[from] === OPEN_OBJECT || bytes[from] === OPEN_LIST) this.run(region, start);
      else if (bytes[from] === QUOTE) this.fail(region, from, reason);
      else {
        const next = this.textLine(region, from, trimEnd(bytes, from, end), end);
        if (next < end) this.run(region, next);
      }
    }
    if (this.tally.read === read) this.unpackedText.length = start;
    this.handOver(r);
  }

  private payload(r: Region, p: number, base64: string): void {
    const inflated = inflatePayload(base64);
    if (typeof inflated === 'string') {
      this.fail(r, p, inflated);
      return;
    }
    this.takeText(r, p, inflated.toString('utf8'), undefined);
  }

  /** A region over text of its own, at the position of `p`; undefined if texts are packed in texts too deep. */
  private unpack(r: Region, p: number, text: string | Uint8Array): Region | undefined {
    if (r.depth >= MAX_UNPACK_DEPTH) return undefined;
    const start = this.unpackedText.append(text);
    const region = new Region({ line: r.lineAt(p), offset: r.offsetAt(p) }, r.depth + 1);
    region.load(this.unpackedText.bytes, start, this.unpackedText.length - 1, true);
    region.validUntil = region.end;
    return region;
  }

  /** The whole of `region` was just scanned. */
  private takenApart(region: Region): void {
    const next = this.taken(region, region.start, region.end);
    if (next < region.end) this.run(region, next);
  }

  private handOver(r: Region): void {
    if (r.depth === 0 && this.unpackedText.full) this.sink.unpacked?.(this.unpackedText.take());
  }

  /** Goes into the list that `describe` found; the value itself is not counted, its elements are. */
  private enter(r: Region, p: number, outer?: LogEvent): number {
    const { list, event } = this.shape;
    const inherited = { ...(outer ?? r.event ?? r.frames.at(-1)?.event), ...event };
    r.event = undefined;
    r.afterValue = true;
    r.frames.push({ kind: 'list', wrapped: r.bytes[p] === OPEN_OBJECT, event: inherited });
    return list;
  }

  private inFrame(r: Region, from: number): number {
    const { bytes, end } = r;
    let p = from;
    while (p < end && (isBlank(bytes[p]) || bytes[p] === COMMA)) p++;
    r.advance(p);
    if (p === end) {
      if (r.atEnd) this.leaveOpen(r, p);
      return end;
    }
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
    const feed = bytes.indexOf(LF, p);
    return feed < 0 || feed >= end ? end : feed;
  }

  private leaveOpen(r: Region, p: number): void {
    r.frames.length = 0;
    this.problem(
      'warning',
      r.lineAt(p),
      r.offsetAt(p),
      this.ended ?? 'the list of records is not closed: the file may be cut',
    );
  }

  private failScan(r: Region, p: number, valueEnd: number): number {
    const { offset, reason } = this.scan.error;
    // An error in mended text has no place in the text of the file.
    const inPlace = valueEnd <= r.validUntil || isUtf8(r.bytes.subarray(p, valueEnd));
    this.fail(r, inPlace ? Math.min(Math.max(offset, p), valueEnd) : firstInvalid(r.bytes, p, valueEnd), reason);
    r.afterValue = true;
    return valueEnd;
  }

  private failStructure(r: Region, p: number, extents: Extent, lineEnd: number): number {
    const { end: at, reason } = this.found;
    r.drop = recover(r, p, at, extents === 'open' ? 'open' : 'broken');
    const cut = extents === 'open' ? (this.ended ?? 'the text ends inside this record') : reason;
    const onLine = lineEnd !== MORE && r.drop.until === 'line';
    if (extents === 'open') this.fail(r, p, cut);
    else if (onLine && !this.scan.parse(r.bytes, p, lineEnd)) {
      this.fail(r, Math.min(Math.max(this.scan.error.offset, p), lineEnd), this.scan.error.reason);
    } else this.fail(r, at, reason);
    return p + 1;
  }

  /** A line that is no JSON object or list. */
  private textLine(r: Region, p: number, to: number, next: number): number {
    const { bytes } = r;
    if (isPermissionText(bytes, p, to)) {
      this.skip(r, 'permission check');
      return next;
    }
    if (bytes[p] === QUOTE && this.scan.parse(bytes, p, to)) {
      this.taken(r, p, to);
      return next;
    }
    if (isPayloadText(bytes, p, to)) {
      this.payload(r, p, bytes.toString('latin1', p, to));
      return next;
    }
    const message = csvMessage(bytes, p, to);
    if (message !== undefined) {
      this.takeText(r, p, message.text, message.event);
      return next;
    }
    const prefix = readPrefix(bytes, p, to);
    if (prefix !== undefined) {
      if (prefix.end < to) {
        if (!this.scan.parse(bytes, prefix.start, prefix.end)) return this.failLine(r, next);
        r.event = prefix.event;
        this.taken(r, prefix.start, prefix.end);
        return next;
      }
      r.event = prefix.event;
      r.afterValue = false;
      return prefix.start;
    }
    if (isColumnNames(bytes, p, to)) this.skip(r, 'column names');
    else if (this.scan.parse(bytes, p, to)) this.fail(r, p, 'a number or literal where a record was expected');
    else this.fail(r, p, 'text that is no record');
    return next;
  }

  private failLine(r: Region, next: number): number {
    this.fail(r, this.scan.error.offset, this.scan.error.reason);
    return next;
  }

  private deliver(r: Region, bytes: Buffer, from: number, to: number, event: LogEvent | undefined): void {
    const { slice, tally } = this;
    slice.bytes = bytes;
    slice.start = from;
    slice.end = to;
    slice.line = r.fixed === undefined ? r.lineAt(from) : r.fixed.line;
    slice.offset = r.offsetAt(from);
    slice.unpacked = r.fixed !== undefined;
    slice.event = event ?? r.event;
    r.event = undefined;
    tally.seen++;
    tally.read++;
    this.warnedHere = false;
    const duplicates = this.scan.duplicates;
    if (duplicates !== undefined && duplicates.count > 0) {
      this.warn('a key stands twice in one object: the last one was taken');
    }
    if (this.replaced !== undefined) {
      this.warn('bytes that are no UTF-8 were replaced by U+FFFD', this.replaced);
    }
    this.sink.record(slice);
  }

  private skip(r: Region, kind: SkipKind): void {
    r.event = undefined;
    this.tally.skip(kind);
  }

  private fail(r: Region, place: number, reason: string): void {
    r.event = undefined;
    this.tally.seen++;
    this.tally.failed++;
    this.problem('error', r.lineAt(place), r.offsetAt(place), reason);
  }
}

function trimEnd(bytes: Uint8Array, from: number, to: number): number {
  let end = to;
  while (end > from && isBlank(bytes[end - 1])) end--;
  return end;
}

/** Where the first byte that is no UTF-8 stands, by halving: the check itself is native. */
function firstInvalid(bytes: Buffer, from: number, to: number): number {
  let good = from;
  let bad = to;
  while (bad - good > 1) {
    let middle = (good + bad) >> 1;
    // Never cut inside a character: go back to its first byte.
    while (middle > good && ((bytes[middle] as number) & 0xc0) === 0x80) middle--;
    if (middle === good) middle = (good + bad) >> 1;
    if (isUtf8(bytes.subarray(good, middle))) good = middle;
    else bad = middle;
  }
  return good;
}
