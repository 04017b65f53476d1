/** Beside the query: what was run before, what is kept in the workspace, and the fields that there are. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { PastQuery } from '../../src/session/protocol/protocol.ts';
import { formatCount } from '../format.ts';
import { icon } from '../parts/part.ts';
import { plain, tip } from '../parts/plain.ts';
import { t } from '../texts.ts';
import { DeskPart } from './desk-part.ts';
import { titleOf } from './query-title.ts';

@customElement('bli-query-side')
export class QuerySide extends DeskPart {
  /** Puts a text where the cursor is. */
  @property({ attribute: false }) insert: (text: string) => void = () => undefined;
  @state() private wanted = '';

  protected override render(): TemplateResult {
    const { history, saved, fields } = this.desk;
    const fits = fields.filter(({ label }) => label.toLowerCase().includes(this.wanted.trim().toLowerCase()));
    return html`<section class="side-part" aria-labelledby="query-history">
        <h2 id="query-history">${t('History')}</h2>
        ${
          history.length === 0
            ? html`<p class="dim">${t('Queries that were run stand here.')}</p>`
            : html`<ul>
                ${history.map((past) => this.past(past))}
              </ul>`
        }
      </section>
      <section class="side-part" aria-labelledby="query-saved">
        <h2 id="query-saved">${t('Saved')}</h2>
        ${
          saved.length === 0
            ? html`<p class="dim">${t('Save keeps a query in the workspace, in .bedrock-logs/queries.')}</p>`
            : html`<ul>
                ${saved.map(({ name, text }) => html`<li><button type="button" class="entry" title=${tip(text)} @click=${() => this.desk.put(text)}>${icon('bookmark', 's')}<span class="ell said" dir="auto">${plain(name)}</span></button></li>`)}
              </ul>`
        }
      </section>
      <section class="side-part names" aria-labelledby="query-fields">
        <h2 id="query-fields">${t('Fields')}<span class="dim">${formatCount(fits.length)}</span></h2>
        <input
          type="search"
          .value=${this.wanted}
          placeholder=${t('Find a field')}
          aria-label=${t('Find a field')}
          @input=${(event: Event) => {
            this.wanted = (event.target as HTMLInputElement).value;
          }}
        />
        <ul>
          ${fits.map(
            ({ label, insert, detail, about }) =>
              html`<li><button type="button" class="entry field" title=${about ?? nothing} @click=${() => this.insert(insert)}>${icon('symbol-field', 's')}<span class="ell">${label}</span><span class="dim xs">${detail}</span></button></li>`,
          )}
        </ul>
      </section>`;
  }

  private past({ text, at, rows, failed }: PastQuery): TemplateResult {
    const { clock } = this.inspector;
    const here = this.desk.text.trim() === text;
    return html`<li>
      <button type="button" class="past ${here ? 'here' : ''}" aria-current=${here ? 'true' : 'false'} title=${tip(text)} @click=${() => this.desk.put(text)}>
        <span class="ell said" dir="auto">${plain(titleOf(text))}</span>
        <span class="dim xs"
          >${at > 0 ? html`<span>${clock.timeOf(at)}</span>` : nothing}
          ${rows === undefined ? nothing : html`<span>${rows === 1 ? t('1 row') : t('{0} rows', formatCount(rows))}</span>`}
          ${failed === undefined ? nothing : html`<span class="bad">${t('error {0}', failed)}</span>`}</span
        >
      </button>
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-query-side': QuerySide;
  }
}
