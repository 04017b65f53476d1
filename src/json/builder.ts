import {
  ARRAY,
  DOUBLE,
  EMPTY,
  ESCAPED,
  FALSE,
  KEY,
  KIND,
  MAX_EXCESS,
  MOVED,
  NULL,
  NUMBER,
  OBJECT,
  SHIFT,
  STRING,
  TRUE,
} from './kinds.ts';
import { IS_BLANK, type JsonError, Lexer } from './lexer.ts';
import { HASH_PRIME, HASH_START, Symbols } from './symbols.ts';
import { unescaped } from './text.ts';

/** Deeper nesting is an error of the record. Real records nest about 20 deep; Elasticsearch's own parser stops here too. */
export const MAX_DEPTH = 1000;

/** Slots of the table that guesses the next key. */
const GUESSES = 4096;

/** Reads a JSON text into nodes of four slots: kind, flags and upper bits; start; end; next. */
export class TapeBuilder {
  readonly symbols: Symbols;
  /** The array that the last text stands in. */
  bytes: Uint8Array = new Uint8Array(0);
  /** How many keys of the last text stood in their object already, and the byte offset of the first that did. */
  readonly duplicates = { count: 0, offset: -1 };
  /** Nodes of whole numbers of so many digits that they may be beyond 64 bits. */
  readonly wide: number[] = [];
  protected slots = new Int32Array(4096);
  /** Slots in use. */
  protected top = 0;
  /** First member of the objects that are flagged as moved. */
  protected readonly moved = new Map<number, number>();
  private readonly lexer = new Lexer();
  private seen = new Int32Array(1024);
  private serial = 0;
  /** By depth: the open container, its last key or element, and the key that it belongs to. */
  private readonly open = new Int32Array(MAX_DEPTH + 1);
  private readonly last = new Int32Array(MAX_DEPTH + 1);
  private readonly owners = new Int32Array(MAX_DEPTH + 1);
  /** By depth: a bit for each key so far; a bit that is set twice may be a duplicate. */
  private readonly masks = new Int32Array(MAX_DEPTH + 1);
  private readonly doubtful = new Uint8Array(MAX_DEPTH + 1);
  /** The key that followed a key in the same kind of object last time: most records repeat each other. */
  private readonly guesses = new Int32Array(GUESSES);

  /** `known`: names that get the symbols 0, 1, 2 ... and keep them. */
  constructor(known: readonly string[] = []) {
    this.symbols = new Symbols(known);
  }

  get error(): JsonError {
    return this.lexer.error;
  }

  /** Comments (of C or C++) in the last text: no JSON, but parsers that feed Elasticsearch take them. */
  get comments(): number {
    return this.lexer.comments;
  }

  /**
   * Reads the one JSON value in `bytes[start, end)`; white space around it is allowed. False: `error` says where and
   * why, and no node may be asked for.
   */
  parse(bytes: Uint8Array, start: number, end: number): boolean {
    const lexer = this.lexer;
    this.bytes = bytes;
    lexer.bytes = bytes;
    lexer.end = end;
    lexer.comments = 0;
    this.duplicates.count = 0;
    this.duplicates.offset = -1;
    this.top = 0;
    if (this.moved.size > 0) this.moved.clear();
    if (this.wide.length > 0) this.wide.length = 0;
    if (this.symbols.trim()) this.guesses.fill(0);
    return this.build(bytes, start, end) >= 0;
  }

