import type { TextPiece } from '../model.ts';
import { common } from './sequence.ts';

/** UTF-16 units of a text that is compared word by word. */
export const MAX_COMPARED_UNITS = 200_000;

/** Words, runs of blanks, and every other sign on its own. */
const WORD = /[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu;

/** What two texts share, word by word, in reading order; undefined if they are too long for that. */
export function comparedWords(left: string, right: string): TextPiece[] | undefined {
  if (left.length > MAX_COMPARED_UNITS || right.length > MAX_COMPARED_UNITS) return undefined;
  const [from, to] = [left.match(WORD) ?? [], right.match(WORD) ?? []];
  const pieces: TextPiece[] = [];
  const add = (side: TextPiece['side'], words: readonly string[]) => {
    if (words.length === 0) return;
    const text = words.join('');
    const last = pieces.at(-1);
    if (last?.side === side) pieces[pieces.length - 1] = { side, text: last.text + text };
    else pieces.push({ side, text });
  };
  let [i, j] = [0, 0];
  for (const [a, b] of common(from, to)) {
    add('left', from.slice(i, a));
    add('right', to.slice(j, b));
    add('both', from.slice(a, a + 1));
    [i, j] = [a + 1, b + 1];
  }
  add('left', from.slice(i));
  add('right', to.slice(j));
  return pieces;
}
