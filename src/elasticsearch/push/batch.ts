/** Documents in the form of one bulk request, in one buffer: an action line and a document line each. */

const LINE_FEED = 0x0a;
const GROWTH = 2;

/** A document of a batch. */
export interface Entry {
  /** Name of the data stream. */
  readonly stream: string;
  /** Absent where the stream makes ids itself. */
  readonly id: string | undefined;
  /** Bytes of the document in the batch's buffer. */
  readonly start: number;
  readonly end: number;
  /** How often it was sent so far. */
  readonly sent: number;
  /** Whether an answer was lost, so that it may be there without our knowing. */
  readonly unsure: boolean;
  /** Number of the file that it is of, where its sender wants to hear which files have come through. */
  readonly file?: number | undefined;
}

/** What is said of a document besides its data stream and id. */
export interface Action {
  /** The name of a pipeline instead of the stream's own; `_none` for none. */
  readonly pipeline: string | undefined;
}

export class Batch {
  readonly entries: Entry[] = [];
  private bytes: Buffer<ArrayBuffer>;
  private length = 0;

  constructor(capacity: number) {
    this.bytes = Buffer.allocUnsafeSlow(capacity);
  }

  get size(): number {
    return this.length;
  }

  /** The body of the request. Holds good until something is added. */
  get body(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  /** The document of an entry, as JSON. */
  documentOf({ start, end }: Entry): Buffer {
    return this.bytes.subarray(start, end);
  }

  /** Copies `source[start, end)`, a document on one line. */
  add(
    { stream, id, sent, unsure, file }: Omit<Entry, 'start' | 'end'>,
    { pipeline }: Action,
    source: Uint8Array,
    start: number,
    end: number,
  ): void {
    const action = `${JSON.stringify({ create: { _index: stream, ...(id !== undefined && { _id: id }), ...(pipeline !== undefined && { pipeline }) } })}\n`;
    const size = end - start;
    this.reserve(Buffer.byteLength(action) + size + 1);
    this.length += this.bytes.write(action, this.length, 'utf8');
    const from = this.length;
    this.bytes.set(source.subarray(start, end), from);
    this.length += size;
    this.bytes[this.length++] = LINE_FEED;
    this.entries.push({ stream, id, start: from, end: from + size, sent, unsure, file });
  }

  private reserve(more: number): void {
    const wanted = this.length + more;
    if (wanted <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(wanted, this.bytes.length * GROWTH));
    larger.set(this.body);
    this.bytes = larger;
  }
}
