import type { ColumnValues } from '../table.ts';
import type { DataType } from '../types.ts';
import type { Scalar, Value } from '../values/value.ts';
import { TextCodes } from './numbering.ts';
import { makeVector, nullVector, storesText, type Vector } from './vector.ts';

const FIRST_ROOM = 16;
/** Strings of longer lists have a code each: to look for each among those of the others takes long. */
const LONGEST_SHARED = 4096;

/**
 * Collects rows of any value into a vector. Equal strings share a code, unless they are long or in a long list.
 */
export class VectorBuilder {
  readonly #type: DataType;
  readonly #texts: TextCodes | undefined;
  #values: ColumnValues;
  #stored = 0;
  /** Where each row ends among the values; until a row has several, a null has a place among them too. */
  #ends: Uint32Array | undefined;
  #nulls: Uint8Array | undefined;
  #length = 0;

  constructor(type: DataType) {
    this.#type = type;
    this.#texts = storesText(type) ? new TextCodes() : undefined;
    this.#values = storageOf(type);
  }

  get length(): number {
    return this.#length;
  }

  push(value: Value): void {
    if (typeof value === 'object') {
      if (value === null || value.length === 0) this.#pushNull();
      else if (value.length === 1) this.#pushOne(value[0] as Scalar);
      else {
        this.#several();
        const shared = value.length <= LONGEST_SHARED;
        for (const one of value) this.#store(one, shared);
        this.#endRow();
      }
    } else this.#pushOne(value);
  }

  /** The same for a list that is long: pauses after so many values. */
  *pushInSteps(values: readonly Scalar[], step: number): Generator<undefined> {
    this.#several();
    for (let i = 0; i < values.length; i++) {
      this.#store(values[i]!, false);
      if (i % step === step - 1) yield undefined;
    }
    this.#endRow();
  }

  #pushOne(value: Scalar): void {
    this.#store(value);
    this.#endRow();
  }

  #pushNull(): void {
    if (!this.#ends) {
      const row = this.#length;
      this.#nulls = withRoom(this.#nulls ?? new Uint8Array(FIRST_ROOM), row >> 3);
      this.#nulls[row >> 3]! |= 1 << (row & 7);
      this.#values = withRoom(this.#values, this.#stored++);
    }
    this.#endRow();
  }

  #endRow(): void {
    this.#length++;
    if (!this.#ends) return;
    this.#ends = withRoom(this.#ends, this.#length);
    this.#ends[this.#length] = this.#stored;
  }

  /** From here on rows may have several values: nulls have no place any more. */
  #several(): void {
    if (this.#ends) return;
    const ends = new Uint32Array(Math.max(FIRST_ROOM, this.#length + 1));
    const nulls = this.#nulls;
    const values = this.#values;
    let kept = 0;
    for (let row = 0; row < this.#length; row++) {
      if (!nulls || ((nulls[row >> 3] ?? 0) & (1 << (row & 7))) === 0) values[kept++] = values[row]!;
      ends[row + 1] = kept;
    }
    this.#stored = kept;
    this.#ends = ends;
  }

  #store(value: Scalar, shared = true): void {
    const at = this.#stored++;
    if (at >= this.#values.length) this.#values = withRoom(this.#values, at);
    if (this.#texts) this.#values[at] = this.#texts.codeOf(value as string, shared);
    else if (typeof value === 'boolean') this.#values[at] = value ? 1 : 0;
    else if (typeof value === 'bigint' || isBig(this.#values)) {
      this.#values = widened(this.#type, this.#values);
      this.#values[at] = BigInt(value);
    } else this.#values[at] = value as number;
  }

  finish(): Vector {
    const length = this.#length;
    const values = this.#values.slice(0, this.#stored);
    const dictionary = this.#texts?.dictionary;
    if (this.#ends) {
      return makeVector(this.#type, length, values, undefined, dictionary, this.#ends.slice(0, length + 1));
    }
    const bytes = (length + 7) >> 3;
    const nulls = this.#nulls && withRoom(this.#nulls, bytes).slice(0, bytes);
    return makeVector(this.#type, length, values, nulls, dictionary);
  }
}

const isBig = (values: ColumnValues): values is BigInt64Array | BigUint64Array =>
  values instanceof BigInt64Array || values instanceof BigUint64Array;

function storageOf(type: DataType): ColumnValues {
  if (storesText(type)) return new Uint32Array(FIRST_ROOM);
  if (type === 'boolean') return new Uint8Array(FIRST_ROOM);
  return type === 'integer' ? new Int32Array(FIRST_ROOM) : new Float64Array(FIRST_ROOM);
}

/** Room for whole numbers that no double holds. */
function widened(type: DataType, values: ColumnValues): ColumnValues {
  if (isBig(values)) return values;
  const wide = type === 'unsigned_long' ? new BigUint64Array(values.length) : new BigInt64Array(values.length);
  for (let i = 0; i < values.length; i++) wide[i] = BigInt(values[i] as number);
  return wide;
}

/** An array that has a place `at`, with the content of the one given. */
function withRoom<T extends ColumnValues>(values: T, at: number): T {
  if (at < values.length) return values;
  const Values = values.constructor as new (length: number) => T;
  const grown = new Values(Math.max(FIRST_ROOM, at + 1, values.length * 2));
  (grown as Float64Array).set(values as Float64Array);
  return grown;
}

export function vectorFrom(type: DataType, values: Iterable<Value>): Vector {
  const builder = new VectorBuilder(type);
  for (const value of values) builder.push(value);
  return builder.finish();
}

/** One value for every row of a batch. */
export function constantVector(type: DataType, value: Value): Vector {
  if (value === null) return nullVector(type);
  const one = vectorFrom(type, [value]);
  return makeVector(type, 1, one.values, one.nulls, one.dictionary, one.offsets, true);
}
