/** The rows of an answer: an ARIA grid of which only the cells in sight exist. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { QueryAnswer } from '../../src/session/protocol/protocol.ts';
import { choiceText, type Literal } from '../filter/terms.ts';
import { type Choice, openMenu } from '../parts/menu.ts';
import { icon, Part } from '../parts/part.ts';
import { plain, tip } from '../parts/plain.ts';
import { t } from '../texts.ts';
import { reuse, Viewport } from '../viewport.ts';
import { cellText, MOST_SHOWN, plainText, tabbed } from './cell-text.ts';
import { type GridWish, gridWish } from './grid-wish.ts';
import { type Lane, lanesOf, NARROWEST } from './lanes.ts';
import { deskOf } from './query-desk.ts';
import { nextSorting, rowOrder, type Sorting } from './row-order.ts';
import { barColumn, isNumeric, numberOf } from './shape.ts';

/** CSS pixels left and right of the screen in which cells are drawn. */
const AROUND = 240;
/** A key makes a column wider or narrower by this, CSS pixels. */
const STEP = 16;

@customElement('bli-result-grid')
export class ResultGrid extends Part {
  @property({ attribute: false }) answer!: QueryAnswer;
  @query('.rows') private readonly scroller!: HTMLElement;
  @state() private sorting: Sorting | undefined;
  /** The cell that has the focus or would take it; row -1 is the head. */
  @state() private at = { row: 0, column: 0 };
  @state() private left = 0;
  private readonly viewport = new Viewport();
  private readonly resized = new ResizeObserver(() => this.measure());
  private order: Uint32Array = new Uint32Array();
  private lanes: readonly Lane[] = [];
  private width = 0;
  private bars: number | undefined;
  private most = 1;
  private slots: ReadonlyMap<number, number> = new Map();
  private hadFocus = false;
  /** The column whose edge the pointer holds, and its width less where the pointer is. */
  private grip: { readonly column: number; readonly from: number } | undefined;

  protected override firstUpdated(): void {
    this.resized.observe(this.scroller);
    this.measure();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.resized.observe(this.scroller);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
  }

  /** The rows with the names of their columns, in the order in which they stand. */
  get copied(): string {
    return tabbed(this.answer, this.order);
  }

  override focus(): void {
    this.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
  }

  protected override willUpdate(changes: PropertyValues<this>): void {
    this.hadFocus = this.contains(document.activeElement);
    if (changes.has('answer')) {
      this.sorting = undefined;
      this.at = { row: 0, column: 0 };
      this.bars = barColumn(this.answer);
      this.most = Math.max(
        ...((this.bars === undefined ? undefined : this.answer.values[this.bars]) ?? []).map((n) => numberOf(n) ?? 0),
      );
      this.arrange();
    }
    this.order = rowOrder(this.answer, this.count, this.sorting);
  }

  protected override updated(changes: PropertyValues<this>): void {
    if (changes.has('answer') && this.scroller) {
      this.scroller.scrollTop = 0;
      this.scroller.scrollLeft = 0;
    }
    if (this.hadFocus && !this.contains(document.activeElement)) this.focus();
  }

  private get count(): number {
    return this.answer.values[0]?.length ?? 0;
  }

  private arrange(): void {
    this.lanes = lanesOf(this.answer, this.bars, this.width, deskOf(this.inspector).widths);
    if (this.scroller) this.viewport.resize(this.count, this.scroller.clientHeight);
  }

  private measure(): void {
    if (!this.scroller) return;
    this.width = this.scroller.clientWidth;
    this.arrange();
    this.requestUpdate();
  }

  private onScroll(): void {
    const { scrollTop, scrollLeft } = this.scroller;
    this.viewport.scrolled(scrollTop);
    this.left = scrollLeft;
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const { columns } = this.answer;
    const [from, to] = this.viewport.range;
    const indexes = Array.from({ length: to - from }, (_, i) => from + i);
    const { row } = this.at;
    // The cell with the focus stays in the page wherever it is.
    if (row >= 0 && row < Math.min(from, this.count)) indexes.unshift(row);
    else if (row >= to && row < this.count) indexes.push(row);
    this.slots = reuse(this.slots, indexes);
    const shown = this.lanes.filter(
      ({ column, left, width }) =>
        (left + width > this.left - AROUND && left < this.left + this.width + AROUND) || column === this.at.column,
    );
    const last = this.lanes.at(-1);
    const total = last ? last.left + last.width : 0;
    return html`<div
      class="grid result"
      role="grid"
      aria-label=${t('Results')}
      aria-rowcount=${this.count + 1}
      aria-colcount=${columns.length}
      @keydown=${this.onKey}
      @focusin=${this.onFocus}
      @click=${this.onClick}
      @contextmenu=${this.onMenu}
      @pointerover=${this.onOver}
    >
      <div class="head" role="presentation">
        <div class="gr" role="row" aria-rowindex="1" .style=${`width:${total}px;transform:translateX(${-this.left}px)`}>
          ${shown.map((lane) => this.head(lane))}
        </div>
      </div>
      <div class="rows" role="presentation" @scroll=${this.onScroll}>
        <div class="canvas" role="rowgroup" .style=${`height:${this.viewport.height}px;width:${total}px`}>
          ${repeat(
            indexes,
            (index) => this.slots.get(index),
            (index) => this.row(index, shown),
          )}
        </div>
      </div>
    </div>`;
  }

