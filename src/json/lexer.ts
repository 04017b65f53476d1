import { HEX, SHORT } from './text.ts';

export interface JsonError {
  /** Byte offset in the array that was given, not in the record. */
  readonly offset: number;
  readonly reason: string;
}

/** White space, and the slash that a comment begins with. */
export const IS_BLANK = new Uint8Array(256);
for (const byte of [0x20, 0x0a, 0x0d, 0x09, 0x2f]) IS_BLANK[byte] = 1;

/** What a byte is inside a string: 0 plain, 1 quote, 2 backslash, 3 control, 4 of a character above U+007F. */
const IN_STRING = new Uint8Array(256);
for (let i = 0; i < 256; i++) IN_STRING[i] = i === 0x22 ? 1 : i === 0x5c ? 2 : i < 0x20 ? 3 : i >= 0x80 ? 4 : 0;

const OPEN_STRING = 'the text ends inside a string';

/** Finds the ends of JSON's tokens. Every method returns the byte after its token; -1 after an error. */
export class Lexer {
  bytes: Uint8Array = new Uint8Array(0);
  /** The byte after the text. */
  end = 0;
  error: JsonError = { offset: 0, reason: '' };
  /** Comments (of C or C++) that were skipped: no JSON, but parsers that feed Elasticsearch take them. */
  comments = 0;
  /** Of the last string: how many UTF-16 units fewer than bytes its text has, and whether it has escapes. */
  excess = 0;
  escaped = false;
  /** Of the last number: whether it has neither fraction nor exponent. */
  whole = true;

  fail(offset: number, reason: string): -1 {
    this.error = { offset, reason };
    return -1;
  }

  /** The first byte from `i` on that is neither white space nor in a comment. */
  skip(i: number): number {
    const bytes = this.bytes;
    for (; i < this.end; i++) {
      const byte = bytes[i] as number;
      if (byte === 0x2f) {
        const past = commentEnd(bytes, i, this.end);
        if (past < 0) return i;
        this.comments++;
        i = past - 1;
      } else if (IS_BLANK[byte] === 0) break;
    }
    return i;
  }

  /** A string whose opening quote stands at `from`: the loop that most bytes go through. */
  string(from: number): number {
    const bytes = this.bytes;
    let i = from + 1;
    let kind = IN_STRING[bytes[i] as number];
    while (kind === 0) kind = IN_STRING[bytes[++i] as number];
    this.excess = 0;
    this.escaped = false;
    if (kind !== 1) {
      i = this.restOfString(i);
      if (i < 0) return -1;
    }
    return i < this.end ? i + 1 : this.fail(this.end, OPEN_STRING);
  }

  /** The closing quote of a string that has something at `i` which is not plain. */
  private restOfString(from: number): number {
    const bytes = this.bytes;
    const end = this.end;
    let excess = 0;
    let i = from;
    for (;;) {
      let kind = IN_STRING[bytes[i] as number];
      while (kind === 0) kind = IN_STRING[bytes[++i] as number];
      if (kind === 1) break;
      if (kind === 4) {
        const lead = bytes[i] as number;
        if (lead >= 0xf0) {
          i += 4;
          excess += 2;
        } else if (lead >= 0xe0) {
          i += 3;
          excess += 2;
        } else {
          i += lead >= 0xc0 ? 2 : 1;
          excess += 1;
        }
      } else if (kind === 2) {
        const past = this.escape(i);
        if (past < 0) return -1;
        this.escaped = true;
        excess += past - i - 1;
        i = past;
      } else if (i >= end || kind === undefined) {
        return this.fail(end, OPEN_STRING);
      } else {
        return this.fail(i, 'a control character inside a string');
      }
    }
    this.excess = excess;
    return i;
  }

  private escape(i: number): number {
    const bytes = this.bytes;
    const end = this.end;
    if (i + 1 >= end) return this.fail(end, OPEN_STRING);
    const letter = bytes[i + 1] as number;
    if (SHORT[letter] !== 0) return i + 2;
    if (letter !== 0x75) return this.fail(i, 'a backslash before a character that it cannot escape');
    for (let k = i + 2; k < i + 6; k++) {
      if (k >= end) return this.fail(end, OPEN_STRING);
      if (HEX[bytes[k] as number] === 255) return this.fail(i, 'an escape \\u without four hexadecimal digits');
    }
    return i + 6;
  }

  /** A number that begins at `i` with a digit or a minus. */
  number(i: number): number {
    const bytes = this.bytes;
    const end = this.end;
    this.whole = true;
    if (bytes[i] === 0x2d) i++;
    let byte = i < end ? (bytes[i] as number) : 0;
    if (byte === 0x30) i++;
    else if (byte >= 0x31 && byte <= 0x39) i = this.digits(i);
    else return this.fail(i, 'a digit was expected');
    byte = i < end ? (bytes[i] as number) : 0;
    if (byte >= 0x30 && byte <= 0x39) return this.fail(i, 'a number with a leading zero');
    if (byte === 0x2e) {
      this.whole = false;
      const from = ++i;
      i = this.digits(i);
      if (i === from) return this.fail(i, 'a digit was expected after the decimal point');
      byte = i < end ? (bytes[i] as number) : 0;
    }
    if (byte === 0x65 || byte === 0x45) {
      this.whole = false;
      i++;
      if (i < end && (bytes[i] === 0x2b || bytes[i] === 0x2d)) i++;
      const from = i;
      i = this.digits(i);
      if (i === from) return this.fail(i, 'a digit was expected in the exponent');
    }
    return i;
  }

  private digits(i: number): number {
    const bytes = this.bytes;
    while (i < this.end && (bytes[i] as number) >= 0x30 && (bytes[i] as number) <= 0x39) i++;
    return i;
  }

  /** Whether `true`, `false` or `null` stands at `i`. */
  spells(i: number, word: string): boolean {
    if (i + word.length > this.end) return false;
    for (let k = 0; k < word.length; k++) if (this.bytes[i + k] !== word.charCodeAt(k)) return false;
    return true;
  }

  /** The reason why no value begins at `i`. */
  unexpected(i: number, inArray: boolean): -1 {
    const byte = this.bytes[i];
    let reason = 'a JSON value was expected';
    if (byte === 0x5d && inArray) reason = 'a comma before a closing bracket';
    else if (byte === 0x27) reason = 'single quotes instead of double quotes';
    else if (byte === 0x2f) reason = 'a comment that does not end';
    else if (byte === 0xef) reason = 'a byte order mark or another character outside ASCII';
    return this.fail(i, reason);
  }
}

/** The byte after the comment that starts at `from`; -1 if none does, or it does not end. */
function commentEnd(bytes: Uint8Array, from: number, end: number): number {
  if (bytes[from + 1] === 0x2f) {
    for (let i = from + 2; i < end; i++) if (bytes[i] === 0x0a || bytes[i] === 0x0d) return i;
    return end;
  }
  if (bytes[from + 1] !== 0x2a) return -1;
  for (let i = from + 2; i + 1 < end; i++) if (bytes[i] === 0x2a && bytes[i + 1] === 0x2f) return i + 2;
  return -1;
}
