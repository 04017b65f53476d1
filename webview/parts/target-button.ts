/** Says where queries run and answers come from, and lets it be chosen. */
import { html, type TemplateResult } from 'lit';
import type { Inspector } from '../inspector.ts';
import { t } from '../texts.ts';
import { icon } from './part.ts';

export function targetButton(inspector: Inspector): TemplateResult {
  const { target } = inspector.place;
  const name = target ?? t('Local records');
  return html`<button
    type="button"
    class="quiet target"
    aria-label=${t('Queries run on: {0}', name)}
    title=${target === undefined ? t('Queries run on the records that are loaded here') : t('Queries run on the cluster: {0}', target)}
    @click=${() => void inspector.chooseTarget()}
  >${icon(target === undefined ? 'device-desktop' : 'server', 's')}<span class="hide-narrow"> ${name}</span></button>`;
}

/** Follows what figures are; nothing for the records here. */
export function originOf({ place: { target } }: Inspector): string {
  return target === undefined ? '' : t(', from the cluster {0}', target);
}
