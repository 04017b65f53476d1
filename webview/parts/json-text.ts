/** JSON with colours. Lines are made in slices, so that a long document never holds a frame up. */
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { foldAt } from '../folding.ts';
import { formatCount } from '../format.ts';
import { tokensOf } from '../json-tokens.ts';
import { pathsOfLines } from '../reading/json-lines.ts';
import { t } from '../texts.ts';
import { stretchesOf } from '../visible.ts';
import type { LongText } from './long-text.ts';

/** Lines that are made at once and in each later frame. */
const FIRST_LINES = 120;
const SLICE_LINES = 240;
/** Lines that share one box which the browser may leave out of its layout. */
const BOX_LINES = 60;
/** UTF-16 units of one line that are shown; a body's text is one line. */
export const LINE_UNITS = 4_000;

function tokenNodes(line: string, into: Node): void {
  for (const { kind, text } of tokensOf(line.slice(0, LINE_UNITS))) {
    const target = kind === 'other' ? into : into.appendChild(make('span', kind));
    for (const stretch of stretchesOf(text)) {
      if (stretch.kind === 'plain') target.appendChild(document.createTextNode(stretch.text));
      else {
        const sign = make('span', 'sign');
        sign.textContent = stretch.sign;
        sign.title = stretch.name;
        target.appendChild(sign);
      }
    }
  }
  if (line.length > LINE_UNITS) {
    const rest = make('span', 'cut');
    rest.textContent = ` … ${t('{0} more characters', formatCount(line.length - LINE_UNITS))}`;
    into.appendChild(rest);
  }
}

function make(tag: string, className: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  return element;
}

/** A whole document with line numbers. */
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
  @query('.code') private readonly box!: HTMLElement;
  private paths: readonly string[] = [];
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
    else if (changed.has('marked')) this.markAll();
  }

  private fill(): void {
    cancelAnimationFrame(this.frame);
    const lines = this.text.split('\n');
    this.paths = pathsOfLines(lines);
    this.current = -1;
    this.box.replaceChildren();
    let at = 0;
    let group: HTMLElement | undefined;
    const slice = (count: number) => {
      for (const end = Math.min(lines.length, at + count); at < end; at++) {
        if (group === undefined || at % BOX_LINES === 0) {
          group = make('div', 'lines');
          this.box.appendChild(group);
        }
        const line = make('div', 'line');
        const text = lines[at] ?? '';
        line.dataset.line = String(at + 1);
        // What wraps stands below its own start.
        line.style.setProperty('--indent', `${text.length - text.trimStart().length}ch`);
        this.mark(line, at);
        tokenNodes(text, line);
        group.appendChild(line);
      }
      if (at < lines.length) this.frame = requestAnimationFrame(() => slice(SLICE_LINES));
    };
    slice(FIRST_LINES);
  }

  private mark(line: HTMLElement, at: number): void {
    const path = this.paths[at] ?? '';
    const name = path === '' || this.marked.size === 0 ? undefined : this.pathOf(path);
    line.classList.toggle('partner', name !== undefined && this.marked.has(name));
  }

  private markAll(): void {
    for (const [at, line] of this.box.querySelectorAll<HTMLElement>('.line').entries()) this.mark(line, at);
    const partners = this.box.querySelectorAll('.partner');
    const seen = [...partners].some((line) => line.classList.contains('current'));
    if (!seen) partners[0]?.scrollIntoView({ block: 'nearest' });
  }

  private readonly onClick = (event: MouseEvent): void => {
    // Who marks text does not point.
    if (getSelection()?.isCollapsed === false) return;
    const line = event.target instanceof Element ? event.target.closest<HTMLElement>('.line') : null;
    if (line) this.choose(Number(line.dataset.line) - 1);
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.choose(Math.min(Math.max(0, this.current + by), this.paths.length - 1));
  };

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

/** JSON inside a conversation: no numbers, folded like other long texts. */
@customElement('bli-json-text')
export class JsonText extends LitElement implements Pick<LongText, 'text' | 'unfolded'> {
  @property({ attribute: false }) text = '';
  @property({ attribute: false }) unfolded = 0;
  @property({ attribute: false }) sought = '';

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    // A folded or very long text is shown without colours: cut JSON has no tokens worth telling apart.
    if (foldAt(this.text) < this.text.length) {
      return html`<bli-long-text
        .code=${true}
        .text=${this.text}
        .unfolded=${this.unfolded}
        .sought=${this.sought}
      ></bli-long-text>`;
    }
    return html`<pre class="said" dir="ltr"></pre>`;
  }

  protected override updated(): void {
    const pre = this.querySelector<HTMLElement>(':scope > pre');
    if (!pre) return;
    pre.replaceChildren();
    this.text.split('\n').forEach((line, i) => {
      if (i > 0) pre.appendChild(document.createTextNode('\n'));
      tokenNodes(line, pre);
    });
  }
}
