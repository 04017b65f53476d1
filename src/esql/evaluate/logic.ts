/**
 * Three-valued logic on boolean columns. A multivalue counts as null, with a warning.
 */
import { expandedNulls, isNullAt, makeVector, type Vector, valueReader } from '../columns/vector.ts';
import type { Call } from '../vocabulary/entry.ts';
import { MULTIVALUE } from './warnings.ts';

/** Per row: 0 false, 1 true, 2 null. */
function tristate(vector: Vector, length: number, call: Call): Uint8Array {
  const out = new Uint8Array(length);
  if (vector.constant || vector.offsets) {
    const read = valueReader(vector);
    for (let i = 0; i < length; i++) {
      const value = read(i);
      if (typeof value === 'object' && value !== null) call.fail(MULTIVALUE);
      out[i] = value === true ? 1 : value === false ? 0 : 2;
    }
    return out;
  }
  const { values, nulls } = vector;
  for (let i = 0; i < length; i++) out[i] = values[i] as number;
  if (nulls) for (let i = 0; i < length; i++) if ((nulls[i >> 3]! & (1 << (i & 7))) !== 0) out[i] = 2;
  return out;
}

function fromTristate(states: Uint8Array, length: number, constant: boolean): Vector {
  let nulls: Uint8Array | undefined;
  for (let i = 0; i < length; i++) {
    if (states[i] !== 2) continue;
    nulls ??= new Uint8Array((length + 7) >> 3);
    nulls[i >> 3]! |= 1 << (i & 7);
    states[i] = 0;
  }
  return makeVector('boolean', length, states, nulls, undefined, undefined, constant);
}

export function and(a: Vector, b: Vector, length: number, call: Call): Vector {
  return combine(a, b, length, call, 0);
}

export function or(a: Vector, b: Vector, length: number, call: Call): Vector {
  return combine(a, b, length, call, 1);
}

/** The verdict that wins over all: false for AND, true for OR; then null. */
function combine(a: Vector, b: Vector, length: number, call: Call, winner: 0 | 1): Vector {
  const constant = a.constant && b.constant;
  const rows = constant ? 1 : length;
  const x = tristate(a, rows, call);
  const y = tristate(b, rows, call);
  const loser = 1 - winner;
  for (let i = 0; i < rows; i++) {
    const p = x[i]!;
    const q = y[i]!;
    x[i] = p === winner || q === winner ? winner : p === 2 || q === 2 ? 2 : loser;
  }
  return fromTristate(x, rows, constant);
}

export function not(a: Vector, length: number, call: Call): Vector {
  const rows = a.constant ? 1 : length;
  const x = tristate(a, rows, call);
  for (let i = 0; i < rows; i++) x[i] = x[i] === 2 ? 2 : 1 - x[i]!;
  return fromTristate(x, rows, a.constant);
}

/** IS NULL or IS NOT NULL; a multivalue is not null. */
export function isNull(a: Vector, length: number, negated: boolean): Vector {
  if (a.constant)
    return makeVector(
      'boolean',
      1,
      Uint8Array.of(isNullAt(a, 0) !== negated ? 1 : 0),
      undefined,
      undefined,
      undefined,
      true,
    );
  const out = new Uint8Array(length);
  const nulls = expandedNulls(a, length);
  const [absent, present] = negated ? [0, 1] : [1, 0];
  if (!nulls) return makeVector('boolean', length, out.fill(present));
  for (let i = 0; i < length; i++) out[i] = (nulls[i >> 3]! & (1 << (i & 7))) !== 0 ? absent : present;
  return makeVector('boolean', length, out);
}

/** The rows for which a condition is true and single. */
export function truthRows(vector: Vector, length: number): Int32Array {
  const rows = new Int32Array(length);
  let count = 0;
  if (vector.constant || vector.offsets) {
    const read = valueReader(vector);
    for (let i = 0; i < length; i++) if (read(i) === true) rows[count++] = i;
  } else {
    const { values, nulls } = vector;
    if (nulls) {
      for (let i = 0; i < length; i++) {
        rows[count] = i;
        if (values[i] === 1 && (nulls[i >> 3]! & (1 << (i & 7))) === 0) count++;
      }
    } else {
      for (let i = 0; i < length; i++) {
        rows[count] = i;
        count += values[i] as number;
      }
    }
  }
  return rows.subarray(0, count);
}
