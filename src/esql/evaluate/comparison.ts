/**
 * `== != < <= > >=` on columns of one family of types.
 */
import {
  expandedNulls,
  isNullAt,
  makeVector,
  mayBeMultivalued,
  nullVector,
  unionNulls,
  type Vector,
  valueReader,
} from '../columns/vector.ts';
import { comparisonOf, type Scalar } from '../values/value.ts';
import type { Call } from '../vocabulary/entry.ts';
import { MULTIVALUE } from './warnings.ts';

export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** Whether an order (negative, 0, positive) satisfies each operator. */
export const HOLDS: Readonly<Record<ComparisonOperator, (order: number) => boolean>> = {
  '==': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

export const MIRRORED: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

export function compareVectors(operator: ComparisonOperator, a: Vector, b: Vector, length: number, call: Call): Vector {
  if ((a.constant && isNullAt(a, 0)) || (b.constant && isNullAt(b, 0))) return nullVector('boolean');
  const bothConstant = a.constant && b.constant;
  if (bothConstant || a.offsets || b.offsets || mayBeMultivalued(a) || mayBeMultivalued(b)) {
    return byRow(operator, a, b, bothConstant ? 1 : length, call);
  }
  if (a.constant) return withConstant(MIRRORED[operator], b, valueReader(a)(0) as Scalar, length, call);
  if (b.constant) return withConstant(operator, a, valueReader(b)(0) as Scalar, length, call);
  if (isPlain(a) && isPlain(b)) return plain(operator, a, b, length);
  return byRow(operator, a, b, length, call);
}

const isPlain = (v: Vector): boolean => v.values instanceof Float64Array || v.values instanceof Int32Array;

function byRow(operator: ComparisonOperator, a: Vector, b: Vector, length: number, call: Call): Vector {
  const left = valueReader(a);
  const right = valueReader(b);
  const compare = comparisonOf(a.type);
  const holds = HOLDS[operator];
  const out = new Uint8Array(length);
  const nulls = new Uint8Array((length + 7) >> 3);
  for (let i = 0; i < length; i++) {
    const x = left(i);
    const y = right(i);
    if (x === null || y === null) nulls[i >> 3]! |= 1 << (i & 7);
    else if (typeof x === 'object' || typeof y === 'object') {
      call.fail(MULTIVALUE);
      nulls[i >> 3]! |= 1 << (i & 7);
    } else out[i] = holds(compare(x, y)) ? 1 : 0;
  }
  return makeVector('boolean', length, out, nulls, undefined, undefined, a.constant && b.constant);
}

function plain(operator: ComparisonOperator, a: Vector, b: Vector, length: number): Vector {
  const x = a.values as Float64Array | Int32Array;
  const y = b.values as Float64Array | Int32Array;
  const out = new Uint8Array(length);
  switch (operator) {
    case '==':
      for (let i = 0; i < length; i++) out[i] = x[i] === y[i] ? 1 : 0;
      break;
    case '!=':
      for (let i = 0; i < length; i++) out[i] = x[i] !== y[i] ? 1 : 0;
      break;
    case '<':
      for (let i = 0; i < length; i++) out[i] = x[i]! < y[i]! ? 1 : 0;
      break;
    case '<=':
      for (let i = 0; i < length; i++) out[i] = x[i]! <= y[i]! ? 1 : 0;
      break;
    case '>':
      for (let i = 0; i < length; i++) out[i] = x[i]! > y[i]! ? 1 : 0;
      break;
    case '>=':
      for (let i = 0; i < length; i++) out[i] = x[i]! >= y[i]! ? 1 : 0;
  }
  return makeVector('boolean', length, out, unionNulls(a, b, length));
}

function withConstant(operator: ComparisonOperator, a: Vector, constant: Scalar, length: number, call: Call): Vector {
  const out = new Uint8Array(length);
  if (a.dictionary) {
    const known = call.cached('verdicts', () => new WeakMap<readonly string[], Verdicts>());
    verdictsInto(known, a, (text) => HOLDS[operator](comparisonOf(a.type)(text, constant)), out);
  } else if (isPlain(a) && typeof constant === 'number') {
    numbersInto(operator, a.values as Float64Array | Int32Array, constant, length, out);
  } else {
    const read = valueReader({ ...a, nulls: undefined });
    const holds = HOLDS[operator];
    const compare = comparisonOf(a.type);
    for (let i = 0; i < length; i++) out[i] = holds(compare(read(i) as Scalar, constant)) ? 1 : 0;
  }
  return makeVector('boolean', length, out, expandedNulls(a, length));
}

function numbersInto(
  operator: ComparisonOperator,
  x: Float64Array | Int32Array,
  y: number,
  length: number,
  out: Uint8Array,
): void {
  switch (operator) {
    case '==':
      for (let i = 0; i < length; i++) out[i] = x[i] === y ? 1 : 0;
      break;
    case '!=':
      for (let i = 0; i < length; i++) out[i] = x[i] !== y ? 1 : 0;
      break;
    case '<':
      for (let i = 0; i < length; i++) out[i] = x[i]! < y ? 1 : 0;
      break;
    case '<=':
      for (let i = 0; i < length; i++) out[i] = x[i]! <= y ? 1 : 0;
      break;
    case '>':
      for (let i = 0; i < length; i++) out[i] = x[i]! > y ? 1 : 0;
      break;
    case '>=':
      for (let i = 0; i < length; i++) out[i] = x[i]! >= y ? 1 : 0;
  }
}

/** A verdict per dictionary code: 0 not asked yet, 1 false, 2 true. */
export interface Verdicts {
  states: Uint8Array;
}

/** Asks `test` once per distinct value of a column and writes 1 or 0 per row. Nulls get any of the two. */
export function verdictsInto(
  known: WeakMap<readonly string[], Verdicts>,
  vector: Vector,
  test: (text: string) => boolean,
  out: Uint8Array,
): void {
  const dictionary = vector.dictionary!;
  let verdicts = known.get(dictionary);
  if (!verdicts) {
    verdicts = { states: new Uint8Array(dictionary.length) };
    known.set(dictionary, verdicts);
  } else if (verdicts.states.length < dictionary.length) {
    const grown = new Uint8Array(Math.max(dictionary.length, verdicts.states.length * 2));
    grown.set(verdicts.states);
    verdicts.states = grown;
  }
  const { states } = verdicts;
  const { values, nulls, length } = vector;
  for (let i = 0; i < length; i++) {
    const code = values[i] as number;
    let state = states[code]!;
    if (state === 0) {
      if (nulls && (nulls[i >> 3]! & (1 << (i & 7))) !== 0) continue;
      state = test(dictionary[code]!) ? 2 : 1;
      states[code] = state;
    }
    out[i] = state - 1;
  }
}
