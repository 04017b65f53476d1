/** What the page knows and does; the elements show it and call it. Holds no DOM. */
import type { Profile } from '../src/ecs/model.ts';
import type {
  ColumnInfo,
  LoadState,
  PageEvent,
  PageRequests,
  PageStart,
  PriceFile,
  RecordId,
} from '../src/session/protocol/protocol.ts';
import { Cursor } from './cursor.ts';
import { Checks } from './detections/checks.ts';
import { Editor } from './editor.ts';
import type { Parts } from './fields.ts';
import { bodyTexts } from './filter/body-text.ts';
import { joined } from './filter/terms.ts';
import { Clock } from './format.ts';
import { type Host, reasonOf } from './host.ts';
import { Logs, type LogsReader } from './logs.ts';
import { type Look, withFilter } from './look.ts';
import { type Prices, pricesOf } from './overview/price-table.ts';
import { type Place, type RecordTab, restore, type Saved, TABS, type Tab, Trail } from './places.ts';
import type { QueryOrder } from './query/query-desk.ts';
import { Reader } from './reader.ts';
import { Reading } from './reading/reading.ts';
import { Rows } from './rows.ts';
import { setTexts, t } from './texts.ts';

/** The detail follows the cursor when it has rested this long, ms. */
const PEEK_AFTER = 80;
/** Saved at most this often, ms. */
const SAVE_AFTER = 200;

export class Inspector {
  private readonly host: Host;
  private readonly watchers = new Set<() => void>();
  private readonly saved: Saved;
  /** There was no page before this one. */
  private readonly fresh: boolean;
  private readonly trail: Trail;
  private readonly logs: Logs;
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

  private restore = '';
  private peekTimer: ReturnType<typeof setTimeout> | undefined;
  private saveTimer: ReturnType<typeof setTimeout> | undefined;
  private settingsZone = 'UTC';
  /** Only ever longer, so that rows which were asked for before can still be read. */
  private extras: readonly string[] = [];

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

  /** What queries carry that are to be answered by the chosen cluster; nothing for the records here. */
  get target(): { readonly target?: string } {
    const { target } = this.place;
    return target === undefined ? {} : { target };
  }

  /** Counts up with every other choice: what was answered elsewhere is to be asked again. */
  targets = 0;

