import { describe, type LogEvent, type Shape, stringOf } from './classify.ts';
import { insightsRow } from './insights.ts';
import type { Ledger } from './ledger.ts';
import { MAX_UNPACK_DEPTH } from './limits.ts';
import { Region } from './region.ts';
import type { JsonScan } from './report.ts';
import { CLOSE_LIST, OPEN_LIST, OPEN_OBJECT, QUOTE, skipBlanks, trimEnd } from './structure.ts';
import { csvMessage, inflatePayload, isColumnNames, isPayloadText, isPermissionText, readPrefix } from './textline.ts';
import { Unpacked } from './unpacked.ts';

/** A place that says: more bytes are needed. */
export const MORE = -1;
const TOO_DEEP = `text packed in text more than ${MAX_UNPACK_DEPTH} times`;

/**
 * Says of each value and line of text what it is, and hands over the records in it: those that are there as they are,
 * and those that are packed in messages and payloads, which are unpacked into text of their own.
 */
export class Values {
  readonly shape: Shape = { kind: 'other', list: 0, messageStart: 0, messageEnd: 0, event: {}, reached: 0 };
  readonly unpacked = new Unpacked();
  private readonly scan: JsonScan;
  private readonly ledger: Ledger;
  /** Reads a region from a place to its end. */
  private readonly readOn: (r: Region, from: number) => void;
  /** Takes a full segment of unpacked text. */
  private readonly full: () => void;

  constructor(scan: JsonScan, ledger: Ledger, readOn: (r: Region, from: number) => void, full: () => void) {
    this.scan = scan;
    this.ledger = ledger;
    this.readOn = readOn;
    this.full = full;
  }

  /** `scan` took `[from, to)`: a record is handed over, anything else is entered, unpacked or skipped. */
  taken(r: Region, from: number, to: number): number {
    const { bytes } = r;
    const p = skipBlanks(bytes, from, to);
    const byte = bytes[p];
    const event = r.event ?? r.frames.at(-1)?.event;
    r.event = undefined;
    r.afterValue = true;
    if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      const kind = describe(bytes, p, to, this.shape);
      if (kind === 'invocation') this.ledger.deliver(r, from, to, event);
      else if (kind === 'wrapper') return this.enter(r, p, event);
      else if (kind === 'control') this.ledger.skip(r, 'control message');
      else if (kind === 'event') this.takeMessage(r, p, { ...event, ...this.shape.event });
      else if (kind === 'payload') {
        const { messageStart, messageEnd } = this.shape;
        this.payload(r, p, bytes.toString('latin1', messageStart + 1, messageEnd - 1));
      } else if (byte === OPEN_LIST) this.takeList(r, p, to, event);
      else this.ledger.skip(r, 'not an invocation record');
    } else if (byte === QUOTE) this.takeText(r, p, stringOf(bytes, p, trimEnd(bytes, p, to)), event);
    else this.ledger.fail(r, p, 'a number or literal where a record was expected');
    return to;
  }

  private takeList(r: Region, p: number, to: number, event: LogEvent | undefined): void {
    const row = insightsRow(r.bytes.toString('utf8', p, to));
    if (row?.message !== undefined) this.takeText(r, p, row.message, { ...event, ...row.event });
    else if (row !== undefined) this.ledger.skip(r, 'not an invocation record');
    else if (r.bytes[skipBlanks(r.bytes, p + 1, to)] === CLOSE_LIST) this.ledger.skip(r, 'empty list');
    else this.ledger.fail(r, p, 'a list that holds no records');
  }

  private takeMessage(r: Region, p: number, event: LogEvent): void {
    const { messageStart, messageEnd } = this.shape;
    if (r.bytes[messageStart] === QUOTE) {
      this.takeText(r, p, stringOf(r.bytes, messageStart, messageEnd), event);
    } else if (this.scan.parse(r.bytes, messageStart, messageEnd)) {
      r.event = event;
      this.taken(r, messageStart, messageEnd);
    } else this.ledger.fail(r, p, this.scan.error.reason);
  }

  /** A text that should be a record: the message of an event, a JSON string on a line. */
  private takeText(r: Region, p: number, text: string | undefined, event: LogEvent | undefined): void {
    const region = text === undefined ? undefined : this.unpack(r, p, text);
    if (region === undefined) {
      this.ledger.fail(r, p, TOO_DEEP);
      return;
    }
    const { bytes, start, end } = region;
    const { read } = this.ledger.tally;
    region.event = event;
    if (this.scan.parse(bytes, start, end)) this.takenApart(region);
    else {
      const from = skipBlanks(bytes, start, end);
      const { reason } = this.scan.error;
      if (from === end) this.ledger.fail(region, from, 'an empty text where a record was expected');
      else if (bytes[from] === OPEN_OBJECT || bytes[from] === OPEN_LIST) this.readOn(region, start);
      else if (bytes[from] === QUOTE) this.ledger.fail(region, from, reason);
      else {
        const next = this.textLine(region, from, trimEnd(bytes, from, end), end);
        if (next < end) this.readOn(region, next);
      }
    }
    if (this.ledger.tally.read === read) this.unpacked.length = start;
    if (r.depth === 0 && this.unpacked.full) this.full();
  }

  private payload(r: Region, p: number, base64: string): void {
    const inflated = inflatePayload(base64);
    if (typeof inflated === 'string') {
      this.ledger.fail(r, p, inflated);
      return;
    }
    this.takeText(r, p, inflated.toString('utf8'), undefined);
  }

  /** A region over text of its own, at the position of `p`; undefined if texts are packed in texts too deep. */
  unpack(r: Region, p: number, text: string | Uint8Array): Region | undefined {
    if (r.depth >= MAX_UNPACK_DEPTH) return undefined;
    const start = this.unpacked.append(text);
    const region = new Region({ line: r.lineAt(p), offset: r.offsetAt(p) }, r.depth + 1);
    region.load(this.unpacked.bytes, start, this.unpacked.length - 1, true);
    region.validUntil = region.end;
    return region;
  }

  /** The whole of `region` was just scanned. */
  takenApart(region: Region): void {
    const next = this.taken(region, region.start, region.end);
    this.readOn(region, next);
  }

  /** Goes into the list that `describe` found; the value itself is not counted, its elements are. */
  enter(r: Region, p: number, outer?: LogEvent): number {
    const { list, event } = this.shape;
    const inherited = { ...(outer ?? r.event ?? r.frames.at(-1)?.event), ...event };
    r.event = undefined;
    r.afterValue = true;
    r.frames.push({ kind: 'list', wrapped: r.bytes[p] === OPEN_OBJECT, event: inherited });
    return list;
  }

  /** A line that is no JSON object or list. */
  textLine(r: Region, p: number, to: number, next: number): number {
    const { bytes } = r;
    if (isPermissionText(bytes, p, to)) {
      this.ledger.skip(r, 'permission check');
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
    // A time stamp alone on its line counts as one only before the object that it belongs to.
    if (prefix?.start === to && next + 1 >= r.end && !r.atEnd) return MORE;
    if (prefix !== undefined && (prefix.start < to || (next + 1 < r.end && bytes[next + 1] === OPEN_OBJECT))) {
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
    if (isColumnNames(bytes, p, to)) this.ledger.skip(r, 'column names');
    else if (this.scan.parse(bytes, p, to)) this.ledger.fail(r, p, 'a number or literal where a record was expected');
    else this.ledger.fail(r, p, 'text that is no record');
    return next;
  }

  private failLine(r: Region, next: number): number {
    this.ledger.fail(r, this.scan.error.offset, this.scan.error.reason);
    return next;
  }
}
