/** A query as it is read: numbered lines in the colours of the editor. */
import { html, nothing, type TemplateResult } from 'lit';
import { type CodeToken, codeTokens } from '../code/tokens.ts';
import { plain } from '../parts/plain.ts';
import { t } from '../texts.ts';

/** Lines that are shown; the whole opens in the query tab. */
const MOST_LINES = 400;

export function queryText(query: string): TemplateResult {
  const tokens = codeTokens(query, true);
  let start = 0;
  const lines = query.split('\n').slice(0, MOST_LINES);
  return html`<div class="query-text mono" role="group" tabindex="0" aria-label=${t('Query of the rule')} translate="no">
    <ol>
      ${lines.map((line) => {
        const from = start;
        start += line.length + 1;
        return html`<li><code>${line === '' ? nothing : coloured(line, from, tokens)}</code></li>`;
      })}
    </ol>
  </div>`;
}

function coloured(line: string, from: number, tokens: readonly CodeToken[]): (TemplateResult | string)[] {
  const parts: (TemplateResult | string)[] = [];
  const end = from + line.length;
  let at = from;
  for (const token of tokens) {
    if (token.end <= from || token.start >= end) continue;
    const [a, b] = [Math.max(token.start, from), Math.min(token.end, end)];
    if (a > at) parts.push(plain(line.slice(at - from, a - from)));
    parts.push(html`<span class="tok-${token.kind}">${plain(line.slice(a - from, b - from))}</span>`);
    at = b;
  }
  if (at < end) parts.push(plain(line.slice(at - from)));
  return parts;
}
