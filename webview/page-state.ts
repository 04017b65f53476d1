/** Where the page is, what it shows there and what is kept of it; holds no DOM. */
import type { Profile } from '../src/ecs/model.ts';
import type { ColumnInfo, LoadState, PageEvent, PageRequests, RecordId } from '../src/session/protocol/protocol.ts';
import { Cursor } from './cursor.ts';
import { Checks } from './detections/checks.ts';
import { Editor } from './editor.ts';
import type { Parts } from './fields.ts';
import { Clock } from './format.ts';
import { type Host, reasonOf } from './host.ts';
import { Logs, type LogsReader } from './logs.ts';
import type { Look } from './look.ts';
import type { Prices } from './overview/price-table.ts';
import { type Place, restore, type Saved, TABS, Trail } from './places.ts';
import { Reader } from './reader.ts';
import { Reading } from './reading/reading.ts';
import { Rows } from './rows.ts';

/** The detail follows the cursor when it has rested this long, ms. */
const PEEK_AFTER = 80;
/** Saved at most this often, ms. */
const SAVE_AFTER = 200;

/** That a query is to be run: counts up with each. */
export interface QueryOrder {
  readonly count: number;
  readonly now?: number | undefined;
}

export abstract class PageState {
  protected readonly host: Host;
  private readonly watchers = new Set<() => void>();
  private readonly saved: Saved;
  /** There was no page before this one. */
  protected readonly fresh: boolean;
  protected readonly trail: Trail;
  protected readonly logs: Logs;
  readonly rows: Rows;
  readonly cursor: Cursor;
  readonly reader: Reader;
  readonly editor: Editor;
  readonly checks: Checks;
  readonly reading = new Reading(() => this.changed());

  started = false;
  failure: string | undefined;
  title = '';
  profile: Profile = 'integration';
  /** The user's prices of tokens. */
  prices: Prices = {};
  clock = new Clock('UTC');
  peek: boolean;
  shares: { detail?: number; second?: number };
  firstRow: number;
  /** One sentence about what was just done, for the status line and for screen readers. */
  said = '';
  /** How the page is set up by who reads it. */
  look: Look;
  /** Count up when the filter, the search field or the table is to take the focus. */
  focusFilter = 0;
  focusSearch = 0;
  focusTable = 0;
  /** Counts up when the record is to be searched. */
  focusFind = 0;

  /** The query of the place is to be run. */
  asked: QueryOrder = { count: 0 };

  protected restore = '';
  private peekTimer: ReturnType<typeof setTimeout> | undefined;
  private saveTimer: ReturnType<typeof setTimeout> | undefined;
  protected settingsZone = 'UTC';
  /** Only ever longer, so that rows which were asked for before can still be read. */
  protected extras: readonly string[] = [];

  constructor(makeHost: (onEvent: (event: PageEvent) => void) => Host) {
    this.host = makeHost((event) => this.onEvent(event));
    this.fresh = this.host.state === undefined;
    this.saved = restore(this.host.state);
    this.trail = new Trail(this.saved.place);
    this.peek = this.saved.peek;
    this.shares = { ...this.saved.shares };
    this.firstRow = this.saved.row;
    this.look = this.saved.look;
    this.editor = new Editor(this.host, (sentence) => this.say(sentence));
    this.checks = new Checks(
      this.host,
      () => this.changed(),
      (sentence) => this.say(sentence),
      () => this.place.target,
    );
    this.reader = new Reader(
      (id, signal) => this.host.ask('record', { id, profile: this.profile }, signal),
      () => this.changed(),
    );
    this.rows = new Rows(
      this.place.selection,
      (selection, from, count, signal, looked) =>
        this.host.ask('rows', { selection, from, count, fields: this.fields }, signal, looked),
      () => this.onRows(),
    );
    this.cursor = new Cursor(this.rows, (from, count) => this.idsOf(from, count));
    this.logs = new Logs(this.logsReader());
  }

  protected abstract onEvent(event: PageEvent): void;

  private async idsOf(from: number, count: number): Promise<readonly RecordId[]> {
    try {
      const { ids } = await this.host.ask('rows', { selection: this.place.selection, from, count, fields: [] });
      return ids;
    } catch (error) {
      this.say(reasonOf(error));
      return [];
    }
  }

  /** Calls back after every change; answers with how to stop. */
  watch(changed: () => void): () => void {
    this.watchers.add(changed);
    return () => this.watchers.delete(changed);
  }

  get place(): Place {
    return this.trail.here;
  }

  get canGoBack(): boolean {
    return this.trail.canGoBack;
  }

  get canGoForward(): boolean {
    return this.trail.canGoForward;
  }

  get load(): LoadState | undefined {
    return this.logs.load;
  }

  get columns(): readonly ColumnInfo[] {
    return this.logs.columns;
  }

  get parts(): Parts {
    return this.logs.parts;
  }

  /** The fields that rows are asked for: those that play a part, then those that were ever chosen as columns. */
  get fields(): readonly string[] {
    return [...this.logs.fields, ...this.extras];
  }

  /** Counts up whenever more is loaded, or what is shown is to be asked for again. */
  get edition(): number {
    return this.logs.edition;
  }

  /** Nothing is loaded and nothing is being loaded. */
  get empty(): boolean {
    return this.logs.empty;
  }

