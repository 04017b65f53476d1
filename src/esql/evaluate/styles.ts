import { VectorBuilder } from '../columns/builder.ts';
import {
  bitAt,
  makeVector,
  mayBeMultivalued,
  nullVector,
  scalarReader,
  storesText,
  type Vector,
  valueReader,
} from '../columns/vector.ts';
import type { DataType } from '../types.ts';
import { fromValues, type Scalar, type Value, valuesOf } from '../values/value.ts';
import type { Call, Evaluation } from '../vocabulary/entry.ts';
import { hasLongList, LIST_STEP, LONG_LIST } from './patience.ts';
import { MULTIVALUE } from './warnings.ts';

type Evaluate = (vectors: readonly Vector[], length: number) => Vector;
type RowFunction = (values: readonly Value[]) => Value;

/** Turns the way in which a function is defined into one that works on columns. */
export function evaluatorOf(evaluation: Evaluation, call: Call): Evaluate {
  if (evaluation.style === 'vector') return (vectors, length) => evaluation.evaluate(vectors, length, call);
  const row = rowFunction(evaluation, call);
  const memo = new DictionaryMemo(row, call);
  return (vectors, length) => {
    if (vectors.every((vector) => vector.constant)) {
      return makeConstant(call.type, row(vectors.map((vector) => valueReader(vector)(0))));
    }
    if (vectors.some(hasLongList)) return call.inSteps(vectors, () => inSteps(vectors, length, evaluation, row, call));
    const lone = loneDictionary(vectors);
    if (lone >= 0 && !(evaluation.style === 'whole' && evaluation.nulls)) return memo.apply(vectors, lone);
    return byRow(vectors, length, row, call);
  };
}

function makeConstant(type: DataType, value: Value): Vector {
  if (value === null) return nullVector(type);
  const builder = new VectorBuilder(type);
  builder.push(value);
  const one = builder.finish();
  return makeVector(type, 1, one.values, one.nulls, one.dictionary, one.offsets, true);
}

function rowFunction(evaluation: Exclude<Evaluation, { style: 'vector' }>, call: Call): RowFunction {
  if (evaluation.style === 'whole') {
    const { nulls } = evaluation;
    return (values) => (!nulls && values.includes(null) ? null : evaluation.evaluate(values, call));
  }
  if (evaluation.style === 'row') {
    return (values) => {
      let several = false;
      for (const value of values) {
        if (value === null) return null;
        if (typeof value === 'object') several = true;
      }
      return several ? call.fail(MULTIVALUE) : evaluation.evaluate(values as readonly Scalar[], call);
    };
  }
  return (values) => eachValue(values, call, evaluation);
}

function eachValue(values: readonly Value[], call: Call, evaluation: Extract<Evaluation, { style: 'each' }>): Value {
  if (values.includes(null)) return null;
  const others = values.slice(1);
  if (others.some((value) => typeof value === 'object')) return call.fail(MULTIVALUE);
  const [first] = values;
  if (typeof first !== 'object' || first === null)
    return evaluation.evaluate(first as Scalar, call, others as Scalar[]);
  const results: Scalar[] = [];
  for (const value of first) {
    const result = evaluation.evaluate(value, call, others as Scalar[]);
    if (result !== null) results.push(result);
  }
  return results.length === 0 ? null : results.length === 1 ? results[0]! : results;
}

function byRow(vectors: readonly Vector[], length: number, row: RowFunction, call: Call): Vector {
  const readers = vectors.map(valueReader);
  const builder = new VectorBuilder(call.type);
  const values: Value[] = new Array<Value>(readers.length).fill(null);
  for (let i = 0; i < length; i++) {
    for (let k = 0; k < readers.length; k++) values[k] = readers[k]!(i);
    call.tick();
    builder.push(row(values));
  }
  return builder.finish();
}

/** The same where lists are long: pauses between their values where that matters, and after each row. */
function* inSteps(
  vectors: readonly Vector[],
  length: number,
  evaluation: Exclude<Evaluation, { style: 'vector' }>,
  row: RowFunction,
  call: Call,
): Generator<undefined, Vector> {
  const readers = vectors.map(valueReader);
  const builder = new VectorBuilder(call.type);
  for (let i = 0; i < length; i++) {
    const values: Value[] = [];
    for (const read of readers) {
      values.push(read(i));
      yield undefined;
    }
    const value = yield* rowInSteps(values, evaluation, row, call);
    if (Array.isArray(value) && value.length > LONG_LIST) yield* builder.pushInSteps(value as Scalar[], LIST_STEP);
    else builder.push(value);
    yield undefined;
  }
  return builder.finish();
}

function* rowInSteps(
  values: readonly Value[],
  evaluation: Exclude<Evaluation, { style: 'vector' }>,
  row: RowFunction,
  call: Call,
): Generator<undefined, Value> {
  const [first] = values;
  if (evaluation.style === 'whole' && evaluation.inSteps && (evaluation.nulls || !values.includes(null)))
    return yield* evaluation.inSteps(values, call);
  if (evaluation.style !== 'each' || !Array.isArray(first)) return row(values);
  const results: Scalar[] = [];
  const several = first as readonly Scalar[];
  for (let i = 0; i < several.length; i += LIST_STEP) {
    const some = row([several.slice(i, i + LIST_STEP), ...values.slice(1)]);
    for (const one of valuesOf(some)) results.push(one);
    yield undefined;
  }
  return fromValues(results);
}

