/** Which lines of indented JSON can be folded into one, and which are at first. */

/** Lines inside a value below the second level above which it is folded at first: a body of a record. */
export const LONG_LINES = 30;

/**
 * By the number of a line that opens an object or a list, from 0, the number of the line that closes it; the last line
 * where the text ends before. The text is as the worker indents it.
 */
export function foldsOf(lines: readonly string[]): ReadonlyMap<number, number> {
  const folds = new Map<number, number>();
  const open: number[] = [];
  for (const [at, line] of lines.entries()) {
    if (/^\s*[}\]]/.test(line)) {
      const from = open.pop();
      if (from !== undefined) folds.set(from, at);
    }
    if (/[{[]$/.test(line)) open.push(at);
  }
  for (const from of open) folds.set(from, lines.length - 1);
  return folds;
}

/** The outermost long values: those of the record's parts, never the parts themselves. */
export function longFolds(lines: readonly string[], folds: ReadonlyMap<number, number>): number[] {
  const long: number[] = [];
  let end = -1;
  for (const from of [...folds.keys()].sort((a, b) => a - b)) {
    const to = folds.get(from) ?? from;
    const level = indentOf(lines[from] ?? '') / 2;
    if (from < end || level < 2 || to - from - 1 <= LONG_LINES) continue;
    long.push(from);
    end = to;
  }
  return long;
}

/** Characters of a folded value as it is without its indentation, its braces included. */
export function foldedLength(lines: readonly string[], from: number, to: number): number {
  let length = 2;
  for (let at = from + 1; at < to; at++) {
    const text = (lines[at] ?? '').trimStart();
    length += text.length - (KEY.test(text) ? 1 : 0);
  }
  return length;
}

/** The worker puts one blank behind a member's name. */
const KEY = /^"(?:[^"\\]|\\.)*": /;

export const indentOf = (line: string): number => line.length - line.trimStart().length;
