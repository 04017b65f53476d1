import { VectorBuilder, vectorFrom } from '../columns/builder.ts';
import { gather } from '../columns/gather.ts';
import { PairNumbers } from '../columns/numbering.ts';
import { mayBeMultivalued, type Vector, valueReader } from '../columns/vector.ts';
import { Grouped } from '../evaluate/accumulate.ts';
import { ValueNumbers } from '../evaluate/value-numbers.ts';
import type { DataType } from '../types.ts';
import { type Value, valuesOf } from '../values/value.ts';

/** Groups finished between two pauses. */
const STEP = 16_384;

/** Numbers the distinct combinations of some keys, in the order in which they first come. */
export class Grouping {
  readonly #types: readonly DataType[];
  readonly #indexes: readonly ValueNumbers[];
  /** Per key after the first: the number of the former keys' combination, and of this key. */
  readonly #pairs: readonly PairNumbers[];
  #scratch = new Int32Array(0);
  /** The groups of the latest rows; written over by the next ones. */
  #groups = new Int32Array(0);

  constructor(types: readonly DataType[]) {
    this.#types = types;
    this.#indexes = types.map(() => new ValueNumbers());
    this.#pairs = types.slice(1).map(() => new PairNumbers());
  }

  get count(): number {
    if (this.#types.length === 0) return 1;
    return this.#types.length === 1 ? this.#indexes[0]!.values.length : this.#pairs.at(-1)!.size;
  }

  /**
   * The group of every row, valid until the next call; a row with a multivalued key belongs to the group of each
   * distinct value.
   */
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
    this.#indexes[0]!.fill(keys[0]!, length, groups);
    if (this.#scratch.length < length) this.#scratch = new Int32Array(length);
    const numbers = this.#scratch;
    for (let k = 1; k < keys.length; k++) {
      this.#indexes[k]!.fill(keys[k]!, length, numbers);
      const pairs = this.#pairs[k - 1]!;
      let lastLeft = -1;
      let lastRight = -1;
      let lastGroup = -1;
      for (let i = 0; i < length; i++) {
        const left = groups[i]!;
        const right = numbers[i]!;
        if (left !== lastLeft || right !== lastRight) {
          lastGroup = pairs.number(left, right);
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
        numbers[k] = this.#pairs[k - 1]!.right(at);
        at = this.#pairs[k - 1]!.left(at);
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
