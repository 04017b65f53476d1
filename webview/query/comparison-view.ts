/** What a query answers here and on a cluster: that it is the same, or where it is not. */
import { html, type TemplateResult } from 'lit';
import type { QueryComparison } from '../../src/session/protocol/clusters.ts';
import { formatCount } from '../format.ts';
import type { Inspector } from '../inspector.ts';
import { icon, iconButton } from '../parts/part.ts';
import { plain, tip } from '../parts/plain.ts';
import { t } from '../texts.ts';
import type { Compared } from './comparing.ts';

export function comparisonView(inspector: Inspector, compared: Compared, end: () => void): TemplateResult {
  const { target, result, failure } = compared;
  const close = iconButton('close', result || failure ? t('Close the comparison') : t('Cancel'), end);
  if (failure !== undefined)
    return html`<section class="query-compared" role="alert">
      <div class="answer-head">
        ${icon('error', 's')}<span class="said bad" dir="auto">${plain(failure)}</span><span class="grow"></span>${close}
      </div>
    </section>`;
  if (!result)
    return html`<section class="query-compared" aria-busy="true">
      <div class="answer-head">
        <span role="status">${t('Running the query here and on {0}', target)}</span><span class="grow"></span>${close}
      </div>
    </section>`;
  return html`<section class="query-compared" aria-label=${t('The query here and on {0}', target)}>
    <div class="answer-head">
      ${icon(result.differences.length === 0 ? 'pass' : 'diff', 's')}
      <b role="status">${said(result, target)}</b>
      <span class="dim xs ell">${range(inspector, result)}</span>
      <span class="grow"></span>${close}
    </div>
    ${result.warnings.map((warning) => html`<p class="dim xs said" dir="auto">${plain(warning)}</p>`)}
    ${result.differences.length === 0 ? '' : differences(result, target)}
  </section>`;
}

function said({ here, there, differences }: QueryComparison, target: string): string {
  if (differences.length === 0) return t('The same {0} rows here and on {1}', formatCount(here.rows), target);
  return t('{0} rows here, {1} on {2}; not the same', formatCount(here.rows), formatCount(there.rows), target);
}

function range({ clock }: Inspector, { range: time }: QueryComparison): string {
  return time ? t('asked from {0} to {1}', clock.fullOf(time[0]), clock.fullOf(time[1] - 1)) : '';
}

function differences({ differences: found }: QueryComparison, target: string): TemplateResult {
  return html`<div class="compared-rows" tabindex="0" role="region" aria-label=${t('Differences')}>
    <table class="t">
      <thead>
        <tr>
          <th>${t('Where')}</th>
          <th>${t('Here')}</th>
          <th>${plain(target)}</th>
        </tr>
      </thead>
      <tbody>
        ${found.map(
          ({ what, here, there }) => html`<tr>
            <th scope="row" class="ell said" title=${tip(what)}>${plain(what)}</th>
            <td class="ell said mono" title=${tip(here)}>${plain(here)}</td>
            <td class="ell said mono" title=${tip(there)}>${plain(there)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
