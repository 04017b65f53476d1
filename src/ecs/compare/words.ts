import type { TextPiece } from '../model.ts';
import { common } from './sequence.ts';

/** UTF-16 units of a text that is compared word by word. */
export const MAX_COMPARED_UNITS = 200_000;

/** Share of the shorter text that both must hold to be held against each other word by word. */
const LEAST_SHARED = 0.25;
/** Signs that stand between two changes without being part of them. */
const LEAST_SIGNS = 4;

/** Words, runs of blanks, and every other sign on its own. */
const WORD = /[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu;

/** What two texts share, word by word, in reading order; undefined if they are too long for that. */
export function comparedWords(left: string, right: string): TextPiece[] | undefined {
  if (left.length > MAX_COMPARED_UNITS || right.length > MAX_COMPARED_UNITS) return undefined;
  const [from, to] = [left.match(WORD) ?? [], right.match(WORD) ?? []];
  const pieces = new Pieces();
  const add = (side: TextPiece['side'], words: readonly string[]) => {
    if (words.length > 0) pieces.add(side, words.join(''));
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
  const found = pieces.finish();
  const shared = found.reduce((units, { side, text }) => units + (side === 'both' ? text.length : 0), 0);
  if (shared >= Math.min(left.length, right.length) * LEAST_SHARED) return found;
  // Little more than the small words of a language: two texts.
  return [{ side: 'left', text: left } as const, { side: 'right', text: right } as const].filter(
    ({ text }) => text !== '',
  );
}

/** Pieces in reading order; what is shared between two changes is one of them if it is but a few signs. */
class Pieces {
  private readonly done: TextPiece[] = [];
  private left = '';
  private right = '';
  private both = '';

  add(side: TextPiece['side'], text: string): void {
    if (side === 'both') {
      this.both += text;
      return;
    }
    if (this.both !== '') {
      const changed = this.left !== '' || this.right !== '';
      if (changed && this.both.trim().length < LEAST_SIGNS) {
        this.left += this.both;
        this.right += this.both;
      } else this.flush();
      this.both = '';
    }
    if (side === 'left') this.left += text;
    else this.right += text;
  }

  finish(): TextPiece[] {
    this.flush();
    return this.done;
  }

  private flush(): void {
    if (this.left !== '') this.done.push({ side: 'left', text: this.left });
    if (this.right !== '') this.done.push({ side: 'right', text: this.right });
    if (this.both !== '') this.done.push({ side: 'both', text: this.both });
    this.left = this.right = this.both = '';
  }
}
