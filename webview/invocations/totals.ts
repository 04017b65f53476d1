/** What the table's records add up to, in the foot of the page. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { QueryAnswer } from '../../src/session/protocol/protocol.ts';
import { isOfFilter, totalsQuery, within } from '../filter/records-query.ts';
import { ABSENT, formatRough, formatSeconds } from '../format.ts';
import { Latest } from '../latest.ts';
import { Part } from '../parts/part.ts';
import { t } from '../texts.ts';

@customElement('bli-totals')
export class Totals extends Part {
  private readonly answer = new Latest<QueryAnswer>(() => this.requestUpdate());

  protected override willUpdate(): void {
    const { inspector } = this;
    const { selection } = inspector.place;
    const text = totalsQuery({}, inspector.parts);
    if (text === undefined) return;
    const { search, where, range } = selection;
    const key = JSON.stringify([search, where, range, inspector.edition]);
    this.answer.want(key, (signal) => inspector.ask('query', within(selection, text, 1), signal), isOfFilter);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { value, loading } = this.answer;
    const { selection } = this.inspector.place;
    if (!value) return nothing;
    const said: readonly (readonly [column: string, label: string, shown: (sum: number) => string])[] = [
      ['input', t('in'), formatRough],
      ['cached', t('cached'), formatRough],
      ['output', t('out'), formatRough],
      ['p95', t('p95'), (ms) => t('{0} s', formatSeconds(ms))],
    ];
    const sums = said.flatMap(([column, label, shown]) => {
      const at = value.columns.findIndex(({ name }) => name === column);
      const sum = value.values[at]?.[0];
      return at < 0 ? [] : [html`<span>${label} ${typeof sum === 'number' ? shown(sum) : ABSENT}</span>`];
    });
    const query = totalsQuery(selection, this.inspector.parts);
    const open = () => query !== undefined && this.inspector.openQuery(query);
    return html`<button
      type="button"
      class="totals hide-narrow ${loading ? 'stale' : ''}"
      title=${t('Tokens and latency of what is shown; open as a query')}
      @click=${open}
    >
      ${sums}
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-totals': Totals;
  }
}
