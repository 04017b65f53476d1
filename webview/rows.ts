/**
 * The table's rows, a page of 100 at a time. The page never holds the table: it keeps the last pages that were looked
 * at, asks for what it is about to show, and gives up what it no longer needs.
 */
import type { Cell, QueryPlace, RecordId, RowWindow, Selection } from '../src/session/protocol/protocol.ts';
import { RequestError } from '../src/session/protocol/rpc.ts';

export const PAGE_ROWS = 100;
/** 100 pages of 100 rows of some 14 cells: about 3 MB. */
const PAGES_KEPT = 100;
/** Pages asked for at a time; more would only queue up behind a fast scroll. */
const PAGES_ASKED = 2;

export interface Row {
  readonly id: RecordId;
  /** One cell a field, in the order of the fields asked for. */
  readonly cells: readonly Cell[];
}

interface Page {
  readonly ids: readonly RecordId[];
  readonly cells: readonly (readonly Cell[])[];
  /** The version of the table that it was read from; an older one is shown until the new one is here. */
  readonly version: number;
}

export type AskRows = (
  selection: Selection,
  from: number,
  count: number,
  signal: AbortSignal,
  looked: (looked: { readonly done: number; readonly of: number }) => void,
) => Promise<RowWindow>;

export class Rows {
  private readonly ask: AskRows;
  private readonly changed: () => void;
  private selection: Selection;
  private version = 0;
  /** In the order of use, least recent first. */
  private readonly pages = new Map<number, Page>();
  private readonly asked = new Map<number, AbortController>();
  private wanted: readonly number[] = [0];
  /** Records of the selection and of the session; undefined before the first answer. */
  matched: number | undefined;
  loaded = 0;
  failure: string | undefined;
  /** The filter cannot be read: what is wrong with it and where. */
  mistake: { readonly message: string; readonly place: QueryPlace | undefined } | undefined;
  /** How much of the records has been looked at, while that takes long. */
  looked: { readonly done: number; readonly of: number } | undefined;
  /** Looking was given up before there were rows. */
  stopped = false;

  constructor(selection: Selection, ask: AskRows, changed: () => void) {
    this.selection = selection;
    this.ask = ask;
    this.changed = changed;
  }

  get busy(): boolean {
    return this.asked.size > 0;
  }

  /** True while nothing that is shown is older than the selection. */
  get settled(): boolean {
    return this.asked.size === 0 && this.wanted.every((page) => this.pages.get(page)?.version === this.version);
  }

  /** A row to show; it may still be one of the search or order before. */
  get(index: number): Row | undefined {
    return this.rowOf(this.pages.get(Math.floor(index / PAGE_ROWS)), index);
  }

  /** A row of the present search and order, if it is here. */
  current(index: number): Row | undefined {
    const page = this.pages.get(Math.floor(index / PAGE_ROWS));
    return page?.version === this.version ? this.rowOf(page, index) : undefined;
  }

  private rowOf(page: Page | undefined, index: number): Row | undefined {
    const at = index % PAGE_ROWS;
    const id = page?.ids[at];
    if (!page || id === undefined) return undefined;
    return { id, cells: page.cells.map((column) => column[at] ?? null) };
  }

  /** Where a record stands among the rows that are here; -1 if it is not among them. */
  find(id: RecordId): number {
    for (const [number, page] of this.pages) {
      if (page.version !== this.version) continue;
      const at = page.ids.indexOf(id);
      if (at >= 0) return number * PAGE_ROWS + at;
    }
    return -1;
  }

  /** Another search or order: what is here stays until the answer comes, so that the table does not flicker. */
  select(selection: Selection): void {
    this.selection = selection;
    this.refresh();
  }

  /** The session has grown. */
  refresh(): void {
    this.version++;
    this.failure = this.mistake = this.looked = undefined;
    this.stopped = false;
    for (const controller of this.asked.values()) controller.abort();
    this.asked.clear();
    this.pump();
  }

  /** Gives up what is asked, until the selection changes or is refreshed. */
  stop(): void {
    this.version++;
    this.stopped = true;
    this.looked = undefined;
    for (const controller of this.asked.values()) controller.abort();
    this.asked.clear();
    this.changed();
  }

  /** Tells which rows are on the screen, `to` not included; the pages around them are fetched. */
  want(from: number, to: number): void {
    const last = Math.max(Math.floor(Math.max(to - 1, from) / PAGE_ROWS), 0);
    const wanted: number[] = [];
    for (let page = Math.floor(from / PAGE_ROWS); page <= last; page++) wanted.push(page);
    this.wanted = wanted;
    for (const [page, controller] of this.asked) {
      if (wanted.includes(page)) continue;
      controller.abort();
      this.asked.delete(page);
    }
    this.pump();
  }

  private pump(): void {
    if (this.stopped) return;
    for (const page of this.wanted) {
      if (this.asked.size >= PAGES_ASKED) return;
      if (this.asked.has(page) || this.pages.get(page)?.version === this.version) continue;
      if (this.matched !== undefined && page > 0 && page * PAGE_ROWS >= this.matched) continue;
      void this.fetch(page);
    }
  }

  private async fetch(page: number): Promise<void> {
    const controller = new AbortController();
    const version = this.version;
    this.asked.set(page, controller);
    try {
      const window = await this.ask(this.selection, page * PAGE_ROWS, PAGE_ROWS, controller.signal, (looked) => {
        if (version !== this.version) return;
        this.looked = looked;
        this.changed();
      });
      if (version !== this.version) return;
      this.take(page, window, version);
    } catch (error) {
      if (controller.signal.aborted || version !== this.version) return;
      this.failure = error instanceof Error ? error.message : String(error);
      if (error instanceof RequestError && error.kind === 'query')
        this.mistake = { message: error.message, place: error.place };
    }
    this.looked = undefined;
    if (this.asked.get(page) === controller) this.asked.delete(page);
    this.changed();
    if (this.failure === undefined) this.pump();
  }

  private take(page: number, window: RowWindow, version: number): void {
    this.failure = this.mistake = undefined;
    this.matched = window.matched;
    this.loaded = window.loaded;
    this.pages.delete(page);
    this.pages.set(page, { ids: window.ids, cells: window.cells, version });
    for (const [number, old] of this.pages) {
      const beyond = number * PAGE_ROWS >= window.matched && number > 0;
      if (beyond || (this.pages.size > PAGES_KEPT && !this.wanted.includes(number))) this.pages.delete(number);
      else if (old.version !== version && !this.wanted.includes(number)) this.pages.delete(number);
    }
  }
}
