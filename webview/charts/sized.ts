import { LitElement } from 'lit';
import { state } from 'lit/decorators.js';

/** An element of the page's own tree that draws anew when its width changes. */
export abstract class Sized extends LitElement {
  /** Whole CSS pixels; 0 until it is laid out. */
  @state() protected wide = 0;
  private readonly resized = new ResizeObserver(([entry]) => {
    this.wide = Math.floor(entry?.contentRect.width ?? 0);
  });

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
  }
}
