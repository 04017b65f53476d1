import { isComment, pipesOf, tokensOf } from './tokens.ts';

export interface Fold {
  /** Lines from 0, both included. */
  readonly from: number;
  readonly to: number;
  readonly kind: 'pipe' | 'comment';
}

/** Commands and comments that take more than one line. */
export function folds(text: string): readonly Fold[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const line = (offset: number): number => {
    let low = 0;
    for (let high = starts.length - 1; low < high; ) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const alone = (offset: number): boolean => text.slice(starts[line(offset)], offset).trim() === '';
  const tokens = tokensOf(text);
  const found: Fold[] = [];
  const add = (start: number, end: number, kind: Fold['kind']): void => {
    const [from, to] = [line(start), line(Math.max(start, end - 1))];
    if (to > from) found.push({ from, to, kind });
  };
  for (const { name, start, body, command } of pipesOf(text, tokens)) {
    if (command === '') continue;
    const first = text[start] === '|' ? start : name.start;
    add(first, body.at(-1)?.end ?? name.end, 'pipe');
  }
  const comments = tokens.filter(isComment);
  comments.forEach((comment, i) => {
    if (comment.text.startsWith('/*')) add(comment.start, comment.end, 'comment');
    else if (alone(comment.start) && !follows(comments[i - 1], comment, text)) {
      let last = i;
      while (follows(comments[last], comments[last + 1], text)) last++;
      add(comment.start, comments[last]!.end, 'comment');
    }
  });
  return found.sort((a, b) => a.from - b.from || b.to - a.to);
}

type Comment = ReturnType<typeof tokensOf>[number] | undefined;

/** Whether two line comments stand on lines of their own, one below the other. */
function follows(above: Comment, below: Comment, text: string): boolean {
  if (!above?.text.startsWith('//') || !below?.text.startsWith('//')) return false;
  return /^\r?\n[ \t]*$/.test(text.slice(above.end, below.start));
}
