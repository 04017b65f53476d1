import { VectorBuilder, vectorFrom } from '../columns/builder.ts';
import { gather } from '../columns/gather.ts';
import { bitAt, mayBeMultivalued, type Vector, valueReader } from '../columns/vector.ts';
import { Grouped } from '../evaluate/accumulate.ts';
import type { DataType } from '../types.ts';
import { type Scalar, type Value, valuesOf } from '../values/value.ts';

/** Numbers the distinct values of one key; null is a value of its own. */
class KeyIndex {
  readonly values: Value[] = [];
  readonly #byValue = new Map<Scalar | null, number>();
  readonly #byCode = new WeakMap<readonly string[], { numbers: Int32Array }>();

  #numberOf(value: Scalar | null): number {
    let number = this.#byValue.get(value);
    if (number === undefined) {
      number = this.values.length;
      this.#byValue.set(value, number);
      this.values.push(value);
    }
    return number;
  }

  number(vector: Vector, length: number, out: Int32Array): void {
    if (vector.constant) {
      const value = valueReader(vector)(0);
      out.fill(this.#numberOf(valuesOf(value)[0] ?? null), 0, length);
    } else if (vector.dictionary) this.#byDictionary(vector, length, out);
    else {
      const read = valueReader(vector);
      let last: Value = null;
      let lastNumber = -1;
      for (let i = 0; i < length; i++) {
        const value = read(i) as Scalar | null;
        if (value !== last || lastNumber < 0) {
          last = value;
          lastNumber = this.#numberOf(value);
        }
        out[i] = lastNumber;
      }
    }
  }

  #byDictionary(vector: Vector, length: number, out: Int32Array): void {
    const dictionary = vector.dictionary!;
    const { values, nulls } = vector;
    let known = this.#byCode.get(dictionary);
    if (!known) {
      known = { numbers: new Int32Array(dictionary.length).fill(-1) };
      this.#byCode.set(dictionary, known);
    } else if (known.numbers.length < dictionary.length) {
      const grown = new Int32Array(Math.max(dictionary.length, known.numbers.length * 2)).fill(-1);
      grown.set(known.numbers);
      known.numbers = grown;
    }
    const { numbers } = known;
    // -1: not seen yet.
    if (!nulls) {
      for (let i = 0; i < length; i++) {
        const code = values[i] as number;
        let number = numbers[code]!;
        if (number < 0) {
          number = this.#numberOf(dictionary[code]!);
          numbers[code] = number;
        }
        out[i] = number;
      }
      return;
    }
    for (let i = 0; i < length; i++) {
      if (bitAt(nulls, i)) {
        out[i] = this.#numberOf(null);
        continue;
      }
      const code = values[i] as number;
      let number = numbers[code]!;
      if (number < 0) {
        number = this.#numberOf(dictionary[code]!);
        numbers[code] = number;
      }
      out[i] = number;
    }
  }
}

const PAIR = 2 ** 26;
/** Maps that share the pairs: one that holds a million takes a tenth of a second when it grows. */
const SHARDS = 16;

/** Numbers pairs of numbers in the order in which they first come. */
class PairIndex {
  size = 0;
  readonly #shards = Array.from({ length: SHARDS }, () => new Map<number, number>());

  /** `found` is told of a pair that is new. */
  number(left: number, right: number, found: () => void): number {
    const shard = this.#shards[(left ^ right) % SHARDS]!;
    const pair = left * PAIR + right;
    let number = shard.get(pair);
    if (number === undefined) {
      number = this.size++;
      shard.set(pair, number);
      found();
    }
    return number;
  }
}
/** Groups finished between two pauses. */
const STEP = 16_384;

/** Numbers the distinct combinations of some keys, in the order in which they first come. */
export class Grouping {
  readonly #types: readonly DataType[];
  readonly #indexes: readonly KeyIndex[];
  readonly #pairs: readonly PairIndex[];
  /** Per key after the first: the number of the former keys' combination, and of this key. */
  readonly #parents: number[][];
  #scratch = new Int32Array(0);
  /** The groups of the latest rows; written over by the next ones. */
  #groups = new Int32Array(0);

