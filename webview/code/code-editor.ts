/** A field for ES|QL: a whole query of many lines, or the one line of a condition. */
import { html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { QueryMistake } from '../../src/session/protocol/protocol.ts';
import { reasonOf } from '../host.ts';
import { Part } from '../parts/part.ts';
import type { Editing } from './editing.ts';
import { conditionService, queryService } from './service.ts';

@customElement('bli-code')
export class CodeEditor extends Part {
  /** What the field holds when it is first shown, and whenever this becomes another text than it holds. */
  @property({ attribute: false }) text = '';
  /** `condition`: one line, as it stands behind WHERE. */
  @property({ attribute: false }) holds: 'query' | 'condition' = 'query';
  /** Where the editor keeps what can be undone, for its return after another tab was shown. */
  @property({ attribute: false }) memory: { past?: unknown } = {};
  @property({ attribute: false }) label = '';
  @property({ attribute: false }) hint = '';
  @property({ attribute: false }) changed: (text: string) => void = () => undefined;
  @property({ attribute: false }) moved: (line: number, column: number) => void = () => undefined;
  @property({ attribute: false }) mistaken: (mistakes: readonly QueryMistake[]) => void = () => undefined;
  /** Ctrl+Enter, in one line Enter. */
  @property({ attribute: false }) run: (text: string) => void = () => undefined;
  /** Escape, when no list is open. */
  @property({ attribute: false }) leave: () => void = () => undefined;
  @query('.code') private readonly place!: HTMLElement;
  @state() private mounted = false;
  private editing: Editing | undefined;
  private wantsFocus = false;
  /** What had the focus when it was asked for. */
  private focusedBefore: Element | null = null;

  /** What stands in the field now. */
  get now(): string {
    return this.editing?.text ?? this.text;
  }

  override focus(): void {
    this.wantsFocus = this.editing === undefined;
    this.focusedBefore = document.activeElement;
    this.editing?.focus();
  }

  /** Line and column from 1, the column in code points. */
  goTo(line: number, column: number): void {
    this.editing?.goTo(line, column);
  }

  insert(text: string): void {
    this.editing?.insert(text);
    this.editing?.focus();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) void this.mount();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.text = this.now;
    if (this.editing) this.memory.past = this.editing.past;
    this.editing?.destroy();
    this.editing = undefined;
    this.mounted = false;
  }

  protected override firstUpdated(): void {
    void this.mount();
  }

  protected override updated(changes: PropertyValues<this>): void {
    if (changes.has('text') && this.editing && this.editing.text !== this.text) this.editing.replace(this.text);
  }

  /** Whether the user was elsewhere by the time the editor was there: it would take the focus from a box, too. */
  private wentOn(): boolean {
    const { activeElement, body } = document;
    return activeElement !== null && activeElement !== body && activeElement !== this.focusedBefore;
  }

  private async mount(): Promise<void> {
    try {
      const { mount } = await import('./editing.ts');
      if (!this.isConnected || this.editing) return;
      this.editing = mount({
        parent: this.place,
        text: this.text,
        past: this.memory.past,
        lines: this.holds === 'query' ? 'many' : 'one',
        label: this.label,
        hint: this.hint,
        nonce: document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '',
        service: this.holds === 'query' ? queryService(this.inspector) : conditionService(this.inspector),
        changed: (text) => this.changed(text),
        moved: (line, column) => this.moved(line, column),
        mistaken: (mistakes) => this.mistaken(mistakes),
        run: () => this.run(this.now),
        leave: () => this.leave(),
      });
      this.mounted = true;
      if (this.wantsFocus && !this.wentOn()) this.editing.focus();
      this.wantsFocus = false;
    } catch (error) {
      this.inspector.say(reasonOf(error));
    }
  }

  protected override render(): TemplateResult {
    return html`<div class="code ${this.holds}"></div>
      ${this.mounted ? '' : html`<pre class="code-waits ${this.holds}">${this.text === '' ? this.hint : this.text}</pre>`}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-code': CodeEditor;
  }
}
