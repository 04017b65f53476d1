/**
 * Columns of scalar values, one row a record. Rows are written in ascending order; a row that is not written is null.
 * A column holds one value a row until a row gets a second; from then on it holds a list of values and, for each row,
 * where its own begin.
 */
import type { Cell, ColumnType } from '../protocol/protocol.ts';
import { Dictionary } from './dictionary.ts';
import { Bits, grown, Uints } from './growable.ts';
import { writeDoubleKey } from './radix.ts';

/** Order-preserving unsigned keys of some rows, and which rows have none because they are null. */
export interface SortKeys {
  readonly low: Uint32Array;
  readonly high?: Uint32Array;
  readonly isNull: Uint8Array;
}

export interface Column {
  readonly type: ColumnType;
  /** What it holds in memory. */
  readonly bytes: number;
  cell(row: number): Cell;
  /** Keys of the rows in `ids`: of several values the least where ascending, the greatest where descending. */
  keys(ids: Uint32Array, descending: boolean): SortKeys;
}

/** Where the values of each row are; `undefined` in a column while every row has one value at most. */
class Lists {
  /** Start of each row's values, and after the last written row the end of all. */
  private readonly starts = new Uints();

  /** Rows before this one are complete. */
  get rows(): number {
    return this.starts.length - 1;
  }

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

abstract class ValueColumn<T extends Uint32Array | Float64Array> {
  /** Single: value of each row. Lists: all values. */
  protected values: T;
  /** Written length of `values`. */
  protected length = 0;
  protected lists: Lists | undefined;

  constructor(values: T) {
    this.values = values;
  }

  protected abstract hasSingle(row: number): boolean;
  protected abstract onList(): void;

  /** Where the next value of `row` goes. Rows may only grow. */
  protected place(row: number): number {
    if (!this.lists && this.hasSingle(row)) this.makeLists();
    let at = row;
    if (this.lists) {
      at = this.length;
      this.lists.open(row, at);
    }
    if (at >= this.values.length) this.values = grown(this.values, at + 1) as T;
    this.length = at + 1;
    return at;
  }

  /** Calls `take` with the place of each value of `row`. */
  protected from(row: number): number {
    return this.lists ? this.lists.start(row, this.length) : row;
  }

  protected to(row: number): number {
    if (this.lists) return this.lists.start(row + 1, this.length);
    return this.hasSingle(row) ? row + 1 : row;
  }

  private makeLists(): void {
    const lists = new Lists();
    let to = 0;
    for (let row = 0; row < this.length; row++) {
      lists.open(row, to);
      if (this.hasSingle(row)) this.values[to++] = this.values[row] as number;
    }
    this.length = to;
    this.lists = lists;
    this.onList();
  }

