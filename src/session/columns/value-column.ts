import type { Cell } from '../protocol/protocol.ts';
import { grown, Nulls, Uints } from './growable.ts';

/** Where the values of each row are; `undefined` in a column while every row has one value at most. */
class Lists {
  /** Start of each row's values, and after the last written row the end of all. */
  private readonly starts = new Uints();

  /** Makes `row` the last row, its values beginning at `at`; rows between are empty. */
  open(row: number, at: number): void {
    while (this.starts.length <= row) this.starts.push(at);
  }

  start(row: number, length: number): number {
    return row < this.starts.length ? (this.starts.array[row] as number) : length;
  }

  get array(): Uint32Array {
    return this.starts.array.subarray(0, this.starts.length);
  }

  get bytes(): number {
    return this.starts.bytes;
  }
}

/** A column's arrays as they are in memory, at least so many rows long. Lent, not copied: only to be read. */
export interface Lent<T> {
  /** The value of each row, or where there are `offsets` those of row i from `offsets[i]` to `offsets[i + 1]`. */
  readonly values: T;
  readonly offsets?: Uint32Array;
  /** Bit set: the row is null. Means nothing where there are `offsets`. */
  readonly nulls: Uint8Array;
}

/**
 * What keywords and numbers have in common. A column holds one value a row until a row gets a second; from then on it
 * holds a list of values and, for each row, where its own begin.
 */
export abstract class ValueColumn<T extends Uint32Array | Float64Array> {
  /** Single: value of each row. Lists: all values. */
  protected values: T;
  /** Written length of `values`. */
  protected length = 0;
  private readonly nulls = new Nulls();
  private lists: Lists | undefined;

  constructor(values: T) {
    this.values = values;
  }

  /** Told when the values have moved from their rows' places to lists. */
  protected abstract onList(): void;

  /** What every column of this kind holds in memory. */
  protected get arrayBytes(): number {
    return this.values.byteLength + this.nulls.bytes + (this.lists?.bytes ?? 0);
  }

  lend(rows: number): Lent<T> {
    const nulls = this.nulls.bits(rows);
    if (this.lists) {
      this.lists.open(rows, this.length);
      return { values: this.values, offsets: this.lists.array, nulls };
    }
    this.values = grown(this.values, rows) as T;
    return { values: this.values, nulls };
  }

  /** Where the next value of `row` goes. Rows may only grow. */
  protected place(row: number): number {
    if (!this.lists && !this.nulls.has(row)) this.makeLists();
    let at = row;
    if (this.lists) {
      at = this.length;
      this.lists.open(row, at);
    } else this.nulls.remove(row);
    if (at >= this.values.length) this.values = grown(this.values, at + 1) as T;
    this.length = at + 1;
    return at;
  }

  /** The values of a row are at `from(row)` up to `to(row)`. */
  protected from(row: number): number {
    return this.lists ? this.lists.start(row, this.length) : row;
  }

  protected to(row: number): number {
    if (this.lists) return this.lists.start(row + 1, this.length);
    return this.nulls.has(row) ? row : row + 1;
  }

  private makeLists(): void {
    const lists = new Lists();
    let to = 0;
    for (let row = 0; row < this.length; row++) {
      lists.open(row, to);
      if (!this.nulls.has(row)) this.values[to++] = this.values[row] as number;
    }
    this.length = to;
    this.lists = lists;
    this.onList();
  }

  protected cellOf(row: number, value: (at: number) => string | number): Cell {
    const from = this.from(row);
    const to = this.to(row);
    if (to - from < 2) return to === from ? null : value(from);
    const list: (string | number)[] = [];
    for (let at = from; at < to; at++) list.push(value(at));
    return list;
  }
}
