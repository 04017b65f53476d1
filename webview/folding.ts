/** Where a long text is folded. */

/** A text with more lines or UTF-16 units than this is folded to them. */
export const FOLD_LINES = 12;
export const FOLD_UNITS = 1_200;
/** Where the folded text ends: at a word if one ends near. */
export function foldAt(text: string): number {
  let end = Math.min(text.length, FOLD_UNITS);
  let at = -1;
  for (let line = 0; line < FOLD_LINES; line++) {
    at = text.indexOf('\n', at + 1);
    if (at < 0 || at >= end) break;
    if (line === FOLD_LINES - 1) end = at;
  }
  // A little more than the limit is shown whole: a fold for five words is a nuisance.
  if (text.length - end < 200 && text.indexOf('\n', end + 1) < 0) return text.length;
  if (end === text.length || text[end] === '\n') return end;
  const blank = text.lastIndexOf(' ', end);
  return blank > end - 40 ? blank : end;
}
