import { VectorBuilder } from '../columns/builder.ts';
import { bitAt, makeVector, mayBeMultivalued, type Vector, valueReader } from '../columns/vector.ts';
import type { DataType } from '../types.ts';
import type { Call } from '../vocabulary/entry.ts';
import { MULTIVALUE } from './warnings.ts';

/**
 * Applies a function of numbers to a column, row by row: null stays null, several values are null and
 * a warning. `turn` gives NaN where there is no result, and has said why.
 */
export function mapNumbers(
  vector: Vector,
  length: number,
  type: DataType,
  turn: (value: number) => number,
  call: Call,
): Vector {
  if (
    mayBeMultivalued(vector) ||
    vector.offsets ||
    vector.values instanceof BigInt64Array ||
    vector.values instanceof BigUint64Array
  ) {
    const read = valueReader(vector);
    const builder = new VectorBuilder(type);
    for (let row = 0; row < (vector.constant ? 1 : length); row++) {
      const value = read(row);
      const turned = value === null || typeof value === 'object' ? Number.NaN : turn(Number(value));
      if (typeof value === 'object' && value !== null) call.fail(MULTIVALUE);
      builder.push(Number.isNaN(turned) ? null : turned);
    }
    return { ...builder.finish(), constant: vector.constant };
  }
  const out = new Float64Array(vector.length);
  let { nulls } = vector;
  for (let i = 0; i < out.length; i++) {
    if (bitAt(vector.nulls, i)) continue;
    const turned = turn(vector.values[i] as number);
    if (!Number.isNaN(turned)) {
      out[i] = turned;
      continue;
    }
    if (nulls === vector.nulls) nulls = nulls ? nulls.slice() : new Uint8Array((out.length + 7) >> 3);
    nulls![i >> 3]! |= 1 << (i & 7);
  }
  return makeVector(type, vector.length, out, nulls, undefined, undefined, vector.constant);
}
