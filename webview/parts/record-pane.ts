/**
 * One pane of a record: its tabs and what the chosen one shows. Stands beside the table and, once or twice, in the
 * record view.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-badge/index.js';
import type { RecordView } from '../../src/session/protocol/protocol.ts';
import { formatCount, formatSize } from '../format.ts';
import { RECORD_TABS, type RecordTab } from '../places.ts';
import '../reading/find-bar.ts';
import type { RecordFind } from '../reading/find-bar.ts';
import { fieldAt, type Point } from '../reading/partners.ts';
import { pointAt } from '../reading/pointing.ts';
import '../reading/thread-list.ts';
import { unhide } from '../reading/unhide.ts';
import { t } from '../texts.ts';
import './conversation-view.ts';
import './field-list.ts';
import { guardrailList } from './guardrail-list.ts';
import './json-document.ts';
import { icon, iconButton, note, Part, tabIntoSight } from './part.ts';
import { shortFacts } from './record-facts.ts';

@customElement('bli-record-pane')
export class RecordPane extends Part {
  @property({ attribute: false }) view!: RecordView;
  @property({ attribute: false }) pane: 'first' | 'second' = 'first';
  /** Beside the table there is less room for names. */
  @property({ attribute: false }) short = false;
  @state() private unfolded = 0;
  @state() private finding = false;
  @state() private sought = '';
  private shownId = -1;
  private shownTab: RecordTab | undefined;

  protected override willUpdate(): void {
    if (this.shownId === this.view.id) return;
    this.shownId = this.view.id;
    this.unfolded = 0;
    this.querySelector('.pane-body')?.scrollTo(0, 0);
  }

  protected override updated(): void {
    // A number key chose another tab while the focus stood on one.
    const { activeElement } = document;
    const onTab = activeElement?.matches('[role=tab][aria-selected=false]') && this.contains(activeElement);
    if (onTab) this.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus();
    if (this.tab === this.shownTab) return;
    this.shownTab = this.tab;
    tabIntoSight(this);
  }

  private get tabs(): readonly RecordTab[] {
    const { findings, assessments } = this.view.conversation;
    const judged = findings.length > 0 || assessments.length > 0;
    return RECORD_TABS.filter((tab) => (tab === 'guardrails' ? judged : tab !== 'thread' || !this.short));
  }

  /** The chosen tab; a record that no guardrail looked at has no Guardrails tab. */
  private get tab(): RecordTab {
    const { tab, second } = this.inspector.place;
    const wanted = (this.pane === 'second' ? second : undefined) ?? tab;
    return this.tabs.includes(wanted) ? wanted : 'conversation';
  }

  private name(tab: RecordTab): string {
    if (tab === 'conversation') return t('Conversation');
    if (tab === 'guardrails') return t('Guardrails');
    if (tab === 'fields') return t('Fields');
    if (tab === 'raw') return t('Raw');
    if (tab === 'thread') return t('Thread');
    return this.short ? t('ECS') : t('ECS document');
  }

  protected override render(): TemplateResult {
    const { tab } = this;
    const id = (name: string) => `${this.pane}-${name}`;
    const findings = this.view.conversation.findings.length;
    const badge = html`<vscode-badge variant="counter">${formatCount(findings)}</vscode-badge>`;
    return html`<div class="stabs">
        <div
          class="tablist"
          role="tablist"
          aria-label=${this.pane === 'first' ? t('Record') : t('Record, second pane')}
          @keydown=${this.onTabKey}
        >
          ${this.tabs.map(
            (name) =>
              html`<button
                type="button"
                role="tab"
                class="tab"
                id=${id(name)}
                aria-selected=${String(name === tab)}
                aria-controls=${id('panel')}
                tabindex=${name === tab ? 0 : -1}
                @click=${() => this.inspector.chooseTab(name, this.pane)}
              >
                ${this.name(name)}${name === 'guardrails' && findings > 0 ? badge : nothing}
              </button>`,
          )}
        </div>
        <span class="grow"></span>${this.tools(tab)}
      </div>
      ${this.finding ? this.findBar(tab) : nothing} ${this.short ? shortFacts(this.inspector, this.view) : nothing}
      <div
        class="pane-body"
        role="tabpanel"
        id=${id('panel')}
        aria-labelledby=${id(tab)}
        tabindex=${tab === 'raw' || tab === 'document' || tab === 'fields' ? nothing : 0}
      >
        ${this.body(tab)}
      </div>`;
  }

  private findBar(tab: RecordTab): TemplateResult {
    return html`<bli-record-find
      .inspector=${this.inspector}
      .within=${() => this.querySelector('.pane-body')}
      .partial=${(tab === 'raw' || tab === 'document') && this.view[tab].cut}
      .wanted=${(text: string) => {
        this.sought = text;
      }}
      .close=${() => this.endFind()}
    ></bli-record-find>`;
  }

  /** Searches in what this pane shows. */
  find(): void {
    this.finding = true;
    this.querySelector<RecordFind>('bli-record-find')?.focus();
  }

  endFind(): void {
    this.finding = false;
    this.sought = '';
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus());
  }

  get isFinding(): boolean {
    return this.finding;
  }

  private tools(tab: RecordTab): TemplateResult {
    const search = iconButton('search', t('Find in this record'), () => this.find(), { keys: 'Ctrl+F' });
    const close = iconButton('close', t('Close the second pane'), () => this.inspector.split(), { keys: 'S' });
    // Beside the table there is room for the tabs and little else.
    return html`${this.short ? nothing : search}${this.toolsOf(tab)}${this.pane === 'second' ? close : nothing}`;
  }

  private toolsOf(tab: RecordTab): TemplateResult | typeof nothing {
    const { inspector, view } = this;
    const { apart = false, markdown = false } = inspector.look;
    if (tab === 'conversation') {
      const layOut = () => inspector.setLook({ markdown: !markdown });
      const open = this.unfolded > 0;
      const label = open ? t('Fold all') : t('Unfold all');
      return html`${this.short ? nothing : toggle('markdown', t('Lay out Markdown'), markdown, layOut, 'M')}
      ${iconButton(open ? 'collapse-all' : 'expand-all', label, () => this.foldAll(), { keys: 'Z' })}`;
    }
    if (tab !== 'raw' && tab !== 'document') return nothing;
    const open = tab === 'raw' ? t('Open raw record as a document') : t('Open ECS document as a document');
    const beside = () => inspector.setLook({ apart: !apart });
    return html`${this.short ? nothing : toggle('layout-centered', t('Raw and ECS beside each other'), !apart, beside)}
    ${iconButton('diff', t('Compare raw and ECS'), () => inspector.editor.show(view.id, 'compare'))}
    ${iconButton('go-to-file', open, () => inspector.editor.show(view.id, tab))}`;
  }

  foldAll(): void {
    this.unfolded = this.unfolded > 0 ? 0 : 1;
  }

  private body(tab: RecordTab): TemplateResult {
    const { view } = this;
    switch (tab) {
      case 'conversation':
        return html`<bli-conversation
            .inspector=${this.inspector}
            .record=${view.id}
            .conversation=${view.conversation}
            .unfolded=${this.unfolded}
            .sought=${this.sought}
          ></bli-conversation
          >${view.warnings.map((warning) => note('warning', warning))}`;
      case 'guardrails':
        return guardrailList(view, (number) => void this.reveal(number));
      case 'fields':
        return html`<bli-field-list
          .inspector=${this.inspector}
          .record=${view.id}
          .explanation=${view.explanation}
        ></bli-field-list>`;
      case 'thread':
        return html`<bli-thread .inspector=${this.inspector} .record=${view.id}></bli-thread>`;
      default:
        return this.texts(tab);
    }
  }

  /** Raw record and document, one or both: CSS leaves the second out where a pane is narrow. */
  private texts(tab: 'raw' | 'document'): TemplateResult {
    const { look, place } = this.inspector;
    const other = tab === 'raw' ? 'document' : 'raw';
    const elsewhere = place.view === 'record' && (this.pane === 'first' ? place.second : place.tab) === other;
    if (look.apart || this.short || elsewhere) return this.json(tab, false);
    return html`<div class="raw-and-ecs">
      <div class=${tab === 'raw' ? '' : 'second-text'}>${this.json('raw', true)}</div>
      <div class=${other === 'raw' ? '' : 'second-text'}>${this.json('document', true)}</div>
    </div>`;
  }

  private json(what: 'raw' | 'document', titled: boolean): TemplateResult {
    const { inspector, view } = this;
    const { text, cut } = view[what];
    const name = what === 'raw' ? t('Raw record') : t('ECS document');
    const size = what === 'raw' ? formatSize(view.raw.bytes) : '';
    const label = size === '' ? name : `${name}, ${size}`;
    const { fields, paths } = inspector.reading.partners(view.id);
    const whole = html`<div class="note">
      ${icon('info')}<span
        >${t('The first 2,000 lines.')}
        <button type="button" class="link" @click=${() => inspector.editor.show(view.id, what)}>
          ${t('Open the whole document')}
        </button></span
      >
    </div>`;
    const head = html`<div class="text-head">
      <b>${name}</b><span class="dim xs">${what === 'raw' ? size : t('linked: click a line')}</span>
    </div>`;
    return html`${titled ? head : nothing}${cut ? whole : nothing}<bli-json-document
        .text=${text}
        .label=${this.pane === 'second' ? t('{0}, second pane', label) : label}
        .marked=${what === 'raw' ? paths : fields}
        .pathOf=${what === 'raw' ? asItIs : this.fieldOf}
        .point=${what === 'raw' ? this.pointRaw : this.pointField}
        .unfolded=${this.unfolded}
        .sought=${this.sought}
      ></bli-json-document>`;
  }

  private readonly fieldOf = (path: string): string | undefined => fieldAt(this.view.explanation, path);

  private readonly pointRaw = (path: string): void => this.point({ raw: path });

  private readonly pointField = (path: string): void => {
    const field = this.fieldOf(path);
    if (field !== undefined) this.point({ field });
  };

  private point(point: Point): void {
    pointAt(this.inspector, this.view.id, this.view.explanation, point);
  }

  /** Shows where the match of a finding is marked: in the other pane if that has the conversation, else in this one. */
  private async reveal(number: number): Promise<void> {
    const { inspector } = this;
    const marked = () => document.querySelector<HTMLElement>(`bli-conversation mark[data-finding="${number}"]`);
    if (document.querySelector('bli-conversation') === null) {
      inspector.chooseTab('conversation', this.pane);
      await this.updateComplete;
      await new Promise(requestAnimationFrame);
    }
    const found = marked();
    if (!found) return inspector.say(t('The matched text does not stand in the conversation as it was logged.'));
    unhide(found);
    found.scrollIntoView({ block: 'center' });
    found.tabIndex = -1;
    found.focus();
  }

  private onTabKey(event: KeyboardEvent): void {
    const { tabs } = this;
    const at = tabs.indexOf(this.tab);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const tab = tabs[(to + tabs.length) % tabs.length];
    if (tab === undefined) return;
    this.inspector.chooseTab(tab, this.pane);
  }
}

const asItIs = (path: string): string => path;

function toggle(symbol: string, label: string, on: boolean, press: () => void, keys = ''): TemplateResult {
  return html`<button
    class="ib"
    type="button"
    title=${keys === '' ? label : `${label} (${keys})`}
    aria-label=${label}
    aria-pressed=${String(on)}
    @click=${press}
  >
    ${icon(symbol)}
  </button>`;
}
