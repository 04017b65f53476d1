import { HASH_START, Symbols } from './symbols.ts';
import { decode, HEX, SHORT, unescaped } from './text.ts';

export const NULL = 0;
export const TRUE = 1;
export const FALSE = 2;
export const NUMBER = 3;
export const STRING = 4;
export const ARRAY = 5;
export const OBJECT = 6;

/** Deeper nesting is an error of the record. Real records nest about 20 deep; Elasticsearch's own parser stops here too. */
export const MAX_DEPTH = 1000;

export interface JsonError {
  /** Byte offset in the array that was given to `parse`, not in the record. */
  readonly offset: number;
  readonly reason: string;
}

/** Flag of a string: it holds escapes, so its bytes are not its text. */
const ESCAPED = 8;
/** Flag of a number: it has a fraction or an exponent. */
const DOUBLE = 8;
/** Flag of an object: its first member was a duplicate and is skipped. */
const MOVED = 8;
/** Flag of a container without children. */
const EMPTY = 16;
/** Upper bits of slot 0: the symbol of a key, or of a string how many units fewer than bytes it has. */
const SHIFT = 8;
const MAX_EXCESS = 0xffffff;

/** White space, and the slash that a comment begins with. */
const IS_BLANK = new Uint8Array(256);
for (const byte of [0x20, 0x0a, 0x0d, 0x09, 0x2f]) IS_BLANK[byte] = 1;

/** What a byte is inside a string: 0 plain, 1 quote, 2 backslash, 3 control, 4 of a character above U+007F. */
const IN_STRING = new Uint8Array(256);
for (let i = 0; i < 256; i++) IN_STRING[i] = i === 0x22 ? 1 : i === 0x5c ? 2 : i < 0x20 ? 3 : i >= 0x80 ? 4 : 0;

/**
 * One JSON text (RFC 8259, strictly) as a flat list of nodes over its own bytes: nothing is decoded until it is asked
 * for, numbers keep their spelling, and a tape is used again and again without making garbage.
 *
 * A node is an integer; the root is 0. Children of a container are chained by `next`; the members of an object are its
 * KEY nodes, each with its `value`. Of a duplicate key only the last is chained.
 *
 * The bytes must be valid UTF-8 (the reader of records sees to it); others give wrong text, never a crash.
 */
export class Tape {
  bytes: Uint8Array = new Uint8Array(0);
  error: JsonError = { offset: 0, reason: '' };
  /** Duplicate keys that the last text had, and the byte offset of the first that was overwritten's successor. */
  readonly duplicates = { count: 0, offset: -1 };
  readonly symbols: Symbols;
  /** Nodes of whole numbers of so many digits that they may be beyond 64 bits. */
  readonly wide: number[] = [];
  /** Comments (of C or C++) that the last text had: no JSON, but parsers that feed Elasticsearch take them. */
  comments = 0;
  /** Four slots a node: kind, flags and upper bits; start; end; next. */
  private slots = new Int32Array(4096);
  private seen = new Int32Array(1024);
  private serial = 0;
  private top = 0;
  private readonly open = new Int32Array(MAX_DEPTH + 1);
  private readonly last = new Int32Array(MAX_DEPTH + 1);
  private readonly moved = new Map<number, number>();
  /** Of a key, the key that followed it last time: most records repeat each other. */
  private guesses = new Int32Array(1024).fill(0);

  /** `known`: names that get the symbols 0, 1, 2 ... and keep them. */
  constructor(known: readonly string[] = []) {
    this.symbols = new Symbols(known);
  }

