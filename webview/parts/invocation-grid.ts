/** The invocations table: an ARIA grid of which only the rows on the screen exist. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Part as FieldPart } from '../fields.ts';
import { formatCount } from '../format.ts';
import type { Row } from '../rows.ts';
import { t } from '../texts.ts';
import { reuse, Viewport } from '../viewport.ts';
import { type Column, cell, columnsFor, heading, type Reader, sortField } from './cells.ts';
import { headWish, rowWish } from './grid-keys.ts';
import { recordMenu } from './menu.ts';
import { icon, Part } from './part.ts';
import { tip } from './plain.ts';

/** The scroll bar is put right when a scroll has rested this long, ms. */
const REST = 150;

@customElement('bli-invocation-grid')
export class InvocationGrid extends Part {
  @query('.rows') private readonly scroller!: HTMLElement;
  /** Column that the keyboard is on in the head; -1 while it is in the rows. */
  @state() private headAt = -1;
  private readonly viewport = new Viewport();
  private readonly resized = new ResizeObserver(() => this.measure());
  private restTimer: ReturnType<typeof setTimeout> | undefined;
  private focusAsked = 0;
  private columns: readonly Column[] = [];
  private at: Partial<Record<FieldPart, number>> = {};
  private known: unknown;
  private lastIndex = -1;
  /** Row numbers to the keys of the elements that show them. */
  private slots: ReadonlyMap<number, number> = new Map();
  private screen = 0;
  /** Scroll position to set once the canvas has its height. */
  private top: number | undefined;
  private placed = false;
  private focusInside = false;

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
    clearTimeout(this.restTimer);
  }

  protected override willUpdate(): void {
    this.focusInside = this.contains(document.activeElement);
    const { parts, fields } = this.inspector;
    if (this.known === parts) return;
    this.known = parts;
    this.columns = columnsFor(parts);
    this.at = {};
    for (const [part, field] of Object.entries(parts)) this.at[part as FieldPart] = fields.indexOf(field);
  }

  protected override updated(_: PropertyValues): void {
    const { inspector } = this;
    const { cursor, rows } = inspector;
    this.roll(this.top);
    this.top = undefined;
    // A row that was taken out or moved has lost the focus.
    if (this.focusInside && !this.contains(document.activeElement)) this.focusRow();
    const grows = inspector.load?.phase === 'loading';
    if (!this.placed && rows.matched !== undefined && (!grows || rows.matched > inspector.firstRow)) {
      this.placed = true;
      this.measure();
      this.roll(this.viewport.jump(inspector.firstRow));
      this.requestUpdate();
    }
    if (cursor.index !== this.lastIndex) {
      this.lastIndex = cursor.index;
      if (cursor.index >= 0 && this.placed) {
        // Before the next render takes the row away that has the focus.
        this.keepFocus();
        this.roll(this.viewport.reveal(cursor.index));
        this.requestUpdate();
      }
    }
    if (inspector.focusTable !== this.focusAsked) {
      this.focusAsked = inspector.focusTable;
      this.headAt = -1;
      void this.updateComplete.then(() => this.focusRow());
    }
    rows.want(...this.viewport.range);
  }

  /** Takes the focus: the current row, else the first. */
  override focus(): void {
    this.focusRow();
  }

  private measure(): void {
    if (!this.scroller) return;
    this.screen = this.scroller.clientHeight;
    this.roll(this.viewport.resize(this.inspector.rows.matched ?? 0, this.screen));
    this.requestUpdate();
  }

  private roll(top: number | undefined): void {
    if (top !== undefined && this.scroller && Math.abs(this.scroller.scrollTop - top) >= 1)
      this.scroller.scrollTop = top;
  }

  private onScroll(): void {
    this.roll(this.viewport.scrolled(this.scroller.scrollTop));
    if (this.placed) this.inspector.setFirstRow(this.viewport.visible[0]);
    clearTimeout(this.restTimer);
    this.restTimer = setTimeout(() => {
      this.roll(this.viewport.settle());
      this.requestUpdate();
    }, REST);
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const { cursor, rows, place } = this.inspector;
    const matched = rows.matched ?? 0;
    if (this.viewport.count !== matched) this.top = this.viewport.resize(matched, this.screen);
    const [from, to] = this.viewport.range;
    const indexes = Array.from({ length: to - from }, (_, i) => from + i);
    // The current row stays in the page wherever it is, as it may hold the focus.
    if (cursor.index >= 0 && cursor.index < Math.min(from, matched)) indexes.unshift(cursor.index);
    else if (cursor.index >= to && cursor.index < matched) indexes.push(cursor.index);
    this.slots = reuse(this.slots, indexes);
    return html`<div
      class="grid ${this.inspector.clock.withDay ? 'days' : ''}"
      role="grid"
      aria-label=${t('Invocations')}
      aria-multiselectable="true"
      aria-rowcount=${rows.matched === undefined ? -1 : matched + 1}
      aria-colcount=${this.columns.length}
      aria-busy=${String(!rows.settled)}
      @keydown=${this.onKey}
    >
      <div class="gr head" role="row" aria-rowindex="1">
        ${this.columns.map((column, i) => this.head(column, i, place.selection.sort, matched === 0))}
      </div>
      <div class="rows" role="presentation" @scroll=${this.onScroll}>
        <div
          class="canvas"
          role="rowgroup"
          .style=${`height:${this.viewport.height}px`}
          @focusin=${this.onFocus}
          @pointerover=${this.onOver}
          @click=${this.onClick}
          @dblclick=${this.onDoubleClick}
          @contextmenu=${this.onMenu}
        >
          ${repeat(
            indexes,
            (index) => this.slots.get(index),
            (index) => this.row(index, rows.get(index)),
          )}
        </div>
      </div>
    </div>`;
  }

  private head(
    column: Column,
    i: number,
    sort: { readonly field: string; readonly descending: boolean },
    only: boolean,
  ): TemplateResult {
    const field = sortField(column, this.inspector.parts);
    const sorted = field === sort.field;
    const order = sorted ? (sort.descending ? 'descending' : 'ascending') : 'none';
    return html`<div
      role="columnheader"
      class="c-${column.name} ${column.numeric ? 'num' : ''}"
      aria-colindex=${i + 1}
      aria-sort=${order}
      tabindex=${this.headAt === i || (only && i === 0 && this.headAt < 0) ? 0 : -1}
      @click=${() => this.sortBy(column)}
    >
      ${heading(column)}${sorted ? icon(sort.descending ? 'arrow-down' : 'arrow-up', 's') : nothing}
    </div>`;
  }

  private row(index: number, row: Row | undefined): TemplateResult {
    const { cursor, clock } = this.inspector;
    const current = index === cursor.index;
    const first = cursor.index < 0 && index === this.viewport.visible[0];
    const chosen = row !== undefined && cursor.has(row.id);
    const read = row && this.readerOf(row);
    return html`<div
      role="row"
      class="gr ${index % 2 === 1 ? 'odd' : ''} ${current ? 'current' : ''} ${row ? '' : 'waits'}"
      data-index=${index}
      aria-rowindex=${index + 2}
      aria-selected=${String(chosen)}
      tabindex=${(current || first) && this.headAt < 0 ? 0 : -1}
      .style=${`transform:translateY(${this.viewport.place(index)}px)`}
    >
      ${this.columns.map((column, i) => cell(column, i, read && column.view(read, clock)))}
    </div>`;
  }

  private readerOf(row: Row): Reader {
    return (part) => {
      const at = this.at[part];
      return at === undefined ? undefined : row.cells[at];
    };
  }

  /** A tool tip has the whole value; it is made when it is asked for. */
  private onOver(event: PointerEvent): void {
    const target = event.target instanceof Element ? event.target.closest<HTMLElement>('[role=gridcell]') : null;
    const row = this.inspector.rows.get(this.indexOf(event));
    const column = target && this.columns[Number(target.getAttribute('aria-colindex')) - 1];
    if (!target || !row || !column) return;
    const { title } = column.view(this.readerOf(row), this.inspector.clock);
    if (title === undefined) target.removeAttribute('title');
    else target.title = tip(title);
  }

  private indexOf(event: Event): number {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null;
    return row ? Number(row.dataset.index) : -1;
  }

  /** The first focus puts the cursor on the row that took it. */
  private onFocus(event: FocusEvent): void {
    const index = this.indexOf(event);
    if (this.inspector.cursor.index >= 0 || index < 0) return;
    this.lastIndex = index;
    void this.inspector.cursor.to(index).then(() => this.inspector.moved());
  }

  private async onClick(event: MouseEvent): Promise<void> {
    const index = this.indexOf(event);
    if (index < 0) return;
    this.headAt = -1;
    const { cursor } = this.inspector;
    this.lastIndex = index;
    if (event.ctrlKey || event.metaKey) await cursor.toggle(index);
    else await cursor.to(index, event.shiftKey);
    if (!this.inspector.peek && event.detail === 1 && !event.shiftKey && !event.ctrlKey && !event.metaKey)
      this.inspector.setPeek(true);
    this.inspector.moved();
    await this.updateComplete;
    this.focusRow();
  }

  private onDoubleClick(event: MouseEvent): void {
    if (this.indexOf(event) >= 0) this.inspector.open();
  }

  private async onMenu(event: MouseEvent): Promise<void> {
    const index = this.indexOf(event);
    if (index < 0) return;
    event.preventDefault();
    const { cursor, rows } = this.inspector;
    const id = rows.get(index)?.id;
    if (id === undefined || !cursor.has(id)) {
      await cursor.to(index);
      this.inspector.moved();
      await this.updateComplete;
    }
    this.focusRow();
    recordMenu(this.inspector, event.clientX, event.clientY);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.altKey) return;
    this.placed = true;
    const taken = this.headAt >= 0 ? this.onHeadKey(event) : this.onRowKey(event);
    if (taken) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  private onRowKey(event: KeyboardEvent): boolean {
    const wish = rowWish(event, this.viewport.pageRows);
    const { cursor } = this.inspector;
    if (wish === undefined) return false;
    if (wish === 'open') this.inspector.open();
    else if (wish === 'mark') void cursor.toggle(Math.max(0, cursor.index)).then(() => this.inspector.moved());
    else if (wish === 'all') void this.chooseAll();
    else if (wish === 'menu') this.menuAtRow();
    else if (wish.by === -1 && cursor.index <= 0) this.enterHead();
    else this.move(wish.by, wish.extend);
    return true;
  }

  private onHeadKey(event: KeyboardEvent): boolean {
    const wish = headWish(event, this.headAt, this.columns.length);
    if (wish === undefined) return false;
    if (wish === 'sort') this.sortBy(this.columns[this.headAt]);
    else if (wish === 'rows') this.leaveHead();
    else this.headTo(wish);
    return true;
  }

  private sortBy(column: Column | undefined): void {
    const field = column && sortField(column, this.inspector.parts);
    if (field !== undefined) this.inspector.sortBy(field);
  }

  private leaveHead(): void {
    this.headAt = -1;
    if (this.inspector.cursor.index < 0) this.move(1, false);
    else void this.updateComplete.then(() => this.focusRow());
  }

  private enterHead(): void {
    const { field } = this.inspector.place.selection.sort;
    this.headTo(
      Math.max(
        0,
        this.columns.findIndex((column) => sortField(column, this.inspector.parts) === field),
      ),
    );
  }

  private headTo(at: number): void {
    this.headAt = at;
    void this.updateComplete.then(() => this.querySelectorAll<HTMLElement>('[role=columnheader]')[at]?.focus());
  }

  private move(by: number, extend: boolean): void {
    const { cursor } = this.inspector;
    const moving = Number.isFinite(by) ? cursor.move(by, extend) : cursor.to(by < 0 ? 0 : cursor.last, extend);
    // The cursor stands there at once; its record may have to be asked for.
    this.inspector.moved();
    void moving.then(() => this.inspector.moved());
  }

  private async chooseAll(): Promise<void> {
    const { inspector } = this;
    if (await inspector.cursor.chooseAll()) {
      inspector.moved();
      inspector.say(t('{0} records selected', formatCount(inspector.cursor.chosen.length)));
    } else inspector.say(t('Too many to select one by one. Export what the search left instead.'));
  }

  private menuAtRow(): void {
    const row = this.querySelector('.gr.current');
    if (!row) return;
    const { left, bottom } = row.getBoundingClientRect();
    recordMenu(this.inspector, left + 24, bottom);
  }

  private focusRow(): void {
    (this.querySelector<HTMLElement>('.gr.current') ?? this.querySelector<HTMLElement>('[tabindex="0"]'))?.focus({
      preventScroll: true,
    });
  }

  /** The focus goes with the cursor, if it was in the table. */
  private keepFocus(): void {
    const { activeElement } = document;
    if (this.headAt < 0 && activeElement !== null && this.contains(activeElement)) this.focusRow();
  }
}
