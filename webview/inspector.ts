/** What the page knows and does; the elements show it and call it. Holds no DOM. */
import type { Profile } from '../src/ecs/model.ts';
import type { LoadState, PageEvent, PageStart, PriceFile, RecordId } from '../src/session/protocol/protocol.ts';
import { FilteredPage } from './filtered-page.ts';
import { reasonOf } from './host.ts';
import { pricesOf } from './overview/price-table.ts';
import type { RecordTab } from './places.ts';
import { setTexts, t } from './texts.ts';

export class Inspector extends FilteredPage {
  /** Counts up with every comparison of mappings. */
  reports = 0;

  /** What queries carry that are to be answered by the chosen cluster; nothing for the records here. */
  get target(): { readonly target?: string } {
    const { target } = this.place;
    return target === undefined ? {} : { target };
  }

  async chooseTarget(): Promise<void> {
    const { target: current } = this.place;
    try {
      const chosen = await this.host.ask('chooseTarget', { ...(current !== undefined && { current }) });
      if (chosen === (current ?? null)) return;
      const { target: _, ...place } = this.place;
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

  /** After a start that failed. */
  startAgain(): void {
    this.failure = undefined;
    this.changed();
    void this.start();
  }

  private begin(start: PageStart): void {
    setTexts(start.texts);
    this.restore = start.restore;
    this.title = start.title;
    this.logs.begin(start.state, start.columns);
    this.addExtras();
    this.checks.take(start.checks, undefined);
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

  protected override onEvent(event: PageEvent): void {
    if (event.event === 'state') this.onState(event.state);
    else if (event.event === 'settings') this.onSettings(event.profile, event.timeZone);
    else if (event.event === 'prices') this.onPrices(event.prices ?? undefined);
    else if (event.event === 'checks') this.onChecks(() => this.checks.take(event.state, event.target));
    else if (event.event === 'checking') this.onChecks(() => this.checks.going(event.done, event.of, event.target));
    else if (event.event === 'rule') this.openRule(event.rule, event.target);
    else if (event.event === 'mapping') this.showMapping();
    else if (event.event === 'query') this.openQuery(event.text, event.now);
    else if (event.event === 'command') this.onCommand(event.command, event.id);
  }

  private onState(state: LoadState): void {
    this.logs.onState(state);
    this.clock.setRange(state.range);
    this.changed();
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
    else if (command === 'compare') void this.compareWith();
    else if (id !== undefined) void this.openById(id);
    else this.open();
  }

  /** Shows the report of a comparison of mappings, which may be another one than before. */
  private showMapping(): void {
    this.reports++;
    if (this.place.view === 'mapping') this.changed();
    else this.go({ ...this.place, view: 'mapping' });
  }

  /** Shows what a rule found. */
  /** `found`: where, null for the records here; absent: in the place that is chosen. */
  openRule(rule: string, found: string | null = this.place.target ?? null): void {
    const { target: _, ...place } = this.place;
    this.go({ ...place, view: 'detections', rule, ...(found !== null && { target: found }) });
  }

  /** Another rule of the list: the same step, told more exactly. */
  chooseRule(rule: string): void {
    if (rule !== this.place.rule) this.replace({ ...this.place, rule });
  }

  private onPrices(file: PriceFile | undefined): void {
    this.prices = pricesOf(file);
    this.changed();
  }

  private onChecks(take: () => void): void {
    take();
    this.changed();
  }

  /** Opens the record under the cursor in the record view. */
  open(): void {
    const { record, index } = this.cursor;
    if (this.reading.waiting !== undefined && record !== undefined) void this.compareWith();
    else if (record !== undefined) this.go({ ...this.place, view: 'record', record });
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
  async compareWith(): Promise<void> {
    // C came before the row that was chosen last did. What failed was told to whoever chose it.
    await this.cursor.rest.catch(() => undefined);
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
}
