/**
 * What accumulators share: room for groups, and the walk over the values of some rows.
 */
import { isNullAt, type Vector } from '../columns/vector.ts';

/** An array with room for so many groups, its former content kept. */
export function roomFor(array: Float64Array<ArrayBuffer>, groups: number): Float64Array<ArrayBuffer> {
  if (array.length >= groups) return array;
  const grown = new Float64Array(Math.max(groups, array.length * 2, 16));
  grown.set(array);
  return grown;
}

/** Calls `take` with the group and the place of every value (each value of a multivalue). */
export function eachValue(
  groups: Int32Array,
  rows: Int32Array | undefined,
  vector: Vector,
  take: (group: number, place: number) => void,
): void {
  const { offsets, constant } = vector;
  for (let i = 0; i < groups.length; i++) {
    const row = constant ? 0 : rows ? rows[i]! : i;
    if (offsets) for (let k = offsets[row]!; k < offsets[row + 1]!; k++) take(groups[i]!, k);
    else if (!isNullAt(vector, row)) take(groups[i]!, row);
  }
}

/** Whether every row holds exactly one number that a double holds. */
export function isPlainNumbers(vector: Vector): vector is Vector & { readonly values: Float64Array | Int32Array } {
  return (
    !vector.constant &&
    !vector.offsets &&
    !vector.nulls &&
    (vector.values instanceof Float64Array || vector.values instanceof Int32Array)
  );
}
