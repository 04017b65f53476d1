/** The line above the table: search, what the facets have set, which columns are shown and how high rows are. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { bodyTextOf } from '../filter/body-text.ts';
import '../filter/find-bar.ts';
import { keepFilter } from '../filter/saved-filters.ts';
import { type Term, termsOf, withoutTerm } from '../filter/terms.ts';
import { formatCount } from '../format.ts';
import type { ChosenColumn } from '../look.ts';
import type { Column } from '../parts/cells.ts';
import { dropDown } from '../parts/drop-down.ts';
import { icon, Part } from '../parts/part.ts';
import { plain } from '../parts/plain.ts';
import { allColumns, choiceOf, layoutOf, moved, roomIn } from '../parts/table-columns.ts';
import { t } from '../texts.ts';

/** Characters of a part of the filter that are shown. */
const SHOWN = 60;

@customElement('bli-table-bar')
export class TableBar extends Part {
  @property({ attribute: false }) narrow = false;
  @property({ attribute: false }) facets = true;
  @property({ attribute: false }) flipFacets: () => void = () => undefined;
  @state() private open = false;

  protected override render(): TemplateResult {
    const { where = '' } = this.inspector.place.selection;
    const terms = termsOf(where);
    const set = terms.filter(({ choice }) => choice !== undefined).length;
    return html`<div class="table-bar">
      <button
        type="button"
        class="link-button"
        aria-pressed=${String(this.facets)}
        title=${this.facets ? t('Hide the facets') : t('Show the facets')}
        @click=${() => this.flipFacets()}
      >
        ${icon('filter', 's')} ${t('Facets')}${set > 0 ? html` ${formatCount(set)}` : nothing}
      </button>
      <bli-find-bar .inspector=${this.inspector}></bli-find-bar>
      ${this.narrow ? nothing : html`<div class="filter-parts">${terms.map((term) => this.chip(where, term))}</div>`}
      ${this.columnsButton()}
      ${
        where === ''
          ? nothing
          : html`<button
              type="button"
              class="link-button hide-narrow"
              title=${t('Keep the filter among the queries of the workspace')}
              @click=${() => void keepFilter(this.inspector, where)}
            >
              ${icon('save', 's')} ${t('Save filter')}
            </button>`
      }
    </div>`;
  }

  /** A part of the filter that can be taken away by itself. */
  private chip(where: string, term: Term): TemplateResult {
    const part = where.slice(term.start, term.end);
    const body = bodyTextOf(part);
    const text = body === undefined ? part : t('in bodies: {0}', body);
    const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
    return html`<button
      type="button"
      class="filter-part ${term.choice || body !== undefined ? '' : 'dim'}"
      title=${part}
      aria-label=${t('Remove from the filter: {0}', shown)}
      @click=${() => this.inspector.filter({ where: withoutTerm(where, term) })}
    >
      <span class="ell said">${plain(shown)}</span>${icon('close', 's')}
    </button>`;
  }

  private columnsButton(): TemplateResult {
    return dropDown({
      id: 'columns',
      label: t('Columns and rows'),
      look: 'link-button',
      button: html`${icon('list-flat', 's')} <span class="hide-narrow">${t('Columns')}</span>`,
      toggled: (open) => {
        this.open = open;
      },
      content: this.open ? this.choices() : html``,
    });
  }

  private get shown(): readonly ChosenColumn[] {
    const { parts, columns, look, clock } = this.inspector;
    const room = roomIn(this.parentElement?.clientWidth ?? 0, clock);
    return choiceOf(layoutOf(allColumns(parts, columns), look.columns, room), look.columns);
  }

  private choices(): TemplateResult {
    const { parts, columns, look } = this.inspector;
    const all = allColumns(parts, columns);
    const shown = this.shown.map(({ name }) => name);
    const named = new Map(all.map((column) => [column.name, column]));
    const first = shown.flatMap((name) => named.get(name) ?? []);
    const rest = all.filter(({ name }) => !shown.includes(name));
    const roomy = look.rows === 'roomy';
    return html`<fieldset class="rows-height">
        <legend>${t('Rows')}</legend>
        ${[false, true].map(
          (wanted) =>
            html`<label
              ><input
                type="radio"
                name="rows"
                .checked=${roomy === wanted}
                @change=${() => this.inspector.setLook({ rows: wanted ? 'roomy' : 'compact' })}
              />${wanted ? t('Roomy') : t('Compact')}</label
            >`,
        )}
      </fieldset>
      <fieldset class="column-choice">
        <legend>${t('Columns')}</legend>
        ${first.map((column, at) => this.choice(column, true, at, first.length))}
        <hr />
        ${rest.map((column) => this.choice(column, false, 0, 0))}
      </fieldset>
      <button type="button" class="link" @click=${() => this.inspector.resetColumns()}>${t('As many as fit')}</button>`;
  }

  private choice(column: Column, on: boolean, at: number, of: number): TemplateResult {
    const step = (by: number, label: string, symbol: string) =>
      html`<button
        type="button"
        class="ib"
        aria-label=${t('{0}: {1}', column.title, label)}
        title=${label}
        ?disabled=${at + by < 0 || at + by >= of}
        @click=${() => this.move(at, at + by)}
      >
        ${icon(symbol, 's')}
      </button>`;
    return html`<div class="column">
      <label
        ><input type="checkbox" .checked=${on} ?disabled=${on && of === 1} @change=${() => this.flip(column)} /><span
          class="ell"
          title=${column.title}
          >${column.title}</span
        ></label
      >${on ? html`${step(-1, t('Move left'), 'arrow-up')}${step(1, t('Move right'), 'arrow-down')}` : nothing}
    </div>`;
  }

  private flip({ name }: Column): void {
    const { shown } = this;
    const rest = shown.filter((column) => column.name !== name);
    this.inspector.setLook({ columns: rest.length < shown.length ? rest : [...shown, { name }] });
  }

  private move(from: number, to: number): void {
    this.inspector.setLook({ columns: moved(this.shown, from, to) });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-table-bar': TableBar;
  }
}
