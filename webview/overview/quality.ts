/** Below everything: what the figures do not rest on. */
import { html, nothing, type TemplateResult } from 'lit';
import { QUALITY_CONDITIONS } from '../../src/overview/panels/quality.ts';
import type { LoadState } from '../../src/session/protocol/protocol.ts';
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
  const { target } = inspector.place;
  const counted = formatCount(number('records'));
  const far =
    target === undefined ? farHere(load, counted) : t('{0} documents in view, from the cluster {1}', counted, target);
  const link = (column: keyof typeof QUALITY_CONDITIONS, words: string, after = ''): TemplateResult | typeof nothing =>
    number(column) === 0
      ? nothing
      : html`<span
          ><button type="button" class="link" @click=${() => inspector.narrow(QUALITY_CONDITIONS[column])}>${words}</button
          >${after}</span
        >`;
  return html`<section class="quality" aria-label=${t('Data quality')}>
    ${target === undefined ? icon(load.counts.failed > 0 ? 'warning' : 'pass', 's') : icon('server', 's')}<span>${far}</span>
    ${target === undefined ? ofReading(inspector, load) : nothing}
    ${link('offloaded', t('{0} with bodies in S3', formatCount(number('offloaded'))))}
    ${link('no_trace', t('{0} without a guardrail trace', formatCount(number('no_trace'))))}
    ${link(
      'too_long',
      t('{0} with a body above 32,766 characters', formatCount(number('too_long'))),
      t(': Elasticsearch would not see its text'),
    )}
    ${link('no_body', t('{0} without a logged input', formatCount(number('no_body'))))}
    ${load.gap === undefined || target !== undefined ? nothing : html`<span>${load.gap}</span>`}
  </section>`;
}

function farHere({ counts, phase }: LoadState, counted: string): string {
  const far = t('{0} records in view of {1} read', counted, formatCount(counts.read));
  return phase === 'loading' ? t('{0}, so far', far) : far;
}

/** What reading left out. */
function ofReading(inspector: Inspector, { counts: { skipped, failed }, problemsTotal }: LoadState): TemplateResult {
  return html`${skipped > 0 ? html`<span>${t('{0} skipped', formatCount(skipped))}</span>` : nothing}
    ${
      problemsTotal > 0
        ? html`<button type="button" class="link" @click=${() => inspector.go({ ...inspector.place, view: 'problems' })}>
            ${failed > 0 ? t('{0} could not be read', formatCount(failed)) : t('Show problems')}
          </button>`
        : nothing
    }`;
}
