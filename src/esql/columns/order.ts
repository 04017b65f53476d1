/**
 * Orders of rows, found in steps: `yield` is a chance to pause.
 */

import { comparisonOf, type Scalar, valuesOf } from '../values/value.ts';
import { isNullAt, type Vector, valueReader } from './vector.ts';

type IndexOrder = (a: number, b: number) => number;

/** Rows looked at between two pauses. */
const STEP = 32_768;
/** Rows sorted at once, before they are merged. */
const RUN = 8192;

export function isPlainNumber({ offsets, dictionary, values }: Vector): boolean {
  return !offsets && !dictionary && !(values instanceof BigInt64Array) && !(values instanceof BigUint64Array);
}

/** Ranks of plain numbers: the order of the ranks is the order asked for. */
export function numberRanks(vector: Vector, length: number, descending: boolean, nullsFirst: boolean): Float64Array {
  const ranks = new Float64Array(length);
  const sign = descending ? -1 : 1;
  const { values } = vector;
  for (let i = 0; i < length; i++) ranks[i] = sign * (values[i] as number);
  placeNulls(vector, ranks, nullsFirst);
  return ranks;
}

function placeNulls(vector: Vector, ranks: Float64Array, nullsFirst: boolean): void {
  if (!vector.nulls && !vector.offsets) return;
  const nothing = nullsFirst ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  for (let i = 0; i < ranks.length; i++) if (isNullAt(vector, i)) ranks[i] = nothing;
}

/** A number per row, the order of which is the order asked for. */
export function* ranksOf(
  vector: Vector,
  length: number,
  descending: boolean,
  nullsFirst: boolean,
): Generator<undefined, Float64Array> {
  if (isPlainNumber(vector)) return numberRanks(vector, length, descending, nullsFirst);
  const sign = descending ? -1 : 1;
  const ranks = new Float64Array(length);
  if (vector.dictionary && !vector.offsets) yield* rankCodes(vector, vector.dictionary, ranks, sign);
  else yield* rankValues(vector, ranks, sign);
  placeNulls(vector, ranks, nullsFirst);
  return ranks;
}

/** Strings: the codes in use are sorted by their text. */
function* rankCodes(
  vector: Vector,
  dictionary: readonly string[],
  ranks: Float64Array,
  sign: number,
): Generator<undefined> {
  const compare = comparisonOf(vector.type);
  const { values } = vector;
  const used = new Uint8Array(dictionary.length);
  for (let i = 0; i < ranks.length; i++) used[values[i] as number] = 1;
  yield undefined;
  const codes: number[] = [];
  for (let code = 0; code < used.length; code++) if (used[code] === 1) codes.push(code);
  yield undefined;
  const order = yield* sortedIndexes(
    codes.length,
    (a, b) => compare(dictionary[codes[a]!]!, dictionary[codes[b]!]!) || a - b,
  );
  const rankOf = new Float64Array(dictionary.length);
  let rank = -1;
  let last: string | undefined;
  for (let i = 0; i < order.length; i++) {
    const code = codes[order[i]!]!;
    const text = dictionary[code]!;
    if (text !== last) rank++;
    last = text;
    rankOf[code] = sign * rank;
    if (i % STEP === STEP - 1) yield undefined;
  }
  for (let i = 0; i < ranks.length; i++) ranks[i] = rankOf[values[i] as number]!;
}

/** Big numbers and multivalues; of several values the least counts, or the greatest when descending. */
function* rankValues(vector: Vector, ranks: Float64Array, sign: number): Generator<undefined> {
  const compare = comparisonOf(vector.type);
  const read = valueReader(vector);
  const rows: number[] = [];
  const chosen: Scalar[] = [];
  for (let i = 0; i < ranks.length; i++) {
    const value = read(i);
    if (value === null) continue;
    rows.push(i);
    const values = valuesOf(value);
    chosen.push(values.length === 1 ? values[0]! : values.reduce((a, b) => (compare(b, a) * sign < 0 ? b : a)));
    if (i % STEP === STEP - 1) yield undefined;
  }
  const order = yield* sortedIndexes(chosen.length, (a, b) => compare(chosen[a]!, chosen[b]!) || a - b);
  let rank = 0;
  for (let i = 0; i < order.length; i++) {
    const at = order[i]!;
    if (i > 0 && compare(chosen[order[i - 1]!]!, chosen[at]!) !== 0) rank++;
    ranks[rows[at]!] = sign * rank;
    if (i % STEP === STEP - 1) yield undefined;
  }
}

/** 0, 1, 2 ... */
export function countTo(length: number): Int32Array {
  const rows = new Int32Array(length);
  for (let i = 0; i < length; i++) rows[i] = i;
  return rows;
}

/** The indexes below `length` in order; `compare` decides ties too. */
export function* sortedIndexes(length: number, compare: IndexOrder): Generator<undefined, Int32Array> {
  let rows = countTo(length);
  for (let from = 0; from < length; from += RUN) {
    rows.subarray(from, from + RUN).sort(compare);
    yield undefined;
  }
  for (let width = RUN; width < length; width *= 2) {
    const merged = new Int32Array(length);
    for (let from = 0; from < length; from += 2 * width) {
      yield* merge(rows, merged, from, Math.min(from + width, length), Math.min(from + 2 * width, length), compare);
    }
    rows = merged;
  }
  return rows;
}

function* merge(
  from: Int32Array,
  to: Int32Array,
  start: number,
  middle: number,
  end: number,
  compare: IndexOrder,
): Generator<undefined> {
  let left = start;
  let right = middle;
  for (let step = start; step < end; step += STEP) {
    const until = Math.min(end, step + STEP);
    for (let at = step; at < until; at++) {
      const takeLeft = left < middle && (right >= end || compare(from[left]!, from[right]!) <= 0);
      to[at] = takeLeft ? from[left++]! : from[right++]!;
    }
    yield undefined;
  }
}

/** Compares rows by one rank after another, then by their place. */
export function byRanks(ranks: readonly Float64Array[]): IndexOrder {
  const order = (x: number, y: number): number => (x < y ? -1 : x > y ? 1 : 0);
  const first = ranks[0]!;
  if (ranks.length === 1) return (a, b) => order(first[a]!, first[b]!) || a - b;
  return (a, b) => {
    for (const rank of ranks) {
      const one = order(rank[a]!, rank[b]!);
      if (one !== 0) return one;
    }
    return a - b;
  };
}
