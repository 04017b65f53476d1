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
import { t } from '../texts.ts';
import './conversation-view.ts';
import './field-list.ts';
import { guardrailList } from './guardrail-list.ts';
import './json-text.ts';
import { icon, iconButton, note, Part } from './part.ts';
import { shortFacts } from './record-facts.ts';

@customElement('bli-record-pane')
export class RecordPane extends Part {
  @property({ attribute: false }) view!: RecordView;
  @property({ attribute: false }) pane: 'first' | 'second' = 'first';
  /** Beside the table there is less room for names. */
  @property({ attribute: false }) short = false;
  @state() private unfolded = 0;
  private shownId = -1;

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
  }

  private get tabs(): readonly RecordTab[] {
    return RECORD_TABS.filter((tab) => tab !== 'guardrails' || this.view.conversation.findings.length > 0);
  }

  /** The chosen tab; a record without findings has no Guardrails tab. */
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
                ${this.name(name)}${name === 'guardrails' ? badge : nothing}
              </button>`,
          )}
        </div>
        <span class="grow"></span>${this.tools(tab)}
      </div>
      ${this.short ? shortFacts(this.inspector, this.view) : nothing}
      <div
        class="pane-body"
        role="tabpanel"
        id=${id('panel')}
        aria-labelledby=${id(tab)}
        tabindex=${tab === 'conversation' || tab === 'guardrails' ? 0 : nothing}
      >
        ${this.body(tab)}
      </div>`;
  }

  private tools(tab: RecordTab): TemplateResult | typeof nothing {
    const { inspector, view } = this;
    if (tab === 'conversation') {
      const open = this.unfolded > 0;
      return iconButton(
        open ? 'collapse-all' : 'expand-all',
        open ? t('Fold all') : t('Unfold all'),
        () => this.foldAll(),
        { keys: 'Z' },
      );
    }
    if (tab !== 'raw' && tab !== 'document') return nothing;
    const open = tab === 'raw' ? t('Open raw record as a document') : t('Open ECS document as a document');
    return html`${iconButton('diff', t('Compare raw and ECS'), () => inspector.editor.show(view.id, 'compare'))}
    ${iconButton('go-to-file', open, () => inspector.editor.show(view.id, tab))}`;
  }

  foldAll(): void {
    this.unfolded = this.unfolded > 0 ? 0 : 1;
  }

  private body(tab: RecordTab): TemplateResult {
    const { view } = this;
    switch (tab) {
      case 'conversation':
        return html`<bli-conversation .conversation=${view.conversation} .unfolded=${this.unfolded}></bli-conversation
          >${view.warnings.map((warning) => note('warning', warning))}`;
      case 'guardrails':
        return guardrailList(view.conversation);
      case 'fields':
        return html`<bli-field-list .explanation=${view.explanation}></bli-field-list>`;
      case 'raw':
        return this.json(view.raw.text, view.raw.cut, t('Raw record'), formatSize(view.raw.bytes));
      default:
        return this.json(view.document.text, view.document.cut, t('ECS document'), '');
    }
  }

  private json(text: string, cut: boolean, label: string, size: string): TemplateResult {
    const { inspector, view } = this;
    return html`${
      cut
        ? html`<div class="note">
              ${icon('info')}<span
                >${t('The first 2,000 lines.')}
                <button
                  type="button"
                  class="link"
                  @click=${() => inspector.editor.show(view.id, label === t('Raw record') ? 'raw' : 'document')}
                >
                  ${t('Open the whole document')}
                </button></span
              >
            </div>`
        : nothing
    }<bli-json-document .text=${text} .label=${size === '' ? label : `${label}, ${size}`}></bli-json-document>`;
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
