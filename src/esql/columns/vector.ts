import type { Column, ColumnValues } from '../table.ts';
import type { DataType } from '../types.ts';
import { type Scalar, type Value, wholeNumber } from '../values/value.ts';

/**
 * A column inside the evaluator. Where `constant` is set there is one stored row, read for every
 * row of the batch; `length` is then 1. Made by `makeVector` alone: all properties are always present and in one order, so
 * that every vector has one hidden class, or compiled code is thrown away again and again.
 */
export interface Vector extends Column {
  readonly type: DataType;
  readonly length: number;
  readonly values: ColumnValues;
  readonly dictionary: readonly string[] | undefined;
  readonly nulls: Uint8Array | undefined;
  readonly offsets: Uint32Array | undefined;
  readonly constant: boolean;
}

export function makeVector(
  type: DataType,
  length: number,
  values: ColumnValues,
  nulls?: Uint8Array,
  dictionary?: readonly string[],
  offsets?: Uint32Array,
  constant = false,
): Vector {
  return { type, length, values, dictionary, nulls, offsets, constant };
}

/** A lent column as a vector; its arrays are shared. */
export function vectorOf(column: Column): Vector {
  const { type, length, nulls, dictionary, offsets } = column;
  const values = offsets || column.values.length === length ? column.values : column.values.subarray(0, length);
  return makeVector(type, length, values, nulls, dictionary, offsets);
}

/** A batch that is null throughout. */
export function nullVector(type: DataType): Vector {
  const dictionary = storesText(type) ? NO_STRINGS : undefined;
  return makeVector(type, 1, new Uint8Array(1), Uint8Array.of(1), dictionary, undefined, true);
}

const NO_STRINGS: readonly string[] = [];

export function storesText(type: DataType): boolean {
  return type === 'keyword' || type === 'text' || type === 'ip' || type === 'version' || type === '_source';
}

/** The same rows under another type that is stored alike (text as keyword). */
export function retyped(vector: Vector, type: DataType): Vector {
  if (vector.type === type) return vector;
  return makeVector(
    type,
    vector.length,
    vector.values,
    vector.nulls,
    vector.dictionary,
    vector.offsets,
    vector.constant,
  );
}

/** The same rows with other values stored for them. */
export function withValues(
  { type, length, nulls, dictionary, offsets, constant }: Vector,
  values: ColumnValues,
): Vector {
  return makeVector(type, length, values, nulls, dictionary, offsets, constant);
}

/** The one stored row for every row of a batch, or as the one row that it is. */
export function asConstant({ type, length, values, nulls, dictionary, offsets }: Vector, constant: boolean): Vector {
  return makeVector(type, length, values, nulls, dictionary, offsets, constant);
}

/** Whether a row holds nothing. */
export function isNullAt(vector: Vector, row: number): boolean {
  const i = vector.constant ? 0 : row;
  if (vector.offsets) return vector.offsets[i] === vector.offsets[i + 1];
  return vector.nulls !== undefined && (vector.nulls[i >> 3]! & (1 << (i & 7))) !== 0;
}

/** Whether any row holds something. */
export function holdsAny(vector: Vector): boolean {
  const { length, nulls, offsets } = vector;
  if (offsets) return offsets[length] !== offsets[0];
  if (!nulls) return length > 0;
  const whole = length >> 3;
  for (let i = 0; i < whole; i++) if (nulls[i] !== 0xff) return true;
  for (let row = whole << 3; row < length; row++) if (!isNullAt(vector, row)) return true;
  return false;
}

export const bitAt = (bits: Uint8Array | undefined, i: number): boolean =>
  bits !== undefined && (bits[i >> 3]! & (1 << (i & 7))) !== 0;

/** Reads a stored value by its place in `values`. */
export function scalarReader(vector: Vector): (place: number) => Scalar {
  const { values, dictionary, type } = vector;
  if (dictionary) return (place) => dictionary[values[place] as number] as string;
  if (type === 'boolean') return (place) => values[place] === 1;
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    return (place) => wholeNumber(values[place] as bigint);
  }
  return (place) => values[place] as number;
}

/** Reads the value of a row: null, bare, or an array for several. */
export function valueReader(vector: Vector): (row: number) => Value {
  const scalar = scalarReader(vector);
  const { offsets, nulls, constant } = vector;
  if (constant) {
    const value = constantValue(vector, scalar);
    return () => value;
  }
  if (offsets) return (row) => rangeValue(scalar, offsets[row]!, offsets[row + 1]!);
  if (!nulls) return scalar;
  return (row) => ((nulls[row >> 3]! & (1 << (row & 7))) !== 0 ? null : scalar(row));
}

function constantValue(vector: Vector, scalar: (place: number) => Scalar): Value {
  if (vector.offsets) return rangeValue(scalar, vector.offsets[0]!, vector.offsets[1]!);
  return bitAt(vector.nulls, 0) ? null : scalar(0);
}

function rangeValue(scalar: (place: number) => Scalar, from: number, to: number): Value {
  if (from === to) return null;
  if (to - from === 1) return scalar(from);
  const values: Scalar[] = [];
  for (let i = from; i < to; i++) values.push(scalar(i));
  return values;
}

/** Whether some row may hold several values. */
export function mayBeMultivalued(vector: Vector): boolean {
  if (!vector.offsets) return false;
  return !vector.constant || vector.offsets[1]! - vector.offsets[0]! > 1;
}

/** Rows `from` up to `to` without copying; `from` is a multiple of 8. */
export function windowOf(vector: Vector, from: number, to: number): Vector {
  if (vector.constant || (from === 0 && to === vector.length)) return vector;
  return makeVector(
    vector.type,
    to - from,
    vector.offsets ? vector.values : vector.values.subarray(from, to),
    vector.nulls?.subarray(from >> 3, (to + 7) >> 3),
    vector.dictionary,
    vector.offsets?.subarray(from, to + 1),
  );
}

/** Bits of either; undefined when neither has any. The operands may be those of constants. */
export function unionNulls(a: Vector, b: Vector, length: number): Uint8Array | undefined {
  const x = expandedNulls(a, length);
  const y = expandedNulls(b, length);
  if (!x || !y) return x ?? y;
  const bits = new Uint8Array((length + 7) >> 3);
  for (let i = 0; i < bits.length; i++) bits[i] = x[i]! | y[i]!;
  return bits;
}

/** The null bits row by row, also for a constant or a multivalued vector. */
export function expandedNulls(vector: Vector, length: number): Uint8Array | undefined {
  if (!vector.constant && !vector.offsets) return vector.nulls;
  const size = (length + 7) >> 3;
  if (vector.constant) return isNullAt(vector, 0) ? new Uint8Array(size).fill(255) : undefined;
  const offsets = vector.offsets!;
  let bits: Uint8Array | undefined;
  for (let i = 0; i < length; i++) {
    if (offsets[i] !== offsets[i + 1]) continue;
    bits ??= new Uint8Array(size);
    bits[i >> 3]! |= 1 << (i & 7);
  }
  return bits;
}