  async chooseTarget(): Promise<void> {
    const { target: current } = this.place;
    try {
      const chosen = await this.host.ask('chooseTarget', { ...(current !== undefined && { current }) });
      if (chosen === (current ?? null)) return;
      const { target: _, ...place } = this.place;
      this.targets++;
      this.go(chosen === null ? place : { ...place, target: chosen });
      this.say(chosen === null ? t('Queries run on the records here') : t('Queries run on the cluster: {0}', chosen));
    } catch (error) {
      this.say(reasonOf(error));
    }
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
    this.logs.begin(start.state, start.columns);
    this.addExtras();
    this.checks.take(start.checks);
    this.prices = pricesOf(start.prices);
    this.profile = start.profile;
    this.settingsZone = start.timeZone;
    this.wind();
    if (start.first && this.fresh) this.trail.replace({ ...this.place, view: start.first });
    this.started = true;
    if (!this.empty) {
      this.rows.select(this.place.selection);
      if (this.place.record !== undefined) void this.find(this.place.record);
      if (this.place.record !== undefined) void this.reader.show(this.place.record);
    }
    this.save();
    this.changed();
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

  private onEvent(event: PageEvent): void {
    if (event.event === 'state') this.onState(event.state);
    else if (event.event === 'settings') this.onSettings(event.profile, event.timeZone);
    else if (event.event === 'prices') this.onPrices(event.prices ?? undefined);
    else if (event.event === 'checks') this.onChecks(() => this.checks.take(event.state));
    else if (event.event === 'checking') this.onChecks(() => this.checks.going(event.done, event.of));
    else if (event.event === 'rule') this.openRule(event.rule);
    else if (event.event === 'query') this.openQuery(event.text, event.now);
    else if (event.event === 'command') this.onCommand(event.command, event.id);
  }

  private onState(state: LoadState): void {
    this.logs.onState(state);
    this.clock.setRange(state.range);
    this.changed();
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

  private onSettings(profile: Profile, timeZone: string): void {
    const other = profile !== this.profile;
    this.profile = profile;
    this.settingsZone = timeZone;
    this.wind();
    if (other) void this.logs.askColumns();
    if (other) this.reader.again();
    this.changed();
  }

  private onCommand(command: Extract<PageEvent, { event: 'command' }>['command'], id: RecordId | undefined): void {
    if (command === 'focus-search' && this.place.view === 'record') this.findInRecord();
    else if (command === 'focus-search') this.goToSearch();
    else if (command === 'next-record') void this.step(1);
    else if (command === 'previous-record') void this.step(-1);
    else if (command === 'back') this.close();
    else if (command === 'compare') this.compareWith();
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
    onProgress?: (progress: PageRequests[K]['progress']) => void,
  ): Promise<PageRequests[K]['result']> {
    return this.host.ask(name, params, signal, onProgress);
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
    if (where?.trim()) this.look = { ...this.look, filters: withFilter(this.look.filters, where) };
    this.go({ ...this.place, selection });
  }

  /** Narrows the filter by one more condition, to a range too if one is given, and shows the invocations that are left. */
  narrow(condition: string, range = this.place.selection.range): void {
    const { where: before = '', ...rest } = this.place.selection;
    const where = joined(before, condition);
    const selection = { ...rest, ...(where !== '' && { where }), ...(range && { range }) };
    this.go({ ...this.place, view: 'invocations', selection });
  }

  /** Shows a query in its tab, which runs it. `now`: what NOW() is, epoch ms; the clock unless given. */
  openQuery(query: string, now?: number): void {
    this.asked = { count: this.asked.count + 1, now };
    this.go({ ...this.place, view: 'query', query });
  }

  /** Shows what a rule found. */
  openRule(rule: string): void {
    this.go({ ...this.place, view: 'detections', rule });
  }

  /** Another rule of the list: the same step, told more exactly. */
  chooseRule(rule: string): void {
    if (rule !== this.place.rule) this.replace({ ...this.place, rule });
  }

  /** Shows these invocations and no others, whatever the filter was. */
  showRecords(where: string, range: readonly [number, number] | undefined): void {
    const { sort } = this.place.selection;
    const selection = { search: '', sort, ...(where !== '' && { where }), ...(range && { range }) };
    this.go({ ...this.place, view: 'invocations', selection });
  }

  private onPrices(file: PriceFile | undefined): void {
    this.prices = pricesOf(file);
    this.changed();
  }

  private onChecks(take: () => void): void {
    take();
    this.changed();
  }

  // --- the table ---

  search(search: string): void {
    if (search === this.place.selection.search) return;
    this.go({ ...this.place, selection: { ...this.place.selection, search } }, 'typing');
  }

  /** Looks for the searched text in bodies instead: it is then a part of the filter. */
  findInBodies(where: string): void {
    this.go({ ...this.place, view: 'invocations', selection: { ...this.place.selection, search: '', where } });
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

  goToFilter(): void {
    if (!TABS.some((tab) => tab === this.place.view)) this.go({ ...this.place, view: 'invocations' });
    this.focusFilter++;
    this.changed();
  }

  goToTable(): void {
    if (this.place.view !== 'invocations') this.go({ ...this.place, view: 'invocations' });
    this.focusTable++;
    this.changed();
  }

  /** Texts that are searched for, in lower case: marked wherever they are shown. */
  get highlights(): readonly string[] {
    const { search, where = '' } = this.place.selection;
    const texts = [search.trim().toLowerCase(), ...bodyTexts(where)];
    return texts.filter((text) => text !== '');
  }

  // --- how the page is set up ---

  setLook(change: Partial<Look>): void {
    this.look = { ...this.look, ...change };
    if (change.columns !== undefined && this.addExtras()) this.rows.refresh();
    this.save();
    this.changed();
  }

  /** `undefined`: the zone of the settings. */
  setZone(zone: Look['zone']): void {
    const { zone: _, ...look } = this.look;
    this.look = zone === undefined ? look : { ...look, zone };
    this.wind();
    this.save();
    this.changed();
  }

  /** The columns that the width has room for, in their own order and widths. */
  resetColumns(): void {
    const { columns: _, ...look } = this.look;
    this.look = look;
    this.save();
    this.changed();
  }

  /** Takes up chosen fields that rows have not been asked for yet; true if there are any. */
  private addExtras(): boolean {
    const known = new Set(this.fields);
    const added = this.columns.map(({ field }) => field).filter((field) => !known.has(field));
    const chosen = new Set((this.look.columns ?? []).map(({ name }) => name));
    const wanted = added.filter((field) => chosen.has(field));
    this.extras = [...this.extras, ...wanted];
    return wanted.length > 0;
  }

  /** Sets the clock by the settings, or as the page is set up. */
  private wind(): void {
    const { zone } = this.look;
    const local = Intl.DateTimeFormat().resolvedOptions().timeZone;
    this.clock = new Clock(zone === undefined ? this.settingsZone : zone === 'local' ? local : zone);
    this.clock.setRange(this.load?.range);
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
    if (this.reading.waiting !== undefined && record !== undefined) return this.compareWith();
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

  /** Opens the search in the record that is read. */
  findInRecord(): void {
    this.focusFind++;
    this.changed();
  }

  /** Shows two records side by side. */
  compare(left: RecordId, right: RecordId): void {
    this.reading.waiting = undefined;
    this.go({ ...this.place, view: 'compare', record: left, other: right });
  }

  /** Compares the two chosen records, or the one that waits with the current one; a first one begins to wait. */
  compareWith(): void {
    const { chosen, record } = this.cursor;
    const { waiting } = this.reading;
    const [left, right] = chosen;
    if (chosen.length === 2 && left !== undefined && right !== undefined) this.compare(left, right);
    else if (record === undefined) this.say(t('Select the record that you want to compare.'));
    else if (waiting !== undefined && waiting !== record) this.compare(waiting, record);
    else {
      this.reading.wait(record);
      if (this.place.view !== 'invocations') this.close();
      this.say(t('Select the other record and press C or Enter.'));
    }
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
        look: this.look,
      };
      this.host.state = saved;
    }, SAVE_AFTER);
  }

  private changed(): void {
    for (const watcher of this.watchers) watcher();
  }
}
