import type { Cell, ColumnInfo } from '../protocol/protocol.ts';
import { BooleanColumn, type Column, KeywordColumn, NumberColumn } from './column.ts';

/** The columns of all loaded records. A record is a row; rows are added at the end and never change. */
export class Table {
  readonly infos: readonly ColumnInfo[];
  /** In the order of `infos`. */
  readonly columns: readonly Column[];
  rows = 0;
  private readonly byField: ReadonlyMap<string, Column>;

  constructor(infos: readonly ColumnInfo[]) {
    this.infos = infos;
    this.columns = infos.map(({ type }) => makeColumn(type));
    this.byField = new Map(infos.map(({ field }, i) => [field, this.columns[i] as Column]));
  }

  get bytes(): number {
    return this.columns.reduce((sum, column) => sum + column.bytes, 0);
  }

  column(field: string): Column | undefined {
    return this.byField.get(field);
  }

  /** The cells of these rows, one list a field; of a field that is no column all null. */
  cells(ids: ArrayLike<number>, fields: readonly string[]): Cell[][] {
    return fields.map((field) => {
      const column = this.byField.get(field);
      return Array.from(ids, (id) => column?.cell(id) ?? null);
    });
  }

  /** Every value of one row, by field. */
  row(id: number): Record<string, Cell> {
    return Object.fromEntries(this.infos.map(({ field }, i) => [field, (this.columns[i] as Column).cell(id)]));
  }
}

function makeColumn(type: ColumnInfo['type']): Column {
  switch (type) {
    case 'keyword':
      return new KeywordColumn();
    case 'boolean':
      return new BooleanColumn();
    default:
      return new NumberColumn(type);
  }
}