  /**
   * Reads the one JSON value in `bytes[start, end)`; white space around it is allowed. False: `error` says where and
   * why, and no node may be asked for.
   */
  parse(bytes: Uint8Array, start: number, end: number): boolean {
    this.bytes = bytes;
    this.duplicates.count = 0;
    this.duplicates.offset = -1;
    this.comments = 0;
    this.top = 0;
    if (this.moved.size > 0) this.moved.clear();
    if (this.wide.length > 0) this.wide.length = 0;
    this.symbols.trim();
    const symbols = this.symbols;
    const open = this.open;
    const last = this.last;
    let slots = this.slots;
    let limit = slots.length - 8;
    let top = 0;
    let depth = 0;
    let i = start;
    let guess = 0;
    let inObject = false;

    for (;;) {
      // A key comes first where the innermost container is an object.
      if (i < end && (IS_BLANK[bytes[i] as number] as number) !== 0) i = this.skip(i, end);
      if (top > limit) {
        slots = this.grow();
        limit = slots.length - 8;
      }
      if (inObject) {
        if (i >= end) return this.fail(end, 'the text ends inside an object');
        if (bytes[i] !== 0x22) {
          return this.fail(
            i,
            bytes[i] === 0x7d ? 'a comma before a closing brace' : 'a key in double quotes was expected',
          );
        }
        const from = i;
        let symbol = guess;
        let flags = STRING;
        if (symbols.matches(guess, bytes, from + 1)) {
          i = from + 2 + symbols.length(guess);
        } else {
          let hash = HASH_START;
          i = from + 1;
          let byte = bytes[i] as number;
          while (byte !== 0x22 && byte !== 0x5c && byte >= 0x20) {
            hash = Math.imul(hash ^ byte, 0x01000193);
            byte = bytes[++i] as number;
          }
          if (byte === 0x22) {
            symbol = symbols.intern(bytes, from + 1, i, hash);
            i++;
          } else {
            i = this.scanString(bytes, from, end);
            if (i < 0) return false;
            flags |= ESCAPED;
            symbol = symbols.of(unescaped(bytes, from + 1, i - 1));
          }
        }
        if (i > end) return this.fail(end, 'the text ends inside a string');
        const before = last[depth] as number;
        slots[top] = flags | (symbol << SHIFT);
        slots[top + 1] = from;
        slots[top + 2] = i;
        slots[top + 3] = -1;
        if (before >= 0) {
          slots[before + 3] = top;
          const previous = (slots[before] as number) >>> SHIFT;
          if (previous < this.guesses.length) this.guesses[previous] = symbol;
        }
        guess = symbol < this.guesses.length ? (this.guesses[symbol] as number) : 0;
        last[depth] = top;
        top += 4;
        if (i < end && (IS_BLANK[bytes[i] as number] as number) !== 0) i = this.skip(i, end);
        if (i >= end) return this.fail(end, 'the text ends inside an object');
        if (bytes[i] !== 0x3a) return this.fail(i, 'a colon was expected after a key');
        i++;
        if (i < end && (IS_BLANK[bytes[i] as number] as number) !== 0) i = this.skip(i, end);
      } else if (depth > 0) {
        const before = last[depth] as number;
        if (before >= 0) slots[before + 3] = top;
        last[depth] = top;
      }

      if (i >= end) return this.fail(end, depth === 0 ? 'there is no JSON value' : 'the text ends before its value');
      const byte = bytes[i] as number;
      const node = top;
      top += 4;
      slots[node + 1] = i;
      slots[node + 3] = -1;
      if (byte === 0x22) {
        // The loop that most of the bytes go through.
        const from = i++;
        let excess = 0;
        let flags = STRING;
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
            flags |= ESCAPED;
            const letter = i + 1 < end ? (bytes[i + 1] as number) : 0;
            if (letter === 0x75) {
              for (let k = i + 2; k < i + 6; k++) {
                if (k >= end) return this.fail(end, 'the text ends inside a string');
                if (HEX[bytes[k] as number] === 255)
                  return this.fail(i, 'an escape \\u without four hexadecimal digits');
              }
              i += 6;
              excess += 5;
            } else if (SHORT[letter] !== 0) {
              i += 2;
              excess += 1;
            } else {
              return i + 1 < end
                ? this.fail(i, 'a backslash before a character that it cannot escape')
                : this.fail(end, 'the text ends inside a string');
            }
          } else if (i >= end || kind === undefined) {
            return this.fail(end, 'the text ends inside a string');
          } else {
            return this.fail(i, 'a control character inside a string');
          }
        }
        i++;
        if (i > end) return this.fail(end, 'the text ends inside a string');
        slots[node] = flags | (Math.min(excess, MAX_EXCESS) << SHIFT);
        slots[node + 1] = from;
      } else if (byte === 0x7b || byte === 0x5b) {
        if (depth === MAX_DEPTH) return this.fail(i, `nesting deeper than ${MAX_DEPTH}`);
        i++;
        if (i < end && (IS_BLANK[bytes[i] as number] as number) !== 0) i = this.skip(i, end);
        const object = byte === 0x7b;
        if (bytes[i] === (object ? 0x7d : 0x5d) && i < end) {
          i++;
          slots[node] = (object ? OBJECT : ARRAY) | EMPTY;
        } else {
          slots[node] = object ? OBJECT : ARRAY;
          open[++depth] = node;
          last[depth] = -1;
          inObject = object;
          continue;
        }
      } else if ((byte >= 0x30 && byte <= 0x39) || byte === 0x2d) {
        let whole = true;
        if (byte === 0x2d) i++;
        let digit = i < end ? (bytes[i] as number) : 0;
        if (digit === 0x30) i++;
        else if (digit >= 0x31 && digit <= 0x39)
          do i++;
          while (i < end && isDigit(bytes[i] as number));
        else return this.fail(i, 'a digit was expected');
        digit = i < end ? (bytes[i] as number) : 0;
        if (digit >= 0x30 && digit <= 0x39) return this.fail(i, 'a number with a leading zero');
        if (digit === 0x2e) {
          whole = false;
          const from = ++i;
          while (i < end && isDigit(bytes[i] as number)) i++;
          if (i === from) return this.fail(i, 'a digit was expected after the decimal point');
          digit = i < end ? (bytes[i] as number) : 0;
        }
        if (digit === 0x65 || digit === 0x45) {
          whole = false;
          i++;
          if (i < end && (bytes[i] === 0x2b || bytes[i] === 0x2d)) i++;
          const from = i;
          while (i < end && isDigit(bytes[i] as number)) i++;
          if (i === from) return this.fail(i, 'a digit was expected in the exponent');
        }
        slots[node] = whole ? NUMBER : NUMBER | DOUBLE;
        if (whole && i - (slots[node + 1] as number) > 18) this.wide.push(node);
      } else if (byte === 0x74 && spells(bytes, i, end, 't', 'rue')) {
        i += 4;
        slots[node] = TRUE;
      } else if (byte === 0x66 && spells(bytes, i, end, 'f', 'alse')) {
        i += 5;
        slots[node] = FALSE;
      } else if (byte === 0x6e && spells(bytes, i, end, 'n', 'ull')) {
        i += 4;
        slots[node] = NULL;
      } else {
        return this.fail(i, unexpected(byte, depth > 0 && !inObject));
      }
      slots[node + 2] = i;

