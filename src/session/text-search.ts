/**
 * Which of many short texts occur in a long one, in one pass that skips most of it (after Wu and Manber): from the two
 * units at the end of a window follows how far the window can move without missing any text. Letter case of ASCII is
 * ignored.
 */

/** Shorter texts cannot be looked for: they would be found everywhere. */
export const SHORTEST_NEEDLE = 3;
/** Of longer texts only so much decides how far the window moves. */
const LONGEST_WINDOW = 24;
const BLOCKS = 4096;

/** Characters outside ASCII that become ASCII letters in lower case: whoever has them is taken to hold everything. */
const FOLDED_ELSEWHERE = ['\u212a', '\u0130'];

export class TextSearch {
  readonly needles: readonly string[];
  private readonly window: number;
  private readonly shifts: Uint8Array;
  private readonly buckets: readonly (readonly number[])[];
  private readonly folded: readonly string[];

  /** Throws a `RangeError` for a needle that is too short. */
  constructor(needles: readonly string[]) {
    this.needles = needles;
    this.folded = needles.map(fold);
    const shortest = this.folded.reduce((least, needle) => Math.min(least, needle.length), LONGEST_WINDOW);
    if (shortest < SHORTEST_NEEDLE) throw new RangeError(`a text to look for is shorter than ${SHORTEST_NEEDLE}`);
    this.window = shortest;
    this.shifts = new Uint8Array(BLOCKS).fill(shortest - 1);
    const buckets: number[][] = Array.from({ length: BLOCKS }, () => []);
    this.folded.forEach((needle, index) => {
      for (let j = 1; j < shortest; j++) {
        const block = blockOf(needle.charCodeAt(j - 1), needle.charCodeAt(j));
        this.shifts[block] = Math.min(this.shifts[block] as number, shortest - 1 - j);
      }
      buckets[blockOf(needle.charCodeAt(shortest - 2), needle.charCodeAt(shortest - 1))]?.push(index);
    });
    this.buckets = buckets;
  }

  /** Calls `found` with the number of each needle that `text` holds, once each. */
  scan(text: string, found: (needle: number) => void): void {
    if (this.needles.length === 0) return;
    if (FOLDED_ELSEWHERE.some((c) => text.includes(c))) {
      for (let i = 0; i < this.needles.length; i++) found(i);
      return;
    }
    const { shifts, buckets, window, folded } = this;
    let seen: Set<number> | undefined;
    for (let end = window - 1; end < text.length; ) {
      const block = blockOf(text.charCodeAt(end - 1), text.charCodeAt(end));
      const shift = shifts[block] as number;
      if (shift > 0) {
        end += shift;
        continue;
      }
      for (const index of buckets[block] as readonly number[]) {
        if (seen?.has(index) || !holdsAt(text, end - window + 1, folded[index] as string)) continue;
        seen ??= new Set();
        seen.add(index);
        found(index);
      }
      end++;
    }
  }
}

function lower(unit: number): number {
  return unit >= 65 && unit <= 90 ? unit + 32 : unit;
}

/** Both cases of a letter are alike here, and so are some other characters: what is found is compared afterwards. */
function blockOf(first: number, second: number): number {
  return (Math.imul(first | 32, 61) ^ (second | 32)) & (BLOCKS - 1);
}

function fold(text: string): string {
  return text.replace(/[A-Z]/g, (c) => c.toLowerCase());
}

function holdsAt(text: string, start: number, needle: string): boolean {
  if (start + needle.length > text.length) return false;
  for (let i = 0; i < needle.length; i++) {
    if (lower(text.charCodeAt(start + i)) !== needle.charCodeAt(i)) return false;
  }
  return true;
}
