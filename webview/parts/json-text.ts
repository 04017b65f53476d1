/** JSON with colours. Lines are made in slices, so that a long document never holds a frame up. */
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { foldAt } from '../folding.ts';
import { formatCount } from '../format.ts';
import { tokensOf } from '../json-tokens.ts';
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
  @query('.code') private readonly box!: HTMLElement;
  private frame = 0;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.frame);
  }

  protected override render(): TemplateResult {
    return html`<div class="code" role="region" aria-label=${this.label} tabindex="0"></div>`;
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (changed.has('text')) this.fill();
  }

  private fill(): void {
    cancelAnimationFrame(this.frame);
    const lines = this.text.split('\n');
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
        tokenNodes(text, line);
        group.appendChild(line);
      }
      if (at < lines.length) this.frame = requestAnimationFrame(() => slice(SLICE_LINES));
    };
    slice(FIRST_LINES);
  }
}

/** JSON inside a conversation: no numbers, folded like other long texts. */
@customElement('bli-json-text')
export class JsonText extends LitElement implements Pick<LongText, 'text' | 'unfolded'> {
  @property({ attribute: false }) text = '';
  @property({ attribute: false }) unfolded = 0;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    // A folded or very long text is shown without colours: cut JSON has no tokens worth telling apart.
    if (foldAt(this.text) < this.text.length) {
      return html`<bli-long-text .code=${true} .text=${this.text} .unfolded=${this.unfolded}></bli-long-text>`;
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
