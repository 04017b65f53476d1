/** Columns of scalar values, one row a record. Rows are written in ascending order; a row that is not written is null. */
import type { Cell, ColumnType } from '../protocol/protocol.ts';
import { Dictionary } from './dictionary.ts';
import { grown, Nulls } from './growable.ts';
import { writeDoubleKey } from './radix.ts';
import { type Lent, ValueColumn } from './value-column.ts';

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

/** Values are codes of the dictionary. */
export class KeywordColumn extends ValueColumn<Uint32Array> implements Column {
  readonly type = 'keyword';
  readonly dictionary = new Dictionary();

  constructor() {
    super(new Uint32Array(0));
  }

  get bytes(): number {
    return this.arrayBytes + this.dictionary.bytes;
  }

  add(row: number, text: string): void {
    this.addCode(row, this.dictionary.internText(text));
  }

  /** Adds the UTF-8 text `bytes[start, end)`. */
  addBytes(row: number, bytes: Uint8Array, start: number, end: number): void {
    this.addCode(row, this.dictionary.intern(bytes, start, end));
  }

  cell(row: number): Cell {
    return this.cellOf(row, (at) => this.dictionary.value(this.values[at] as number));
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
        let rank = ranks[this.values[from] as number] as number;
        for (let at = from + 1; at < to; at++) {
          const other = ranks[this.values[at] as number] as number;
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
      if (marked[this.values[at] as number] === 1) return true;
    }
    return false;
  }

  protected onList(): void {}

  private addCode(row: number, code: number): void {
    const at = this.place(row);
    this.values[at] = code;
  }
}

/** Doubles, longs and dates (epoch ms). Longs beyond 2^53 are kept exactly beside their nearest double. */
export class NumberColumn extends ValueColumn<Float64Array> implements Column {
  readonly type: 'long' | 'double' | 'date';
  private readonly exact = new Map<number, bigint>();

  constructor(type: 'long' | 'double' | 'date') {
    super(new Float64Array(0));
    this.type = type;
  }

  get bytes(): number {
    return this.arrayBytes + this.exact.size * 64;
  }

  /** Longs that their double does not say, by their place in `values`. */
  get beyondDoubles(): ReadonlyMap<number, bigint> {
    return this.exact;
  }

  add(row: number, value: number | bigint): void {
    const at = this.place(row);
    this.values[at] = Number(value);
    if (typeof value === 'bigint' && !Number.isSafeInteger(Number(value))) this.exact.set(at, value);
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

  protected onList(): void {
    const moved = [...this.exact];
    this.exact.clear();
    for (const [row, value] of moved) this.exact.set(this.from(row), value);
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

/** One value a row; of several the last counts. */
export class BooleanColumn implements Column {
  readonly type = 'boolean';
  /** 0 or 1. */
  private values = new Uint8Array(0);
  private readonly nulls = new Nulls();

  get bytes(): number {
    return this.values.byteLength + this.nulls.bytes;
  }

  lend(rows: number): Lent<Uint8Array> {
    this.values = grown(this.values, rows);
    return { values: this.values, nulls: this.nulls.bits(rows) };
  }

  add(row: number, value: boolean): void {
    if (row >= this.values.length) this.values = grown(this.values, row + 1);
    this.values[row] = value ? 1 : 0;
    this.nulls.remove(row);
  }

  cell(row: number): Cell {
    return this.nulls.has(row) ? null : this.values[row] === 1;
  }

  keys(ids: Uint32Array): SortKeys {
    const low = new Uint32Array(ids.length);
    const isNull = new Uint8Array(ids.length);
    for (let i = 0; i < ids.length; i++) {
      const row = ids[i] as number;
      if (this.nulls.has(row)) isNull[i] = 1;
      else low[i] = this.values[row] as number;
    }
    return { low, isNull };
  }
}
