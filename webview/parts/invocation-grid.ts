/** The invocations table: an ARIA grid of which only the rows on the screen exist. */
import { html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { formatCount } from '../format.ts';
import type { Row } from '../rows.ts';
import { t } from '../texts.ts';
import { ROOMY_HEIGHT, ROW_HEIGHT, reuse, Viewport } from '../viewport.ts';
import { type CellAt, cellAt, cellChoices, copyRows, copyValue, filterBy } from './cell-actions.ts';
import { type Column, cell, type Reader } from './cells.ts';
import './grid-head.ts';
import type { GridHead } from './grid-head.ts';
import { rowWish } from './grid-keys.ts';
import { cellElementAt, columnAt, rowAt, showAside } from './grid-places.ts';
import { recordMenu } from './menu.ts';
import { Part } from './part.ts';
import { tip } from './plain.ts';
import { allColumns, type Layout, layoutOf, roomIn, TIGHT } from './table-columns.ts';

/** The scroll bar is put right when a scroll has rested this long, ms. */
const REST = 150;

@customElement('bli-invocation-grid')
export class InvocationGrid extends Part {
  @query('.rows') private readonly scroller!: HTMLElement;
  @query('bli-grid-head') private readonly head!: GridHead;
  /** Column that the keyboard is on in the head; -1 while it is in the rows. */
  @state() private headAt = -1;
  /** Column of the current row's cell that has the focus; -1 while the row has it. */
  @state() private cellColumn = -1;
  private readonly viewport = new Viewport();
  private readonly resized = new ResizeObserver(() => this.measure());
  private restTimer: ReturnType<typeof setTimeout> | undefined;
  /** One for all, as the element is made anew with its tab: what was asked of the one before is done. */
  private static focusAsked = 0;
  private all: readonly Column[] = [];
  private layout: Layout = { columns: [], template: '', least: '0px' };
  private known: unknown;
  /** Where the fields stand in a row. */
  private places: ReadonlyMap<string, number> = new Map();
  private lastIndex = -1;
  /** Row numbers to the keys of the elements that show them. */
  private slots: ReadonlyMap<number, number> = new Map();
  private screen = 0;
  private wide = 0;
  private rowHeightShown = ROW_HEIGHT;
  /** Scroll position to set once the canvas has its height. */
  private top: number | undefined;
  private placed = false;
  private focusInside = false;
  /** The focus was in the rows, and nothing else has taken it since. */
  private hadFocus = false;

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
    const { parts, columns, look, clock } = this.inspector;
    if (this.known !== parts) this.all = allColumns(parts, columns);
    this.known = parts;
    this.layout = layoutOf(this.all, look.columns, roomIn(this.wide, clock));
    if (this.cellColumn >= this.layout.columns.length) this.cellColumn = -1;
    const { fields } = this.inspector;
    if (this.places.size !== fields.length) this.places = new Map(fields.map((field, i) => [field, i]));
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
    if (inspector.focusTable !== InvocationGrid.focusAsked) {
      InvocationGrid.focusAsked = inspector.focusTable;
      this.headAt = -1;
      void this.updateComplete.then(() => this.focusRow());
    }
    // The filter has left out the row that had the focus.
    if (cursor.index < 0 && rows.settled && this.hadFocus && document.activeElement === document.body) this.focusRow();
    rows.want(...this.viewport.range);
  }

  /** Takes the focus: the current row, else the first. */
  override focus(): void {
    this.focusRow();
  }

  private measure(): void {
    if (!this.scroller) return;
    // A sheet that lets the table grow with its rows would make it grow without end.
    this.screen = Math.min(this.scroller.clientHeight, innerHeight);
    this.wide = this.clientWidth;
    this.roll(this.viewport.resize(this.inspector.rows.matched ?? 0, this.screen, this.rowHeight));
    this.requestUpdate();
  }

  private get rowHeight(): number {
    return this.inspector.look.rows === 'roomy' ? ROOMY_HEIGHT : ROW_HEIGHT;
  }

  private roll(top: number | undefined): void {
    if (top !== undefined && this.scroller && Math.abs(this.scroller.scrollTop - top) >= 1)
      this.scroller.scrollTop = top;
  }

  private onScroll(): void {
    this.style.setProperty('--aside', `${-this.scroller.scrollLeft}px`);
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
    const { cursor, rows, clock, look } = this.inspector;
    const { columns, template, least } = this.layout;
    const matched = rows.matched ?? 0;
    if (this.viewport.count !== matched || this.rowHeightShown !== this.rowHeight)
      this.top = this.viewport.resize(matched, this.screen, this.rowHeight);
    this.rowHeightShown = this.rowHeight;
    const [from, to] = this.viewport.range;
    const indexes = Array.from({ length: to - from }, (_, i) => from + i);
    // The current row stays in the page wherever it is, as it may hold the focus.
    if (cursor.index >= 0 && cursor.index < Math.min(from, matched)) indexes.unshift(cursor.index);
    else if (cursor.index >= to && cursor.index < matched) indexes.push(cursor.index);
    this.slots = reuse(this.slots, indexes);
    const joins = !columns.some(({ name }) => name === 'guardrail');
    return html`<div
      class="grid ${clock.withDay ? 'days' : ''} ${look.rows ?? ''} ${this.wide <= TIGHT ? 'tight' : ''} ${joins ? 'joins' : ''}"
      role="grid"
      aria-label=${t('Invocations')}
      aria-multiselectable="true"
      aria-rowcount=${rows.matched === undefined ? -1 : matched + 1}
      aria-colcount=${columns.length}
      aria-busy=${String(!rows.settled)}
      .style=${`--columns:${template};--least:${least};--row:${this.rowHeight}px`}
      @keydown=${this.onKey}
    >
      <bli-grid-head
        .inspector=${this.inspector}
        .layout=${this.layout}
        .at=${this.headAt}
        .alone=${matched === 0}
        .go=${(at: number) => this.onHead(at)}
        .leave=${() => this.leaveHead()}
      ></bli-grid-head>
      <div class="rows" role="presentation" @scroll=${this.onScroll}>
        <div
          class="canvas"
          role="rowgroup"
          .style=${`height:${this.viewport.height}px`}
          @focusin=${this.onFocus}
          @focusout=${this.onLeave}
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

  private row(index: number, row: Row | undefined): TemplateResult {
    const { cursor, clock } = this.inspector;
    const current = index === cursor.index;
    const first = cursor.index < 0 && index === this.viewport.visible[0];
    const chosen = row !== undefined && cursor.has(row.id);
    const read = row && this.readerOf(row);
    const { highlights } = this.inspector;
    return html`<div
      role="row"
      class="gr ${index % 2 === 1 ? 'odd' : ''} ${current ? 'current' : ''} ${row ? '' : 'waits'}"
      data-index=${index}
      aria-rowindex=${index + 2}
      aria-selected=${String(chosen)}
      tabindex=${(current || first) && this.headAt < 0 && this.cellColumn < 0 ? 0 : -1}
      .style=${`transform:translateY(${this.viewport.place(index)}px)`}
    >
      ${this.layout.columns.map((column, i) =>
        cell(column, i, read && column.view(read, clock), current && i === this.cellColumn, highlights),
      )}
    </div>`;
  }

  private readerOf(row: Row): Reader {
    const { parts } = this.inspector;
    return (wanted) => {
      const field = typeof wanted === 'string' ? parts[wanted] : wanted.field;
      const at = field === undefined ? undefined : this.places.get(field);
      return at === undefined ? undefined : row.cells[at];
    };
  }

  /** A tool tip has the whole value; it is made when it is asked for. */
  private onOver(event: PointerEvent): void {
    const target = cellElementAt(event);
    const row = this.inspector.rows.get(rowAt(event));
    const column = this.layout.columns[columnAt(event)];
    if (!target || !row || !column) return;
    const { title } = column.view(this.readerOf(row), this.inspector.clock);
    if (title === undefined) target.removeAttribute('title');
    else target.title = tip(title);
  }

  /** The cell that the keyboard is on, if its row is here. */
  private get cell(): CellAt | undefined {
    const { cursor, rows } = this.inspector;
    const column = this.layout.columns[this.cellColumn];
    const row = rows.current(cursor.index);
    return column && row ? cellAt(column, this.readerOf(row), this.inspector) : undefined;
  }

  private onLeave({ relatedTarget }: FocusEvent): void {
    if (relatedTarget !== null) this.hadFocus = false;
  }

  /** The first focus puts the cursor on the row that took it. */
  private onFocus(event: FocusEvent): void {
    this.hadFocus = true;
    const index = rowAt(event);
    if (this.inspector.cursor.index >= 0 || index < 0) return;
    this.lastIndex = index;
    void this.inspector.cursor.to(index).then(() => this.inspector.moved());
  }

  private async onClick(event: MouseEvent): Promise<void> {
    const index = rowAt(event);
    if (index < 0) return;
    this.headAt = -1;
    this.cellColumn = columnAt(event);
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
    if (rowAt(event) >= 0) this.inspector.open();
  }

  private async onMenu(event: MouseEvent): Promise<void> {
    const index = rowAt(event);
    if (index < 0) return;
    event.preventDefault();
    const { cursor, rows } = this.inspector;
    this.cellColumn = columnAt(event);
    const id = rows.get(index)?.id;
    if (id === undefined || !cursor.has(id)) {
      await cursor.to(index);
      this.inspector.moved();
      await this.updateComplete;
    }
    this.focusRow();
    recordMenu(
      this.inspector,
      event.clientX,
      event.clientY,
      cellChoices(this.cell, this.layout.columns, this.inspector),
    );
  }

  private onKey(event: KeyboardEvent): void {
    if (event.altKey) return;
    this.placed = true;
    if (this.headAt < 0 && this.onRowKey(event)) {
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
    else if (wish === 'copy-rows') void copyRows(this.layout.columns, this.inspector);
    else if (typeof wish === 'string') this.onCell(wish);
    else if ('aside' in wish) this.aside(wish.aside);
    else if (wish.by === -1 && cursor.index <= 0) this.head.enter();
    else this.move(wish.by, wish.extend);
    return true;
  }

  /** To the next cell of the row; left of the first one is the row itself. */
  private aside(by: number): void {
    this.cellColumn = Math.min(Math.max(-1, this.cellColumn + by), this.layout.columns.length - 1);
    void this.updateComplete.then(() => this.focusRow());
  }

  private onCell(wish: 'wanted' | 'unwanted' | 'copy'): void {
    const { cell } = this;
    if (!cell) this.inspector.say(t('Choose a cell first, with the right arrow key or a click'));
    else if (wish === 'copy') void copyValue(cell, this.inspector);
    else filterBy(cell, wish === 'unwanted', this.inspector);
  }

  private onHead(at: number): void {
    this.headAt = at;
  }

  private leaveHead(): void {
    this.headAt = -1;
    if (this.inspector.cursor.index < 0) this.move(1, false);
    else void this.updateComplete.then(() => this.focusRow());
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
    recordMenu(this.inspector, left + 24, bottom, cellChoices(this.cell, this.layout.columns, this.inspector));
  }

  private focusRow(): void {
    const row = this.querySelector<HTMLElement>('.gr.current');
    const cell =
      this.cellColumn < 0 ? undefined : row?.querySelectorAll<HTMLElement>('[role=gridcell]')[this.cellColumn];
    const target = cell ?? row ?? this.querySelector<HTMLElement>('.canvas .gr, [tabindex="0"]');
    target?.focus({ preventScroll: true });
    if (cell) showAside(this.scroller, cell);
  }

  /** The focus goes with the cursor, if it was in the table; a row that is looked for anew may have lost it meanwhile. */
  private keepFocus(): void {
    const { activeElement } = document;
    const lost = this.hadFocus && activeElement === document.body;
    if (this.headAt < 0 && (lost || (activeElement !== null && this.contains(activeElement)))) this.focusRow();
  }
}
