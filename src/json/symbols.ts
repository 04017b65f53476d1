import { decode, encode, isWellFormed } from './text.ts';

/**
 * Object keys as small integers: the same key text has the same number as long as the table lives, so that finding a
 * member is a comparison of integers and a duplicate key is the same integer twice. Names that a caller registers keep
 * their numbers for ever; all others are forgotten when there are more than `MAX_SYMBOLS` (between two records).
 */

/** Above this many different keys the table is emptied before the next record: hostile logs cannot make it grow. */
export const MAX_SYMBOLS = 65_536;

/** Names that are ranked; further ones are compared as texts. */
const MAX_RANKED = 2048;

/** Unpredictable, so that nobody can prepare keys that all fall into one bucket. */
const SEED = (Math.random() * 0x7fffffff) | 0;

/** The hash that `Symbols.intern` expects of the bytes of a key; the tape computes it while it scans. */
export const HASH_START = SEED;
export const HASH_PRIME = 0x01000193;

export class Symbols {
  /** Key texts by symbol. */
  readonly names: string[] = [];
  /** Changes whenever symbols are forgotten, for those who remember any. */
  generation = 0;
  /** Of the symbols below `ranked`, the place of each name in the order of UTF-16 units. */
  ranks = new Int32Array(0);
  ranked = 0;
  /** Whether any of them has a dot: few logs have such keys, and they need care. */
  dotted = false;
  private readonly fixed: number;
  private pool = new Uint8Array(4096);
  private poolTop = 0;
  private starts = new Int32Array(256);
  private lengths = new Int32Array(256);
  private hashes = new Int32Array(256);
  private buckets = new Int32Array(1024).fill(-1);
  private byName = new Map<string, number>();
  private fixedPool = 0;

  constructor(known: readonly string[] = []) {
    for (const name of known) this.of(name);
    this.fixed = this.names.length;
    this.fixedPool = this.poolTop;
  }

  get size(): number {
    return this.names.length;
  }

  /** The symbol of `name`, made if it is new. */
  of(name: string): number {
    const found = this.byName.get(name);
    if (found !== undefined) return found;
    const bytes = encode(name);
    let hash = HASH_START;
    for (const byte of bytes) hash = Math.imul(hash ^ byte, HASH_PRIME);
    // A name that can only be spelled with escapes is never met as bytes: it is known by its text alone.
    return this.add(name, bytes, 0, isWellFormed(name) && !bytes.some(needsEscape) ? bytes.length : -1, hash);
  }

  /** The symbol of `name`, or -1 if no key had that text yet. */
  find(name: string): number {
    return this.byName.get(name) ?? -1;
  }

  /** The symbol of a key without escapes that stands in `bytes[start, end)` and has that hash. */
  intern(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const length = end - start;
    const mask = this.buckets.length - 1;
    let bucket = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const symbol = this.buckets[bucket] as number;
      if (symbol < 0) break;
      if (this.hashes[symbol] === hash && this.lengths[symbol] === length) {
        const pool = this.pool;
        let at = this.starts[symbol] as number;
        let i = start;
        while (i < end && pool[at] === bytes[i]) {
          at++;
          i++;
        }
        if (i === end) return symbol;
      }
      bucket = (bucket + 1) & mask;
    }
    return this.add(decode(bytes, start, end), bytes, start, length, hash);
  }

  /** Whether `bytes[start, ...)` begins with the text of `symbol` and a quote: the cheap guess before hashing. */
  matches(symbol: number, bytes: Uint8Array, start: number): boolean {
    const length = this.lengths[symbol] as number;
    if (length < 0 || bytes[start + length] !== 0x22) return false;
    const pool = this.pool;
    let at = this.starts[symbol] as number;
    for (let i = start, end = start + length; i < end; i++) if (bytes[i] !== pool[at++]) return false;
    return true;
  }

  length(symbol: number): number {
    return this.lengths[symbol] as number;
  }

  /** Brings the ranks up to date where enough names have come that comparing them costs more than sorting all. */
  rank(): void {
    const size = Math.min(this.names.length, MAX_RANKED);
    if (size - this.ranked <= this.ranked >> 3) return;
    const order = Array.from({ length: size }, (_, symbol) => symbol);
    order.sort((a, b) => ((this.names[a] as string) < (this.names[b] as string) ? -1 : 1));
    this.ranks = new Int32Array(size);
    order.forEach((symbol, place) => {
      this.ranks[symbol] = place;
    });
    this.ranked = size;
  }

  /** Whether the name of `a` comes before that of `b`, in the order of UTF-16 units. */
  precedes(a: number, b: number): boolean {
    if (a < this.ranked && b < this.ranked) return (this.ranks[a] as number) < (this.ranks[b] as number);
    return (this.names[a] as string) < (this.names[b] as string);
  }

  /** Forgets all but the registered names once there are too many: true if it did. Only between records. */
  trim(): boolean {
    if (this.names.length <= MAX_SYMBOLS) return false;
    for (let i = this.fixed; i < this.names.length; i++) this.byName.delete(this.names[i] as string);
    this.names.length = this.fixed;
    this.poolTop = this.fixedPool;
    this.generation++;
    this.ranked = 0;
    this.dotted = this.names.some((name) => name.includes('.'));
    this.rehash(this.buckets.length);
    return true;
  }

  private add(name: string, bytes: Uint8Array, start: number, length: number, hash: number): number {
    const symbol = this.names.length;
    const size = Math.max(length, 0);
    if (symbol === this.starts.length) {
      this.starts = doubled(this.starts);
      this.lengths = doubled(this.lengths);
      this.hashes = doubled(this.hashes);
    }
    if (this.poolTop + size > this.pool.length) {
      const pool = new Uint8Array(Math.max(this.pool.length * 2, this.poolTop + size));
      pool.set(this.pool.subarray(0, this.poolTop));
      this.pool = pool;
    }
    this.pool.set(bytes.subarray(start, start + size), this.poolTop);
    this.starts[symbol] = this.poolTop;
    this.lengths[symbol] = length;
    this.hashes[symbol] = hash;
    this.poolTop += size;
    this.names.push(name);
    if (name.includes('.')) this.dotted = true;
    this.byName.set(name, symbol);
    if (this.names.length * 2 > this.buckets.length) this.rehash(this.buckets.length * 2);
    else if (length >= 0) this.place(symbol);
    return symbol;
  }

  private rehash(size: number): void {
    this.buckets = new Int32Array(size).fill(-1);
    for (let i = 0; i < this.names.length; i++) if ((this.lengths[i] as number) >= 0) this.place(i);
  }

  private place(symbol: number): void {
    const hash = this.hashes[symbol] as number;
    const mask = this.buckets.length - 1;
    let bucket = (hash ^ (hash >>> 15)) & mask;
    while ((this.buckets[bucket] as number) >= 0) bucket = (bucket + 1) & mask;
    this.buckets[bucket] = symbol;
  }
}

function needsEscape(byte: number): boolean {
  return byte < 0x20 || byte === 0x22 || byte === 0x5c;
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
