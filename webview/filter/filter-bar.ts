/** The filter of all tabs: a condition in ES|QL, how much it leaves, and what it is as a query. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import '../code/code-editor.ts';
import type { CodeEditor } from '../code/code-editor.ts';
import { formatCount } from '../format.ts';
import { type Choice, openMenu } from '../parts/menu.ts';
import { icon, iconButton, Part } from '../parts/part.ts';
import { plain } from '../parts/plain.ts';
import { isNarrow } from '../places.ts';
import { t } from '../texts.ts';
import { recordsQuery } from './records-query.ts';
import { keepFilter, savedFilters } from './saved-filters.ts';

/** Characters of a filter in the list of those that were used. */
const SHOWN = 90;

@customElement('bli-filter-bar')
export class FilterBar extends Part {
  @query('bli-code') private readonly code!: CodeEditor;
  /** What stands in the field is not what is applied. */
  @state() private typed: string | undefined;
  /** One for all, as the element is made anew with its tab: what was asked of the one before is done. */
  private static focusAsked = 0;
  private shownWhere: string | undefined;

  protected override willUpdate(): void {
    const { where } = this.inspector.place.selection;
    // Somebody else has changed the filter: what was being typed gives way.
    if (where !== this.shownWhere) this.typed = undefined;
    this.shownWhere = where;
  }

  protected override updated(): void {
    if (this.inspector.focusFilter === FilterBar.focusAsked) return;
    FilterBar.focusAsked = this.inspector.focusFilter;
    this.code.focus();
  }

  protected override render(): TemplateResult {
    const { inspector } = this;
    const { where = '' } = inspector.place.selection;
    return html`<div class="filter" role="search" aria-label=${t('Filter')}>
        <div class="where-box" @keydown=${this.downwards}>
          <span class="where" aria-hidden="true">WHERE</span>
          <bli-code
            .inspector=${inspector}
            .holds=${'condition'}
            .label=${t('Filter, an ES|QL condition')}
            .hint=${t('for example user.id LIKE "*chat*"; Ctrl+Space lists fields and values')}
            .text=${this.typed ?? where}
            .changed=${(text: string) => this.onTyped(text)}
            .run=${(text: string) => this.apply(text)}
            .leave=${() => this.leave()}
          ></bli-code>
          ${
            where === '' && (this.typed ?? '') === ''
              ? html`<kbd class="slash hide-narrow" aria-hidden="true">/</kbd>`
              : iconButton('close', t('Clear filter'), () => this.clear())
          }
          ${iconButton('history', t('Saved and recent filters'), (event) => void this.showUsed(event))}
        </div>
        ${this.count()}
        <button
          type="button"
          class="link-button"
          title=${t('Open what is shown as a query')}
          @click=${() => inspector.openQuery(recordsQuery(inspector.place.selection))}
        >
          ${icon('code', 's')} ES|QL
        </button>
      </div>
      ${this.mistake()} ${this.looking()}`;
  }

  private count(): TemplateResult | typeof nothing {
    const { rows, place } = this.inspector;
    const { matched, loaded } = rows;
    if (matched === undefined || !isNarrow(place.selection)) return nothing;
    return html`<span class="dim xs matched">${t('{0} of {1} records', formatCount(matched), formatCount(loaded))}</span>`;
  }

  /** A condition on texts reads every record that the rest of the filter leaves. */
  private looking(): TemplateResult | typeof nothing {
    const { rows } = this.inspector;
    if (rows.looked === undefined) return nothing;
    const { done, of } = rows.looked;
    return html`<div class="load-line" role="region" aria-label=${t('Reading texts')}>
      ${icon('loading', 'spin')}<b>${t('Reading texts')}</b>
      <span class="dim">${t('{0} of {1} records', formatCount(done), formatCount(of))}</span><span class="grow"></span>
      <button type="button" class="link" @click=${() => rows.stop()}>${t('Stop')}</button>
    </div>`;
  }

  /** The filter that is applied cannot be read: what is wrong with it, where, and ways out. */
  private mistake(): TemplateResult | typeof nothing {
    const { rows, place } = this.inspector;
    const { where } = place.selection;
    if (rows.mistake === undefined || where === undefined) return nothing;
    const { message, place: at } = rows.mistake;
    return html`<div class="filter-mistake" role="alert">
      ${icon('error', 's')}<span class="said">${plain(message)}</span>
      ${
        at === undefined
          ? nothing
          : html`<button type="button" class="link" @click=${() => this.code.goTo(at.line, at.column)}>
              ${t('Show the place')}
            </button>`
      }
      ${
        isWords(where)
          ? html`<button type="button" class="link" @click=${() => this.searchInstead(where)}>
              ${t('Search the columns for it instead')}
            </button>`
          : nothing
      }
      <button type="button" class="link" @click=${() => this.clear()}>${t('Clear filter')}</button>
    </div>`;
  }

  private onTyped(text: string): void {
    const { where = '' } = this.inspector.place.selection;
    this.typed = text === where ? undefined : text;
  }

  private apply(text: string): void {
    this.typed = undefined;
    this.inspector.filter({ where: text.trim() });
  }

  /** Down from the one line is the table, as in a list under a field; while offers are open it moves in these. */
  private readonly downwards = {
    capture: true,
    handleEvent: (event: KeyboardEvent) => {
      const offers = document.querySelector('.cm-tooltip-autocomplete') !== null;
      if (event.key !== 'ArrowDown' || offers || event.altKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      this.leave();
    },
  };

  private leave(): void {
    if (this.typed !== undefined) this.apply(this.typed);
    this.inspector.goToTable();
  }

  private clear(): void {
    this.typed = undefined;
    this.inspector.filter({ where: undefined });
    this.code.focus();
  }

  private searchInstead(text: string): void {
    this.inspector.filter({ where: undefined });
    this.inspector.search(text);
  }

  private async showUsed(event: MouseEvent): Promise<void> {
    const { inspector } = this;
    const { left, bottom } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const { where } = inspector.place.selection;
    const saved = await savedFilters(inspector);
    const choice = (label: string, where: string): Choice => ({
      label: label.length > SHOWN ? `${label.slice(0, SHOWN)}…` : label,
      run: () => inspector.filter({ where }),
    });
    const groups = [
      where === undefined ? [] : [{ label: t('Save filter…'), run: () => void keepFilter(inspector, where) }],
      saved.map(({ name, where }) => choice(name, where)),
      (inspector.look.filters ?? []).map((filter) => choice(filter, filter)),
    ].filter((group) => group.length > 0);
    if (groups.length === 0) inspector.say(t('No filter is saved, and none was used before.'));
    else openMenu(groups, left, bottom + 2);
  }
}

/** Not ES|QL, but words as one types them into a search field. */
function isWords(text: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{N} ._:/@-]*$/u.test(text.trim());
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-filter-bar': FilterBar;
  }
}
