/** Text of a record as nodes of text: signs that would mislead are shown by name. */
import { html, type TemplateResult } from 'lit';
import { spelledOut, stretchesOf } from '../visible.ts';

/** For use inside an element with the class `said`, which isolates its direction. */
export function plain(text: string): TemplateResult | string {
  const stretches = stretchesOf(text);
  if (stretches.length === 0) return '';
  const [only] = stretches;
  if (stretches.length === 1 && only?.kind === 'plain') return only.text;
  return html`${stretches.map((stretch) => {
    if (stretch.kind === 'plain') return stretch.text;
    return html`<span class="sign" title=${stretch.name}>${stretch.sign}</span>`;
  })}`;
}

/** Characters of a tool tip; the whole value is elsewhere. */
const TIP = 300;

export function tip(text: string): string {
  const spelled = spelledOut(text.slice(0, TIP));
  return text.length > TIP ? `${spelled}…` : spelled;
}
