/** The line above the table while a record waits for another to be compared with. */
import { html, nothing, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { formatCount } from '../format.ts';
import type { Inspector } from '../inspector.ts';
import { icon } from '../parts/part.ts';
import { t } from '../texts.ts';

export function waitingLine({ reading }: Inspector): TemplateResult | typeof nothing {
  const { waiting } = reading;
  if (waiting === undefined) return nothing;
  return html`<div class="load-line" role="region" aria-label=${t('Compare')}>
    ${icon('git-compare')}<b>${t('Compare record {0} with:', formatCount(waiting + 1))}</b>
    <span class="dim">${t('select the other record and press C or Enter')}</span><span class="grow"></span>
    <vscode-button secondary @click=${() => reading.wait(undefined)}>${t('Do not compare')}</vscode-button>
  </div>`;
}