  /** Start of each row's values in `raw`, and the end; absent while each row has at most one value, at its own place. */
  get offsets(): Uint32Array | undefined {
    return this.lists?.array;
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

/** Codes are 1-based: 0 is null, so that a fresh array is all null. */
export class KeywordColumn extends ValueColumn<Uint32Array> implements Column {
  readonly type = 'keyword';
  readonly dictionary = new Dictionary();

  constructor() {
    super(new Uint32Array(0));
  }

  get bytes(): number {
    return this.values.byteLength + this.dictionary.bytes + (this.lists?.bytes ?? 0);
  }

  /** Code + 1 of each row, or with `offsets` of each value. */
  get codes(): Uint32Array {
    return this.values.subarray(0, this.length);
  }

  add(row: number, text: string): void {
    this.addCode(row, this.dictionary.internText(text));
  }

  /** Adds the UTF-8 text `bytes[start, end)`. */
  addBytes(row: number, bytes: Uint8Array, start: number, end: number): void {
    this.addCode(row, this.dictionary.intern(bytes, start, end));
  }

  cell(row: number): Cell {
    return this.cellOf(row, (at) => this.dictionary.value((this.values[at] as number) - 1));
  }

  keys(ids: Uint32Array, descending: boolean): SortKeys {
    const ranks = this.dictionary.ranks();
    const low = new Uint32Array(ids.length);
    const isNull = new Uint8Array(ids.length);
    for (let i = 0; i < ids.length; i++) {
      const row = ids[i] as number;
      const from = this.from(row);
      const to = this.to(row);
      if (from === to) isNull[i] = 1;
      else {
        let rank = ranks[(this.values[from] as number) - 1] as number;
        for (let at = from + 1; at < to; at++) {
          const other = ranks[(this.values[at] as number) - 1] as number;
          if (descending ? other > rank : other < rank) rank = other;
        }
        low[i] = rank;
      }
    }
    return { low, isNull };
  }

  /** Whether any value of `row` is marked; `marked` is by code. */
  hasMarked(row: number, marked: Uint8Array): boolean {
    for (let at = this.from(row), to = this.to(row); at < to; at++) {
      if (marked[(this.values[at] as number) - 1] === 1) return true;
    }
    return false;
  }

  protected hasSingle(row: number): boolean {
    return row < this.length && this.values[row] !== 0;
  }

  protected onList(): void {}

  private addCode(row: number, code: number): void {
    const at = this.place(row);
    this.values[at] = code + 1;
  }
}

/** Doubles, longs and dates (epoch ms). Longs beyond 2^53 are kept exactly beside their nearest double. */
export class NumberColumn extends ValueColumn<Float64Array> implements Column {
  readonly type: 'long' | 'double' | 'date';
  private present: Bits | undefined = new Bits();
  private readonly exact = new Map<number, bigint>();

  constructor(type: 'long' | 'double' | 'date') {
    super(new Float64Array(0));
    this.type = type;
  }

  get bytes(): number {
    return this.values.byteLength + (this.present?.bytes ?? 0) + (this.lists?.bytes ?? 0) + this.exact.size * 64;
  }

  /** The value of each row, or with `offsets` each value. Where `isNull` says so a row's number means nothing. */
  get numbers(): Float64Array {
    return this.values.subarray(0, this.length);
  }

  isNull(row: number): boolean {
    return this.from(row) === this.to(row);
  }

  add(row: number, value: number | bigint): void {
    const at = this.place(row);
    this.values[at] = Number(value);
    if (typeof value === 'bigint' && !Number.isSafeInteger(Number(value))) this.exact.set(at, value);
    this.present?.add(row);
  }

  /** A number that no JSON number or double can say is its decimal text. */
  cell(row: number): Cell {
    return this.cellOf(row, (at) => {
      const value = this.values[at] as number;
      return this.exact.get(at)?.toString() ?? (Number.isFinite(value) ? value : String(value));
    });
  }

  keys(ids: Uint32Array, descending: boolean): SortKeys {
    const low = new Uint32Array(ids.length);
    const high = new Uint32Array(ids.length);
    const isNull = new Uint8Array(ids.length);
    for (let i = 0; i < ids.length; i++) {
      const row = ids[i] as number;
      const from = this.from(row);
      const to = this.to(row);
      if (from === to) {
        isNull[i] = 1;
        continue;
      }
      let best = from;
      for (let at = from + 1; at < to; at++) {
        const difference = (this.values[at] as number) - (this.values[best] as number);
        if (descending ? difference > 0 : difference < 0) best = at;
      }
      if (this.exact.size > 0 && this.type === 'long') writeLongKey(this.long(best), i, low, high);
      else writeDoubleKey(this.values[best] as number, i, low, high);
    }
    return { low, high, isNull };
  }

  /** Whether the digits of any value of `row` hold `text`, which is lower case. */
  hasText(row: number, text: string): boolean {
    for (let at = this.from(row), to = this.to(row); at < to; at++) {
      const spelled = this.exact.size > 0 && this.exact.has(at) ? String(this.exact.get(at)) : String(this.values[at]);
      if (spelled.includes(text)) return true;
    }
    return false;
  }

  protected hasSingle(row: number): boolean {
    return row < this.length && (this.present?.has(row) ?? false);
  }

  protected onList(): void {
    // Which rows have a value is now in the lists; the exact values move with theirs.
    const moved = [...this.exact];
    this.exact.clear();
    for (const [row, value] of moved) this.exact.set(this.from(row), value);
    this.present = undefined;
  }

  private long(at: number): bigint {
    return this.exact.get(at) ?? BigInt(Math.trunc(this.values[at] as number));
  }
}

function writeLongKey(value: bigint, at: number, low: Uint32Array, high: Uint32Array): void {
  const shifted = BigInt.asUintN(64, value + 0x8000000000000000n);
  high[at] = Number(shifted >> 32n);
  low[at] = Number(shifted & 0xffffffffn);
}

const FALSE = 1;
const TRUE = 2;

/** One value a row; of several the last counts. */
export class BooleanColumn implements Column {
  readonly type = 'boolean';
  /** 0 null, 1 false, 2 true. */
  private values = new Uint8Array(0);

  get bytes(): number {
    return this.values.byteLength;
  }

  add(row: number, value: boolean): void {
    if (row >= this.values.length) this.values = grown(this.values, row + 1);
    this.values[row] = value ? TRUE : FALSE;
  }

  cell(row: number): Cell {
    const value = this.values[row] ?? 0;
    return value === 0 ? null : value === TRUE;
  }

  keys(ids: Uint32Array): SortKeys {
    const low = new Uint32Array(ids.length);
    const isNull = new Uint8Array(ids.length);
    for (let i = 0; i < ids.length; i++) {
      const value = this.values[ids[i] as number] ?? 0;
      if (value === 0) isNull[i] = 1;
      low[i] = value;
    }
    return { low, isNull };
  }
}
