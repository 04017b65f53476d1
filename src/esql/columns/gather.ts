import type { ColumnValues } from '../table.ts';
import { VectorBuilder } from './builder.ts';
import { TextCodes } from './numbering.ts';
import { asConstant, bitAt, makeVector, storesText, type Vector, valueReader } from './vector.ts';

/**
 * The rows named by `rows`, in that order. Dictionaries are shared. A constant stays one.
 */
export function gather(vector: Vector, rows: Int32Array): Vector {
  if (vector.constant) return vector;
  return vector.offsets ? gatherSeveral(vector, vector.offsets, rows) : gatherSingle(vector, rows);
}

function gatherSingle(vector: Vector, rows: Int32Array): Vector {
  const { nulls } = vector;
  const values = pick(vector.values, rows);
  let bits: Uint8Array | undefined;
  if (nulls) {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      if ((nulls[row >> 3]! & (1 << (row & 7))) === 0) continue;
      bits ??= new Uint8Array((rows.length + 7) >> 3);
      bits[i >> 3]! |= 1 << (i & 7);
    }
  }
  return makeVector(vector.type, rows.length, values, bits, vector.dictionary);
}

/** Stored values by their places, one a row; null where the place is -1. */
export function gatherPlaces({ type, values, dictionary }: Vector, places: Int32Array): Vector {
  const missing = places.some((place) => place < 0);
  if (!missing) return makeVector(type, places.length, pick(values, places), undefined, dictionary);
  const nulls = new Uint8Array((places.length + 7) >> 3);
  const found = places.slice();
  for (let i = 0; i < places.length; i++) {
    if (places[i]! >= 0) continue;
    found[i] = 0;
    nulls[i >> 3]! |= 1 << (i & 7);
  }
  const some = values.length > 0 ? pick(values, found) : emptyLike(values, places.length);
  return makeVector(type, places.length, some, nulls, dictionary);
}

function pick(values: ColumnValues, places: Int32Array): ColumnValues {
  if (values instanceof Float64Array) {
    const picked = new Float64Array(places.length);
    for (let i = 0; i < places.length; i++) picked[i] = values[places[i]!]!;
    return picked;
  }
  if (values instanceof Uint32Array) {
    const picked = new Uint32Array(places.length);
    for (let i = 0; i < places.length; i++) picked[i] = values[places[i]!]!;
    return picked;
  }
  if (values instanceof Int32Array) {
    const picked = new Int32Array(places.length);
    for (let i = 0; i < places.length; i++) picked[i] = values[places[i]!]!;
    return picked;
  }
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    const picked =
      values instanceof BigInt64Array ? new BigInt64Array(places.length) : new BigUint64Array(places.length);
    for (let i = 0; i < places.length; i++) picked[i] = values[places[i]!]!;
    return picked;
  }
  const picked = values instanceof Uint16Array ? new Uint16Array(places.length) : new Uint8Array(places.length);
  for (let i = 0; i < places.length; i++) picked[i] = values[places[i]!]!;
  return picked;
}

function gatherSeveral(vector: Vector, offsets: Uint32Array, rows: Int32Array): Vector {
  const picked = new Uint32Array(rows.length + 1);
  for (let i = 0; i < rows.length; i++) picked[i + 1] = picked[i]! + offsets[rows[i]! + 1]! - offsets[rows[i]!]!;
  const places = new Int32Array(picked[rows.length]!);
  for (let i = 0, n = 0; i < rows.length; i++) {
    for (let k = offsets[rows[i]!]!; k < offsets[rows[i]! + 1]!; k++) places[n++] = k;
  }
  return makeVector(vector.type, rows.length, pick(vector.values, places), undefined, vector.dictionary, picked);
}

/** The same rows as a vector that is no constant. */
export function expanded(vector: Vector, length: number): Vector {
  if (!vector.constant) return vector;
  return gather(asConstant(vector, false), new Int32Array(length));
}

/**
 * The rows of all parts after each other, put together part by part. Parts that are constants are stretched to `lengths`.
 */
