/**
 * Colours for ES|QL without reading it as a language: what stands where is told from the text alone, so that a query that
 * is half typed has its colours too. Errors are the language service's matter.
 */

export type CodeKind = 'comment' | 'string' | 'number' | 'command' | 'keyword' | 'function' | 'parameter' | 'pipe';

export interface CodeToken {
  readonly kind: CodeKind;
  /** UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

// Ordered alternatives. A string that is not closed ends with its line, a comment that is not closed with the text.
const LEXEMES =
  /(?<comment>\/\/[^\r\n]*|\/\*)|(?<string>"""[^\r\n]*?(?:""""{0,2}|$)|"(?:[^\r\n"\\]|\\.)*"?)|(?<quoted>`(?:[^`]|``)*`?)|(?<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|(?<word>[A-Za-z_@][A-Za-z0-9_]*)|(?<parameter>\?\??[A-Za-z0-9_]*)|(?<pipe>\|)|(?<dot>\.)|[^\s]/gm;

const KEYWORDS: ReadonlySet<string> = new Set(
  'AND AS ASC BY DESC FALSE FIRST IN IS LAST LIKE METADATA NOT NULL NULLS ON OR RLIKE TRUE WHERE WITH'.split(' '),
);

/** Coloured stretches of a text up to `until`, in order; what has no colour of its own is left out. */
export function codeTokens(text: string, command: boolean, until = text.length): readonly CodeToken[] {
  const tokens: CodeToken[] = [];
  let starts = command;
  let afterDot = false;
  LEXEMES.lastIndex = 0;
  for (let match = LEXEMES.exec(text); match && match.index < until; match = LEXEMES.exec(text)) {
    const start = match.index;
    const groups = match.groups ?? {};
    const push = (kind: CodeKind): void => {
      tokens.push({ kind, start, end: LEXEMES.lastIndex });
    };
    if (groups.comment !== undefined) {
      if (groups.comment === '/*') LEXEMES.lastIndex = commentEnd(text, start);
      push('comment');
      continue;
    }
    const first = starts;
    starts = false;
    if (groups.string !== undefined) push('string');
    else if (groups.number !== undefined) push('number');
    else if (groups.parameter !== undefined) push('parameter');
    else if (groups.pipe !== undefined) {
      push('pipe');
      starts = command;
    } else if (groups.word !== undefined) {
      const kind = wordKind(groups.word, first, afterDot, text, LEXEMES.lastIndex);
      if (kind) push(kind);
      // The second word of INLINE STATS and LOOKUP JOIN.
      starts = first && /^(?:INLINE|LOOKUP|MV)$/i.test(groups.word);
    } else if (match[0] === ';') starts = command;
    afterDot = groups.dot !== undefined;
  }
  return tokens;
}

function wordKind(word: string, first: boolean, afterDot: boolean, text: string, end: number): CodeKind | undefined {
  if (first) return 'command';
  if (afterDot || text[end] === '.') return undefined;
  if (KEYWORDS.has(word.toUpperCase())) return 'keyword';
  return /^\s*\(/.test(text.slice(end, end + 8)) ? 'function' : undefined;
}

/** Block comments nest. */
function commentEnd(text: string, start: number): number {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = start + 2;
  for (let depth = 1; depth > 0; ) {
    const match = edge.exec(text);
    if (!match) return text.length;
    depth += match[0] === '/*' ? 1 : -1;
  }
  return edge.lastIndex;
}