/** The place of the only argument that varies, when it is a plain dictionary column; else -1. */
function loneDictionary(vectors: readonly Vector[]): number {
  let lone = -1;
  for (let i = 0; i < vectors.length; i++) {
    const vector = vectors[i]!;
    if (vector.constant) continue;
    if (lone >= 0 || !vector.dictionary || mayBeMultivalued(vector)) return -1;
    lone = i;
  }
  return lone;
}

const UNKNOWN = 0;
const NULL = 1;
const SEVERAL = 2;
const KNOWN = 3;

interface Remembered {
  state: Uint8Array;
  /** The result per code: its number, or its code in `texts`. */
  places: Float64Array;
  readonly several: Map<number, readonly Scalar[]>;
  readonly texts: string[];
  readonly codes: Map<string, number>;
}

/**
 * Evaluates a function of one dictionary column once per distinct value. Results of strings share
 * one dictionary per input dictionary, which only grows.
 */
class DictionaryMemo {
  readonly #row: RowFunction;
  readonly #type: DataType;
  readonly #text: boolean;
  readonly #tick: () => void;
  readonly #known = new WeakMap<readonly string[], Remembered>();

  constructor(row: RowFunction, call: Call) {
    this.#row = row;
    this.#type = call.type;
    this.#text = storesText(call.type);
    this.#tick = () => call.tick();
  }

  apply(vectors: readonly Vector[], lone: number): Vector {
    const vector = vectors[lone]!;
    const dictionary = vector.dictionary!;
    const memo = this.#memoOf(dictionary);
    const { nulls, values, length } = vector;
    const { state } = memo;
    const args = vectors.map((other) => (other.constant ? valueReader(other)(0) : null));
    const read = scalarReader(vector);
    let special = false;
    for (let i = 0; i < length; i++) {
      if (bitAt(nulls, i)) continue;
      const code = values[i] as number;
      if (state[code] === UNKNOWN) {
        args[lone] = read(i);
        this.#tick();
        this.#remember(memo, code, this.#row(args));
      }
      if (state[code] !== KNOWN) special = true;
    }
    return special || storesWide(this.#type, memo) ? this.#general(vector, memo) : this.#plain(vector, memo);
  }

  #memoOf(dictionary: readonly string[]): Remembered {
    let memo = this.#known.get(dictionary);
    if (!memo) {
      const size = dictionary.length;
      memo = {
        state: new Uint8Array(size),
        places: new Float64Array(size),
        several: new Map(),
        texts: [],
        codes: new Map(),
      };
      this.#known.set(dictionary, memo);
    } else if (memo.state.length < dictionary.length) {
      const size = Math.max(dictionary.length, memo.state.length * 2);
      const state = new Uint8Array(size);
      state.set(memo.state);
      const places = new Float64Array(size);
      places.set(memo.places);
      memo.state = state;
      memo.places = places;
    }
    return memo;
  }

  #remember(memo: Remembered, code: number, result: Value): void {
    if (result === null) memo.state[code] = NULL;
    else if (typeof result === 'object' || typeof result === 'bigint') {
      memo.state[code] = SEVERAL;
      memo.several.set(code, typeof result === 'object' ? result : [result]);
    } else {
      memo.state[code] = KNOWN;
      memo.places[code] = typeof result === 'string' ? this.#textCode(memo, result) : Number(result);
    }
  }

  #textCode(memo: Remembered, text: string): number {
    let code = memo.codes.get(text);
    if (code === undefined) {
      code = memo.texts.length;
      memo.codes.set(text, code);
      memo.texts.push(text);
    }
    return code;
  }

  #plain(vector: Vector, memo: Remembered): Vector {
    const { values, length } = vector;
    const { places } = memo;
    const out = this.#text
      ? new Uint32Array(length)
      : this.#type === 'boolean'
        ? new Uint8Array(length)
        : this.#type === 'integer'
          ? new Int32Array(length)
          : new Float64Array(length);
    for (let i = 0; i < length; i++) out[i] = places[values[i] as number]!;
    return makeVector(this.#type, length, out, vector.nulls, this.#text ? memo.texts : undefined);
  }

  #general(vector: Vector, memo: Remembered): Vector {
    const builder = new VectorBuilder(this.#type);
    for (let i = 0; i < vector.length; i++) {
      const code = vector.values[i] as number;
      const state = bitAt(vector.nulls, i) ? NULL : memo.state[code];
      if (state === NULL) builder.push(null);
      else if (state === SEVERAL) builder.push(memo.several.get(code)!);
      else if (this.#text) builder.push(memo.texts[memo.places[code]!]!);
      else builder.push(this.#type === 'boolean' ? memo.places[code] === 1 : memo.places[code]!);
    }
    return builder.finish();
  }
}

/** A long beyond what a double holds exactly needs wider storage. */
function storesWide(type: DataType, memo: Remembered): boolean {
  return (type === 'long' || type === 'unsigned_long') && memo.several.size > 0;
}
