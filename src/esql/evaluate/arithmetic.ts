/**
 * `+ - * / %` on columns of numbers, with Java's results: whole numbers overflow to null, division
 * truncates towards zero, and what is not finite is null.
 */
import { VectorBuilder } from '../columns/builder.ts';
import { makeVector, mayBeMultivalued, nullVector, unionNulls, type Vector, valueReader } from '../columns/vector.ts';
import { INT_MAX, INT_MIN, LONG_MAX, LONG_MIN, ULONG_MAX } from '../values/number.ts';
import { type Scalar, type Value, wholeNumber } from '../values/value.ts';
import type { Call } from '../vocabulary/entry.ts';
import { MULTIVALUE } from './warnings.ts';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

const ARITHMETIC = 'java.lang.ArithmeticException';
const BY_ZERO = `${ARITHMETIC}: / by zero`;

/** Elasticsearch says of every quotient of doubles that is none that the divisor was zero, of those that are too large too. */
export const notFinite = (operator: ArithmeticOperator, value: number): string =>
  operator === '/' || operator === '%' ? BY_ZERO : `${ARITHMETIC}: not a finite double number: ${value}`;

export function arithmetic(operator: ArithmeticOperator, a: Vector, b: Vector, length: number, call: Call): Vector {
  const size = a.constant && b.constant ? 1 : length;
  const simple = !mayBeMultivalued(a) && !mayBeMultivalued(b) && !isBig(a) && !isBig(b) && !a.offsets && !b.offsets;
  if (simple && call.type !== 'unsigned_long') {
    const fast = call.type === 'double' ? doubles(operator, a, b, size, call) : wholes(operator, a, b, size, call);
    if (fast) return fast;
  }
  return slowly(operator, a, b, size, call);
}

const isBig = (vector: Vector): boolean =>
  vector.values instanceof BigInt64Array || vector.values instanceof BigUint64Array;

type Numbers = Float64Array | Int32Array;

function doubles(operator: ArithmeticOperator, a: Vector, b: Vector, length: number, call: Call): Vector | undefined {
  const x = a.values as Numbers;
  const y = b.values as Numbers;
  const p = a.constant ? 0 : 1;
  const q = b.constant ? 0 : 1;
  const out = new Float64Array(length);
  switch (operator) {
    case '+':
      for (let i = 0; i < length; i++) out[i] = x[i * p]! + y[i * q]!;
      break;
    case '-':
      for (let i = 0; i < length; i++) out[i] = x[i * p]! - y[i * q]!;
      break;
    case '*':
      for (let i = 0; i < length; i++) out[i] = x[i * p]! * y[i * q]!;
      break;
    case '/':
      for (let i = 0; i < length; i++) out[i] = x[i * p]! / y[i * q]!;
      break;
    case '%':
      for (let i = 0; i < length; i++) out[i] = x[i * p]! % y[i * q]!;
  }
  let nulls = unionNulls(a, b, length);
  let own = false;
  for (let i = 0; i < length; i++) {
    const value = out[i]!;
    if (value - value === 0) continue;
    if (nulls && (nulls[i >> 3]! & (1 << (i & 7))) !== 0) continue;
    call.fail(notFinite(operator, value));
    if (!own) nulls = nulls ? nulls.slice() : new Uint8Array((length + 7) >> 3);
    own = true;
    nulls![i >> 3]! |= 1 << (i & 7);
    out[i] = 0;
  }
  return makeVector('double', length, out, nulls, undefined, undefined, a.constant && b.constant);
}

/** Integers and longs that doubles hold exactly; undefined as soon as one result is beyond that. */
function wholes(operator: ArithmeticOperator, a: Vector, b: Vector, length: number, call: Call): Vector | undefined {
  const x = a.values as Numbers;
  const y = b.values as Numbers;
  const p = a.constant ? 0 : 1;
  const q = b.constant ? 0 : 1;
  const integer = call.type === 'integer';
  const out = integer ? new Int32Array(length) : new Float64Array(length);
  const least = integer ? INT_MIN : Number.MIN_SAFE_INTEGER;
  const most = integer ? INT_MAX : Number.MAX_SAFE_INTEGER;
  const divides = operator === '/' || operator === '%';
  let nulls = unionNulls(a, b, length);
  let own = false;
  for (let i = 0; i < length; i++) {
    const left = x[i * p]!;
    const right = y[i * q]!;
    let value: number;
    if (operator === '+') value = left + right;
    else if (operator === '-') value = left - right;
    else if (operator === '*') value = left * right;
    else value = operator === '/' ? Math.trunc(left / right) : left % right;
    if (value >= least && value <= most) {
      out[i] = value;
      continue;
    }
    if (nulls && (nulls[i >> 3]! & (1 << (i & 7))) !== 0) continue;
    if (!integer && !(divides && right === 0)) return undefined;
    call.fail(divides && right === 0 ? BY_ZERO : `${ARITHMETIC}: integer overflow`);
    if (!own) nulls = nulls ? nulls.slice() : new Uint8Array((length + 7) >> 3);
    own = true;
    nulls![i >> 3]! |= 1 << (i & 7);
  }
  return makeVector(call.type, length, out, nulls, undefined, undefined, a.constant && b.constant);
}

function slowly(operator: ArithmeticOperator, a: Vector, b: Vector, length: number, call: Call): Vector {
  const left = valueReader(a);
  const right = valueReader(b);
  const builder = new VectorBuilder(call.type);
  for (let i = 0; i < length; i++) builder.push(one(operator, left(i), right(i), call));
  const vector = builder.finish();
  if (!(a.constant && b.constant)) return vector;
  return vector.nulls
    ? nullVector(call.type)
    : makeVector(call.type, 1, vector.values, undefined, undefined, vector.offsets, true);
}

function one(operator: ArithmeticOperator, a: Value, b: Value, call: Call): Value {
  if (a === null || b === null) return null;
  if (typeof a === 'object' || typeof b === 'object') return call.fail(MULTIVALUE);
  return call.type === 'double' ? oneDouble(operator, Number(a), Number(b), call) : oneWhole(operator, a, b, call);
}

function oneDouble(operator: ArithmeticOperator, x: number, y: number, call: Call): Value {
  const value =
    operator === '+' ? x + y : operator === '-' ? x - y : operator === '*' ? x * y : operator === '/' ? x / y : x % y;
  return Number.isFinite(value) ? value : call.fail(notFinite(operator, value));
}

function oneWhole(operator: ArithmeticOperator, a: Scalar, b: Scalar, call: Call): Value {
  const x = BigInt(a);
  const y = BigInt(b);
  if ((operator === '/' || operator === '%') && y === 0n) return call.fail(BY_ZERO);
  const value =
    operator === '+' ? x + y : operator === '-' ? x - y : operator === '*' ? x * y : operator === '/' ? x / y : x % y;
  const [least, most] = rangeOf(call.type);
  if (value >= least && value <= most) return wholeNumber(value);
  return call.fail(`${ARITHMETIC}: ${call.type} overflow`);
}

export function rangeOf(type: Call['type']): readonly [bigint, bigint] {
  if (type === 'integer') return [-2147483648n, 2147483647n];
  return type === 'unsigned_long' ? [0n, ULONG_MAX] : [LONG_MIN, LONG_MAX];
}
