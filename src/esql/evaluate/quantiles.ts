import { VectorBuilder } from '../columns/builder.ts';
import { scalarReader, type Vector } from '../columns/vector.ts';
import type { GroupedRows } from '../vocabulary/entry.ts';
import { eachValue, isPlainNumbers } from './accumulate.ts';

/**
 * Exact quantiles per group, interpolated between neighbours as a t-digest does that still holds
 * every value. All values are kept until the end, 12 bytes each.
 */
export class Quantiles {
  #values = new Float64Array(1024);
  #groups = new Int32Array(1024);
  #length = 0;
  #arranged: Arranged | undefined;

  #room(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#values.length) return;
    const size = Math.max(needed, this.#values.length * 2);
    const values = new Float64Array(size);
    values.set(this.#values.subarray(0, this.#length));
    const groups = new Int32Array(size);
    groups.set(this.#groups.subarray(0, this.#length));
    this.#values = values;
    this.#groups = groups;
  }

  add(entries: GroupedRows, vector: Vector): void {
    this.#arranged = undefined;
    const { groups } = entries;
    if (isPlainNumbers(vector) && !entries.rows) {
      this.#room(groups.length);
      this.#values.set(vector.values, this.#length);
      this.#groups.set(groups, this.#length);
      this.#length += groups.length;
      return;
    }
    const read = scalarReader(vector);
    eachValue(entries, vector, (group, place) => {
      this.#room(1);
      this.#values[this.#length] = Number(read(place));
      this.#groups[this.#length++] = group;
    });
  }

  #byGroup(groupCount: number): Arranged {
    if (this.#arranged?.starts.length !== groupCount + 1) this.#arranged = this.#arrange(groupCount);
    return this.#arranged;
  }

  #arrange(groupCount: number): Arranged {
    const starts = new Int32Array(groupCount + 1);
    if (groupCount === 1) {
      starts[1] = this.#length;
      return { values: this.#values.slice(0, this.#length), starts };
    }
    for (let i = 0; i < this.#length; i++) starts[this.#groups[i]! + 1]!++;
    for (let g = 0; g < groupCount; g++) starts[g + 1]! += starts[g]!;
    const next = starts.slice();
    const values = new Float64Array(this.#length);
    for (let i = 0; i < this.#length; i++) values[next[this.#groups[i]!]!++] = this.#values[i]!;
    return { values, starts };
  }

  *finish(groupCount: number, fraction: number): Generator<undefined, Vector> {
    return yield* this.#each(groupCount, (own) => quantile(own, fraction));
  }

  /** Per group the median of the distances from the median. */
  *deviations(groupCount: number): Generator<undefined, Vector> {
    return yield* this.#each(groupCount, (own) => {
      const median = quantile(own, 0.5);
      return quantile(
        own.map((value) => Math.abs(value - median)),
        0.5,
      );
    });
  }

  *#each(groupCount: number, compute: (own: Float64Array) => number): Generator<undefined, Vector> {
    const { values, starts } = this.#byGroup(groupCount);
    const builder = new VectorBuilder('double');
    let since = 0;
    for (let g = 0; g < groupCount; g++) {
      const own = values.subarray(starts[g]!, starts[g + 1]!);
      builder.push(own.length === 0 ? null : compute(own));
      since += own.length + 100;
      if (since < STEP) continue;
      since = 0;
      yield undefined;
    }
    return builder.finish();
  }
}

/** The values of each group, next to each other in any order: group g is `values[starts[g] .. starts[g + 1])`. */
interface Arranged {
  readonly values: Float64Array;
  readonly starts: Int32Array;
}

/** Values worked on between two pauses. */
const STEP = 200_000;

/** The quantile of some values, at least one; they are moved around. */
export function quantile(values: Float64Array, fraction: number): number {
  const at = Math.min(1, Math.max(0, fraction)) * (values.length - 1);
  const below = Math.floor(at);
  const low = select(values, below);
  if (at === below) return low;
  let high = Number.POSITIVE_INFINITY;
  for (let i = below + 1; i < values.length; i++) if (values[i]! < high) high = values[i]!;
  return low + (high - low) * (at - below);
}

/** The k-th smallest value; afterwards smaller ones stand before it and larger ones after. */
function select(values: Float64Array, k: number): number {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = pivotOf(values, left, right);
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i <= j) {
        const swap = values[i]!;
        values[i++] = values[j]!;
        values[j--] = swap;
      }
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else return values[k]!;
  }
  return values[k]!;
}

function pivotOf(values: Float64Array, left: number, right: number): number {
  const a = values[left]!;
  const b = values[(left + right) >> 1]!;
  const c = values[right]!;
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
