/** The invocations: facets, the table with what stands above it, and the detail of the current one. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '../filter/facet-list.ts';
import '../filter/find-bar.ts';
import '../parts/invocation-grid.ts';
import { Part } from '../parts/part.ts';
import '../parts/peek.ts';
import '../parts/sash.ts';
import { tableState } from '../parts/states.ts';
import { waitingLine } from '../reading/waiting-line.ts';
import { t } from '../texts.ts';
import './table-bar.ts';

@customElement('bli-invocations')
export class InvocationsTab extends Part {
  @property({ attribute: false }) width: 'wide' | 'middle' | 'narrow' = 'wide';
  /** Where there is room for one thing only, the facets take the table's place for as long as they are shown. */
  @state() private facetsInstead = false;

  protected override render(): TemplateResult {
    const { inspector } = this;
    const narrow = this.width === 'narrow';
    const beside = !narrow && inspector.look.noFacets !== true;
    const flip = () => {
      if (narrow) this.facetsInstead = !this.facetsInstead;
      else inspector.setLook({ noFacets: beside });
    };
    const facets = narrow ? this.facetsInstead : beside;
    return html`<div class="invocations" id="invocations" role="tabpanel" aria-labelledby="tab-invocations">
      ${waitingLine(inspector)}
      <div class="with-facets">
        ${
          facets
            ? html`<bli-facet-list class="region ${narrow ? 'instead' : ''}" .inspector=${inspector}></bli-facet-list>`
            : nothing
        }
        <div class="split ${this.width === 'wide' ? '' : 'below'}">
          <div class="pane">
            <bli-table-bar
              .inspector=${inspector}
              .narrow=${narrow}
              .facets=${facets}
              .flipFacets=${flip}
            ></bli-table-bar>
            ${narrow && facets ? nothing : this.table()}
          </div>
          ${narrow ? nothing : this.detail()}
        </div>
      </div>
    </div>`;
  }

  private table(): TemplateResult {
    const instead = tableState(this.inspector);
    if (instead) return html`<div class="content">${instead}</div>`;
    return html`<bli-invocation-grid class="region" .inspector=${this.inspector}></bli-invocation-grid>`;
  }

  private detail(): TemplateResult | typeof nothing {
    const { inspector } = this;
    if (!inspector.peek || tableState(inspector)) return nothing;
    const wide = this.width === 'wide';
    const chosen = inspector.shares.detail;
    const share = chosen ?? (wide ? 0.27 : 0.45);
    const size = chosen === undefined && wide ? 'max(27%, 364px)' : `${(share * 100).toFixed(1)}%`;
    return html`<bli-sash
        .orientation=${wide ? 'vertical' : 'horizontal'}
        .share=${share}
        .label=${t('Size of the detail')}
        .move=${(to: number) => inspector.setShare('detail', to)}
      ></bli-sash>
      <aside class="pane detail region" aria-label=${t('Detail')} .style=${`flex-basis:${size}`}>
        <bli-peek .inspector=${inspector}></bli-peek>
      </aside>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-invocations': InvocationsTab;
  }
}
