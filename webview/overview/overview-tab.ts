/** The overview's tab. */
import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { Part } from '../parts/part.ts';

@customElement('bli-overview')
export class OverviewTab extends Part {
  protected override render(): TemplateResult {
    return html``;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-overview': OverviewTab;
  }
}