  private head({ column, left, width, numeric }: Lane): TemplateResult {
    const { name = '', type = '' } = this.answer.columns[column] ?? {};
    const sorted = this.sorting?.column === column ? this.sorting : undefined;
    return html`<div
      role="columnheader"
      class=${numeric ? 'num' : ''}
      data-column=${column}
      data-row="-1"
      aria-colindex=${column + 1}
      aria-sort=${sorted ? (sorted.descending ? 'descending' : 'ascending') : 'none'}
      tabindex=${this.at.row === -1 && this.at.column === column ? 0 : -1}
      title=${tip(name)}
      .style=${`left:${left}px;width:${width}px`}
    >
      <span class="name">${plain(name)}${sorted ? icon(sorted.descending ? 'arrow-down' : 'arrow-up', 's') : nothing}</span>
      <span class="dim">${type}</span
      ><i
        class="grip"
        aria-hidden="true"
        @pointerdown=${(event: PointerEvent) => this.startResize(event, column, width)}
        @pointermove=${(event: PointerEvent) => this.onDrag(event, column)}
        @click=${(event: Event) => event.stopPropagation()}
        @dblclick=${() => this.resize(column, undefined)}
      ></i>
    </div>`;
  }

  private row(index: number, lanes: readonly Lane[]): TemplateResult {
    const row = this.order[index] ?? 0;
    const current = index === this.at.row;
    return html`<div
      role="row"
      class="gr ${index % 2 === 1 ? 'odd' : ''} ${current ? 'current' : ''}"
      aria-rowindex=${index + 2}
      .style=${`transform:translateY(${this.viewport.place(index)}px)`}
    >
      ${lanes.map((lane) => this.cell(lane, index, row, current))}
    </div>`;
  }

  private cell(
    { column, left, width, numeric, figures }: Lane,
    index: number,
    row: number,
    current: boolean,
  ): TemplateResult {
    const value = this.answer.values[column]?.[row];
    const text = cellText(value, this.answer.columns[column]?.type ?? '');
    const absent = value === null || value === undefined;
    const bar = column === this.bars ? ((numberOf(value) ?? 0) / this.most) * 100 : undefined;
    return html`<div
      role="gridcell"
      class="${numeric ? 'num' : 'said'} ${absent ? 'dim' : ''}"
      data-row=${index}
      data-column=${column}
      aria-colindex=${column + 1}
      tabindex=${current && column === this.at.column ? 0 : -1}
      .style=${`left:${left}px;width:${width}px`}
    >${
      bar === undefined
        ? plain(text.slice(0, MOST_SHOWN))
        : html`<span class="figure" .style=${`width:${figures}px`}>${text}</span
            ><span class="track"><i .style=${`width:${bar.toFixed(2)}%`}></i></span>`
    }</div>`;
  }

