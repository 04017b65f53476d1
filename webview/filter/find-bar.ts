/** Finding a text: in the columns while one types, or in prompts, answers and reasoning. */

import type { VscodeTextfield } from '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { icon, iconButton, Part } from '../parts/part.ts';
import { t } from '../texts.ts';
import { bodyCondition } from './body-text.ts';
import { joined } from './terms.ts';

/** A search starts when typing has rested this long, ms. */
const SEARCH_AFTER = 150;

@customElement('bli-find-bar')
export class FindBar extends Part {
  @query('vscode-textfield') private readonly field!: VscodeTextfield;
  /** What stands in the field and has not been searched for. */
  @state() private typed: string | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** One for all, as the element is made anew with its tab: what was asked of the one before is done. */
  private static focusAsked = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  protected override updated(): void {
    if (this.inspector.focusSearch === FindBar.focusAsked) return;
    FindBar.focusAsked = this.inspector.focusSearch;
    // A field that was just made has no input to focus yet.
    void this.field.updateComplete.then(() => this.field.focus());
  }

  protected override render(): TemplateResult {
    const { search } = this.inspector.place.selection;
    const text = this.typed ?? search;
    return html`<div class="find-columns" role="search" aria-label=${t('Find')}>
      <vscode-textfield
        class="search"
        .label=${t('Search in the columns')}
        .placeholder=${t('Search all columns')}
        .value=${text}
        @input=${this.onInput}
        @keydown=${this.onKey}
        @focusout=${this.search}
        ><span slot="content-before">${icon('search', 's')}</span
        ><span slot="content-after"
          >${text === '' ? nothing : iconButton('close', t('Clear search'), () => this.clear())}</span
        ></vscode-textfield
      >
      <button
        type="button"
        class="link-button"
        ?disabled=${text.trim() === ''}
        title=${t('Records whose prompt, answer or reasoning holds the text (Shift+Enter)')}
        @click=${() => this.findInBodies()}
      >
        ${icon('comment-discussion', 's')} ${t('Find in bodies')}
      </button>
    </div>`;
  }

  private onInput(event: Event): void {
    this.typed = (event.target as HTMLInputElement).value;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), SEARCH_AFTER);
  }

  /** Who leaves the field does not wait: a search that started later would come between the next steps. */
  private search(): void {
    clearTimeout(this.timer);
    if (this.typed !== undefined) this.inspector.search(this.typed);
    this.typed = undefined;
  }

  /** The text becomes a part of the filter, which all tabs follow. */
  private findInBodies(): void {
    const text = (this.typed ?? this.inspector.place.selection.search).trim();
    if (text === '') return;
    clearTimeout(this.timer);
    this.typed = undefined;
    const { where = '' } = this.inspector.place.selection;
    this.inspector.findInBodies(joined(where, bodyCondition(text)));
  }

  private onKey(event: KeyboardEvent): void {
    const { search } = this.inspector.place.selection;
    if (event.key === 'Enter' && event.shiftKey) this.findInBodies();
    else if (event.key === 'Escape' && (this.typed ?? search) !== '') this.clear();
    else if (event.key === 'ArrowDown' || event.key === 'Enter' || event.key === 'Escape') {
      this.search();
      this.inspector.goToTable();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private clear(): void {
    clearTimeout(this.timer);
    this.typed = undefined;
    this.inspector.search('');
    this.field.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-find-bar': FindBar;
  }
}
