/** An answer's columns by name. */
import type { QueryAnswer, QueryCell } from '../../src/session/protocol/protocol.ts';

export class Rows {
  readonly answer: QueryAnswer;
  readonly length: number;
  private readonly columns: ReadonlyMap<string, readonly QueryCell[]>;

  constructor(answer: QueryAnswer) {
    const { columns, values } = answer;
    this.answer = answer;
    this.columns = new Map(columns.map(({ name }, i) => [name, values[i] ?? []]));
    this.length = values[0]?.length ?? 0;
  }

  has(column: string): boolean {
    return this.columns.has(column);
  }

  cell(column: string, row: number): QueryCell {
    return this.columns.get(column)?.[row] ?? null;
  }

  /** A number; whole ones beyond a double come as their digits. */
  number(column: string, row: number): number | null {
    const cell = this.cell(column, row);
    if (typeof cell === 'number') return cell;
    return typeof cell === 'string' && /^-?\d+$/.test(cell) ? Number(cell) : null;
  }

  text(column: string, row: number): string | null {
    const cell = this.cell(column, row);
    return cell === null ? null : Array.isArray(cell) ? cell.join(', ') : String(cell);
  }

  /** Epoch ms. */
  time(column: string, row: number): number {
    return Date.parse(String(this.cell(column, row)));
  }

  /** Whether any row has a number above 0 in one of some columns. */
  any(columns: readonly string[]): boolean {
    for (const column of columns)
      for (let row = 0; row < this.length; row++) if ((this.number(column, row) ?? 0) !== 0) return true;
    return false;
  }
}
