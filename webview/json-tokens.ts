/** Colours for JSON text without parsing it: one line in, its tokens out. */

export type TokenKind = 'key' | 'string' | 'number' | 'literal' | 'other';
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

// Sticky alternatives in order; a string that the line's end cuts off still counts as one.
const TOKEN =
  /("(?:[^"\\]|\\.)*"?)(\s*:)?|(-?\d[\d.eE+-]*)|(true|false|null)|([^"\d-]+?(?=["\d-]|true|false|null|$)|-)/gy;

/** The tokens of one line of JSON text; together they are the line. */
export function tokensOf(line: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < line.length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(line);
    if (!match) {
      tokens.push({ kind: 'other', text: line.slice(from) });
      break;
    }
    const [, text, colon, number, literal, other] = match;
    if (text !== undefined) {
      tokens.push({ kind: colon === undefined ? 'string' : 'key', text });
      if (colon !== undefined) tokens.push({ kind: 'other', text: colon });
    } else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (literal !== undefined) tokens.push({ kind: 'literal', text: literal });
    else tokens.push({ kind: 'other', text: other ?? '' });
  }
  return tokens;
}
