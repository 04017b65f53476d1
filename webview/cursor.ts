/** The table's cursor and what is selected: one row is current, any number of records may be chosen. */
import type { RecordId } from '../src/session/protocol/protocol.ts';
import type { Rows } from './rows.ts';

/** Records that a range or "select all" may choose; more are better exported as "all that match". */
export const MOST_CHOSEN = 10_000;

export class Cursor {
  private readonly rows: Rows;
  private readonly askIds: (from: number, count: number) => Promise<readonly RecordId[]>;
  /** Row of the cursor; -1 while there is none or its record is not in the selection. */
  index = -1;
  record: RecordId | undefined;
  private anchor = -1;
  private readonly marks = new Set<RecordId>();
  private moves = 0;
  private moving: Promise<void> = Promise.resolve();

  constructor(rows: Rows, askIds: (from: number, count: number) => Promise<readonly RecordId[]>) {
    this.rows = rows;
    this.askIds = askIds;
  }

  /** The chosen records: those that were marked, else the current one. */
  get chosen(): readonly RecordId[] {
    if (this.marks.size > 0) return [...this.marks];
    return this.record === undefined ? [] : [this.record];
  }

  has(id: RecordId): boolean {
    return this.marks.size > 0 ? this.marks.has(id) : id === this.record;
  }

  get last(): number {
    return (this.rows.matched ?? 0) - 1;
  }

  clear(): void {
    this.index = this.anchor = -1;
    this.record = undefined;
    this.marks.clear();
  }

  /** Another search or order: marks of several records are given up, the cursor is looked for anew. */
  narrow(): void {
    this.marks.clear();
    this.index = this.anchor = -1;
  }

  /** Where the wanted record stands now, -1 if it is not in the selection. */
  found(id: RecordId, index: number): void {
    this.record = id;
    this.index = this.anchor = index;
  }

  /** Rows arrived: a cursor that ran ahead of them learns its record. True if it did. */
  follow(): boolean {
    if (this.index > this.last) this.index = this.last;
    if (this.index < 0 || this.record !== undefined) return false;
    this.record = this.rows.current(this.index)?.id;
    return this.record !== undefined;
  }

  /** Resolves when the record under the cursor, and what was chosen with it, is known. */
  get rest(): Promise<void> {
    return this.moving;
  }

  /** Moves by rows, kept within the table. */
  async move(by: number, extend = false): Promise<void> {
    await this.to(this.index < 0 ? (by > 0 ? 0 : this.last) : this.index + by, extend);
  }

  /** Sets the cursor on a row; `extend` chooses all from the anchor to it. */
  to(index: number, extend = false): Promise<void> {
    this.moving = this.stand(index, extend);
    return this.moving;
  }

  private async stand(index: number, extend: boolean): Promise<void> {
    if (this.last < 0) return;
    const at = Math.min(Math.max(0, index), this.last);
    const move = ++this.moves;
    this.index = at;
    if (!extend) {
      this.anchor = at;
      this.marks.clear();
    }
    this.record = this.rows.current(at)?.id;
    if (this.record === undefined) {
      const [id] = await this.askIds(at, 1);
      if (move !== this.moves) return;
      this.record = id;
    }
    if (extend) await this.choose(Math.min(at, this.anchor), Math.max(at, this.anchor));
  }

  /** Adds a row to what is chosen, or takes it away. */
  toggle(index: number): Promise<void> {
    this.moving = this.mark(index);
    return this.moving;
  }

  private async mark(index: number): Promise<void> {
    if (this.marks.size === 0 && this.record !== undefined) this.marks.add(this.record);
    const id = this.rows.current(index)?.id ?? (await this.askIds(index, 1))[0];
    if (id === undefined) return;
    if (!this.marks.delete(id)) this.marks.add(id);
    this.index = this.anchor = index;
    this.record = id;
  }

  /** Chooses all rows, up to `MOST_CHOSEN`; false if there are more. */
  async chooseAll(): Promise<boolean> {
    if (this.last >= MOST_CHOSEN) return false;
    await this.choose(0, this.last);
    return true;
  }

  private async choose(from: number, to: number): Promise<void> {
    const move = this.moves;
    const ids = await this.askIds(from, Math.min(to - from + 1, MOST_CHOSEN));
    if (move !== this.moves) return;
    this.marks.clear();
    for (const id of ids) this.marks.add(id);
  }
}
