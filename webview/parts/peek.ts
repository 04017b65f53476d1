/** The detail beside or below the table. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { numberOf, shortCaller, textOf } from '../fields.ts';
import { t } from '../texts.ts';
import { icon, iconButton, Part } from './part.ts';
import { plain } from './plain.ts';
import { reader } from './record-facts.ts';
import './record-pane.ts';
import { stepper } from './stepper.ts';

@customElement('bli-peek')
export class Peek extends Part {
  protected override render(): TemplateResult {
    const { inspector } = this;
    const { detail } = inspector.reader;
    if (detail.status === 'none') return html`<p class="state dim">${t('Select an invocation to read it here.')}</p>`;
    if (detail.status === 'failed') {
      return html`<div class="state" role="alert">
        ${icon('error')}
        <p>${plain(detail.reason)}</p>
        <button type="button" class="link" @click=${() => void inspector.reader.show(detail.id)}>
          ${t('Try again')}
        </button>
      </div>`;
    }
    const { view } = detail;
    if (view === undefined) return html`<p class="state dim">${t('Reading the record…')}</p>`;
    const read = reader(inspector, view);
    const ms = numberOf(read('time'));
    const caller = textOf(read('caller'));
    return html`<div class="peek-head">
        <h2 title=${ms === undefined ? nothing : inspector.clock.fullOf(ms)}>
          ${ms === undefined ? t('Record') : inspector.clock.timeIn(ms)}
        </h2>
        <span class="dim ell"><bdi>${caller === undefined ? nothing : plain(shortCaller(caller))}</bdi></span>
        <span class="grow"></span>
        ${stepper(inspector)}
        ${iconButton('go-to-file', t('Open'), () => inspector.open(), { keys: 'Enter' })}
        ${iconButton('close', t('Close the detail'), () => inspector.setPeek(false), { keys: 'Esc' })}
      </div>
      <div class="peek-body ${detail.status === 'loading' ? 'stale' : ''}">
        <bli-record-pane .inspector=${inspector} .view=${view} .short=${true}></bli-record-pane>
      </div>`;
  }
}
