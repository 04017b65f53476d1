/**
 * What accumulators share: room for groups, and the walk over the values of some rows.
 */
import { VectorBuilder } from '../columns/builder.ts';
import { isNullAt, makeVector, type Vector } from '../columns/vector.ts';
import type { DataType } from '../types.ts';
import type { Scalar, Value } from '../values/value.ts';
import type { GroupedRows } from '../vocabulary/entry.ts';

/** Rows with their groups, and how many there are of each once somebody asks. */
export class Grouped implements GroupedRows {
  readonly groups: Int32Array;
  readonly rows: Int32Array | undefined;
  readonly groupCount: number;
  #tally: Int32Array | undefined;

  constructor(groups: Int32Array, rows: Int32Array | undefined, groupCount: number) {
    this.groups = groups;
    this.rows = rows;
    this.groupCount = groupCount;
  }

  get tallied(): boolean {
    return this.#tally !== undefined;
  }

  keepTally(tally: Int32Array): void {
    this.#tally = tally;
  }

  tally(): Int32Array {
    if (!this.#tally) {
      const tally = new Int32Array(this.groupCount);
      const { groups } = this;
      if (this.groupCount === 1) tally[0] = groups.length;
      else for (let i = 0; i < groups.length; i++) tally[groups[i]!]!++;
      this.#tally = tally;
    }
    return this.#tally;
  }
}

/** An array with room for so many groups, its former content kept. */
export function roomFor(array: Float64Array<ArrayBuffer>, groups: number): Float64Array<ArrayBuffer> {
  if (array.length >= groups) return array;
  const grown = new Float64Array(Math.max(groups, array.length * 2, 16));
  grown.set(array);
  return grown;
}

/** Calls `take` with the group and the place of every value (each value of a multivalue). */
export function eachValue(
  { groups, rows }: GroupedRows,
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

/** The entries and numbers of the rows that are not null, side by side; lists and wider numbers stay as they are. */
export function withoutNulls(entries: GroupedRows, vector: Vector): readonly [GroupedRows, Vector] {
  const { values, nulls } = vector;
  const plain = values instanceof Float64Array || values instanceof Int32Array;
  if (!plain || vector.constant || vector.offsets || (!nulls && !entries.rows)) return [entries, vector];
  const { groups, rows } = entries;
  const keptGroups = new Int32Array(groups.length);
  const kept = values instanceof Int32Array ? new Int32Array(groups.length) : new Float64Array(groups.length);
  let count = 0;
  for (let i = 0; i < groups.length; i++) {
    const row = rows ? rows[i]! : i;
    if (nulls && (nulls[row >> 3]! & (1 << (row & 7))) !== 0) continue;
    keptGroups[count] = groups[i]!;
    kept[count++] = values[row]!;
  }
  const { groupCount } = entries;
  const found = new Grouped(keptGroups.subarray(0, count), undefined, groupCount);
  return [found, makeVector(vector.type, count, kept.subarray(0, count))];
}

/** Groups finished between two pauses. */
const STEP = 16_384;

/** One row for each group; null where a group has no value. A value that takes long is made in steps of its own. */
export function* perGroup(
  type: DataType,
  groupCount: number,
  make: (group: number) => Value | Generator<undefined, Value>,
): Generator<undefined, Vector> {
  const builder = new VectorBuilder(type);
  for (let group = 0; group < groupCount; group++) {
    const made = make(group);
    const value = isInSteps(made) ? yield* made : made;
    if (Array.isArray(value) && value.length > STEP) yield* builder.pushInSteps(value as readonly Scalar[], STEP);
    else builder.push(value);
    if (group % STEP === STEP - 1) yield undefined;
  }
  return builder.finish();
}

const isInSteps = (made: Value | Generator<undefined, Value>): made is Generator<undefined, Value> =>
  typeof made === 'object' && made !== null && 'next' in made;
