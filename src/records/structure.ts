import { MAX_STRUCTURE_DEPTH } from './limits.ts';

export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const BACKSLASH = 0x5c;
export const OPEN_LIST = 0x5b;
export const CLOSE_LIST = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
export const LF = 0x0a;
export const CR = 0x0d;
const SLASH = 0x2f;
const STAR = 0x2a;

/** What the next token may be. */
const VALUE = 0;
const FIRST_VALUE = 1;
const FIRST_KEY = 2;
const KEY = 3;
const AFTER_KEY = 4;
const AFTER_VALUE = 5;

export type Extent =
  /** The value ends before `end`. */
  | 'complete'
  /** All is well so far, but the bytes end inside the value. */
  | 'open'
  /** No value: `end` is where it went wrong. */
  | 'broken';

/** Where the last search came to, and why it stopped there. One object, used again: searches make no garbage. */
export interface Found {
  end: number;
  reason: string;
}

export function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === LF || byte === CR || byte === 0x09;
}

/** Past white space and comments. */
export function skipBlanks(bytes: Uint8Array, from: number, end: number): number {
  let i = from;
  for (;;) {
    while (i < end && isBlank(bytes[i])) i++;
    if (i >= end || bytes[i] !== SLASH) return i;
    const after = commentEnd(bytes, i, end);
    if (after <= 0) return i;
    i = after;
  }
}

/** Where `bytes[from, to)` ends without the blanks at its end. */
export function trimEnd(bytes: Uint8Array, from: number, to: number): number {
  let end = to;
  while (end > from && isBlank(bytes[end - 1])) end--;
  return end;
}

/** Letters, digits and signs: what numbers and literals are made of. */
const SCALAR = new Uint8Array(256);
for (const char of '+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz') SCALAR[char.charCodeAt(0)] = 1;

const containers = new Uint8Array(MAX_STRUCTURE_DEPTH + 1);

/**
 * The end of the JSON value that starts at `start`, by its structure alone: brackets, strings, commas and colons are
 * checked, spellings of numbers and escapes are left to the scan of the consumer. A comment is taken for a blank, for
 * Elasticsearch reads such records. A number or literal that touches `end` is `open`.
 */
export function extent(bytes: Uint8Array, start: number, end: number, found: Found): Extent {
  let i = start;
  let depth = 0;
  let expect = VALUE;
  const broken = (at: number, reason: string): Extent => {
    found.end = at;
    found.reason = reason;
    return 'broken';
  };
  found.end = end;
  found.reason = '';
  while (i < end) {
    const byte = bytes[i] as number;
    if (byte === 0x20 || byte === LF || byte === CR || byte === 0x09) {
      i++;
      continue;
    }
    if (byte === SLASH) {
      const after = commentEnd(bytes, i, end);
      if (after === 0) return broken(i, 'an unexpected character');
      if (after < 0) return 'open';
      i = after;
      continue;
    }
    if (expect === AFTER_KEY) {
      if (byte !== COLON) return broken(i, 'a colon was expected after a key');
      i++;
      expect = VALUE;
      continue;
    }
    if (expect === AFTER_VALUE) {
      if (byte === COMMA) {
        expect = containers[depth] === 1 ? KEY : VALUE;
        i++;
        continue;
      }
      if (byte !== (containers[depth] === 1 ? CLOSE_OBJECT : CLOSE_LIST)) {
        return broken(i, 'a comma or a closing bracket was expected');
      }
      depth--;
      i++;
    } else if (byte === CLOSE_OBJECT && expect === FIRST_KEY) {
      depth--;
      i++;
    } else if (byte === CLOSE_LIST && expect === FIRST_VALUE) {
      depth--;
      i++;
    } else if (byte === QUOTE) {
      const after = stringEnd(bytes, i, end);
      if (after < 0) return broken(-after, 'a line break or control character inside a string');
      if (after === 0) return 'open';
      i = after;
      if (expect === FIRST_KEY || expect === KEY) {
        expect = AFTER_KEY;
        continue;
      }
    } else if (expect === FIRST_KEY || expect === KEY) {
      return broken(i, 'a key in double quotes was expected');
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      if (depth === MAX_STRUCTURE_DEPTH) return broken(i, `nested deeper than ${MAX_STRUCTURE_DEPTH} levels`);
      depth++;
      containers[depth] = byte === OPEN_OBJECT ? 1 : 0;
      expect = byte === OPEN_OBJECT ? FIRST_KEY : FIRST_VALUE;
      i++;
      continue;
    } else {
      const from = i;
      while (i < end && SCALAR[bytes[i] as number] === 1) i++;
      if (i === from) return broken(i, 'a value was expected');
      if (i === end && depth === 0) return 'open';
    }
    if (depth === 0) {
      found.end = i;
      return 'complete';
    }
    expect = AFTER_VALUE;
  }
  return 'open';
}

/** The position after the string that starts at `start`; 0 if the bytes end first; -position of a control character. */
export function stringEnd(bytes: Uint8Array, start: number, end: number): number {
  let i = start + 1;
  while (i < end) {
    const byte = bytes[i] as number;
    if (byte === QUOTE) return i + 1;
    if (byte === BACKSLASH) i++;
    else if (byte < 0x20) return -i;
    i++;
  }
  return 0;
}

/** The position after the comment that starts at `start`; 0 if none does, -1 if the bytes end first. */
function commentEnd(bytes: Uint8Array, start: number, end: number): number {
  if (start + 1 >= end) return -1;
  if (bytes[start + 1] === SLASH) {
    for (let i = start + 2; i < end; i++) if (bytes[i] === LF) return i;
    return -1;
  }
  if (bytes[start + 1] !== STAR) return 0;
  for (let i = start + 2; i + 1 < end; i++) if (bytes[i] === STAR && bytes[i + 1] === SLASH) return i + 2;
  return -1;
}