  private placeOf(event: Event): { row: number; column: number; cell: HTMLElement } | undefined {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-column]') : null;
    return cell ? { row: Number(cell.dataset.row), column: Number(cell.dataset.column), cell } : undefined;
  }

  private onFocus(event: FocusEvent): void {
    const place = this.placeOf(event);
    if (place && (place.row !== this.at.row || place.column !== this.at.column)) this.at = place;
  }

  private onClick(event: MouseEvent): void {
    const place = this.placeOf(event);
    if (!place) return;
    if (place.row < 0) this.sortBy(place.column);
    place.cell.focus({ preventScroll: true });
  }

  private onOver(event: PointerEvent): void {
    const place = this.placeOf(event);
    if (place && place.row >= 0) place.cell.title = tip(plainText(this.valueAt(place.row, place.column)));
  }

  private valueAt(index: number, column: number) {
    return this.answer.values[column]?.[this.order[index] ?? 0];
  }

  private sortBy(column: number): void {
    this.sorting = nextSorting(this.sorting, column, this.answer.columns[column]?.type ?? '');
  }

  private onKey(event: KeyboardEvent): void {
    const wish = gridWish(event, this.at, this.viewport.pageRows, this.count, this.answer.columns.length);
    if (wish === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.grant(wish);
  }

  private grant(wish: GridWish): void {
    const { row, column } = this.at;
    if (typeof wish === 'object') this.goTo(wish.row, wish.column);
    else if (wish === 'sort') this.sortBy(column);
    else if (wish === 'copy') this.copy(plainText(this.valueAt(row, column)), t('Value copied'));
    else if (wish === 'menu') this.menuAtCell();
    else if (wish === 'narrower' || wish === 'wider') this.widen(column, wish === 'wider' ? STEP : -STEP);
    else this.filter(wish === 'without');
  }

  /** Another width of a column, CSS pixels; undefined: as wide as what it shows wants. */
  private resize(column: number, width: number | undefined): void {
    const { widths } = deskOf(this.inspector);
    const { name = '' } = this.answer.columns[column] ?? {};
    if (width === undefined) widths.delete(name);
    else widths.set(name, Math.max(NARROWEST, Math.round(width)));
    this.arrange();
    this.requestUpdate();
  }

  private widen(column: number, by: number): void {
    const lane = this.lanes.find((one) => one.column === column);
    if (lane) this.resize(column, lane.width + by);
  }

  private startResize(event: PointerEvent, column: number, width: number): void {
    if (event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.grip = { column, from: width - event.clientX };
  }

  private onDrag(event: PointerEvent, column: number): void {
    const held = (event.currentTarget as HTMLElement).hasPointerCapture(event.pointerId);
    if (held && this.grip?.column === column) this.resize(column, this.grip.from + event.clientX);
  }

  private goTo(row: number, column: number): void {
    this.at = { row, column };
    const lane = this.lanes.find((one) => one.column === column);
    if (row >= 0) this.scroller.scrollTop = this.viewport.reveal(row);
    if (lane) {
      const { left } = lane;
      const far = left + Math.min(lane.width, this.width) - this.width;
      if (left < this.scroller.scrollLeft) this.scroller.scrollLeft = left;
      else if (far > this.scroller.scrollLeft) this.scroller.scrollLeft = far;
    }
    this.hadFocus = true;
    void this.updateComplete.then(() => this.focus());
  }

  private onMenu(event: MouseEvent): void {
    const place = this.placeOf(event);
    if (!place || place.row < 0) return;
    event.preventDefault();
    this.at = place;
    place.cell.focus({ preventScroll: true });
    openMenu(this.choices(), event.clientX, event.clientY);
  }

  private menuAtCell(): void {
    const cell = this.querySelector('[role=gridcell][tabindex="0"]');
    if (!cell) return;
    const { left, bottom } = cell.getBoundingClientRect();
    openMenu(this.choices(), left + 12, bottom);
  }

  private choices(): readonly (readonly Choice[])[] {
    const { row, column } = this.at;
    const copies: readonly Choice[] = [
      {
        label: t('Copy value'),
        keys: 'Ctrl+C',
        run: () => this.copy(plainText(this.valueAt(row, column)), t('Value copied')),
      },
      {
        label: t('Copy row with header'),
        run: () => this.copy(tabbed(this.answer, [this.order[row] ?? 0]), t('Row copied')),
      },
    ];
    if (this.condition(false) === undefined) return [copies];
    return [
      copies,
      [
        { label: t('Show invocations with this value'), keys: 'F', run: () => this.filter(false) },
        { label: t('Show invocations without it'), keys: 'Shift+F', run: () => this.filter(true) },
      ],
    ];
  }

  private copy(text: string, done: string): void {
    this.inspector.ask('copy', { text }).then(
      () => this.inspector.say(done),
      () => this.inspector.say(t('It could not be copied.')),
    );
  }

  /** The cell as a condition of the page's filter; undefined where its column is no field of the invocations. */
  private condition(excluded: boolean): string | undefined {
    const { row, column } = this.at;
    const { name = '', type = '' } = this.answer.columns[column] ?? {};
    const known = this.inspector.columns.find(({ field }) => field === name);
    const value = this.valueAt(row, column);
    if (!known || value === undefined || value === null || Array.isArray(value) || type === 'date') return undefined;
    const literal: Literal = isNumeric(type) ? (numberOf(value) ?? 0) : (value as Literal);
    return choiceText({ field: name, values: [literal], excluded }, false);
  }

  private filter(excluded: boolean): void {
    const condition = this.condition(excluded);
    if (condition !== undefined) this.inspector.narrow(condition);
    else this.inspector.say(t('This column is no field of the invocations, so it cannot be filtered by.'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-result-grid': ResultGrid;
  }
}
