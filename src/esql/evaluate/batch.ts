import { gather } from '../columns/gather.ts';
import type { Vector } from '../columns/vector.ts';

/**
 * Some rows of the pipe. Columns are found by the id of their attribute, and are only cut to the
 * chosen rows when they are read.
 */
export class Batch {
  readonly length: number;
  readonly #columns: Map<number, Vector | (() => Vector)>;

  constructor(length: number, columns: Map<number, Vector | (() => Vector)>) {
    this.length = length;
    this.#columns = columns;
  }

  column(id: number): Vector {
    const found = this.#columns.get(id);
    if (found === undefined) throw new Error(`column ${id} is not in the batch`);
    if (typeof found !== 'function') return found;
    const vector = found();
    this.#columns.set(id, vector);
    return vector;
  }

  has(id: number): boolean {
    return this.#columns.has(id);
  }

  /** The same rows with further columns. */
  with(columns: readonly (readonly [number, Vector | (() => Vector)])[]): Batch {
    const all = new Map(this.#columns);
    for (const [id, vector] of columns) all.set(id, vector);
    return new Batch(this.length, all);
  }

  /** The named rows, in that order. */
  rows(rows: Int32Array): Batch {
    const all = new Map<number, Vector | (() => Vector)>();
    for (const id of this.#columns.keys()) all.set(id, () => gather(this.column(id), rows));
    return new Batch(rows.length, all);
  }
}
