/** Below everything: what the figures do not rest on. */
import { html, nothing, type TemplateResult } from 'lit';
import { QUALITY_CONDITIONS } from '../../src/overview/panels/quality.ts';
import { formatCount } from '../format.ts';
import type { Inspector } from '../inspector.ts';
import { icon } from '../parts/part.ts';
import { t } from '../texts.ts';
import type { PanelAnswer } from './answers.ts';
import { Rows } from './rows.ts';

export function quality(inspector: Inspector, answered: PanelAnswer | undefined): TemplateResult | typeof nothing {
  const rows = answered?.answer && new Rows(answered.answer);
  const { load } = inspector;
  if (!rows || rows.length === 0 || !load) return nothing;
  const number = (column: string): number => rows.number(column, 0) ?? 0;
  const { read, skipped, failed } = load.counts;
  const far = t('{0} records in view of {1} read', formatCount(number('records')), formatCount(read));
  const link = (column: keyof typeof QUALITY_CONDITIONS, words: string, after = ''): TemplateResult | typeof nothing =>
    number(column) === 0
      ? nothing
      : html`<span
          ><button type="button" class="link" @click=${() => inspector.narrow(QUALITY_CONDITIONS[column])}>${words}</button
          >${after}</span
        >`;
  return html`<section class="quality" aria-label=${t('Data quality')}>
    ${icon(failed > 0 ? 'warning' : 'pass', 's')}<span>${load.phase === 'loading' ? t('{0}, so far', far) : far}</span>
    ${skipped > 0 ? html`<span>${t('{0} skipped', formatCount(skipped))}</span>` : nothing}
    ${
      load.problemsTotal > 0
        ? html`<button type="button" class="link" @click=${() => inspector.go({ ...inspector.place, view: 'problems' })}>
            ${failed > 0 ? t('{0} could not be read', formatCount(failed)) : t('Show problems')}
          </button>`
        : nothing
    }
    ${link('offloaded', t('{0} with bodies in S3', formatCount(number('offloaded'))))}
    ${link('no_trace', t('{0} without a guardrail trace', formatCount(number('no_trace'))))}
    ${link(
      'too_long',
      t('{0} with a body above 32,766 characters', formatCount(number('too_long'))),
      t(': Elasticsearch would not see its text'),
    )}
    ${link('no_body', t('{0} without a logged input', formatCount(number('no_body'))))}
    ${load.gap === undefined ? nothing : html`<span>${load.gap}</span>`}
  </section>`;
}
