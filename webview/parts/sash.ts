/** The bar between two panes: drag it, or move it with the arrow keys. */
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';

/** The share of the second pane stays between these. */
const [LEAST, MOST] = [0.15, 0.75];
const STEP = 0.02;

@customElement('bli-sash')
export class Sash extends LitElement {
  /** `vertical`: a standing bar between left and right. */
  @property({ reflect: true }) orientation: 'vertical' | 'horizontal' = 'vertical';
  /** Share of the second pane, 0 to 1. */
  @property({ attribute: false }) share = 0.3;
  @property({ attribute: false }) label = '';
  @property({ attribute: false }) move: (share: number) => void = () => {};

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    return html`<div
      class="sash"
      role="separator"
      tabindex="0"
      aria-label=${this.label}
      aria-orientation=${this.orientation}
      aria-valuenow=${Math.round(this.share * 100)}
      aria-valuemin=${LEAST * 100}
      aria-valuemax=${MOST * 100}
      @pointerdown=${this.onDown}
      @pointermove=${this.onMove}
      @keydown=${this.onKey}
    ></div>`;
  }

  private onDown(event: PointerEvent): void {
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    event.preventDefault();
  }

  private onMove(event: PointerEvent): void {
    const bar = event.currentTarget as HTMLElement;
    const box = this.parentElement?.getBoundingClientRect();
    if (!box || !bar.hasPointerCapture(event.pointerId)) return;
    const share =
      this.orientation === 'vertical'
        ? (box.right - event.clientX) / box.width
        : (box.bottom - event.clientY) / box.height;
    this.set(share);
  }

  private onKey(event: KeyboardEvent): void {
    const grow = this.orientation === 'vertical' ? 'ArrowLeft' : 'ArrowUp';
    const shrink = this.orientation === 'vertical' ? 'ArrowRight' : 'ArrowDown';
    if (event.altKey || (event.key !== grow && event.key !== shrink)) return;
    event.preventDefault();
    event.stopPropagation();
    this.set(this.share + (event.key === grow ? STEP : -STEP));
  }

  private set(share: number): void {
    this.move(Math.min(MOST, Math.max(LEAST, share)));
  }
}
