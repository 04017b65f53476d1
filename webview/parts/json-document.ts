/**
 * A whole JSON document with line numbers, long values folded. Lines are made in slices, so that a long document never
 * holds a frame up.
 */
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { formatCount } from '../format.ts';
import { foldedLength, foldsOf, indentOf, longFolds } from '../reading/json-folds.ts';
import { pathsOfLines } from '../reading/json-lines.ts';
import { t } from '../texts.ts';
import { addTokens, make } from './json-nodes.ts';

/** Lines that are made at once and in each later frame. */
const FIRST_LINES = 120;
const SLICE_LINES = 240;
/** Lines that share one box which the browser may leave out of its layout. */
const BOX_LINES = 60;

@customElement('bli-json-document')
export class JsonDocument extends LitElement {
  @property({ attribute: false }) text = '';
  @property({ attribute: false }) label = '';
  /** Paths of the lines that are marked, as `pathOf` names them. */
  @property({ attribute: false }) marked: ReadonlySet<string> = new Set();
  /** What a line's path stands for; lines without are not marked. */
  @property({ attribute: false }) pathOf: (path: string) => string | undefined = () => undefined;
  /** Called when somebody points at a line. */
  @property({ attribute: false }) point: ((path: string) => void) | undefined;
  /** What is searched for: folds that hide it open. */
  @property({ attribute: false }) sought = '';
  /** Counts up when all is to be unfolded, down when long values are to be folded again. */
  @property({ attribute: false }) unfolded = 0;
  @query('.code') private readonly box!: HTMLElement;
  private lines: readonly string[] = [];
  private paths: readonly string[] = [];
  private folds: ReadonlyMap<number, number> = new Map();
  private readonly folded = new Set<number>();
  private current = -1;
  private frame = 0;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.frame);
  }

  protected override render(): TemplateResult {
    return html`<div
      class="code"
      role="region"
      aria-label=${this.label}
      tabindex="0"
      @click=${this.onClick}
      @keydown=${this.onKey}
    ></div>`;
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (changed.has('text')) this.fill();
    else if (changed.has('unfolded')) this.foldLong();
    if (changed.has('sought')) this.unfoldWhere((_path, at) => this.hasSought(at));
    if (changed.has('marked')) this.showMarked();
  }

  private fill(): void {
    cancelAnimationFrame(this.frame);
    this.lines = this.text.split('\n');
    this.paths = pathsOfLines(this.lines);
    this.folds = foldsOf(this.lines);
    this.current = -1;
    this.box.replaceChildren();
    this.foldLong();
    let at = 0;
    let group: HTMLElement | undefined;
    const slice = (count: number) => {
      for (const end = Math.min(this.lines.length, at + count); at < end; at++) {
        if (group === undefined || at % BOX_LINES === 0) {
          this.dressBox(group);
          group = this.box.appendChild(make('div', 'lines'));
        }
        group.appendChild(this.lineOf(at));
      }
      this.dressBox(group);
      if (at < this.lines.length) this.frame = requestAnimationFrame(() => slice(SLICE_LINES));
    };
    slice(FIRST_LINES);
  }

  private lineOf(at: number): HTMLElement {
    const text = this.lines[at] ?? '';
    const line = make('div', 'line');
    line.dataset.line = String(at + 1);
    // What wraps stands below its own start.
    line.style.setProperty('--indent', `${indentOf(text)}ch`);
    if (this.canFold(at)) line.appendChild(make('span', 'twist')).ariaHidden = 'true';
    addTokens(text, line);
    this.dress(line, at);
    return line;
  }

  /** The outermost braces hold everything. */
  private canFold(at: number): boolean {
    return at > 0 && (this.folds.get(at) ?? at) > at + 1;
  }

  private isHidden(at: number): boolean {
    for (const from of this.folded) if (from < at && at <= (this.folds.get(from) ?? from)) return true;
    return false;
  }

  /** Shows a line as it is now: hidden, folded, marked. */
  private dress(line: HTMLElement, at: number): void {
    const folded = this.folded.has(at);
    line.hidden = this.isHidden(at);
    line.classList.toggle('folded', folded);
    line.querySelector('.folded-lines')?.remove();
    if (folded) line.appendChild(this.foldedLines(at));
    const path = this.paths[at] ?? '';
    const name = path === '' || this.marked.size === 0 ? undefined : this.pathOf(path);
    line.classList.toggle('partner', name !== undefined && this.marked.has(name));
  }

  private foldedLines(at: number): HTMLElement {
    const end = this.folds.get(at) ?? at;
    const rest = make('span', 'folded-lines');
    const [open = '', close = ''] = [this.lines[at], this.lines[end]];
    // Where the text was cut nothing closes it.
    const closed = /^\s*[}\]]/.test(close) && indentOf(close) === indentOf(open);
    const count = formatCount(end - at - 1);
    const size = closed
      ? t('{0} lines, {1} characters', count, formatCount(foldedLength(this.lines, at, end)))
      : t('{0} lines', count);
    const show = make('button', 'link', `… ${size}`);
    show.setAttribute('type', 'button');
    show.title = t('Unfold');
    rest.append(' ', show, closed ? ` ${close.trim()}` : '');
    return rest;
  }

  /** A box without a line in sight takes no room. */
  private dressBox(group: HTMLElement | undefined): void {
    if (group) group.hidden = group.querySelector('.line:not([hidden])') === null;
  }

  private dressAll(): void {
    for (const [at, line] of this.box.querySelectorAll<HTMLElement>('.line').entries()) this.dress(line, at);
    for (const group of this.box.querySelectorAll<HTMLElement>('.lines')) this.dressBox(group);
  }

  private foldLong(): void {
    this.folded.clear();
    if (this.unfolded === 0) for (const from of longFolds(this.lines, this.folds)) this.folded.add(from);
    this.dressAll();
  }

  private turn(at: number, fold: boolean): void {
    if (!this.canFold(at) || this.folded.has(at) === fold) return;
    if (fold) this.folded.add(at);
    else this.folded.delete(at);
    this.dressAll();
  }

  /** Opens what hides a line that fits. */
  private unfoldWhere(fits: (path: string, at: number) => boolean): void {
    const before = this.folded.size;
    for (const from of this.folded) {
      const end = this.folds.get(from) ?? from;
      for (let at = from + 1; at <= end; at++) {
        if (!fits(this.paths[at] ?? '', at)) continue;
        this.folded.delete(from);
        break;
      }
    }
    if (this.folded.size < before) this.dressAll();
  }

  private hasSought(at: number): boolean {
    return this.sought !== '' && (this.lines[at] ?? '').toLowerCase().includes(this.sought.toLowerCase());
  }

  private showMarked(): void {
    this.unfoldWhere((path) => {
      const name = path === '' ? undefined : this.pathOf(path);
      return name !== undefined && this.marked.has(name);
    });
    this.dressAll();
    const partners = this.box.querySelectorAll('.partner');
    const seen = [...partners].some((line) => line.classList.contains('current'));
    if (!seen) partners[0]?.scrollIntoView({ block: 'nearest' });
  }

  private readonly onClick = (event: MouseEvent): void => {
    // Who marks text does not point.
    if (getSelection()?.isCollapsed === false || !(event.target instanceof Element)) return;
    const line = event.target.closest<HTMLElement>('.line');
    if (!line) return;
    const at = Number(line.dataset.line) - 1;
    if (event.target.closest('.twist')) this.turn(at, !this.folded.has(at));
    else if (event.target.closest('button')) this.unfoldHere(at);
    else this.choose(at);
  };

  /** The button that had the focus goes with the fold. */
  private unfoldHere(at: number): void {
    this.turn(at, false);
    this.box.focus({ preventScroll: true });
    this.choose(at);
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const { current, lines } = this;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined) {
      let to = current + by;
      while (to > 0 && to < lines.length && this.isHidden(to)) to += by;
      this.choose(to < lines.length ? Math.max(0, to) : current);
    } else if (event.key === 'ArrowRight') this.turn(current, false);
    else if (event.key === 'ArrowLeft') this.foldAround(current);
    else return;
    event.preventDefault();
  };

  /** Folds a line, or goes to the one that opens what it stands in. */
  private foldAround(at: number): void {
    if (this.canFold(at) && !this.folded.has(at)) {
      this.turn(at, true);
      return;
    }
    let around = -1;
    for (const [from, end] of this.folds) if (from < at && at <= end && from > around) around = from;
    if (around > 0) this.choose(around);
  }

  private choose(at: number): void {
    const line = this.box.querySelector<HTMLElement>(`[data-line="${at + 1}"]`);
    if (!line) return;
    this.box.querySelector('.current')?.classList.remove('current');
    line.classList.add('current');
    line.scrollIntoView({ block: 'nearest' });
    this.current = at;
    this.point?.(this.paths[at] ?? '');
  }
}
