/** JSON inside a conversation: in colours, no numbers, folded like other long texts. */
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { foldAt } from '../folding.ts';
import { addTokens } from './json-nodes.ts';
import type { LongText } from './long-text.ts';

@customElement('bli-json-text')
export class JsonText extends LitElement implements Pick<LongText, 'text' | 'unfolded'> {
  @property({ attribute: false }) text = '';
  @property({ attribute: false }) unfolded = 0;
  @property({ attribute: false }) sought = '';

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    // A folded or very long text is shown without colours: cut JSON has no tokens worth telling apart.
    if (foldAt(this.text) < this.text.length) {
      return html`<bli-long-text
        .code=${true}
        .text=${this.text}
        .unfolded=${this.unfolded}
        .sought=${this.sought}
      ></bli-long-text>`;
    }
    return html`<pre class="said" dir="ltr"></pre>`;
  }

  protected override updated(): void {
    const pre = this.querySelector<HTMLElement>(':scope > pre');
    if (!pre) return;
    pre.replaceChildren();
    this.text.split('\n').forEach((line, i) => {
      if (i > 0) pre.appendChild(document.createTextNode('\n'));
      addTokens(line, pre);
    });
  }
}