  /** What follows what is loaded. */
  private logsReader(): LogsReader {
    const { rows } = this;
    return {
      get busy() {
        return rows.busy;
      },
      refresh: () => this.refreshed(),
      clear: () => this.clear(),
      askColumns: async () => {
        try {
          return await this.host.ask('columns', {});
        } catch (error) {
          this.say(reasonOf(error));
          return undefined;
        }
      },
    };
  }

  private refreshed(): void {
    this.rows.refresh();
    if (this.cursor.record !== undefined) void this.find(this.cursor.record);
    // A restored page may have asked for a record that was not there yet.
    if (this.reader.detail.status === 'failed') this.reader.again();
  }

  /** Asks again for all that is shown. */
  refresh(): void {
    this.logs.refreshNow();
    this.changed();
  }

  private clear(): void {
    this.cursor.clear();
    this.reader.clear();
    const { record: _, second: __, ...rest } = this.place;
    this.trail.replace({ ...rest, view: 'invocations' });
    this.rows.refresh();
  }

  private onRows(): void {
    if (this.rows.failure !== undefined) this.say(this.rows.failure);
    else if (this.cursor.follow()) this.moved();
    this.changed();
  }

  /** For the parts of the page that ask for what only they show. */
  ask<K extends keyof PageRequests>(
    name: K,
    params: PageRequests[K]['params'],
    signal?: AbortSignal,
    onProgress?: (progress: PageRequests[K]['progress']) => void,
  ): Promise<PageRequests[K]['result']> {
    return this.host.ask(name, params, signal, onProgress);
  }

  /** The cursor stands on another row: the detail follows when it rests. */
  moved(): void {
    this.said = '';
    const { record } = this.cursor;
    if (record !== undefined && record !== this.place.record) this.trail.replace({ ...this.place, record });
    this.notifySelection();
    clearTimeout(this.peekTimer);
    if (record !== undefined && (this.peek || this.place.view === 'record')) {
      this.peekTimer = setTimeout(() => void this.reader.show(record), PEEK_AFTER);
    }
    this.save();
    this.changed();
  }

  setPeek(peek: boolean): void {
    this.peek = peek;
    if (peek && this.cursor.record !== undefined) void this.reader.show(this.cursor.record);
    this.save();
    this.changed();
  }

  setFirstRow(row: number): void {
    if (row === this.firstRow) return;
    this.firstRow = row;
    this.save();
  }

  setShare(name: 'detail' | 'second', share: number): void {
    this.shares = { ...this.shares, [name]: share };
    this.save();
    this.changed();
  }

  protected replace(place: Place): void {
    this.trail.replace(place);
    this.save();
    this.changed();
  }

  /** Puts the cursor on a record, wherever it stands in the selection. */
  protected async find(id: RecordId): Promise<void> {
    const { selection } = this.place;
    const before = this.cursor.record;
    try {
      const index = await this.host.ask('position', { selection, id });
      // Meanwhile the user went on.
      if (selection !== this.place.selection || this.cursor.record !== before) return;
      this.cursor.found(id, index);
      this.notifySelection();
    } catch (error) {
      this.say(reasonOf(error));
    }
    this.changed();
  }

  go(place: Place, kind: 'step' | 'typing' = 'step'): void {
    const before = this.place;
    this.trail.go(place, kind);
    this.arrive(before);
  }

  goBack(): void {
    const before = this.place;
    if (this.trail.back()) this.comeBack(before);
  }

  goForward(): void {
    const before = this.place;
    if (this.trail.forward()) this.comeBack(before);
  }

  /** Back to the table, as Escape does. */
  close(): void {
    const before = this.place;
    if (TABS.some((tab) => tab === before.view)) return;
    this.trail.go({ ...before, view: 'invocations' });
    this.comeBack(before);
  }

  /** The table takes the focus again; a search does not come back, it goes to its field. */
  private comeBack(before: Place): void {
    if (this.place.view === 'invocations' && before.view !== 'invocations') this.focusTable++;
    this.arrive(before);
  }

  private arrive(before: Place): void {
    this.said = '';
    const { place } = this;
    if (place.selection !== before.selection) {
      this.rows.select(place.selection);
      this.cursor.narrow();
      if (place.record !== undefined) void this.find(place.record);
    } else if (place.record !== undefined && place.record !== this.cursor.record) void this.find(place.record);
    if (place.view === 'record' && place.record !== undefined && place.record !== this.reader.id)
      void this.reader.show(place.record);
    this.notifySelection();
    this.save();
    this.changed();
  }

  say(sentence: string): void {
    this.said = sentence;
    this.changed();
  }

  protected notifySelection(): void {
    const { selection } = this.place;
    this.host.notify({ notice: 'selection', ids: this.cursor.chosen, selection });
  }

  protected save(): void {
    this.saveTimer ??= setTimeout(() => {
      this.saveTimer = undefined;
      const saved: Saved = {
        restore: this.restore,
        place: this.place,
        row: this.firstRow,
        peek: this.peek,
        shares: this.shares,
        look: this.look,
      };
      this.host.state = saved;
    }, SAVE_AFTER);
  }

  protected changed(): void {
    for (const watcher of this.watchers) watcher();
  }
}