  constructor(types: readonly DataType[]) {
    this.#types = types;
    this.#indexes = types.map(() => new KeyIndex());
    this.#pairs = types.slice(1).map(() => new PairIndex());
    this.#parents = types.slice(1).map(() => []);
  }

  get count(): number {
    if (this.#types.length === 0) return 1;
    return this.#types.length === 1 ? this.#indexes[0]!.values.length : this.#pairs.at(-1)!.size;
  }

  /**
   * The group of every row, valid until the next call; a row with a multivalued key belongs to the group of each distinct value. */
  add(keys: readonly Vector[], length: number): Grouped {
    if (keys.length === 0) {
      if (this.#groups.length < length) this.#groups = new Int32Array(length);
      return new Grouped(this.#groups.subarray(0, length), undefined, 1);
    }
    if (!keys.some(mayBeMultivalued)) {
      const groups = this.#number(keys, length);
      return new Grouped(groups, undefined, this.count);
    }
    const { rows, vectors } = expandKeys(keys, length);
    const groups = this.#number(vectors, rows.length);
    return new Grouped(groups, rows, this.count);
  }

  #number(keys: readonly Vector[], length: number): Int32Array {
    if (this.#groups.length < length) this.#groups = new Int32Array(length);
    const groups = this.#groups.subarray(0, length);
    this.#indexes[0]!.number(keys[0]!, length, groups);
    if (this.#scratch.length < length) this.#scratch = new Int32Array(length);
    const numbers = this.#scratch;
    for (let k = 1; k < keys.length; k++) {
      this.#indexes[k]!.number(keys[k]!, length, numbers);
      const pairs = this.#pairs[k - 1]!;
      const parents = this.#parents[k - 1]!;
      let lastLeft = -1;
      let lastRight = -1;
      let lastGroup = -1;
      for (let i = 0; i < length; i++) {
        const left = groups[i]!;
        const right = numbers[i]!;
        if (left !== lastLeft || right !== lastRight) {
          lastGroup = pairs.number(left, right, () => parents.push(left, right));
          lastLeft = left;
          lastRight = right;
        }
        groups[i] = lastGroup;
      }
    }
    return groups;
  }

  /** The value of each key for each group. */
  *keyVectors(): Generator<undefined, Vector[]> {
    const last = this.#types.length - 1;
    const builders = this.#types.map((type) => new VectorBuilder(type));
    for (let group = 0; group < (last < 0 ? 0 : this.count); group++) {
      let at = group;
      const numbers: number[] = [];
      for (let k = last; k > 0; k--) {
        numbers[k] = this.#parents[k - 1]![2 * at + 1]!;
        at = this.#parents[k - 1]![2 * at]!;
      }
      numbers[0] = at;
      builders.forEach((builder, k) => {
        builder.push(this.#indexes[k]!.values[numbers[k]!]!);
      });
      if (group % STEP === STEP - 1) yield undefined;
    }
    return builders.map((builder) => builder.finish());
  }
}

/** Every combination of the distinct values of each row's keys, as rows with single values. */
function expandKeys(keys: readonly Vector[], length: number): { rows: Int32Array; vectors: readonly Vector[] } {
  let rows = Int32Array.from({ length }, (_, i) => i);
  let vectors: Vector[] = [];
  for (const key of keys) {
    if (!mayBeMultivalued(key)) {
      vectors.push(gather(key, rows));
      continue;
    }
    const read = valueReader(key);
    const picks: number[] = [];
    const values: Value[] = [];
    rows.forEach((row, at) => {
      const distinct = new Set(valuesOf(read(row)));
      if (distinct.size === 0) {
        picks.push(at);
        values.push(null);
      }
      for (const value of distinct) {
        picks.push(at);
        values.push(value);
      }
    });
    const places = Int32Array.from(picks);
    vectors = vectors.map((vector) => gather(vector, places));
    vectors.push(vectorFrom(key.type, values));
    rows = places.map((at) => rows[at]!);
  }
  return { rows, vectors };
}
