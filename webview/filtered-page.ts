/** What leaves out records, what marks them, and how they are shown: the filter of all tabs and the look of the page. */
import { bodyTexts } from './filter/body-text.ts';
import { joined } from './filter/terms.ts';
import { Clock } from './format.ts';
import { type Look, withFilter } from './look.ts';
import { PageState } from './page-state.ts';
import { TABS, type Tab } from './places.ts';

export abstract class FilteredPage extends PageState {
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

  /** Shows these invocations and no others, whatever the filter was. */
  showRecords(where: string, range: readonly [number, number] | undefined): void {
    const { sort } = this.place.selection;
    const selection = { search: '', sort, ...(where !== '' && { where }), ...(range && { range }) };
    this.go({ ...this.place, view: 'invocations', selection });
  }

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
  protected addExtras(): boolean {
    const known = new Set(this.fields);
    const added = this.columns.map(({ field }) => field).filter((field) => !known.has(field));
    const chosen = new Set((this.look.columns ?? []).map(({ name }) => name));
    const wanted = added.filter((field) => chosen.has(field));
    this.extras = [...this.extras, ...wanted];
    return wanted.length > 0;
  }

  /** Sets the clock by the settings, or as the page is set up. */
  protected wind(): void {
    const { zone } = this.look;
    const local = Intl.DateTimeFormat().resolvedOptions().timeZone;
    this.clock = new Clock(zone === undefined ? this.settingsZone : zone === 'local' ? local : zone);
    this.clock.setRange(this.load?.range);
  }
}
