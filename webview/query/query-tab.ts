/** The query's tab: the text, its run, its answer, and beside them what was run and kept before. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { CodeEditor } from '../code/code-editor.ts';
import '../code/code-editor.ts';
import { icon, isTyping } from '../parts/part.ts';
import { t } from '../texts.ts';
import './answer-view.ts';
import type { AnswerView } from './answer-view.ts';
import { comparisonView } from './comparison-view.ts';
import { DeskPart } from './desk-part.ts';
import { filterLines, STARTER_QUERY, withFilter } from './filtered.ts';
import './query-side.ts';
import { targetButton } from '../parts/target-button.ts';

@customElement('bli-query')
export class QueryTab extends DeskPart {
  @query('bli-code') private readonly code!: CodeEditor | null;
  @query('bli-answer') private readonly answer!: AnswerView | null;
  private runsSeen = 0;
  private querySeen: string | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.querySeen = this.inspector.place.query;
    void this.desk.look();
  }

  protected override willUpdate(): void {
    const { inspector, desk } = this;
    const { query } = inspector.place;
    if (query !== this.querySeen || (query === undefined && desk.text === '')) {
      this.querySeen = query;
      const text = query ?? STARTER_QUERY;
      if (text !== desk.text) desk.arrive(text);
    }
  }

  protected override firstUpdated(): void {
    this.code?.focus();
  }

  protected override updated(): void {
    const { inspector, desk } = this;
    if (inspector.asked.count === this.runsSeen || inspector.asked.count === 0) return;
    this.runsSeen = inspector.asked.count;
    if (desk.takeOrder(inspector.asked)) void desk.execute();
  }

  private run(): void {
    void this.desk.execute();
    // A query that waits for a value is given it first.
    const { missing } = this.desk;
    if (missing !== undefined) this.querySelector<HTMLElement>(`[data-parameter="${CSS.escape(missing)}"]`)?.focus();
  }

  /** After the key press that asked for it: an Enter would go on into the text. */
  private goTo(line: number, column: number): void {
    setTimeout(() => this.code?.goTo(line, column));
  }

  private leave(): void {
    if (this.answer?.hasRows) this.answer.focus();
    else this.querySelector<HTMLElement>('vscode-button.run')?.focus();
  }

  protected override render(): TemplateResult {
    const { inspector, desk } = this;
    const { compared } = desk.comparing;
    return html`<div class="query split" @keydown=${this.onKey}>
      <section class="pane" aria-label=${t('Query')}>
        ${this.bar()}
        <bli-code
          .inspector=${inspector}
          .text=${desk.text}
          .memory=${desk.memory}
          .label=${t('Query')}
          .hint=${t('ES|QL. Ctrl+Space offers commands, functions, fields and their values.')}
          .changed=${(text: string) => desk.type(text)}
          .moved=${(line: number, column: number) => desk.move(line, column)}
          .run=${() => this.run()}
          .leave=${() => this.leave()}
        ></bli-code>
        ${this.givens()}
        ${compared ? comparisonView(inspector, compared, () => desk.comparing.end()) : nothing}
        <bli-answer
          .inspector=${inspector}
          .goTo=${(line: number, column: number) => this.goTo(line, column)}
        ></bli-answer>
      </section>
      <bli-query-side
        class="pane side hide-narrow"
        .inspector=${inspector}
        .insert=${(text: string) => this.code?.insert(text)}
      ></bli-query-side>
    </div>`;
  }

  private bar(): TemplateResult {
    const { inspector, desk } = this;
    const filtered = filterLines(inspector.place.selection).length > 0;
    const press = (symbol: string, label: string, run: () => void, more = '') => html`<button
      type="button"
      class="quiet ${more}"
      @click=${run}
    >${icon(symbol, 's')}${label}</button>`;
    return html`<div class="query-bar">
      ${
        desk.running
          ? html`<vscode-button class="run" secondary @click=${() => desk.cancel()}
              >${icon('debug-stop', 's')} ${t('Cancel')}</vscode-button
            >`
          : html`<vscode-button class="run" @click=${() => this.run()}
              >${icon('play', 's')} ${t('Run')} <span class="keys hide-narrow">Ctrl+Enter</span></vscode-button
            >`
      }
      ${targetButton(inspector)}
      ${press('diff', t('Compare'), () => void desk.compare(), 'hide-narrow compare-query')}
      <span class="grow"></span>
      ${
        filtered
          ? press(
              'filter',
              t('Add the page’s filter'),
              () => desk.put(withFilter(desk.text, inspector.place.selection)),
              'with-filter',
            )
          : nothing
      }
      ${press('symbol-keyword', t('Format'), () => void desk.layOut(), 'hide-narrow')}
      ${press('save', t('Save'), () => void desk.keep())}
      ${press('shield', t('Make a rule'), () => void desk.makeRule(), 'hide-narrow')}
      ${press('go-to-file', t('Open in editor'), () => void desk.openInEditor(), 'hide-narrow')}
    </div>`;
  }

  /** Values of parameters, and what NOW() is where a rule says it. */
  private givens(): TemplateResult | typeof nothing {
    const { desk } = this;
    const { parameters, now } = desk;
    if (parameters.length === 0 && now === undefined) return nothing;
    return html`<div class="givens" role="group" aria-label=${t('Parameters')}>
      ${parameters.map(
        (key) => html`<label
          ><span class="mono">?${key}</span>
          <input
            type="text"
            data-parameter=${key}
            spellcheck="false"
            .value=${desk.given.get(key) ?? ''}
            placeholder=${t('number, true, false, null or text')}
            @input=${(event: Event) => desk.give(key, (event.target as HTMLInputElement).value)}
        /></label>`,
      )}
      ${
        now === undefined
          ? nothing
          : html`<span class="tag"
              >${t('NOW() is {0}', this.inspector.clock.fullOf(now))}
              <button type="button" class="ib" aria-label=${t('Let NOW() be the clock')} title=${t('Let NOW() be the clock')}
                @click=${() => desk.setNow(undefined)}>${icon('close', 's')}</button></span
            >`
      }
    </div>`;
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.defaultPrevented) {
      event.preventDefault();
      this.run();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || isTyping(event)) return;
    if (event.key === 'r') this.run();
    else if (event.key === 'v') this.desk.turn();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-query': QueryTab;
  }
}
