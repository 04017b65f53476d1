/** Search inside one record: marks every place, goes from one to the next, and opens what hides it. */

import type { VscodeTextfield } from '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { formatCount } from '../format.ts';
import { iconButton, Part } from '../parts/part.ts';
import { t } from '../texts.ts';
import { MOST_FOUND, placesOf } from './found-text.ts';
import { unhide } from './unhide.ts';

const ALL = 'bli-found';
const CURRENT = 'bli-found-current';

@customElement('bli-record-find')
export class RecordFind extends Part {
  /** What is searched. */
  @property({ attribute: false }) within!: () => Element | null;
  /** Called with what is typed, so that folded texts unfold; '' when the search ends. */
  @property({ attribute: false }) wanted!: (text: string) => void;
  @property({ attribute: false }) close!: () => void;
  /** Only a part of the text is here. */
  @property({ attribute: false }) partial = false;
  @query('vscode-textfield') private readonly field!: VscodeTextfield | null;
  @state() private text = '';
  @state() private places: readonly Range[] = [];
  @state() private at = -1;
  private frame = 0;
  private readonly changes = new MutationObserver(() => this.lookSoon());

  override connectedCallback(): void {
    super.connectedCallback();
    const body = this.within();
    if (body) this.changes.observe(body, { childList: true, characterData: true, subtree: true });
    void this.updateComplete.then(() => this.field?.updateComplete).then(() => this.field?.focus());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.changes.disconnect();
    cancelAnimationFrame(this.frame);
    CSS.highlights.delete(ALL);
    CSS.highlights.delete(CURRENT);
  }

  /** Takes the focus, its text chosen. */
  override focus(): void {
    this.field?.focus();
  }

  private lookSoon(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.look());
  }

  private look(): void {
    const body = this.within();
    this.places = body === null ? [] : placesOf(body, this.text);
    if (this.places.length === 0) this.at = -1;
    else this.at = Math.min(Math.max(0, this.at), this.places.length - 1);
    this.mark();
  }

  private mark(): void {
    CSS.highlights.set(ALL, new Highlight(...this.places));
    const current = this.places[this.at];
    CSS.highlights.set(CURRENT, new Highlight(...(current ? [current] : [])));
  }

  private go(by: number): void {
    const { length } = this.places;
    if (length === 0) return;
    this.at = (this.at + by + length) % length;
    this.mark();
    this.show();
  }

  private show(): void {
    const holder = this.places[this.at]?.startContainer.parentElement;
    unhide(holder);
    holder?.scrollIntoView({ block: 'center' });
  }

  protected override render(): TemplateResult {
    return html`<search class="find">
      <vscode-textfield
        .label=${t('Find in this record')}
        .placeholder=${t('Find in this record')}
        .value=${this.text}
        @input=${this.onInput}
        @keydown=${this.onKey}
      ></vscode-textfield>
      <span class="dim xs" role="status">${this.text === '' ? nothing : this.count()}</span>
      ${this.partial ? html`<span class="dim xs hide-narrow">${t('in the part that is shown')}</span>` : nothing}
      ${iconButton('arrow-up', t('Previous match'), () => this.go(-1), { keys: 'Shift+Enter', disabled: this.at < 0 })}
      ${iconButton('arrow-down', t('Next match'), () => this.go(1), { keys: 'Enter', disabled: this.at < 0 })}
      ${iconButton('close', t('End the search'), () => this.close(), { keys: 'Esc' })}
    </search>`;
  }

  private count(): string {
    const { length } = this.places;
    if (length === 0) return t('No match');
    const all = length === MOST_FOUND ? t('{0} or more', formatCount(length)) : formatCount(length);
    return t('{0} of {1}', formatCount(this.at + 1), all);
  }

  private onInput(event: Event): void {
    this.text = (event.target as HTMLInputElement).value;
    this.wanted(this.text);
    this.at = 0;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      this.look();
      this.show();
    });
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === 'Enter') this.go(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
