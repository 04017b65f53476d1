/** The query's tab. */
import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import '../code/code-editor.ts';
import { Part } from '../parts/part.ts';
import { t } from '../texts.ts';

@customElement('bli-query')
export class QueryTab extends Part {
  protected override render(): TemplateResult {
    const { inspector } = this;
    return html`<bli-code .inspector=${inspector} .text=${inspector.place.query ?? ''} .label=${t('Query')}></bli-code>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-query': QueryTab;
  }
}
