/**
 * Numbers for values and for pairs of numbers, in the order in which they first come. A hash table of a million entries
 * takes a tenth of a second when it grows; so there are many small ones, and no two are full at the same time.
 */
import type { Scalar } from '../values/value.ts';

const SHARDS = 64;
/** Smaller tables grow in no time. */
const FEW = 4096;
const HASH_BITS = 10;

/**
 * The shard of each hash. From one to the next the share of hashes grows, the last has twice that of the first: tables
 * that double one after the other share out what doubling costs over all that is added meanwhile.
 */
const SHARD_OF = Uint8Array.from({ length: 1 << HASH_BITS }, (_, hash) =>
  Math.floor(SHARDS * Math.log2(1 + hash / (1 << HASH_BITS))),
);

/** A `Map` that grows in small steps. */
export class ShardedMap<V> {
  #few: Map<Scalar | null, V> | undefined = new Map();
  #shards: readonly Map<Scalar | null, V>[] = [];

  get(key: Scalar | null): V | undefined {
    return (this.#few ?? this.#shardOf(key)).get(key);
  }

  set(key: Scalar | null, value: V): void {
    const few = this.#few;
    if (!few) this.#shardOf(key).set(key, value);
    else {
      few.set(key, value);
      if (few.size >= FEW) this.#share(few);
    }
  }

  #share(few: ReadonlyMap<Scalar | null, V>): void {
    this.#few = undefined;
    this.#shards = Array.from({ length: SHARDS }, () => new Map());
    for (const [key, value] of few) this.#shardOf(key).set(key, value);
  }

  #shardOf(key: Scalar | null): Map<Scalar | null, V> {
    return this.#shards[SHARD_OF[hashOf(key) >>> (32 - HASH_BITS)]!]!;
  }
}

const MIX = 0x9e3779b1;
const OTHER_MIX = 0x85ebca6b;
const UNITS_32 = 2 ** 32;

/** Cheap rather than good: values that share a hash only share a table. Of a string a few letters are looked at. */
function hashOf(key: Scalar | null): number {
  if (typeof key === 'string') return hashOfText(key);
  if (typeof key === 'bigint') return Math.imul(Number(BigInt.asUintN(32, key)), MIX);
  if (typeof key !== 'number') return 0;
  const whole = Math.floor(key);
  return (
    Math.imul(whole | 0, MIX) ^
    Math.imul((whole / UNITS_32) | 0, OTHER_MIX) ^
    Math.imul(((key - whole) * UNITS_32) | 0, MIX)
  );
}

function hashOfText(text: string): number {
  const { length } = text;
  let hash = length;
  for (let i = 1; i <= 4 && i <= length; i++) hash = Math.imul(hash ^ text.charCodeAt(length - i), MIX);
  return Math.imul(hash ^ text.charCodeAt(length >> 1), OTHER_MIX);
}

/** Numbers strings; long ones, and those that need not be shared, each time they come. */
export class TextCodes {
  readonly dictionary: string[] = [];
  readonly #codes = new ShardedMap<number>();

  codeOf(text: string, shared = true): number {
    // Hashing a body costs more than the place that finding it again would save.
    if (!shared || text.length > LONGEST_SHARED) return this.dictionary.push(text) - 1;
    let code = this.#codes.get(text);
    if (code === undefined) {
      code = this.dictionary.push(text) - 1;
      this.#codes.set(text, code);
    }
    return code;
  }
}

/** Longer strings are stored each time they come. Units: UTF-16. */
const LONGEST_SHARED = 512;

const FIRST_PLACES = 8;
/** Of the first table; those of the others grow to twice as much. */
const LEAST_LOAD = 0.35;

/** Numbers pairs of whole numbers from 0 up. */
export class PairNumbers {
  size = 0;
  readonly #tables: (PairTable | undefined)[] = [];
  #pairs = new Int32Array(64);

  /** A pair is new if `size` has grown. */
  number(left: number, right: number): number {
    const hash = hashOfPair(left, right);
    const shard = hash % SHARDS;
    let table = this.#tables[shard];
    if (!table) {
      table = new PairTable(LEAST_LOAD * 2 ** (shard / SHARDS));
      this.#tables[shard] = table;
    }
    const number = table.number(hash, left, right, this.size);
    if (number === this.size) this.#keep(left, right);
    return number;
  }

  #keep(left: number, right: number): void {
    const at = 2 * this.size++;
    if (at === this.#pairs.length) {
      const grown = new Int32Array(2 * at);
      grown.set(this.#pairs);
      this.#pairs = grown;
    }
    this.#pairs[at] = left;
    this.#pairs[at + 1] = right;
  }

  left(number: number): number {
    return this.#pairs[2 * number]!;
  }

  right(number: number): number {
    return this.#pairs[2 * number + 1]!;
  }
}

function hashOfPair(left: number, right: number): number {
  const mixed = Math.imul(left ^ (left >>> 15), MIX) + Math.imul(right ^ (right >>> 13), OTHER_MIX);
  return Math.imul(mixed ^ (mixed >>> 16), MIX) >>> 0;
}

/** The bits of a hash that have not chosen the table. */
const placeIn = (hash: number, mask: number): number => ((hash / SHARDS) | 0) & mask;

/** Open addressing; a place holds left, right, and the number plus one: 0 is a free place. */
class PairTable {
  readonly #load: number;
  #places = new Int32Array(3 * FIRST_PLACES);
  #mask = FIRST_PLACES - 1;
  #left: number;

  constructor(load: number) {
    this.#load = load;
    this.#left = Math.floor(load * FIRST_PLACES);
  }

  /** The number of a pair, which is `next` if it is new. */
  number(hash: number, left: number, right: number, next: number): number {
    const places = this.#places;
    const mask = this.#mask;
    for (let at = placeIn(hash, mask); ; at = (at + 1) & mask) {
      const number = places[3 * at + 2]!;
      if (number === 0) {
        places[3 * at] = left;
        places[3 * at + 1] = right;
        places[3 * at + 2] = next + 1;
        if (--this.#left === 0) this.#grow();
        return next;
      }
      if (places[3 * at] === left && places[3 * at + 1] === right) return number - 1;
    }
  }

  #grow(): void {
    const former = this.#places;
    const size = 2 * (this.#mask + 1);
    const mask = size - 1;
    const places = new Int32Array(3 * size);
    for (let from = 0; from < former.length; from += 3) {
      if (former[from + 2] === 0) continue;
      let at = placeIn(hashOfPair(former[from]!, former[from + 1]!), mask);
      while (places[3 * at + 2] !== 0) at = (at + 1) & mask;
      for (let k = 0; k < 3; k++) places[3 * at + k] = former[from + k]!;
    }
    this.#places = places;
    this.#mask = mask;
    this.#left = Math.floor(this.#load * size) - Math.floor(this.#load * (size / 2));
  }
}
