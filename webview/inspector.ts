/** What the page knows and does; the elements show it and call it. Holds no DOM. */
import type { Profile } from '../src/ecs/model.ts';
import type {
  ColumnInfo,
  ExportScope,
  LoadState,
  PageEvent,
  PageStart,
  Problem,
  RecordId,
  RecordView,
} from '../src/session/protocol/protocol.ts';
import { RequestError } from '../src/session/protocol/rpc.ts';
import { Cursor } from './cursor.ts';
import { type Parts, partsOf } from './fields.ts';
import { Clock } from './format.ts';
import type { Host } from './host.ts';
import { type Place, type RecordTab, restore, type Saved, Trail } from './places.ts';
import { Rows } from './rows.ts';
import { setTexts } from './texts.ts';

/** While a session loads, the rows on the screen are read again at most this often, ms. */
const REFRESH_EVERY = 500;
/** The detail follows the cursor when it has rested this long, ms. */
const PEEK_AFTER = 80;
/** Saved at most this often, ms. */
const SAVE_AFTER = 200;

/** The record that the detail shows. */
export type Detail =
  | { readonly status: 'none' }
  | { readonly status: 'loading' | 'ready'; readonly id: RecordId; readonly view?: RecordView }
  | { readonly status: 'failed'; readonly id: RecordId; readonly reason: string };

export class Inspector {
  private readonly host: Host;
  private readonly watchers = new Set<() => void>();
  private readonly saved: Saved;
  private readonly trail: Trail;
  readonly rows: Rows;
  readonly cursor: Cursor;

  started = false;
  failure: string | undefined;
  title = '';
  load: LoadState | undefined;
  columns: readonly ColumnInfo[] = [];
  parts: Parts = {};
  fields: readonly string[] = [];
  profile: Profile = 'integration';
  clock = new Clock('UTC');
  detail: Detail = { status: 'none' };
  peek: boolean;
  shares: { detail?: number; second?: number };
  firstRow: number;
  /** One sentence about what was just done, for the status line and for screen readers. */
  said = '';
  /** Counts up when the search field is to take the focus, and when the table is. */
  focusSearch = 0;
  focusTable = 0;

  private restore = '';
  private opening: AbortController | undefined;
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
    this.rows = new Rows(
      this.place.selection,
      (selection, from, count, signal) =>
        this.host.ask('rows', { selection, from, count, fields: this.fields }, signal),
      () => this.onRows(),
    );
    this.cursor = new Cursor(this.rows, async (from, count) => {
      const { ids } = await this.host.ask('rows', { selection: this.place.selection, from, count, fields: [] });
      return ids;
    });
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
      if (this.place.record !== undefined) void this.show(this.place.record);
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
    else this.onCommand(event.command, event.id);
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
      this.refreshTimer = setTimeout(() => this.refreshNow(), REFRESH_EVERY);
    }
    this.changed();
  }

  private refreshNow(): void {
    clearTimeout(this.refreshTimer);
    this.refreshTimer = undefined;
    if (this.columns.length === 0) void this.askColumns();
    else this.rows.refresh();
    if (this.cursor.record !== undefined) void this.find(this.cursor.record);
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
    this.detail = { status: 'none' };
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
    if (other && this.detail.status !== 'none') void this.show(this.detail.id);
    this.changed();
  }

  private onCommand(command: Extract<PageEvent, { event: 'command' }>['command'], id: RecordId | undefined): void {
    if (command === 'focus-search') this.goToSearch();
    else if (command === 'next-record') void this.step(1);
    else if (command === 'previous-record') void this.step(-1);
    else if (command === 'back') this.goBack();
    else if (id !== undefined) void this.openById(id);
    else this.open();
  }

  private onRows(): void {
    if (this.rows.failure !== undefined) this.say(this.rows.failure);
    else this.cursor.follow();
    this.changed();
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
    const { record } = this.cursor;
    if (record !== undefined && record !== this.place.record) this.trail.replace({ ...this.place, record });
    this.notifySelection();
    clearTimeout(this.peekTimer);
    if (record !== undefined && (this.peek || this.place.view === 'record')) {
      this.peekTimer = setTimeout(() => void this.show(record), PEEK_AFTER);
    }
    this.save();
    this.changed();
  }

  setPeek(peek: boolean): void {
    this.peek = peek;
    if (peek && this.cursor.record !== undefined) void this.show(this.cursor.record);
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
  open(tab?: RecordTab): void {
    const { record } = this.cursor;
    if (record === undefined) return;
    this.go({ ...this.place, view: 'record', record, ...(tab ? { tab } : {}) });
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

  /** Reads a record for the detail; what was shown stays until it is here. */
  async show(id: RecordId): Promise<void> {
    this.opening?.abort();
    const opening = new AbortController();
    this.opening = opening;
    const old = this.detail.status === 'ready' || this.detail.status === 'loading' ? this.detail.view : undefined;
    this.detail = { status: 'loading', id, ...(old ? { view: old } : {}) };
    this.changed();
    try {
      const view = await this.host.ask('record', { id, profile: this.profile }, opening.signal);
      if (this.opening !== opening) return;
      this.detail = { status: 'ready', id, view };
    } catch (error) {
      if (this.opening !== opening || isAborted(error)) return;
      this.detail = { status: 'failed', id, reason: reasonOf(error) };
    }
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
    if (this.trail.back()) this.arrive(before);
  }

  goForward(): void {
    const before = this.place;
    if (this.trail.forward()) this.arrive(before);
  }

  /** Back to the table, as Escape does. */
  close(): void {
    if (this.place.view === 'invocations') return;
    this.go({ ...this.place, view: 'invocations' });
  }

  private arrive(before: Place): void {
    const { place } = this;
    if (place.selection !== before.selection) {
      this.rows.select(place.selection);
      this.cursor.narrow();
      if (place.record !== undefined) void this.find(place.record);
    } else if (place.record !== undefined && place.record !== this.cursor.record) void this.find(place.record);
    const shown = this.detail.status === 'none' ? undefined : this.detail.id;
    if (place.view === 'record' && place.record !== undefined && place.record !== shown) void this.show(place.record);
    if (place.view === 'invocations' && before.view !== 'invocations') this.focusTable++;
    this.notifySelection();
    this.save();
    this.changed();
  }

  // --- what the editor does ---

  async openFiles(what: 'files' | 'folder' | 'samples'): Promise<void> {
    await this.tell(this.host.ask('openFiles', { what }));
  }

  async cancelLoad(): Promise<void> {
    await this.tell(this.host.ask('cancelLoad', {}));
  }

  async reveal(id: RecordId, what: 'raw' | 'document' | 'compare'): Promise<void> {
    await this.tell(this.host.ask('show', { id, what }));
  }

  async copy(id: RecordId, what: 'request-id' | 'json' | 'document' | 'transcript', done: string): Promise<void> {
    await this.tell(this.host.ask('copy', { id, what }), done);
  }

  async copyText(text: string, done: string): Promise<void> {
    await this.tell(this.host.ask('copy', { text }), done);
  }

  async exportDocuments(scope: ExportScope): Promise<void> {
    await this.tell(this.host.ask('exportDocuments', { scope }));
  }

  async showProblem(problem: Problem): Promise<void> {
    await this.tell(this.host.ask('showProblem', { problem }));
  }

  private async tell(asked: Promise<unknown>, done?: string): Promise<void> {
    try {
      await asked;
      if (done !== undefined) this.say(done);
    } catch (error) {
      if (!isAborted(error)) this.say(reasonOf(error));
    }
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

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isAborted(error: unknown): boolean {
  return error instanceof RequestError && error.kind === 'aborted';
}
