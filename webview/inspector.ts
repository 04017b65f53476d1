/** What the page knows and does; the elements show it and call it. Holds no DOM. */
import type { Profile } from '../src/ecs/model.ts';
import type {
  ColumnInfo,
  LoadState,
  PageEvent,
  PageRequests,
  PageStart,
  RecordId,
} from '../src/session/protocol/protocol.ts';
import { Cursor } from './cursor.ts';
import { Editor } from './editor.ts';
import { type Parts, partsOf } from './fields.ts';
import { Clock } from './format.ts';
import { type Host, reasonOf } from './host.ts';
import { type Place, type RecordTab, restore, type Saved, type Tab, Trail } from './places.ts';
import { Reader } from './reader.ts';
import { Rows } from './rows.ts';
import { setTexts } from './texts.ts';

/** While a session loads, the rows on the screen are read again at most this often, ms. */
const REFRESH_EVERY = 500;
/** The detail follows the cursor when it has rested this long, ms. */
const PEEK_AFTER = 80;
/** Saved at most this often, ms. */
const SAVE_AFTER = 200;

/** A condition that can be joined to others whatever it is made of. */
function inBrackets(condition: string): string {
  return /\bOR\b/i.test(condition) ? `(${condition})` : condition;
}

export class Inspector {
  private readonly host: Host;
  private readonly watchers = new Set<() => void>();
  private readonly saved: Saved;
  private readonly trail: Trail;
  readonly rows: Rows;
  readonly cursor: Cursor;
  readonly reader: Reader;
  readonly editor: Editor;

  started = false;
  failure: string | undefined;
  title = '';
  load: LoadState | undefined;
  columns: readonly ColumnInfo[] = [];
  parts: Parts = {};
  fields: readonly string[] = [];
  profile: Profile = 'integration';
  clock = new Clock('UTC');
  peek: boolean;
  shares: { detail?: number; second?: number };
  firstRow: number;
  /** One sentence about what was just done, for the status line and for screen readers. */
  said = '';
  /** Counts up when the search field is to take the focus, and when the table is. */
  focusSearch = 0;
  focusTable = 0;

  private restore = '';
  private peekTimer: ReturnType<typeof setTimeout> | undefined;
  private saveTimer: ReturnType<typeof setTimeout> | undefined;
  private refreshTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(makeHost: (onEvent: (event: PageEvent) => void) => Host) {
    this.host = makeHost((event) => this.onEvent(event));
    this.saved = restore(this.host.state);
    this.trail = new Trail(this.saved.place);
    this.peek = this.saved.peek;
    this.shares = { ...this.saved.shares };
    this.firstRow = this.saved.row;
    this.editor = new Editor(this.host, (sentence) => this.say(sentence));
    this.reader = new Reader(
      (id, signal) => this.host.ask('record', { id, profile: this.profile }, signal),
      () => this.changed(),
    );
    this.rows = new Rows(
      this.place.selection,
      (selection, from, count, signal) =>
        this.host.ask('rows', { selection, from, count, fields: this.fields }, signal),
      () => this.onRows(),
    );
    this.cursor = new Cursor(this.rows, (from, count) => this.idsOf(from, count));
  }

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

  /** Nothing is loaded and nothing is being loaded. */
  get empty(): boolean {
    return this.load === undefined || this.load.phase === 'empty';
  }

  async start(): Promise<void> {
    try {
      this.begin(await this.host.ask('ready', {}));
    } catch (error) {
      this.failure = reasonOf(error);
      this.changed();
    }
  }

  private begin(start: PageStart): void {
    setTexts(start.texts);
    this.restore = start.restore;
    this.title = start.title;
    this.takeColumns(start.columns);
    this.profile = start.profile;
    this.clock = new Clock(start.timeZone);
    this.load = start.state;
    this.clock.setRange(start.state.range);
    this.started = true;
    if (!this.empty) {
      this.rows.select(this.place.selection);
      if (this.place.record !== undefined) void this.find(this.place.record);
      if (this.place.record !== undefined) void this.reader.show(this.place.record);
    }
    this.save();
    this.changed();
  }

  private takeColumns(columns: readonly ColumnInfo[]): void {
    this.columns = columns;
    this.parts = partsOf(columns);
    this.fields = [...new Set(Object.values(this.parts))];
  }

  private onEvent(event: PageEvent): void {
    if (event.event === 'state') this.onState(event.state);
    else if (event.event === 'settings') this.onSettings(event.profile, event.timeZone);
    else if (event.event === 'query') this.openQuery(event.text);
    else if (event.event === 'command') this.onCommand(event.command, event.id);
  }

  private onState(state: LoadState): void {
    const before = this.load;
    this.load = state;
    this.clock.setRange(state.range);
    const grown = state.counts.read !== before?.counts.read;
    const ended = before?.phase === 'loading' && state.phase !== 'loading';
    if (state.phase === 'empty') this.clear();
    else if (ended) this.refreshNow();
    else if (grown && this.refreshTimer === undefined) {
      // The first rows at once, later ones in bundles.
      if (before === undefined || before.counts.read === 0) this.refreshNow();
      this.refreshSoon();
    }
    this.changed();
  }

  /** Rows that are being read are waited for: a slow sort would never end if each bundle began it anew. */
  private refreshSoon(): void {
    this.refreshTimer = setTimeout(() => (this.rows.busy ? this.refreshSoon() : this.refreshNow()), REFRESH_EVERY);
  }

  private refreshNow(): void {
    clearTimeout(this.refreshTimer);
    this.refreshTimer = undefined;
    if (this.columns.length === 0) void this.askColumns();
    else this.rows.refresh();
    if (this.cursor.record !== undefined) void this.find(this.cursor.record);
    // A restored page may have asked for a record that was not there yet.
    if (this.reader.detail.status === 'failed') this.reader.again();
  }

