/** Laid-out Markdown: every word is a node of text, every address is opened by the editor and only if it is https. */
import { html, nothing, type TemplateResult } from 'lit';
import { plain, tip } from '../parts/plain.ts';
import { t } from '../texts.ts';
import { type Align, markdownOf, type Node } from './markdown.ts';
import type { Inline } from './markdown-inline.ts';

type Open = (url: string) => void;

export function markdownView(text: string, open: Open): TemplateResult {
  return html`<div class="markdown said" dir="auto">${markdownOf(text).map((node) => nodeView(node, open))}</div>`;
}

function nodeView(node: Node, open: Open): TemplateResult {
  switch (node.kind) {
    case 'paragraph':
      return html`<p>${inlines(node.inlines, open)}</p>`;
    case 'heading':
      // Not in the page's own outline: a log must not add to it.
      return html`<p class="md-h${Math.min(node.level, 4)}">${inlines(node.inlines, open)}</p>`;
    case 'code':
      return html`<pre class="said" dir="ltr">${plain(node.text)}</pre>`;
    case 'quote':
      return html`<blockquote>${node.nodes.map((inner) => nodeView(inner, open))}</blockquote>`;
    case 'rule':
      return html`<hr />`;
    case 'list': {
      const entries = node.entries.map((nodes) => html`<li>${nodes.map((inner) => nodeView(inner, open))}</li>`);
      return node.start === undefined ? html`<ul>${entries}</ul>` : html`<ol start=${node.start}>${entries}</ol>`;
    }
    case 'table':
      return table(node, open);
  }
}

function table({ align, head, rows }: Extract<Node, { kind: 'table' }>, open: Open): TemplateResult {
  const side = (i: number): Align => align[i] ?? '';
  return html`<table>
    <thead>
      <tr>
        ${head.map((cell, i) => html`<th class=${side(i)}>${inlines(cell, open)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map((row) => html`<tr>${row.map((cell, i) => html`<td class=${side(i)}>${inlines(cell, open)}</td>`)}</tr>`)}
    </tbody>
  </table>`;
}

function inlines(all: readonly Inline[], open: Open): unknown {
  return all.map((inline) => inlineView(inline, open));
}

function inlineView(inline: Inline, open: Open): unknown {
  switch (inline.kind) {
    case 'text':
      return plain(inline.text);
    case 'code':
      return html`<code>${plain(inline.text)}</code>`;
    case 'strong':
      return html`<strong>${inlines(inline.inlines, open)}</strong>`;
    case 'emphasis':
      return html`<em>${inlines(inline.inlines, open)}</em>`;
    case 'struck':
      return html`<s>${inlines(inline.inlines, open)}</s>`;
    case 'link':
      return link(inline, open);
  }
}

/** The words, and the host that they lead to: words may say another. */
function link({ url, host, inlines: words }: Extract<Inline, { kind: 'link' }>, open: Open): TemplateResult {
  const [only] = words;
  const bare = words.length === 1 && only?.kind === 'text' && only.text.startsWith(`https://${host}`);
  return html`<button type="button" class="link" title=${t('Open: {0}', tip(url))} @click=${() => open(url)}
      >${inlines(words, open)}</button
    >${bare ? nothing : html` <span class="dim xs">(${plain(host)})</span>`}`;
}
