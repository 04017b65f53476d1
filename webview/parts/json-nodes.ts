/** A line of JSON as nodes: its tokens in their colours, signs that nobody sees said. */
import { formatCount } from '../format.ts';
import { tokensOf } from '../json-tokens.ts';
import { t } from '../texts.ts';
import { stretchesOf } from '../visible.ts';

/** UTF-16 units of one line that are shown; a body's text is one line. */
export const LINE_UNITS = 4_000;

export function addTokens(line: string, into: Node): void {
  for (const { kind, text } of tokensOf(line.slice(0, LINE_UNITS))) {
    const target = kind === 'other' ? into : into.appendChild(make('span', kind));
    for (const stretch of stretchesOf(text)) {
      if (stretch.kind === 'plain') target.appendChild(document.createTextNode(stretch.text));
      else {
        const sign = make('span', 'sign', stretch.sign);
        sign.title = stretch.name;
        target.appendChild(sign);
      }
    }
  }
  if (line.length > LINE_UNITS)
    into.appendChild(make('span', 'cut', ` … ${t('{0} more characters', formatCount(line.length - LINE_UNITS))}`));
}

export function make(tag: string, className: string, text = ''): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}
