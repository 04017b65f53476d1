import { ColumnReader, type ColumnSink } from '../ecs/columns.ts';
import type { Origin } from '../ecs/model.ts';
import { sourceTime } from '../ecs/origin.ts';
import { conversationKey } from '../ecs/thread.ts';
import type { Tape } from '../json/tape.ts';
import type { JsonScan } from '../records/reader.ts';
import { BooleanColumn, KeywordColumn, NumberColumn } from './columns/column.ts';
import type { Uints } from './columns/growable.ts';
import type { Table } from './columns/table.ts';

/** Looks at a record on its tape, which holds it during the call only. */
export type RecordWatch = (tape: Tape, row: number) => void;

/** Puts what the columns hold of each record into a table, in one pass over the record and without making its document. */
export class InvocationIndex {
  /** What the reader of records asks, so that each is scanned once. */
  readonly scan: JsonScan;
  private readonly reader = new ColumnReader();
  private readonly sink: TableSink;
  private readonly table: Table;
  private readonly conversations: Uints | undefined;
  /** Is shown each record that is added. */
  watch: RecordWatch | undefined;

  /** `conversations`: takes the key of each record's conversation. */
  constructor(table: Table, watch?: RecordWatch, conversations?: Uints) {
    this.conversations = conversations;
    this.table = table;
    this.watch = watch;
    this.scan = this.reader.tape;
    this.sink = new TableSink(table);
  }

  /** Holds the record that `scan` has just accepted. */
  get tape(): Tape {
    return this.reader.tape;
  }

  /** `@timestamp` of the row that was added last, ms. */
  get time(): number {
    return this.sink.time;
  }

  /** Adds a row for the record that `scan` has just accepted. Returns what was odd about the record, one sentence each; good until the next call. */
  add(origin: Origin): readonly string[] {
    this.sink.row = this.table.rows;
    this.reader.readScanned(sourceTime(origin), this.sink);
    this.watch?.(this.reader.tape, this.table.rows);
    this.conversations?.push(conversationKey(this.reader.tape));
    this.table.rows++;
    return this.reader.warnings;
  }
}

/** The columns in the order of `INVOCATION_COLUMNS`, by what they take. */
class TableSink implements ColumnSink {
  row = 0;
  time = 0;
  private readonly timeColumn: number;
  private readonly keywords: readonly (KeywordColumn | undefined)[];
  private readonly numbers: readonly (NumberColumn | undefined)[];
  private readonly booleans: readonly (BooleanColumn | undefined)[];

  constructor({ columns, infos }: Table) {
    this.timeColumn = infos.findIndex(({ field }) => field === '@timestamp');
    this.keywords = columns.map((column) => (column instanceof KeywordColumn ? column : undefined));
    this.numbers = columns.map((column) => (column instanceof NumberColumn ? column : undefined));
    this.booleans = columns.map((column) => (column instanceof BooleanColumn ? column : undefined));
  }

  bytes(column: number, bytes: Uint8Array, start: number, end: number): void {
    this.keywords[column]?.addBytes(this.row, bytes, start, end);
  }

  text(column: number, text: string): void {
    this.keywords[column]?.add(this.row, text);
  }

  number(column: number, value: number | bigint): void {
    if (column === this.timeColumn) this.time = Number(value);
    this.numbers[column]?.add(this.row, value);
  }

  boolean(column: number, value: boolean): void {
    this.booleans[column]?.add(this.row, value);
  }
}
