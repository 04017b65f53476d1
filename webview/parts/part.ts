/**
 * What all elements of the page share. They render into the page itself: one style sheet, one icon font, one tree for
 * ids.
 */
import { html, LitElement, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Inspector } from '../inspector.ts';
import { plain } from './plain.ts';

export class Part extends LitElement {
  @property({ attribute: false }) inspector!: Inspector;
  private unwatch: (() => void) | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.unwatch = this.inspector?.watch(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unwatch?.();
  }
}

/** One codicon; it never carries meaning alone. */
export function icon(name: string, more = ''): TemplateResult {
  return html`<i class="codicon codicon-${name} ${more}" aria-hidden="true"></i>`;
}

/** A button that is only an icon. */
export function iconButton(
  name: string,
  label: string,
  press: (event: MouseEvent) => void,
  more: { readonly keys?: string; readonly disabled?: boolean } = {},
): TemplateResult {
  const title = more.keys ? `${label} (${more.keys})` : label;
  return html`<button
    class="ib"
    type="button"
    title=${title}
    aria-label=${label}
    ?disabled=${more.disabled ?? false}
    @click=${press}
  >
    ${icon(name)}
  </button>`;
}

/** A sentence in a frame; it may hold text of a record. */
export function note(symbol: 'info' | 'warning', sentence: string): TemplateResult {
  return html`<div class="note ${symbol === 'warning' ? 'warn' : ''}">
    ${icon(symbol)}<span class="said" dir="auto">${plain(sentence)}</span>
  </div>`;
}

/** True where a key press is typing. */
export function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}

/** Where tabs are wider than the page, the chosen one is not the one that is out of sight. */
export function tabIntoSight(within: Element): void {
  within.querySelector('[role=tab][aria-selected=true]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}