  private async askColumns(): Promise<void> {
    try {
      this.takeColumns(await this.host.ask('columns', {}));
      this.rows.refresh();
    } catch (error) {
      this.say(reasonOf(error));
    }
  }

  private clear(): void {
    clearTimeout(this.refreshTimer);
    this.refreshTimer = undefined;
    this.cursor.clear();
    this.reader.clear();
    const { record: _, second: __, ...rest } = this.place;
    this.trail.replace({ ...rest, view: 'invocations' });
    this.rows.refresh();
  }

  private onSettings(profile: Profile, timeZone: string): void {
    const other = profile !== this.profile;
    this.profile = profile;
    this.clock = new Clock(timeZone);
    this.clock.setRange(this.load?.range);
    if (other) void this.askColumns();
    if (other) this.reader.again();
    this.changed();
  }

  private onCommand(command: Extract<PageEvent, { event: 'command' }>['command'], id: RecordId | undefined): void {
    if (command === 'focus-search') this.goToSearch();
    else if (command === 'next-record') void this.step(1);
    else if (command === 'previous-record') void this.step(-1);
    else if (command === 'back') this.close();
    else if (id !== undefined) void this.openById(id);
    else this.open();
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
  ): Promise<PageRequests[K]['result']> {
    return this.host.ask(name, params, signal);
  }

  // --- tabs and the filter that they share ---

  showTab(view: Tab): void {
    if (view !== this.place.view) this.go({ ...this.place, view });
  }

  /** Changes the filter of all tabs; `undefined` takes a part of it away. */
  filter(change: {
    readonly where?: string | undefined;
    readonly range?: readonly [number, number] | undefined;
  }): void {
    const { where, range, ...rest } = { ...this.place.selection, ...change };
    const selection = { ...rest, ...(where?.trim() ? { where } : {}), ...(range ? { range } : {}) };
    this.go({ ...this.place, selection });
  }

  /** Narrows the filter by one more condition and shows the invocations that are left. */
  narrow(condition: string): void {
    const before = this.place.selection.where;
    const where = before === undefined ? condition : `${inBrackets(before)} AND ${inBrackets(condition)}`;
    this.go({ ...this.place, view: 'invocations', selection: { ...this.place.selection, where } });
  }

  /** Shows a query in its tab, which runs it. */
  openQuery(query: string): void {
    this.go({ ...this.place, view: 'query', query });
  }

  /** Shows what a rule found. */
  openRule(rule: string): void {
    this.go({ ...this.place, view: 'detections', rule });
  }

  // --- the table ---

  search(search: string): void {
    if (search === this.place.selection.search) return;
    this.go({ ...this.place, selection: { ...this.place.selection, search } }, 'typing');
  }

  /** Sorts by a field; once more turns the order round. Times and numbers start with the greatest. */
  sortBy(field: string): void {
    const { sort } = this.place.selection;
    const type = this.columns.find((column) => column.field === field)?.type;
    const descending = sort.field === field ? !sort.descending : type !== 'keyword';
    this.go({ ...this.place, selection: { ...this.place.selection, sort: { field, descending } } });
  }

  goToSearch(): void {
    if (this.place.view !== 'invocations') this.go({ ...this.place, view: 'invocations' });
    this.focusSearch++;
    this.changed();
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

  // --- one record ---

  /** Opens the record under the cursor in the record view. */
  open(): void {
    const { record, index } = this.cursor;
    if (record !== undefined) this.go({ ...this.place, view: 'record', record });
    else if (index >= 0) void this.openWhenKnown();
  }

  /** Enter came before the row under the cursor did. */
  private async openWhenKnown(): Promise<void> {
    await this.cursor.rest;
    const { record } = this.cursor;
    if (record !== undefined && this.place.view !== 'record') this.go({ ...this.place, view: 'record', record });
  }

  async openById(id: RecordId): Promise<void> {
    this.go({ ...this.place, view: 'record', record: id });
    await this.find(id);
  }

  /** The record before or after the shown one, in the table's order. */
  async step(by: 1 | -1): Promise<void> {
    await this.cursor.move(by);
    this.moved();
  }

  chooseTab(tab: RecordTab, pane: 'first' | 'second' = 'first'): void {
    const place = pane === 'first' ? { ...this.place, tab } : { ...this.place, second: tab };
    if (this.place.view === 'record') this.go(place);
    else this.replace(place);
  }

  /** Shows or hides the record view's second pane. */
  split(): void {
    const { second, ...one } = this.place;
    this.replace(second === undefined ? { ...one, second: one.tab === 'raw' ? 'document' : 'raw' } : one);
  }

  private replace(place: Place): void {
    this.trail.replace(place);
    this.save();
    this.changed();
  }

  /** Puts the cursor on a record, wherever it stands in the selection. */
  private async find(id: RecordId): Promise<void> {
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

  // --- places ---

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
    if (before.view !== 'record' && before.view !== 'compare' && before.view !== 'problems') return;
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

  private notifySelection(): void {
    const { selection } = this.place;
    this.host.notify({ notice: 'selection', ids: this.cursor.chosen, selection });
  }

  private save(): void {
    this.saveTimer ??= setTimeout(() => {
      this.saveTimer = undefined;
      const saved: Saved = {
        restore: this.restore,
        place: this.place,
        row: this.firstRow,
        peek: this.peek,
        shares: this.shares,
      };
      this.host.state = saved;
    }, SAVE_AFTER);
  }

  private changed(): void {
    for (const watcher of this.watchers) watcher();
  }
}
