/** The page: head, search, content, foot. Only the content scrolls. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-badge/index.js';
import type { VscodeTextfield } from '@vscode-elements/elements/dist/vscode-textfield/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { formatCount } from '../format.ts';
import '../detections/detections-tab.ts';
import '../overview/overview-tab.ts';
import { RECORD_TABS, TABS, type Tab } from '../places.ts';
import '../query/query-tab.ts';
import { t } from '../texts.ts';
import { foot } from './foot.ts';
import './invocation-grid.ts';
import type { InvocationGrid } from './invocation-grid.ts';
import { copyChoices, exportChoices, menuBelow, showChoices } from './menu.ts';
import { icon, iconButton, isTyping, Part } from './part.ts';
import './peek.ts';
import './problem-list.ts';
import './record-view.ts';
import { type RecordView, recordHead } from './record-view.ts';
import './sash.ts';
import { loadLine, startView, tableState } from './states.ts';

/** CSS pixels of the page: from here the detail stands beside the table, below this it is not shown beside or below. */
const WIDE = 1240;
const NARROW = 760;
/** A search starts when typing has rested this long, ms. */
const SEARCH_AFTER = 150;
/** Sentences for screen readers come at most this often, ms. */
const SAY_EVERY = 1000;

@customElement('bli-page')
export class PageFrame extends Part {
  @query('bli-invocation-grid') private readonly grid!: InvocationGrid | null;
  @query('bli-record-view') private readonly record!: RecordView | null;
  @query('vscode-textfield.search') private readonly searchField!: VscodeTextfield | null;
  @state() private width: 'wide' | 'middle' | 'narrow' = 'wide';
  @state() private spoken = '';
  private readonly resized = new ResizeObserver(([entry]) => this.onResize(entry?.contentRect.width ?? WIDE));
  /** What stands in the field and has not been searched for. */
  private typed: string | undefined;
  private searchTimer: ReturnType<typeof setTimeout> | undefined;
  private sayTimer: ReturnType<typeof setTimeout> | undefined;
  private searchAsked = 0;
  private lastView = '';
  private readonly onWindowKey = (event: KeyboardEvent) => this.onKey(event);