      // After a value: a comma, or the ends of as many containers as close here.
      for (;;) {
        if (i < end && (IS_BLANK[bytes[i] as number] as number) !== 0) i = this.skip(i, end);
        if (depth === 0) {
          this.top = top;
          return i === end || this.fail(i, 'more text after the end of the JSON value');
        }
        if (i >= end) return this.fail(end, `the text ends inside ${inObject ? 'an object' : 'an array'}`);
        const after = bytes[i] as number;
        if (after === 0x2c) {
          i++;
          break;
        }
        if (after !== (inObject ? 0x7d : 0x5d)) {
          return this.fail(
            i,
            inObject ? 'a comma or a closing brace was expected' : 'a comma or a closing bracket was expected',
          );
        }
        const container = open[depth--] as number;
        slots[container + 2] = ++i;
        if (inObject) this.checkKeys(container);
        inObject = depth > 0 && ((slots[open[depth] as number] as number) & 7) === OBJECT;
        if (inObject) {
          const symbol = (slots[last[depth] as number] as number) >>> SHIFT;
          guess = symbol < this.guesses.length ? (this.guesses[symbol] as number) : 0;
        }
      }
    }
  }

  kind(n: number): number {
    return (this.slots[n] as number) & 7;
  }

  /** First byte of the value; of a string its opening quote. */
  start(n: number): number {
    return this.slots[n + 1] as number;
  }

  /** The byte after the value. */
  end(n: number): number {
    return this.slots[n + 2] as number;
  }

  /** First element of an array, first key of an object; -1 if it is empty or no container. */
  first(n: number): number {
    const head = this.slots[n] as number;
    const kind = head & 7;
    if (kind < ARRAY || (head & EMPTY) !== 0) return -1;
    return kind === OBJECT && (head & MOVED) !== 0 ? (this.moved.get(n) ?? -1) : n + 4;
  }

  /** Next element of an array, or from a key the next key; -1 at the end. */
  next(n: number): number {
    return this.slots[n + 3] as number;
  }

  value(key: number): number {
    return key + 4;
  }

  /** The symbol of a key node: see `symbols`. */
  symbol(key: number): number {
    return (this.slots[key] as number) >>> SHIFT;
  }

  /** The value of the member `name`; -1 if there is none or `n` is no object. */
  get(n: number, name: string): number {
    const symbol = this.symbols.find(name);
    return symbol < 0 ? -1 : this.getSymbol(n, symbol);
  }

  getSymbol(n: number, symbol: number): number {
    if (n < 0 || this.kind(n) !== OBJECT) return -1;
    const slots = this.slots;
    for (let key = this.first(n); key >= 0; key = slots[key + 3] as number) {
      if ((slots[key] as number) >>> SHIFT === symbol) return key + 4;
    }
    return -1;
  }

  /** The text of a string (or key) node, escapes resolved; halves of surrogate pairs stay as they are. */
  string(n: number): string {
    const from = this.start(n) + 1;
    const to = this.end(n) - 1;
    return this.escaped(n) ? unescaped(this.bytes, from, to) : decode(this.bytes, from, to);
  }

  /** Whether a string holds escapes, that is, whether its bytes between the quotes are not yet its text. */
  escaped(n: number): boolean {
    return ((this.slots[n] as number) & ESCAPED) !== 0;
  }

  /** Length of a string value (not of a key) in UTF-16 units. */
  units(n: number): number {
    const excess = (this.slots[n] as number) >>> SHIFT;
    return excess === MAX_EXCESS ? this.string(n).length : this.end(n) - this.start(n) - 2 - excess;
  }

  /** Whether a number has neither fraction nor exponent. */
  isWhole(n: number): boolean {
    return ((this.slots[n] as number) & DOUBLE) === 0;
  }

  /** A number's characters as they stand. */
  spelling(n: number): string {
    return decode(this.bytes, this.start(n), this.end(n));
  }

  /** The first byte from `i` on that is neither white space nor in a comment. */
  private skip(i: number, end: number): number {
    const bytes = this.bytes;
    for (; i < end; i++) {
      const byte = bytes[i] as number;
      if (byte === 0x2f) {
        const past = commentEnd(bytes, i, end);
        if (past < 0) return i;
        this.comments++;
        i = past - 1;
      } else if (IS_BLANK[byte] === 0) break;
    }
    return i;
  }

  private grow(): Int32Array<ArrayBuffer> {
    const larger = new Int32Array(this.slots.length * 2);
    larger.set(this.slots);
    this.slots = larger;
    return larger;
  }

  /** Unchains all but the last of equal keys. */
  private checkKeys(object: number): void {
    const slots = this.slots;
    const second = slots[object + 7] as number;
    if (second < 0) return;
    if (this.symbols.size > this.seen.length) {
      this.seen = new Int32Array(Math.max(this.seen.length * 2, this.symbols.size));
      this.serial = 0;
      const guesses = new Int32Array(this.seen.length);
      guesses.set(this.guesses);
      this.guesses = guesses;
    }
    const seen = this.seen;
    if (this.serial === 0x7fffffff) {
      seen.fill(0);
      this.serial = 0;
    }
    const serial = ++this.serial;
    let doubled = false;
    for (let key = object + 4; key >= 0; key = slots[key + 3] as number) {
      const symbol = (slots[key] as number) >>> SHIFT;
      if (seen[symbol] === serial) {
        doubled = true;
        this.duplicates.count++;
        if (this.duplicates.offset < 0) this.duplicates.offset = slots[key + 1] as number;
      }
      seen[symbol] = serial;
    }
    if (doubled) this.unchain(object);
  }

  private unchain(object: number): void {
    const slots = this.slots;
    const lastOf = new Map<number, number>();
    for (let key = object + 4; key >= 0; key = slots[key + 3] as number) {
      lastOf.set((slots[key] as number) >>> SHIFT, key);
    }
    this.chain(
      object,
      [...lastOf.values()].sort((a, b) => a - b),
    );
  }

  /**
   * Chains the members of every object that has a key with a dot in the order of their names. To readers that take
   * `a.b` and `a` with `b` inside for the same field the last one counts, so the order must not depend on the log.
   */
  sortDottedKeys(): void {
    if (!this.symbols.dotted) return;
    const names = this.symbols.names;
    const name = (key: number) => names[this.symbol(key)] as string;
    for (let n = 0; n < this.top; n += 4) {
      if (this.kind(n) !== OBJECT) continue;
      const keys: number[] = [];
      for (let key = this.first(n); key >= 0; key = this.next(key)) keys.push(key);
      if (!keys.some((key) => name(key).includes('.'))) continue;
      this.chain(
        n,
        keys.sort((a, b) => (name(a) < name(b) ? -1 : 1)),
      );
    }
  }

  private chain(object: number, kept: readonly number[]): void {
    const slots = this.slots;
    for (let k = 0; k < kept.length; k++) slots[(kept[k] as number) + 3] = kept[k + 1] ?? -1;
    if (kept[0] !== object + 4) {
      slots[object] = (slots[object] as number) | MOVED;
      this.moved.set(object, kept[0] as number);
    }
  }

  /** The byte after the string that starts at `from`; -1 after an error. */
  private scanString(bytes: Uint8Array, from: number, end: number): number {
    for (let i = from + 1; i < end; i++) {
      const byte = bytes[i] as number;
      if (byte === 0x22) return i + 1;
      if (byte < 0x20) {
        this.fail(i, 'a control character inside a string');
        return -1;
      }
      if (byte !== 0x5c) continue;
      const letter = i + 1 < end ? (bytes[i + 1] as number) : 0;
      if (letter === 0x75) {
        for (let k = i + 2; k < i + 6 && k < end; k++) {
          if (HEX[bytes[k] as number] !== 255) continue;
          this.fail(i, 'an escape \\u without four hexadecimal digits');
          return -1;
        }
        i += 5;
      } else if (SHORT[letter] !== 0) {
        i++;
      } else if (i + 1 < end) {
        this.fail(i, 'a backslash before a character that it cannot escape');
        return -1;
      }
    }
    this.fail(end, 'the text ends inside a string');
    return -1;
  }

  private fail(offset: number, reason: string): false {
    this.error = { offset, reason };
    return false;
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

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function spells(bytes: Uint8Array, at: number, end: number, first: string, rest: string): boolean {
  if (at + first.length + rest.length > end) return false;
  for (let k = 0; k < rest.length; k++) if (bytes[at + 1 + k] !== rest.charCodeAt(k)) return false;
  return true;
}

function unexpected(byte: number, inArray: boolean): string {
  if (byte === 0x5d && inArray) return 'a comma before a closing bracket';
  if (byte === 0x27) return 'single quotes instead of double quotes';
  if (byte === 0x2f) return 'a comment that does not end';
  if (byte === 0xef) return 'a byte order mark or another character outside ASCII';
  return 'a JSON value was expected';
}