  private build(bytes: Uint8Array, start: number, end: number): number {
    const lexer = this.lexer;
    const open = this.open;
    const last = this.last;
    let slots = this.slots;
    let limit = slots.length - 8;
    let top = 0;
    let depth = 0;
    let i = start;
    let inObject = false;
    /** The key whose value comes next; in a list, the key of the list. */
    let owner = 0;

    for (;;) {
      if (i < end && IS_BLANK[bytes[i] as number] === 1) i = lexer.skip(i);
      if (top > limit) {
        slots = this.grow();
        limit = slots.length - 8;
      }
      const before = last[depth] as number;
      if (inObject) {
        const from = i;
        i = this.key(from, end, top, depth, before);
        if (i < 0) return -1;
        owner = (slots[top] as number) >>> SHIFT;
        if (before >= 0) slots[before + 3] = top;
        last[depth] = top;
        top += 4;
        if (i < end && IS_BLANK[bytes[i] as number] === 1) i = lexer.skip(i);
        if (i >= end) return lexer.fail(end, 'the text ends inside an object');
        if (bytes[i] !== 0x3a) return lexer.fail(i, 'a colon was expected after a key');
        i++;
        if (i < end && IS_BLANK[bytes[i] as number] === 1) i = lexer.skip(i);
      } else if (depth > 0) {
        owner = this.owners[depth] as number;
        if (before >= 0) slots[before + 3] = top;
        last[depth] = top;
      }

      if (i >= end) return lexer.fail(end, depth === 0 ? 'there is no JSON value' : 'the text ends before its value');
      const byte = bytes[i] as number;
      const node = top;
      top += 4;
      slots[node + 1] = i;
      slots[node + 3] = -1;
      if (byte === 0x22) {
        i = lexer.string(i);
        if (i < 0) return -1;
        const head = STRING | (Math.min(lexer.excess, MAX_EXCESS) << SHIFT);
        slots[node] = lexer.escaped ? head | ESCAPED : head;
      } else if (byte === 0x7b || byte === 0x5b) {
        if (depth === MAX_DEPTH) return lexer.fail(i, `nesting deeper than ${MAX_DEPTH}`);
        i++;
        if (i < end && IS_BLANK[bytes[i] as number] === 1) i = lexer.skip(i);
        const object = byte === 0x7b;
        if (i < end && bytes[i] === (object ? 0x7d : 0x5d)) {
          i++;
          slots[node] = object ? OBJECT | EMPTY : ARRAY | EMPTY;
        } else {
          slots[node] = object ? OBJECT : ARRAY;
          depth++;
          open[depth] = node;
          last[depth] = -1;
          this.owners[depth] = owner;
          this.masks[depth] = 0;
          this.doubtful[depth] = 0;
          inObject = object;
          continue;
        }
      } else if ((byte >= 0x30 && byte <= 0x39) || byte === 0x2d) {
        const from = i;
        i = lexer.number(i);
        if (i < 0) return -1;
        slots[node] = lexer.whole ? NUMBER : NUMBER | DOUBLE;
        if (i - from > 18 && lexer.whole) this.wide.push(node);
      } else {
        const kind = this.word(i, byte);
        if (kind < 0) return lexer.unexpected(i, depth > 0 && !inObject);
        slots[node] = kind;
        i += kind === FALSE ? 5 : 4;
      }
      slots[node + 2] = i;

      // After a value: a comma, or the ends of as many containers as close here.
      for (;;) {
        if (i < end && IS_BLANK[bytes[i] as number] === 1) i = lexer.skip(i);
        if (depth === 0) {
          this.top = top;
          return i === end ? i : lexer.fail(i, 'more text after the end of the JSON value');
        }
        if (i >= end) return lexer.fail(end, `the text ends inside ${inObject ? 'an object' : 'an array'}`);
        const after = bytes[i] as number;
        if (after === 0x2c) {
          i++;
          break;
        }
        if (after !== (inObject ? 0x7d : 0x5d)) {
          return lexer.fail(i, `a comma or a closing ${inObject ? 'brace' : 'bracket'} was expected`);
        }
        const container = open[depth] as number;
        slots[container + 2] = ++i;
        if (this.doubtful[depth] === 1) this.checkKeys(container);
        depth--;
        inObject = depth > 0 && ((slots[open[depth] as number] as number) & KIND) === OBJECT;
      }
    }
  }