  override connectedCallback(): void {
    super.connectedCallback();
    this.resized.observe(this);
    window.addEventListener('keydown', this.onWindowKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
    window.removeEventListener('keydown', this.onWindowKey);
  }

  private onResize(width: number): void {
    this.width = width >= WIDE ? 'wide' : width > NARROW ? 'middle' : 'narrow';
  }

  protected override updated(): void {
    const { inspector } = this;
    const { view } = inspector.place;
    if (inspector.focusSearch !== this.searchAsked) {
      this.searchAsked = inspector.focusSearch;
      // A field that was just made has no input to focus yet.
      void this.searchField?.updateComplete.then(() => this.searchField?.focus());
    }
    if (view !== this.lastView) {
      if (this.lastView !== '' && view === 'record') void this.updateComplete.then(() => this.record?.focus());
      if (this.lastView !== '' && view === 'problems')
        void this.updateComplete.then(() => this.querySelector<HTMLElement>('bli-problem-list')?.focus());
      this.lastView = view;
    }
    this.sayTimer ??= setTimeout(() => {
      this.sayTimer = undefined;
      this.spoken = this.sentence();
    }, SAY_EVERY);
  }

  /** What a screen reader is told, politely. */
  private sentence(): string {
    const { inspector } = this;
    const { matched, loaded } = inspector.rows;
    if (inspector.said !== '') return inspector.said;
    if (inspector.load?.phase === 'loading')
      return t('Reading, {0} records so far', formatCount(inspector.load.counts.read));
    return matched === undefined ? '' : t('{0} of {1} records', formatCount(matched), formatCount(loaded));
  }

  protected override render(): TemplateResult {
    const { inspector } = this;
    return html`<div class="frame ${this.width}">
      ${this.body()}
      <div class="visually-hidden" role="status" aria-live="polite">${this.spoken}</div>
      ${inspector.started && !inspector.empty ? foot(inspector) : nothing}
    </div>`;
  }

  private body(): TemplateResult {
    const { inspector } = this;
    if (inspector.failure !== undefined) {
      return html`<main class="state" role="alert">
        ${icon('error')}
        <h1>${t('The inspector could not start')}</h1>
        <p class="dim">${inspector.failure}</p>
      </main>`;
    }
    if (!inspector.started) return html`<main class="state" aria-busy="true"></main>`;
    if (inspector.empty) return html`<main class="content">${startView(inspector)}</main>`;
    const { view } = inspector.place;
    const back = { keys: 'Alt+Left', disabled: !inspector.canGoBack };
    const forward = { keys: 'Alt+Right', disabled: !inspector.canGoForward };
    return html`<header class="top">
        ${iconButton('arrow-left', t('Back'), () => inspector.goBack(), back)}
        ${iconButton('arrow-right', t('Forward'), () => inspector.goForward(), forward)}
        ${view === 'record' ? recordHead(this) : view === 'problems' ? this.problemsHead() : this.tabs()}
      </header>
      ${inspector.load ? loadLine(inspector, inspector.load) : nothing} ${this.content()}`;
  }

  private tabs(): TemplateResult {
    const { inspector } = this;
    const { view } = inspector.place;
    const loaded = inspector.load?.counts.read ?? 0;
    const chosen = inspector.cursor.record !== undefined;
    const exportMenu = (event: MouseEvent) => menuBelow(event, [exportChoices(inspector)]);
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
            ${this.tabName(tab)}${
              tab === 'invocations'
                ? html`<vscode-badge variant="counter">${formatCount(loaded)}</vscode-badge>`
                : nothing
            }
          </button>`,
        )}
      </div>
      <span class="grow"></span>
      ${iconButton('export', t('Export documents'), exportMenu, { disabled: inspector.rows.loaded === 0 })}
      ${chosen ? iconButton('ellipsis', t('More actions'), (event) => this.more(event)) : nothing}
      ${this.width === 'narrow' ? nothing : this.peekButton()}`;
  }

  private tabName(tab: Tab): string {
    const names: Readonly<Record<Tab, string>> = {
      overview: t('Overview'),
      invocations: t('Invocations'),
      detections: t('Detections'),
      query: t('Query'),
    };
    return names[tab];
  }

  private onTabKey(event: KeyboardEvent): void {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const { view } = this.inspector.place;
    const at = TABS.findIndex((tab) => tab === view);
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

  private problemsHead(): TemplateResult {
    return html`<nav class="crumbs" aria-label=${t('Where you are')}>
      <button type="button" class="link" @click=${() => this.inspector.close()}>${t('Invocations')}</button
      >${icon('chevron-right', 's')}
      <h1>${t('Problems')}</h1>
    </nav>`;
  }

  private content(): TemplateResult {
    const { inspector } = this;
    if (inspector.place.view === 'record')
      return html`<main class="record"><bli-record-view .inspector=${inspector}></bli-record-view></main>`;
    if (inspector.place.view === 'problems')
      return html`<main class="content"><bli-problem-list .inspector=${inspector}></bli-problem-list></main>`;
    const { view } = inspector.place;
    if (view === 'overview') return this.panel(view, html`<bli-overview .inspector=${inspector}></bli-overview>`);
    if (view === 'detections') return this.panel(view, html`<bli-detections .inspector=${inspector}></bli-detections>`);
    if (view === 'query') return this.panel(view, html`<bli-query .inspector=${inspector}></bli-query>`);
    return html`<main>
      <h1 class="visually-hidden">${t('Invocations')}</h1>
      <div class="invocations" id="invocations" role="tabpanel" aria-labelledby="tab-invocations">
        ${this.search()}${this.table()}
      </div>
    </main>`;
  }

  private panel(view: Tab, content: TemplateResult): TemplateResult {
    return html`<main>
      <h1 class="visually-hidden">${this.tabName(view)}</h1>
      <div class="content" id=${view} role="tabpanel" aria-labelledby=${`tab-${view}`}>${content}</div>
    </main>`;
  }

  private search(): TemplateResult {
    const { rows, place } = this.inspector;
    const { matched, loaded } = rows;
    const some = matched !== undefined && place.selection.search !== '';
    const found = some ? t('{0} of {1} records', formatCount(matched), formatCount(loaded)) : '';
    return html`<div class="filter" role="search">
      <vscode-textfield
        class="search"
        .label=${t('Search in the columns')}
        .placeholder=${t('Search model, caller, region, request ID and all other columns')}
        .value=${place.selection.search}
        @input=${this.onSearch}
        @keydown=${this.onSearchKey}
        @focusout=${this.startSearch}
        ><span slot="content-before">${icon('search', 's')}</span
        ><span slot="content-after">${some ? this.clearButton() : nothing}</span></vscode-textfield
      >
      ${found === '' ? nothing : html`<span class="dim xs">${found}</span>`}
    </div>`;
  }

  private clearButton(): TemplateResult {
    return html`<button
      type="button"
      class="ib"
      aria-label=${t('Clear search')}
      title=${t('Clear search')}
      @click=${() => this.clearSearch()}
    >
      ${icon('close', 's')}
    </button>`;
  }

  private table(): TemplateResult {
    const { inspector } = this;
    const instead = tableState(inspector);
    if (instead) return html`<div class="content">${instead}</div>`;
    const peek = inspector.peek && this.width !== 'narrow';
    const wide = this.width === 'wide';
    const chosen = inspector.shares.detail;
    const share = chosen ?? (wide ? 0.27 : 0.45);
    const size = chosen === undefined && wide ? 'max(27%, 364px)' : `${(share * 100).toFixed(1)}%`;
    return html`<div class="split ${wide ? '' : 'below'}">
      <bli-invocation-grid class="pane" .inspector=${inspector}></bli-invocation-grid>
      ${
        peek
          ? html`<bli-sash
                .orientation=${wide ? 'vertical' : 'horizontal'}
                .share=${share}
                .label=${t('Size of the detail')}
                .move=${(to: number) => inspector.setShare('detail', to)}
              ></bli-sash>
              <aside class="pane detail" aria-label=${t('Detail')} .style=${`flex-basis:${size}`}>
                <bli-peek .inspector=${inspector}></bli-peek>
              </aside>`
          : nothing
      }
    </div>`;
  }

  private onSearch(event: Event): void {
    this.typed = (event.target as HTMLInputElement).value;
    clearTimeout(this.searchTimer);
    this.searchTimer = setTimeout(() => this.startSearch(), SEARCH_AFTER);
  }

  /** Who leaves the field does not wait: a search that started later would come between the next steps. */
  private startSearch(): void {
    clearTimeout(this.searchTimer);
    if (this.typed !== undefined) this.inspector.search(this.typed);
    this.typed = undefined;
  }

  private onSearchKey(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.inspector.place.selection.search !== '') this.clearSearch();
    else if (event.key === 'ArrowDown' || event.key === 'Enter' || event.key === 'Escape') {
      this.startSearch();
      this.grid?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private clearSearch(): void {
    clearTimeout(this.searchTimer);
    this.typed = undefined;
    this.inspector.search('');
    this.searchField?.focus();
  }

  private onKey(event: KeyboardEvent): void {
    const { inspector } = this;
    if (!inspector.started || inspector.empty || event.defaultPrevented) return;
    if (event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      const tab = TABS[Number(event.key) - 1];
      if (event.key === 'ArrowLeft') inspector.goBack();
      else if (event.key === 'ArrowRight') inspector.goForward();
      else if (tab !== undefined) inspector.showTab(tab);
      else return;
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    if (this.onLetter(event.key)) event.preventDefault();
  }

  /** The keys that work wherever the focus is, but in a text field. */
  private onLetter(key: string): boolean {
    const { inspector } = this;
    const inRecord = inspector.place.view === 'record';
    if (key === '/') inspector.goToSearch();
    else if (key === 'j' || key === 'k') void inspector.step(key === 'j' ? 1 : -1);
    else if (key === 'Escape') {
      if (inspector.place.view !== 'invocations') inspector.close();
      else if (inspector.peek) inspector.setPeek(false);
    } else if (inRecord && key === 's') inspector.split();
    else if (inRecord && key === 'z') this.record?.foldAll();
    else if (inRecord && key >= '1' && key <= '5') {
      const tab = RECORD_TABS[Number(key) - 1];
      if (tab !== undefined) inspector.chooseTab(tab);
    } else return false;
    return true;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-page': PageFrame;
  }
}
