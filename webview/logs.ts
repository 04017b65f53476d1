/** What is loaded, as far as the page knows: how far reading is, which columns there are and which part each plays. */
import type { ColumnInfo, LoadState } from '../src/session/protocol/protocol.ts';
import { type Parts, partsOf } from './fields.ts';

/** While a session loads, what is on the screen is asked for again at most this often, ms. */
const REFRESH_EVERY = 500;

/** Who shows what is loaded. */
export interface LogsReader {
  /** Answers of the records that are shown are still awaited. */
  readonly busy: boolean;
  /** More is loaded, or loading has ended: what is shown is asked for again. */
  refresh(): void;
  /** Nothing is loaded any more. */
  clear(): void;
  askColumns(): Promise<readonly ColumnInfo[] | undefined>;
}

export class Logs {
  private readonly reader: LogsReader;
  private timer: ReturnType<typeof setTimeout> | undefined;
  load: LoadState | undefined;
  columns: readonly ColumnInfo[] = [];
  parts: Parts = {};
  /** The fields that play a part. */
  fields: readonly string[] = [];
  /** Counts up whenever what is shown is to be asked for again. */
  edition = 0;

  constructor(reader: LogsReader) {
    this.reader = reader;
  }

  /** Nothing is loaded and nothing is being loaded. */
  get empty(): boolean {
    return this.load === undefined || this.load.phase === 'empty';
  }

  begin(load: LoadState, columns: readonly ColumnInfo[]): void {
    this.load = load;
    this.take(columns);
  }

  onState(state: LoadState): void {
    const before = this.load;
    this.load = state;
    const grown = state.counts.read !== before?.counts.read;
    const ended = before?.phase === 'loading' && state.phase !== 'loading';
    if (state.phase === 'empty') this.clear();
    else if (ended) this.refreshNow();
    else if (grown && this.timer === undefined) {
      // The first rows at once, later ones in bundles.
      if (before === undefined || before.counts.read === 0) this.refreshNow();
      this.refreshSoon();
    }
  }

  /** Asks for the columns anew, which depend on the profile. */
  async askColumns(): Promise<void> {
    const columns = await this.reader.askColumns();
    if (columns === undefined) return;
    this.take(columns);
    this.edition++;
    this.reader.refresh();
  }

  refreshNow(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.columns.length === 0) void this.askColumns();
    else {
      this.edition++;
      this.reader.refresh();
    }
  }

  /** Rows that are being read are waited for: a slow sort would never end if each bundle began it anew. */
  private refreshSoon(): void {
    this.timer = setTimeout(() => (this.reader.busy ? this.refreshSoon() : this.refreshNow()), REFRESH_EVERY);
  }

  private take(columns: readonly ColumnInfo[]): void {
    this.columns = columns;
    this.parts = partsOf(columns);
    this.fields = [...new Set(Object.values(this.parts))];
  }

  private clear(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.reader.clear();
  }
}
