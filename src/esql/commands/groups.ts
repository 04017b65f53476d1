import { VectorBuilder } from '../columns/builder.ts';
import { gather, gatherPlaces } from '../columns/gather.ts';
import { PairNumbers, ShardedMap } from '../columns/numbering.ts';
import { countTo } from '../columns/order.ts';
import { bitAt, mayBeMultivalued, scalarReader, type Vector, windowOf } from '../columns/vector.ts';
import { Grouped } from '../evaluate/accumulate.ts';
import { ValueNumbers } from '../evaluate/value-numbers.ts';
import type { DataType } from '../types.ts';

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
   * The group of every row, in pieces, each valid until the next; a row with a multivalued key belongs to the group of
   * each distinct value. `undefined` is a chance to pause.
   */
  *add(keys: readonly Vector[], length: number): Generator<Grouped | undefined> {
    if (keys.length === 0) {
      if (this.#groups.length < length) this.#groups = new Int32Array(length);
      yield new Grouped(this.#groups.subarray(0, length), undefined, 1);
    } else if (!keys.some(mayBeMultivalued)) {
      const groups = this.#number(keys, length);
      yield new Grouped(groups, undefined, this.count);
    } else {
      const { rows, vectors } = yield* expandKeys(keys, length);
      for (let from = 0; from < rows.length; from += STEP) {
        const to = Math.min(rows.length, from + STEP);
        const groups = this.#number(
          vectors.map((vector) => windowOf(vector, from, to)),
          to - from,
        );
        yield new Grouped(groups, rows.subarray(from, to), this.count);
      }
    }
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
function* expandKeys(
  keys: readonly Vector[],
  length: number,
): Generator<undefined, { readonly rows: Int32Array; readonly vectors: readonly Vector[] }> {
  let rows = countTo(length);
  let vectors: Vector[] = [];
  for (const key of keys) {
    if (!mayBeMultivalued(key)) {
      vectors.push(gather(key, rows));
      continue;
    }
    const picks: number[] = [];
    const places: number[] = [];
    for (let at = 0; at < rows.length; at++) {
      for (const place of yield* distinctPlaces(key, rows[at]!)) {
        picks.push(at);
        places.push(place);
      }
    }
    yield undefined;
    const picked = Int32Array.from(picks);
    vectors = vectors.map((vector) => gather(vector, picked));
    vectors.push(gatherPlaces(key, Int32Array.from(places)));
    rows = picked.map((at) => rows[at]!);
    yield undefined;
  }
  return { rows, vectors };
}

/** The places of a row's distinct values; -1 for a row without any. */
function* distinctPlaces(key: Vector, row: number): Generator<undefined, readonly number[]> {
  const [from, to] = rangeOf(key, row);
  if (to - from <= 1) return [to > from ? from : -1];
  const read = scalarReader(key);
  const seen = new ShardedMap<true>();
  const places: number[] = [];
  for (let place = from; place < to; place++) {
    const value = read(place);
    if (!seen.get(value)) {
      seen.set(value, true);
      places.push(place);
    }
    if ((place - from) % STEP === STEP - 1) yield undefined;
  }
  return places;
}

function rangeOf({ offsets, constant, nulls }: Vector, row: number): readonly [from: number, to: number] {
  const at = constant ? 0 : row;
  if (offsets) return [offsets[at]!, offsets[at + 1]!];
  return bitAt(nulls, at) ? [at, at] : [at, at + 1];
}