export function* concatenated(parts: readonly Vector[], lengths: readonly number[]): Generator<undefined, Vector> {
  const first = parts[0]!;
  if (parts.length === 1) return expanded(first, lengths[0]!);
  if (parts.every((part) => alike(part, first))) {
    return first.offsets ? yield* joinLists(parts) : yield* joinAlike(parts);
  }
  if (storesText(first.type) && parts.every((part) => !part.constant && !part.offsets)) return yield* joinTexts(parts);
  const builder = new VectorBuilder(first.type);
  for (const [p, part] of parts.entries()) {
    const read = valueReader(part);
    for (let i = 0; i < lengths[p]!; i++) builder.push(read(i));
    yield undefined;
  }
  return builder.finish();
}

/** The same at once. */
export function concatenate(parts: readonly Vector[], lengths: readonly number[]): Vector {
  const steps = concatenated(parts, lengths);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

const alike = (a: Vector, b: Vector): boolean =>
  !a.constant &&
  (a.offsets === undefined) === (b.offsets === undefined) &&
  a.dictionary === b.dictionary &&
  a.values.constructor === b.values.constructor;

function* joinAlike(parts: readonly Vector[]): Generator<undefined, Vector> {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const first = parts[0]!;
  const values = emptyLike(first.values, length);
  let at = 0;
  for (const part of parts) {
    (values as Float64Array).set(part.values as Float64Array, at);
    at += part.length;
    yield undefined;
  }
  return makeVector(first.type, length, values, yield* joinNulls(parts, length), first.dictionary);
}

function emptyLike(values: ColumnValues, length: number): ColumnValues {
  const Values = values.constructor as new (n: number) => ColumnValues;
  return new Values(length);
}

function* joinLists(parts: readonly Vector[]): Generator<undefined, Vector> {
  const first = parts[0]!;
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const stored = parts.reduce((sum, { offsets, length: rows }) => sum + offsets![rows]! - offsets![0]!, 0);
  const values = emptyLike(first.values, stored);
  const ends = new Uint32Array(length + 1);
  let row = 0;
  for (const { offsets, values: own, length: rows } of parts) {
    const start = offsets![0]!;
    const shift = ends[row]! - start;
    (values as Float64Array).set(own.subarray(start, offsets![rows]!) as Float64Array, ends[row]!);
    for (let i = 1; i <= rows; i++) ends[row + i] = offsets![i]! + shift;
    row += rows;
    yield undefined;
  }
  return makeVector(first.type, length, values, undefined, first.dictionary, ends);
}

function* joinTexts(parts: readonly Vector[]): Generator<undefined, Vector> {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const values = new Uint32Array(length);
  const codes = new TextCodes();
  let at = 0;
  let known: readonly string[] | undefined;
  let translated = new Int32Array(0);
  for (const part of parts) {
    const from = part.dictionary!;
    if (from !== known || translated.length < from.length) {
      translated = new Int32Array(from.length).fill(-1);
      known = from;
    }
    for (let i = 0; i < part.length; i++, at++) {
      if (bitAt(part.nulls, i)) continue;
      const code = part.values[i] as number;
      if (translated[code]! < 0) translated[code] = codes.codeOf(from[code]!);
      values[at] = translated[code]!;
    }
    yield undefined;
  }
  return makeVector(parts[0]!.type, length, values, yield* joinNulls(parts, length), codes.dictionary);
}

function* joinNulls(parts: readonly Vector[], length: number): Generator<undefined, Uint8Array | undefined> {
  if (parts.every((part) => !part.nulls)) return undefined;
  const bits = new Uint8Array((length + 7) >> 3);
  let at = 0;
  for (const part of parts) {
    if (part.nulls) {
      for (let i = 0; i < part.length; i++) {
        if (bitAt(part.nulls, i)) bits[(at + i) >> 3]! |= 1 << ((at + i) & 7);
      }
    }
    at += part.length;
    yield undefined;
  }
  return bits;
}
