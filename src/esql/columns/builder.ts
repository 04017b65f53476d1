import type { ColumnValues } from '../table.ts';
import type { DataType } from '../types.ts';
import type { Scalar, Value } from '../values/value.ts';
import { makeVector, nullVector, storesText, type Vector } from './vector.ts';

/** Longer strings are stored each time they come. Units: UTF-16. */
const LONGEST_SHARED = 512;

/**
 * Collects rows of any value into a vector. Equal strings share a code, unless they are long.
 */
export class VectorBuilder {
  readonly #type: DataType;
  readonly #places: (number | bigint)[] = [];
  readonly #lengths: number[] = [];
  readonly #codes: Map<string, number> | undefined;
  readonly #dictionary: string[] = [];
  #nulls = 0;
  #several = false;
  #big = false;

  constructor(type: DataType) {
    this.#type = type;
    this.#codes = storesText(type) ? new Map() : undefined;
  }

  get length(): number {
    return this.#lengths.length;
  }

  push(value: Value): void {
    if (value === null) {
      this.#nulls++;
      this.#lengths.push(0);
    } else if (Array.isArray(value)) {
      for (const one of value as readonly Scalar[]) this.#store(one);
      this.#lengths.push(value.length);
      if (value.length === 0) this.#nulls++;
      if (value.length > 1) this.#several = true;
    } else {
      this.#store(value as Scalar);
      this.#lengths.push(1);
    }
  }

  /** The same for a list that is long: pauses after so many values. */
  *pushInSteps(values: readonly Scalar[], step: number): Generator<undefined> {
    for (let i = 0; i < values.length; i++) {
      this.#store(values[i]!);
      if (i % step === step - 1) yield undefined;
    }
    this.#lengths.push(values.length);
    if (values.length > 1) this.#several = true;
  }

  #store(value: Scalar): void {
    if (this.#codes) this.#places.push(this.#codeOf(value as string));
    else if (typeof value === 'boolean') this.#places.push(value ? 1 : 0);
    else {
      if (typeof value === 'bigint') this.#big = true;
      this.#places.push(value as number | bigint);
    }
  }

  #codeOf(text: string): number {
    // Hashing a body costs more than the place that finding it again would save.
    if (text.length > LONGEST_SHARED) return this.#dictionary.push(text) - 1;
    const codes = this.#codes!;
    let code = codes.get(text);
    if (code === undefined) {
      code = this.#dictionary.length;
      codes.set(text, code);
      this.#dictionary.push(text);
    }
    return code;
  }

  finish(): Vector {
    const length = this.#lengths.length;
    const dictionary = this.#codes ? this.#dictionary : undefined;
    if (this.#several) {
      const offsets = new Uint32Array(length + 1);
      for (let i = 0; i < length; i++) offsets[i + 1] = offsets[i]! + this.#lengths[i]!;
      return makeVector(this.#type, length, this.#typed(this.#places), undefined, dictionary, offsets);
    }
    if (this.#nulls === 0) return makeVector(this.#type, length, this.#typed(this.#places), undefined, dictionary);
    const nulls = new Uint8Array((length + 7) >> 3);
    const spread: (number | bigint)[] = [];
    let next = 0;
    for (let i = 0; i < length; i++) {
      if (this.#lengths[i] === 0) {
        nulls[i >> 3]! |= 1 << (i & 7);
        spread.push(0);
      } else spread.push(this.#places[next++]!);
    }
    return makeVector(this.#type, length, this.#typed(spread), nulls, dictionary);
  }

  #typed(places: readonly (number | bigint)[]): ColumnValues {
    if (this.#codes) return Uint32Array.from(places as number[]);
    switch (this.#type) {
      case 'boolean':
        return Uint8Array.from(places as number[]);
      case 'integer':
        return Int32Array.from(places as number[]);
      case 'long':
        return this.#big ? BigInt64Array.from(places.map(BigInt)) : Float64Array.from(places as number[]);
      case 'unsigned_long':
        return this.#big ? BigUint64Array.from(places.map(BigInt)) : Float64Array.from(places as number[]);
      default:
        return Float64Array.from(places as number[]);
    }
  }
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
