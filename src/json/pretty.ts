/**
 * JSON text indented for reading: what stands between strings, numbers and words is replaced, they themselves are
 * copied byte by byte, so that key order, duplicate keys, escapes and the spelling of numbers stay as they are.
 */
import { decode } from './text.ts';

export interface PrettyLimits {
  /** Lines, and bytes of UTF-8, after which the text is cut (after a whole line, or within a longer one). */
  readonly lines: number;
  readonly bytes: number;
}

export interface PrettyText {
  readonly text: string;
  readonly cut: boolean;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const NEW_LINE = 0x0a;
const BLANK = 0x20;
const INDENT = 2;
/** Deeper lines stand no further to the right: a thousand levels of a hostile record must not become a gigabyte of blanks. */
const MAX_INDENT = 64;
/** Longer texts are cut whatever the caller asks; the engine's longest string is not much longer. */
const MAX_BYTES = 256 * 1024 * 1024;

const isBlank = (byte: number | undefined) => byte === BLANK || byte === NEW_LINE || byte === 0x0d || byte === 0x09;

/** The value in `bytes[start, end)`. It need not be valid: what is no JSON is copied as if it were a word. */
export function pretty(bytes: Uint8Array, start: number, end: number, limits?: PrettyLimits): PrettyText {
  const page = new Page(limits ?? { lines: Number.POSITIVE_INFINITY, bytes: MAX_BYTES });
  let depth = 0;
  for (let i = start; i < end && !page.full; ) {
    const byte = bytes[i] as number;
    if (isBlank(byte)) {
      i++;
    } else if (byte === QUOTE) {
      const from = i++;
      while (i < end && bytes[i] !== QUOTE) i += bytes[i] === BACKSLASH ? 2 : 1;
      i = Math.min(i + 1, end);
      page.copy(bytes, from, i);
    } else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      page.put(byte);
      i++;
      while (i < end && isBlank(bytes[i])) i++;
      if (bytes[i] === byte + 2 && i < end) page.put(bytes[i++] as number);
      else page.line(++depth);
    } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
      depth = Math.max(0, depth - 1);
      page.line(depth);
      page.put(byte);
      i++;
    } else if (byte === COMMA) {
      page.put(byte);
      page.line(depth);
      i++;
    } else if (byte === COLON) {
      page.put(byte);
      page.put(BLANK);
      i++;
    } else {
      const from = i++;
      while (i < end && !ENDS_WORD[bytes[i] as number]) i++;
      page.copy(bytes, from, i);
    }
  }
  return { text: page.text(), cut: page.full };
}

const ENDS_WORD = new Uint8Array(256);
for (const byte of [
  QUOTE,
  COMMA,
  COLON,
  OPEN_ARRAY,
  CLOSE_ARRAY,
  OPEN_OBJECT,
  CLOSE_OBJECT,
  BLANK,
  NEW_LINE,
  0x0d,
  9,
]) {
  ENDS_WORD[byte] = 1;
}

class Page {
  full = false;
  private bytes = new Uint8Array(4096);
  private length = 0;
  private lines = 1;
  private readonly limits: PrettyLimits;

  constructor(limits: PrettyLimits) {
    this.limits = limits;
  }

  put(byte: number): void {
    this.reserve(1);
    this.bytes[this.length++] = byte;
  }

  copy(bytes: Uint8Array, from: number, to: number): void {
    const room = this.limits.bytes - this.length;
    if (to - from > room) {
      this.full = true;
      to = from + Math.max(0, room);
      // Not in the middle of a character.
      while (to > from && ((bytes[to] as number) & 0xc0) === 0x80) to--;
    }
    this.reserve(to - from);
    this.bytes.set(bytes.subarray(from, to), this.length);
    this.length += to - from;
  }

  line(depth: number): void {
    if (this.lines >= this.limits.lines) {
      this.full = true;
      return;
    }
    this.lines++;
    if (this.length > this.limits.bytes) this.full = true;
    const blanks = Math.min(depth * INDENT, MAX_INDENT);
    this.reserve(blanks + 1);
    this.bytes[this.length++] = NEW_LINE;
    this.bytes.fill(BLANK, this.length, this.length + blanks);
    this.length += blanks;
  }

  text(): string {
    return decode(this.bytes, 0, this.length);
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + count));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}
