/** Bytes to text and back: UTF-8, and the escapes of JSON strings. */

// Both are globals of every engine this runs in, but belong to neither the language's library nor to types used here.
declare class TextDecoder {
  constructor(label?: string, options?: { ignoreBOM?: boolean });
  decode(bytes: Uint8Array): string;
}
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}

const BACKSLASH = 0x5c;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** Value of a hexadecimal digit; 255 for any other byte. */
export const HEX = new Uint8Array(256).fill(255);
for (let i = 0; i < 10; i++) HEX[0x30 + i] = i;
for (let i = 0; i < 6; i++) {
  HEX[0x41 + i] = 10 + i;
  HEX[0x61 + i] = 10 + i;
}

/** What a letter after a backslash stands for; 0 for any that may not follow one (and for `u`). */
export const SHORT = new Uint8Array(256);
for (const [letter, code] of [
  ['"', 0x22],
  ['\\', 0x5c],
  ['/', 0x2f],
  ['b', 8],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
] as const) {
  SHORT[letter.charCodeAt(0)] = code;
}

/** The text of UTF-8 bytes. Short ones are put together here: cheaper than a call of the decoder. */
export function decode(bytes: Uint8Array, from: number, to: number): string {
  if (to - from > 24) return decoder.decode(bytes.subarray(from, to));
  let text = '';
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if (byte >= 0x80) return decoder.decode(bytes.subarray(from, to));
    text += String.fromCharCode(byte);
  }
  return text;
}

/** UTF-8 of a text; half of a surrogate pair becomes U+FFFD. */
export function encode(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** The text of `bytes[from, to)` with its (valid) escapes resolved. */
export function unescaped(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  let plain = from;
  for (let i = from; i < to; ) {
    if (bytes[i] !== 0x5c) {
      i++;
      continue;
    }
    if (i > plain) text += decode(bytes, plain, i);
    const letter = bytes[i + 1] as number;
    if (letter === 0x75) {
      text += String.fromCharCode(unitAt(bytes, i + 2));
      i += 6;
    } else {
      text += String.fromCharCode(SHORT[letter] as number);
      i += 2;
    }
    plain = i;
  }
  return to > plain ? text + decode(bytes, plain, to) : text;
}

/** The UTF-16 unit that four hexadecimal digits at `at` spell. */
export function unitAt(bytes: Uint8Array, at: number): number {
  return (
    ((HEX[bytes[at] as number] as number) << 12) |
    ((HEX[bytes[at + 1] as number] as number) << 8) |
    ((HEX[bytes[at + 2] as number] as number) << 4) |
    (HEX[bytes[at + 3] as number] as number)
  );
}

/** Whether a string holds no half of a surrogate pair. */
export function isWellFormed(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const next = text.charCodeAt(i + 1);
    if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return false;
    i++;
  }
  return true;
}

/**
 * UTF-8 of the text that `bytes[from, to)`, the inside of a JSON string, stands for. Half of a surrogate pair becomes
 * `?`, as Java encodes it.
 */
export function unescapedUtf8(bytes: Uint8Array, from: number, to: number): Uint8Array<ArrayBuffer> {
  const text = bytes.subarray(from, to);
  const result = new Uint8Array(text.length);
  let length = 0;
  let plain = 0;
  for (let i = text.indexOf(BACKSLASH); i >= 0; i = text.indexOf(BACKSLASH, plain)) {
    result.set(text.subarray(plain, i), length);
    length += i - plain;
    const letter = text[i + 1] as number;
    if (letter !== 0x75) {
      result[length++] = SHORT[letter] as number;
      plain = i + 2;
      continue;
    }
    let code = unitAt(text, i + 2);
    plain = i + 6;
    if (code >= 0xd800 && code <= 0xdfff) {
      const low = code < 0xdc00 && text[plain] === BACKSLASH && text[plain + 1] === 0x75 ? unitAt(text, plain + 2) : 0;
      if (low >= 0xdc00 && low <= 0xdfff) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        plain += 6;
      } else {
        code = 0x3f;
      }
    }
    length = putUtf8(result, length, code);
  }
  result.set(text.subarray(plain), length);
  return result.subarray(0, length + text.length - plain);
}

/** Length in UTF-16 units of `bytes[from, to)`, which is UTF-8. */
export function utf16Length(bytes: Uint8Array, from: number, to: number): number {
  let units = to - from;
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if (byte < 0x80) continue;
    // Continuation bytes are no units of their own; four bytes make two units.
    if (byte < 0xc0) units--;
    else if (byte >= 0xf0) units++;
  }
  return units;
}

function putUtf8(into: Uint8Array, at: number, code: number): number {
  if (code < 0x80) {
    into[at] = code;
    return at + 1;
  }
  if (code < 0x800) {
    into[at] = 0xc0 | (code >> 6);
    into[at + 1] = 0x80 | (code & 63);
    return at + 2;
  }
  if (code < 0x10000) {
    into[at] = 0xe0 | (code >> 12);
    into[at + 1] = 0x80 | ((code >> 6) & 63);
    into[at + 2] = 0x80 | (code & 63);
    return at + 3;
  }
  into[at] = 0xf0 | (code >> 18);
  into[at + 1] = 0x80 | ((code >> 12) & 63);
  into[at + 2] = 0x80 | ((code >> 6) & 63);
  into[at + 3] = 0x80 | (code & 63);
  return at + 4;
}
