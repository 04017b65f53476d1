/** Where the cursor is in the query, for the foot of the page. */
import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { t } from '../texts.ts';
import { DeskPart } from './desk-part.ts';

@customElement('bli-query-place')
export class QueryPlace extends DeskPart {
  protected override render(): TemplateResult {
    const [line, column] = this.desk.cursor;
    return html`<span>${t('Ln {0}, Col {1}', line, column)}</span> <span>ES|QL</span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-query-place': QueryPlace;
  }
}
