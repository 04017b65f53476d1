/** The frame around every panel: title, unit, the answer as a table, its query, and what is said while there is none. */

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Panel } from '../../src/overview/panel.ts';
import type { Scope } from '../../src/overview/scope.ts';
import { unitOf } from '../../src/overview/units.ts';
import { icon, Part } from '../parts/part.ts';
import { plain } from '../parts/plain.ts';
import { t } from '../texts.ts';
import { answerTable, copyAnswer } from './answer-table.ts';
import type { PanelAnswer } from './answers.ts';
import { panelText } from './panel-texts.ts';
import { Rows } from './rows.ts';

/** The end of a query that shows its first rows alone. */
const LIMIT = /\n\| LIMIT (\d+)$/;

/** Panels ask for fewer rows than the limit that is added to their queries. */
const NO_LIMIT = /^No limit defined\b/;
/** Warnings of an answer that are told. */
const MOST_WARNINGS = 5;

/** Draws an answer that has values. */
export type Draw = (rows: Rows, scope: Scope) => TemplateResult;

@customElement('bli-panel')
export class PanelFrame extends Part {
  @property({ attribute: false }) panel!: Panel;
  @property({ attribute: false }) scope!: Scope;
  @property({ attribute: false }) answered: PanelAnswer | undefined;
  @property({ attribute: false }) draw!: Draw;
  /** Beside the title: a choice between panels. */
  @property({ attribute: false }) choice: TemplateResult | undefined;
  @property({ attribute: false }) retry!: () => void;
  @property({ attribute: false }) legend: ((rows: Rows, scope: Scope) => TemplateResult) | undefined;
  /** Where the panel's numbers come from, if not from the records here; follows other words. */
  @property({ attribute: false }) origin = '';
  @state() private asTable = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('keydown', this.onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('keydown', this.onKey);
  }

  private get esql(): string {
    return this.panel.esql(this.scope);
  }

  protected override render(): TemplateResult {
    const { panel, answered } = this;
    const scope = answered?.scope ?? this.scope;
    const name = `panel-${panel.id}`;
    const rows = answered?.answer ? new Rows(answered.answer) : undefined;
    const filled = rows !== undefined && hasValues(panel, rows);
    return html`<section class="panel-in" aria-labelledby=${name} aria-busy=${String(answered?.stale ?? true)}>
      <div class="panel-head">
        <h3 id=${name} class="ell">${panelText(panel.title)}</h3>
        <span class="unit ell" title=${unitOf(panel, scope, panelText) + this.origin}
          >${unitOf(panel, scope, panelText)}${this.origin}</span
        >
        ${this.warned()}${this.choice ?? nothing}${this.buttons(filled)}
      </div>
      <div class="panel-body ${answered?.stale && rows ? 'stale' : ''}">
        ${rows === undefined || !filled ? this.instead(rows) : this.filled(rows, scope)}
      </div>
    </section>`;
  }

  private filled(rows: Rows, scope: Scope): TemplateResult {
    const { answered, panel } = this;
    if (this.asTable && answered?.answer) return answerTable(panel, answered.answer, this.inspector.clock, scope);
    return html`${this.legend ? this.legend(rows, scope) : nothing}${this.draw(rows, scope)}${this.more(rows)}`;
  }

  /** A part of a cluster may not have answered. */
  private warned(): TemplateResult | typeof nothing {
    const warnings = this.answered?.answer?.warnings.filter((warning) => !NO_LIMIT.test(warning)) ?? [];
    if (warnings.length === 0) return nothing;
    const said = warnings.slice(0, MOST_WARNINGS).join('\n');
    return html`<span class="warned" role="img" title=${said} aria-label=${t('Warning: {0}', said)}>${icon('warning', 's')}</span>`;
  }

  /** A table that is as long as its query lets it be may have more rows. */
  private more(rows: Rows): TemplateResult | typeof nothing {
    const { view } = this.panel;
    const [limit = '', most] = LIMIT.exec(this.esql) ?? [];
    if (view.kind !== 'table' && view.kind !== 'ranking') return nothing;
    const drawn = view.kind === 'ranking' ? (view.drawn ?? rows.length) : rows.length;
    if (rows.length !== Number(most) && rows.length <= drawn) return nothing;
    return html`<button
      type="button"
      class="link more"
      @click=${() => this.inspector.openQuery(this.esql.slice(0, -limit.length))}
    >
      ${t('All rows as a query result')}
    </button>`;
  }

  private buttons(filled: boolean): TemplateResult {
    const { panel, asTable } = this;
    const title = panelText(panel.title);
    return html`<span class="panel-buttons">
      ${
        asTable && filled
          ? html`<button
              type="button"
              class="oq"
              title=${t('Copy as table')}
              aria-label=${t('Copy as table: {0}', title)}
              @click=${() => this.copy()}
            >
              ${icon('copy', 's')}
            </button>`
          : nothing
      }
      <button
        type="button"
        class="oq"
        aria-pressed=${String(asTable)}
        title=${t('Show as table (V)')}
        aria-label=${t('Show as table: {0}', title)}
        @click=${() => this.toggle()}
      >
        ${icon('table', 's')}
      </button>
      <button
        type="button"
        class="oq"
        title=${t('Open query (Ctrl+Enter)')}
        aria-label=${t('ES|QL: open the query of {0}', title)}
        @click=${() => this.openQuery()}
      >
        ${icon('code', 's')}<span class="hide-panel">ES|QL</span>
      </button>
    </span>`;
  }

  private instead(rows: Rows | undefined): TemplateResult {
    const { answered, panel, inspector } = this;
    if (answered?.failure !== undefined) {
      return html`<div class="panel-state" role="alert">
        <p class="said">${icon('error', 's bad')} ${plain(answered.failure)}</p>
        <p>
          <button type="button" class="link" @click=${this.retry}>${t('Try again')}</button>
          <button type="button" class="link" @click=${() => this.openQuery()}>${t('Open query')}</button>
        </p>
      </div>`;
    }
    if (rows === undefined) return html`<div class="panel-state dim" role="status">${t('Reading')}…</div>`;
    const { where, range } = inspector.place.selection;
    const all = { where: undefined, range: undefined };
    return html`<div class="panel-state">
      <p class="dim">${panelText(panel.absent)}</p>
      ${
        where === undefined && range === undefined
          ? nothing
          : html`<p>
              <button type="button" class="link" @click=${() => inspector.filter(all)}>${t('Clear the filter')}</button>
            </p>`
      }
    </div>`;
  }

  private toggle(): void {
    this.asTable = !this.asTable;
  }

  private openQuery(): void {
    this.inspector.openQuery(this.esql);
  }

  private copy(): void {
    const { answered } = this;
    if (answered?.answer) void copyAnswer(answered.answer, this.inspector);
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const control = event.ctrlKey || event.metaKey;
    if (event.key === 'Enter' && control && !event.altKey && !event.shiftKey) this.openQuery();
    else if (event.key.toLowerCase() === 'v' && !control && !event.altKey && !event.shiftKey) this.toggle();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

/** An answer of nulls and zeros has nothing to draw. */
function hasValues({ view }: Panel, rows: Rows): boolean {
  if (view.kind === 'figures') return rows.length > 0;
  if (view.kind === 'bars' || view.kind === 'lines')
    return rows.any([...view.series, ...(view.lane ?? [])].map(({ column }) => column));
  return rows.length > 0;
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-panel': PanelFrame;
  }
}
