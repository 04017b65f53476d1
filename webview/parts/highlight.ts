/** Searched texts, marked where they stand in what is shown. */
import { html, type TemplateResult } from 'lit';
import { plain } from './plain.ts';

/** Of longer texts only the beginning is searched; nobody sees more of them in one cell, UTF-16 units. */
const LONGEST = 10_000;

/** Stretches of a text that are one of the searched ones, letter case ignored; `searched` are in lower case. */
export function found(text: string, searched: readonly string[]): readonly (readonly [from: number, to: number])[] {
  const lower = text.slice(0, LONGEST).toLowerCase();
  const places: (readonly [number, number])[] = [];
  // In another alphabet lower case may have another length: then no place would be right.
  if (lower.length !== Math.min(text.length, LONGEST)) return places;
  for (let at = 0; at < lower.length; ) {
    let [from, to] = [-1, -1];
    for (const one of searched) {
      const place = one === '' ? -1 : lower.indexOf(one, at);
      if (place >= 0 && (from < 0 || place < from || (place === from && place + one.length > to)))
        [from, to] = [place, place + one.length];
    }
    if (from < 0) break;
    places.push([from, to]);
    at = to;
  }
  return places;
}

export function highlighted(text: string, searched: readonly string[]): TemplateResult | string {
  const places = found(text, searched);
  if (places.length === 0) return plain(text);
  let at = 0;
  const pieces = places.map(([from, to]) => {
    const before = plain(text.slice(at, from));
    at = to;
    return html`${before}<mark>${plain(text.slice(from, to))}</mark>`;
  });
  return html`${pieces}${plain(text.slice(at))}`;
}
