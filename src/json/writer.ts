import { encode } from './text.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const HEX_DIGITS = '0123456789abcdef';

/** The two-character escapes of JSON by control character; 0 where `\u00xx` is needed. */
const LETTER = new Uint8Array(32);
for (const [code, letter] of [
  [8, 'b'],
  [9, 't'],
  [10, 'n'],
  [12, 'f'],
  [13, 'r'],
] as const) {
  LETTER[code] = letter.charCodeAt(0);
}

/** JSON text made of bytes, in one buffer that grows and is used again. `bytes[0, length)` is what was written. */
export class ByteWriter {
  bytes: Uint8Array<ArrayBuffer>;
  length = 0;

  constructor(capacity = 1 << 16) {
    this.bytes = new Uint8Array(capacity);
  }

  /** Makes room for `more` bytes. */
  reserve(more: number): void {
    if (this.length + more > this.bytes.length) this.grow(more);
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.grow(1);
    this.bytes[this.length++] = value;
  }

  /** The bytes of `chunk`, usually a constant. */
  raw(chunk: Uint8Array): void {
    const size = chunk.length;
    if (this.length + size > this.bytes.length) this.grow(size);
    const bytes = this.bytes;
    let at = this.length;
    for (let i = 0; i < size; i++) bytes[at++] = chunk[i] as number;
    this.length = at;
  }

  /** `source[start, end)` as it stands. */
  copy(source: Uint8Array, start: number, end: number): void {
    const size = end - start;
    if (this.length + size > this.bytes.length) this.grow(size);
    // Below this size a call and a view cost more than the loop.
    if (size > 48) {
      this.bytes.set(source.subarray(start, end), this.length);
      this.length += size;
      return;
    }
    const bytes = this.bytes;
    let at = this.length;
    for (let i = start; i < end; i++) bytes[at++] = source[i] as number;
    this.length = at;
  }

  /** Text of ASCII characters, such as a number. */
  ascii(text: string): void {
    this.reserve(text.length);
    const bytes = this.bytes;
    for (let i = 0; i < text.length; i++) bytes[this.length++] = text.charCodeAt(i);
  }

  /** Text that is JSON already, of any characters but halves of surrogate pairs. */
  text(json: string): void {
    this.utf8(json);
  }

  /** `text` as a JSON string with its quotes. */
  json(text: string): void {
    this.byte(QUOTE);
    this.escape(text);
    this.byte(QUOTE);
  }

  /** `text` as it stands inside a JSON string. Halves of surrogate pairs become escapes: UTF-8 has no form for them. */
  escape(text: string): void {
    let plain = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      const half = unit >= 0xd800 && unit <= 0xdfff;
      if (half && unit < 0xdc00) {
        const next = text.charCodeAt(i + 1);
        if (next >= 0xdc00 && next <= 0xdfff) {
          i++;
          continue;
        }
      }
      if (unit >= 0x20 && unit !== QUOTE && unit !== BACKSLASH && !half) continue;
      if (i > plain) this.utf8(text.slice(plain, i));
      plain = i + 1;
      if (half) this.ascii(`\\u${unit.toString(16)}`);
      else this.escapeByte(unit);
    }
    if (plain === 0) this.utf8(text);
    else if (plain < text.length) this.utf8(text.slice(plain));
  }

  /** `source[start, end)`, any UTF-8, as it stands inside a JSON string. */
  escapeBytes(source: Uint8Array, start: number, end: number): void {
    let plain = start;
    for (let i = start; i < end; i++) {
      const value = source[i] as number;
      if (value >= 0x20 && value !== QUOTE && value !== BACKSLASH) continue;
      if (i > plain) this.copy(source, plain, i);
      plain = i + 1;
      this.escapeByte(value);
    }
    if (plain < end) this.copy(source, plain, end);
  }

  private escapeByte(value: number): void {
    this.reserve(6);
    const bytes = this.bytes;
    bytes[this.length++] = BACKSLASH;
    if (value >= 0x20) {
      bytes[this.length++] = value;
    } else if (LETTER[value] !== 0) {
      bytes[this.length++] = LETTER[value] as number;
    } else {
      this.ascii(`u00${HEX_DIGITS[value >> 4]}${HEX_DIGITS[value & 15]}`);
    }
  }

  private utf8(text: string): void {
    this.reserve(text.length);
    const bytes = this.bytes;
    const from = this.length;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x80) {
        this.length = from;
        this.raw(encode(text));
        return;
      }
      bytes[this.length++] = unit;
    }
  }

  private grow(more: number): void {
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}

/** A text as UTF-8, for `ByteWriter.raw`. */
export function chunk(text: string): Uint8Array {
  return encode(text);
}
