/** The head of the invocations table: sorts, and lets columns be moved and made wider or narrower. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ChosenColumn } from '../look.ts';
import { t } from '../texts.ts';
import { type Column, columnClass, columnField, heading } from './cells.ts';
import { headWish } from './grid-keys.ts';
import { icon, Part } from './part.ts';
import { choiceOf, type Layout, moved, resized } from './table-columns.ts';

/** A key makes a column wider or narrower by this, CSS pixels. */
const STEP = 16;
/** A pointer that went no farther was a click, CSS pixels. */
const CLICK = 5;

@customElement('bli-grid-head')
export class GridHead extends Part {
  @property({ attribute: false }) layout: Layout = { columns: [], template: '', least: '0px' };
  /** Column that the keyboard is on; -1 while it is in the rows. */
  @property({ attribute: false }) at = -1;
  /** There are no rows: the head takes the table's tab stop. */
  @property({ attribute: false }) alone = false;
  @property({ attribute: false }) go: (at: number) => void = () => undefined;
  /** Back to the rows. */
  @property({ attribute: false }) leave: () => void = () => undefined;
  /** The pointer went so far that it is no click. */
  private dragged = false;

  /** Puts the keyboard on the column that sorts the table. */
  enter(): void {
    const { field } = this.inspector.place.selection.sort;
    this.to(
      Math.max(
        0,
        this.layout.columns.findIndex((column) => this.fieldOf(column) === field),
      ),
    );
  }

  private fieldOf(column: Column): string | undefined {
    return columnField(column, this.inspector.parts);
  }

  private to(at: number): void {
    this.go(at);
    void this.updateComplete.then(() => this.heads()[at]?.focus());
  }

  private heads(): readonly HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('[role=columnheader]')];
  }

  protected override render(): TemplateResult {
    return html`<div class="gr head" role="row" aria-rowindex="1" @keydown=${this.onKey}>
      ${this.layout.columns.map((column, i) => this.head(column, i))}
    </div>`;
  }

  private head(column: Column, i: number): TemplateResult {
    const { field, descending } = this.inspector.place.selection.sort;
    const sorted = this.fieldOf(column) === field;
    const order = sorted ? (descending ? 'descending' : 'ascending') : 'none';
    return html`<div
      role="columnheader"
      class=${columnClass(column)}
      aria-colindex=${i + 1}
      aria-sort=${order}
      tabindex=${this.at === i || (this.alone && i === 0 && this.at < 0) ? 0 : -1}
      @click=${() => this.onClick(column)}
      @pointerdown=${(event: PointerEvent) => this.startMove(event, i)}
    >
      ${heading(column)}${sorted ? icon(descending ? 'arrow-down' : 'arrow-up', 's') : nothing}<i
        class="grip"
        aria-hidden="true"
        @pointerdown=${(event: PointerEvent) => this.startResize(event, i)}
        @click=${(event: Event) => event.stopPropagation()}
        @dblclick=${() => this.fit(i)}
      ></i>
    </div>`;
  }

  private onClick(column: Column | undefined): void {
    const field = column && this.fieldOf(column);
    if (field !== undefined && !this.dragged) this.inspector.sortBy(field);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.altKey || this.at < 0) return;
    const { columns } = this.layout;
    const wish = headWish(event, this.at, columns.length);
    if (wish === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (wish === 'sort') this.onClick(columns[this.at]);
    else if (wish === 'rows') this.leave();
    else if (typeof wish === 'number') this.to(wish);
    else if (wish.act === 'resize') this.resize(this.at, this.widthOf(this.at) + wish.by * STEP);
    else this.move(this.at, this.at + wish.by);
  }

  /** The columns as they are shown become the choice that is changed. */
  private chosen(): readonly ChosenColumn[] {
    return choiceOf(this.layout, this.inspector.look.columns);
  }

  private widthOf(at: number): number {
    return this.heads()[at]?.getBoundingClientRect().width ?? 0;
  }

  private resize(at: number, width: number): void {
    this.inspector.setLook({ columns: resized(this.chosen(), at, width) });
  }

  /** As wide as it would be if nobody had set it. */
  private fit(at: number): void {
    this.inspector.setLook({ columns: this.chosen().map((column, i) => (i === at ? { name: column.name } : column)) });
  }

  private move(from: number, to: number): void {
    const { columns } = this.layout;
    if (to < 0 || to >= columns.length || from === to) return;
    this.inspector.setLook({ columns: moved(this.chosen(), from, to) });
    this.inspector.say(t('{0} is column {1} of {2}', columns[from]?.title ?? '', to + 1, columns.length));
    if (this.at >= 0) this.to(to);
  }

  private startResize(event: PointerEvent, at: number): void {
    event.preventDefault();
    event.stopPropagation();
    const first = this.widthOf(at) - event.clientX;
    this.follow((x) => this.resize(at, first + x));
  }

  private startMove(event: PointerEvent, from: number): void {
    this.dragged = false;
    if (event.button !== 0) return;
    let to = from;
    this.follow(
      (x) => {
        if (Math.abs(x - event.clientX) > CLICK) this.dragged = true;
        if (!this.dragged) return;
        to = this.placeAt(x);
        for (const [i, head] of this.heads().entries()) head.classList.toggle('drop', i === to && to !== from);
      },
      () => {
        for (const head of this.heads()) head.classList.remove('drop');
        if (this.dragged) this.move(from, to);
      },
    );
  }

  /** The column that is under a point. */
  private placeAt(x: number): number {
    const heads = this.heads();
    const at = heads.findIndex((head) => x < head.getBoundingClientRect().right);
    return at < 0 ? heads.length - 1 : at;
  }

  /** Until the pointer is let go. */
  private follow(move: (x: number) => void, end: () => void = () => undefined): void {
    const over = new AbortController();
    const { signal } = over;
    const finish = () => {
      over.abort();
      end();
    };
    window.addEventListener('pointermove', ({ clientX }) => move(clientX), { signal });
    window.addEventListener('pointerup', finish, { signal });
    window.addEventListener('pointercancel', finish, { signal });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-grid-head': GridHead;
  }
}
