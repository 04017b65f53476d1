/** The page: head, search, content, foot. Only the content scrolls. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { formatCount } from '../format.ts';
import '../detections/detections-tab.ts';
import '../filter/filter-bar.ts';
import '../invocations/invocations-tab.ts';
import '../overview/overview-tab.ts';
import type { MappingView } from '../mapping/mapping-view.ts';
import '../mapping/mapping-view.ts';
import type { Tab } from '../places.ts';
import '../query/query-tab.ts';
import type { CompareView } from '../reading/compare-view.ts';
import { t } from '../texts.ts';
import { foot } from './foot.ts';
import { keyHelp } from './key-help.ts';
import './page-head.ts';
import { tabName } from './page-head.ts';
import { onPageKey } from './page-keys.ts';
import { icon, Part } from './part.ts';
import './problem-list.ts';
import './record-view.ts';
import type { RecordView } from './record-view.ts';
import { loadLine, startView } from './states.ts';

/** CSS pixels of the page: from here the detail stands beside the table, below this it is not shown beside or below. */
const WIDE = 1240;
const NARROW = 760;
/** Sentences for screen readers come at most this often, ms. */
const SAY_EVERY = 1000;

@customElement('bli-page')
export class PageFrame extends Part {
  @query('bli-record-view') private readonly record!: RecordView | null;
  @state() private width: 'wide' | 'middle' | 'narrow' = 'wide';
  @state() private spoken = '';
  private readonly resized = new ResizeObserver(([entry]) => this.onResize(entry?.contentRect.width ?? WIDE));
  private sayTimer: ReturnType<typeof setTimeout> | undefined;
  private findAsked = 0;
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
    if (inspector.focusFind !== this.findAsked) {
      this.findAsked = inspector.focusFind;
      this.record?.find();
    }
    if (view !== this.lastView) {
      if (this.lastView !== '' && view === 'record') void this.updateComplete.then(() => this.record?.focus());
      if (this.lastView !== '' && view === 'compare')
        void this.updateComplete.then(() => this.querySelector<CompareView>('bli-compare')?.focus());
      if (this.lastView !== '' && view === 'mapping')
        void this.updateComplete.then(() => this.querySelector<MappingView>('bli-mapping')?.focus());
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
      ${inspector.started && !inspector.empty ? foot(inspector) : nothing} ${keyHelp()}
    </div>`;
  }

  private body(): TemplateResult {
    const { inspector } = this;
    if (inspector.failure !== undefined) {
      return html`<main class="state" role="alert">
        ${icon('error')}
        <h1>${t('The inspector could not start')}</h1>
        <p class="dim">${inspector.failure}</p>
        <div class="buttons">
          <vscode-button @click=${() => inspector.startAgain()}>${t('Try again')}</vscode-button>
        </div>
      </main>`;
    }
    if (!inspector.started) return this.beginning();
    if (inspector.empty) return html`<main class="content">${startView(inspector)}</main>`;
    const { view } = inspector.place;
    const filtered = view === 'overview' || view === 'invocations';
    return html`<bli-page-head .inspector=${inspector} .width=${this.width}></bli-page-head>
      ${inspector.load ? loadLine(inspector, inspector.load) : nothing}
      ${filtered ? html`<bli-filter-bar class="region" .inspector=${inspector}></bli-filter-bar>` : nothing}
      ${this.content()}`;
  }

  /** The lines of the page are there before the host has answered, which may wait for its worker. Its texts are not. */
  private beginning(): TemplateResult {
    return html`<div class="top"></div>
      <vscode-progress-bar class="progress" indeterminate aria-label=${t('Reading')}></vscode-progress-bar>
      <div class="filter"></div>
      <main aria-busy="true"></main>`;
  }

  private content(): TemplateResult {
    const { inspector } = this;
    if (inspector.place.view === 'record')
      return html`<main class="record region"><bli-record-view .inspector=${inspector}></bli-record-view></main>`;
    if (inspector.place.view === 'compare')
      return html`<main class="content"><bli-compare .inspector=${inspector}></bli-compare></main>`;
    if (inspector.place.view === 'problems')
      return html`<main class="content"><bli-problem-list .inspector=${inspector}></bli-problem-list></main>`;
    if (inspector.place.view === 'mapping')
      return html`<main class="content"><bli-mapping .inspector=${inspector}></bli-mapping></main>`;
    const { view } = inspector.place;
    if (view === 'overview') return this.panel(view, html`<bli-overview .inspector=${inspector}></bli-overview>`);
    if (view === 'detections') return this.panel(view, html`<bli-detections .inspector=${inspector}></bli-detections>`);
    if (view === 'query') return this.panel(view, html`<bli-query .inspector=${inspector}></bli-query>`);
    return html`<main>
      <h1 class="visually-hidden">${t('Invocations')}</h1>
      <bli-invocations .inspector=${inspector} .width=${this.width}></bli-invocations>
    </main>`;
  }

  private panel(view: Tab, content: TemplateResult): TemplateResult {
    return html`<main>
      <h1 class="visually-hidden">${tabName(view)}</h1>
      <div class="content region" id=${view} role="tabpanel" aria-labelledby=${`tab-${view}`}>${content}</div>
    </main>`;
  }

  private onKey(event: KeyboardEvent): void {
    const { inspector } = this;
    if (!inspector.started || inspector.empty || event.defaultPrevented) return;
    const target = { foldAll: () => this.record?.foldAll() };
    if (onPageKey(event, inspector, target)) event.preventDefault();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-page': PageFrame;
  }
}
