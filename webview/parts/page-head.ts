/** The head of the page: where one is, the tabs, the range of time and what can be done with what is shown. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-badge/index.js';
import '../filter/time-range.ts';
import { formatCount } from '../format.ts';
import { mappingHead } from '../mapping/mapping-view.ts';
import { TABS, type Tab } from '../places.ts';
import { compareHead } from '../reading/compare-view.ts';
import { t } from '../texts.ts';
import { clusterChoices, copyChoices, exportChoices, menuBelow, showChoices } from './menu.ts';
import { icon, iconButton, Part, tabIntoSight } from './part.ts';
import { recordHead } from './record-view.ts';

export function tabName(tab: Tab): string {
  const names: Readonly<Record<Tab, string>> = {
    overview: t('Overview'),
    invocations: t('Invocations'),
    detections: t('Detections'),
    query: t('Query'),
  };
  return names[tab];
}

@customElement('bli-page-head')
export class PageHead extends Part {
  @property({ attribute: false }) width: 'wide' | 'middle' | 'narrow' = 'wide';

  private shown = '';

  protected override render(): TemplateResult {
    const { inspector } = this;
    const back = { keys: 'Alt+Left', disabled: !inspector.canGoBack };
    const forward = { keys: 'Alt+Right', disabled: !inspector.canGoForward };
    return html`<header class="top region">
      ${iconButton('arrow-left', t('Back'), () => inspector.goBack(), back)}
      ${iconButton('arrow-right', t('Forward'), () => inspector.goForward(), forward)} ${this.inside()}
    </header>`;
  }

  protected override updated(): void {
    const { view } = this.inspector.place;
    if (view === this.shown) return;
    this.shown = view;
    tabIntoSight(this);
  }

  private inside(): TemplateResult {
    const { view } = this.inspector.place;
    if (view === 'record') return recordHead(this);
    if (view === 'compare') return compareHead(this.inspector);
    if (view === 'mapping') return mappingHead(this.inspector);
    return view === 'problems' ? this.problems() : this.tabs();
  }

  private tabs(): TemplateResult {
    const { inspector } = this;
    const { view } = inspector.place;
    const chosen = inspector.cursor.record !== undefined;
    const exportMenu = (event: MouseEvent) => menuBelow(event, [exportChoices(inspector), clusterChoices(inspector)]);
    return html`<div class="tablist" role="tablist" aria-label=${t('Views')} @keydown=${this.onTabKey}>
        ${TABS.map(
          (tab) => html`<button
            type="button"
            role="tab"
            class="tab"
            id=${`tab-${tab}`}
            aria-selected=${String(view === tab)}
            aria-controls=${tab}
            tabindex=${view === tab ? 0 : -1}
            @click=${() => inspector.showTab(tab)}
          >
            ${tabName(tab)}${this.badge(tab)}
          </button>`,
        )}
      </div>
      <span class="grow"></span>
      <bli-time-range .inspector=${inspector}></bli-time-range>
      ${iconButton('refresh', t('Ask again for what is shown'), () => inspector.refresh(), { keys: 'R' })}
      ${iconButton('export', t('Export or push documents'), exportMenu, { disabled: inspector.rows.loaded === 0 })}
      ${chosen ? iconButton('ellipsis', t('More actions'), (event) => this.more(event)) : nothing}
      ${this.width === 'narrow' || view !== 'invocations' ? nothing : this.peekButton()}`;
  }

  private badge(tab: Tab): TemplateResult | typeof nothing {
    const { load, checks } = this.inspector;
    if (tab === 'invocations') return counter(load?.counts.read ?? 0, t('Records'), 'hide-tiny');
    return tab === 'detections' && checks.fired > 0 ? counter(checks.fired, t('Rules that fired')) : nothing;
  }

  private onTabKey(event: KeyboardEvent): void {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const { view } = this.inspector.place;
    const at = (TABS as readonly string[]).indexOf(view);
    const next = TABS[(at + by + TABS.length) % TABS.length];
    if (by === 0 || next === undefined || event.altKey) return;
    event.preventDefault();
    this.inspector.showTab(next);
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(`#tab-${next}`)?.focus());
  }

  private peekButton(): TemplateResult {
    const { inspector } = this;
    const symbol = this.width === 'wide' ? 'layout-sidebar-right' : 'layout-panel';
    const label = inspector.peek ? t('Hide the detail') : t('Show the detail');
    return iconButton(symbol, label, () => inspector.setPeek(!inspector.peek));
  }

  private more(event: MouseEvent): void {
    const { record } = this.inspector.cursor;
    if (record !== undefined)
      menuBelow(event, [showChoices(this.inspector, record), copyChoices(this.inspector, record)]);
  }

  private problems(): TemplateResult {
    return html`<nav class="crumbs" aria-label=${t('Where you are')}>
      <button type="button" class="link" @click=${() => this.inspector.close()}>${t('Invocations')}</button
      >${icon('chevron-right', 's')}
      <h1>${t('Problems')}</h1>
    </nav>`;
  }
}

function counter(count: number, title: string, look = ''): TemplateResult {
  return html`<vscode-badge class=${look} variant="counter" title=${title}>${formatCount(count)}</vscode-badge>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-page-head': PageHead;
  }
}