  /** A key at `from` as the node `node`; `before` is the key before it or -1. Returns the byte after it. */
  private key(from: number, end: number, node: number, depth: number, before: number): number {
    const { symbols, slots, lexer } = this;
    const bytes = lexer.bytes;
    if (from >= end) return lexer.fail(end, 'the text ends inside an object');
    if (bytes[from] !== 0x22) {
      return lexer.fail(
        from,
        bytes[from] === 0x7d ? 'a comma before a closing brace' : 'a key in double quotes was expected',
      );
    }
    const previous = before < 0 ? -1 : (slots[before] as number) >>> SHIFT;
    const place = (Math.imul(this.owners[depth] as number, 31) + previous) & (GUESSES - 1);
    let symbol = this.guesses[place] as number;
    let flags = STRING | KEY;
    let i: number;
    if (symbols.matches(symbol, bytes, from + 1)) {
      i = from + 2 + symbols.length(symbol);
    } else {
      let hash = HASH_START;
      i = from + 1;
      let byte = bytes[i] as number;
      while (byte !== 0x22 && byte !== 0x5c && byte >= 0x20) {
        hash = Math.imul(hash ^ byte, HASH_PRIME);
        byte = bytes[++i] as number;
      }
      if (byte === 0x22) {
        symbol = symbols.intern(bytes, from + 1, i, hash);
        i++;
      } else {
        i = lexer.string(from);
        if (i < 0) return -1;
        flags |= ESCAPED;
        symbol = symbols.of(unescaped(bytes, from + 1, i - 1));
      }
      this.guesses[place] = symbol;
    }
    if (i > end) return lexer.fail(end, 'the text ends inside a string');
    slots[node] = flags | (symbol << SHIFT);
    slots[node + 1] = from;
    slots[node + 2] = i;
    slots[node + 3] = -1;
    const bit = 1 << (symbol & 31);
    const mask = this.masks[depth] as number;
    if ((mask & bit) !== 0) this.doubtful[depth] = 1;
    this.masks[depth] = mask | bit;
    return i;
  }

  /** The kind of the word at `i`, -1 if there is none. */
  private word(i: number, first: number): number {
    if (first === 0x6e) return this.lexer.spells(i, 'null') ? NULL : -1;
    if (first === 0x74) return this.lexer.spells(i, 'true') ? TRUE : -1;
    return first === 0x66 && this.lexer.spells(i, 'false') ? FALSE : -1;
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
    if (this.symbols.size > this.seen.length) {
      this.seen = new Int32Array(Math.max(this.seen.length * 2, this.symbols.size));
      this.serial = 0;
    } else if (this.serial === 0x7fffffff) {
      this.seen.fill(0);
      this.serial = 0;
    }
    const seen = this.seen;
    const serial = ++this.serial;
    let doubled = false;
    for (let key = object + 4; key >= 0; key = slots[key + 3] as number) {
      const symbol = (slots[key] as number) >>> SHIFT;
      if (seen[symbol] === serial) {
        doubled = true;
        this.duplicates.count++;
        const at = slots[key + 1] as number;
        if (this.duplicates.offset < 0 || at < this.duplicates.offset) this.duplicates.offset = at;
      }
      seen[symbol] = serial;
    }
    if (!doubled) return;
    const lastOf = new Map<number, number>();
    for (let key = object + 4; key >= 0; key = slots[key + 3] as number) {
      lastOf.set((slots[key] as number) >>> SHIFT, key);
    }
    this.chain(
      object,
      [...lastOf.values()].sort((a, b) => a - b),
    );
  }

  /** Makes `kept` the members of `object`, in that order. */
  protected chain(object: number, kept: readonly number[]): void {
    const slots = this.slots;
    for (let k = 0; k < kept.length; k++) slots[(kept[k] as number) + 3] = kept[k + 1] ?? -1;
    if (kept[0] !== object + 4) {
      slots[object] = (slots[object] as number) | MOVED;
      this.moved.set(object, kept[0] as number);
    }
  }
}
