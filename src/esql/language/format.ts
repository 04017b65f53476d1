/**
 * Lays a query out: one command a line, one blank between words. What a query means never changes, and with it no name
 * of a column: a column without a name of its own is named by its text, so that text stays as it is.
 */
import { parse } from '../syntax/parser.ts';
import type { Span } from '../syntax/position.ts';
import type { FieldNode, QueryNode } from '../syntax/tree.ts';
import { isComment, isSymbol, isWord, type LooseToken, tokensOf } from './tokens.ts';

export interface FormatOptions {
  /** Commands and words of the language in capitals, or as they are. */
  readonly keywords: 'upper' | 'keep';
}

/** A command that would be longer is broken at its commas. Columns. */
const WIDTH = 100;
const INDENT = '    ';

/** The query laid out; undefined where it cannot be read, and then nothing should be touched. */
export function format(text: string, options: FormatOptions): string | undefined {
  const parsed = parse(text);
  if ('problem' in parsed) return undefined;
  const made = layOut(text, parsed.query, options);
  // The layout is proven anew each time: the same commands, names and values must be read from it.
  const again = parse(made);
  return 'query' in again && meaning(again.query) === meaning(parsed.query) ? made : undefined;
}

/** A query without its places: two texts that mean the same have the same. */
export function meaning(query: QueryNode): string {
  return JSON.stringify(query, (key, value: unknown) => {
    if (PLACES.has(key)) return undefined;
    return typeof value === 'bigint' ? `${value}n` : value;
  });
}

const PLACES: ReadonlySet<string> = new Set([
  'start',
  'end',
  'nameEnd',
  'patternSpan',
  'patternSpans',
  'typeSpan',
  'operatorSpan',
  'span',
]);

/** Some text that stays together: a token, a comment, or an expression that names its column. */
interface Piece extends Span {
  readonly text: string;
  readonly token: LooseToken;
}

function layOut(text: string, query: QueryNode, { keywords }: FormatOptions): string {
  const kept = namingSpans(query);
  const pieces = piecesOf(text, kept, keywords);
  const lines: string[] = [];
  let line = '';
  let before: Piece | undefined;
  let command: Piece[] = [];
  const flush = (): void => {
    if (line !== '') lines.push(line);
    line = '';
  };
  const endCommand = (): void => {
    const whole = command;
    command = [];
    if (whole.length === 0) return;
    for (const one of linesOf(text, whole)) lines.push(one);
  };
  for (const piece of pieces) {
    const starts = isSymbol(piece.token, '|');
    const alone = isComment(piece.token) && (before === undefined || brokenBetween(text, before, piece));
    const between = alone && (command.length === 0 || nextIsPipe(pieces, piece));
    if (starts || between) {
      endCommand();
      flush();
      if (before && blankBetween(text, before, piece)) lines.push('');
    }
    if (between) lines.push(piece.text);
    else command.push(piece);
    before = piece;
  }
  endCommand();
  flush();
  return `${lines.join('\n')}${/\n\s*$/.test(text) ? '\n' : ''}`;
}

/** Whether only comments stand between a piece and the next pipe. */
function nextIsPipe(pieces: readonly Piece[], piece: Piece): boolean {
  const next = pieces.slice(pieces.indexOf(piece) + 1).find(({ token }) => !isComment(token));
  return next === undefined || isSymbol(next.token, '|');
}

const brokenBetween = (text: string, a: Span, b: Span): boolean => /[\r\n]/.test(text.slice(a.end, b.start));
const blankBetween = (text: string, a: Span, b: Span): boolean => /\n[ \t]*\r?\n/.test(text.slice(a.end, b.start));

/** The lines of one command: its own breaks are kept; one that is too long is broken at its commas. */
function linesOf(text: string, pieces: readonly Piece[]): string[] {
  const broken = pieces.some((piece, i) => i > 0 && brokenBetween(text, pieces[i - 1]!, piece));
  const inOne = joined(pieces, () => false, text);
  const long = !broken && Math.max(...inOne.map((one) => one.length)) > WIDTH;
  if (!broken && !long) return inOne;
  if (!long) return joined(pieces, (i) => brokenBetween(text, pieces[i - 1]!, pieces[i]!), text);
  const depths = depthsOf(pieces);
  return joined(
    pieces,
    (i) => depths[i] === 0 && (isSymbol(pieces[i - 1]!.token, ',') || startsGroups(pieces, i)),
    text,
  );
}

const startsGroups = (pieces: readonly Piece[], i: number): boolean => isWord(pieces[i]!.token, 'BY') && i > 2;

function depthsOf(pieces: readonly Piece[]): number[] {
  let depth = 0;
  return pieces.map(({ token }) => {
    if (token.kind === 'symbol' && /[([{]/.test(token.text)) depth++;
    else if (token.kind === 'symbol' && /[)\]}]/.test(token.text)) depth--;
    return depth;
  });
}

/** Pieces as lines; a line comment ends its line in any case. */
function joined(pieces: readonly Piece[], breaks: (i: number) => boolean, text: string): string[] {
  const lines: string[] = [];
  let line = '';
  pieces.forEach((piece, i) => {
    const before = pieces[i - 1];
    if (before && (before.text.startsWith('//') || breaks(i))) {
      lines.push(line);
      line = INDENT + piece.text;
    } else line += (before && spaced(pieces, i, text) ? ' ' : '') + piece.text;
  });
  return [...lines, line];
}

/** Whether a blank belongs between a piece and the one before it. */
function spaced(pieces: readonly Piece[], i: number, text: string): boolean {
  const [a, b] = [pieces[i - 1]!, pieces[i]!];
  const touching = a.end === b.start;
  if (isComment(a.token) || isComment(b.token)) return true;
  const after = b.token.kind === 'symbol' ? b.text : '';
  const first = a.token.kind === 'symbol' ? a.text : '';
  if (
    after === ',' ||
    after === ')' ||
    after === ']' ||
    after === '}' ||
    after === '.' ||
    after === '::' ||
    after === ';'
  )
    return false;
  if (first === '(' || first === '[' || first === '{' || first === '.' || first === '::') return false;
  if (after === '(') return !isCalled(pieces, i - 1);
  if (after === ':') return false;
  if (first === ':') return !touching || /[{,]/.test(text[a.start - 1] ?? '');
  if ((first === '-' || first === '+') && isSign(pieces, i - 1)) return false;
  // 1d and `a`b stay as they are.
  if (a.token.kind !== 'symbol' && b.token.kind !== 'symbol') return !touching;
  return true;
}

const SIGNED: ReadonlySet<string> = new Set([
  'AND',
  'OR',
  'NOT',
  'BY',
  'WHERE',
  'LIKE',
  'RLIKE',
  'IN',
  'EVAL',
  'SORT',
  'ROW',
  'LIMIT',
  'STATS',
]);

/** Whether a minus or plus belongs to the number behind it. */
function isSign(pieces: readonly Piece[], i: number): boolean {
  const before = pieces.slice(0, i).findLast(({ token }) => !isComment(token));
  if (!before) return true;
  if (before.token.kind === 'symbol') return !/[)\]}]/.test(before.text);
  return before.token.kind === 'name' && SIGNED.has(before.text.toUpperCase());
}

/** Whether a parenthesis behind a piece opens the arguments of a function. */
function isCalled(pieces: readonly Piece[], i: number): boolean {
  const { token } = pieces[i]!;
  if (token.kind === 'parameter') return token.text.startsWith('??');
  return (token.kind === 'name' || token.kind === 'quoted') && !isKeyword(pieces, i) && i > 0;
}

function piecesOf(text: string, kept: readonly Span[], keywords: FormatOptions['keywords']): readonly Piece[] {
  const pieces: Piece[] = [];
  const tokens = tokensOf(text);
  let next = 0;
  for (const token of tokens) {
    while (kept[next] && kept[next]!.end <= token.start) next++;
    const span = kept[next];
    if (span && token.start > span.start && token.end <= span.end) continue;
    const whole = span && token.start === span.start && token.end <= span.end;
    const { start, end } = whole ? span : token;
    pieces.push({
      start,
      end,
      text: text.slice(start, end),
      token: whole ? { ...token, kind: 'unknown', start, end } : token,
    });
  }
  if (keywords === 'keep') return pieces;
  return pieces.map((piece, i) => (isKeyword(pieces, i) ? { ...piece, text: piece.text.toUpperCase() } : piece));
}

const WORDS: ReadonlySet<string> = new Set(
  'AND OR NOT IN IS LIKE RLIKE BY ASC DESC NULLS AS NULL TRUE FALSE'.split(' '),
);

/** Whether a piece is a word of the language in its place, not a name that is spelt like one. */
function isKeyword(pieces: readonly Piece[], i: number): boolean {
  const { token, text } = pieces[i]!;
  if (token.kind !== 'name' && token.kind !== 'pattern' && token.kind !== 'source') return false;
  const [before, after] = [real(pieces, i, -1), real(pieces, i, 1)];
  if (isSymbol(before?.token, '.') || isSymbol(after?.token, '.')) return false;
  if (before === undefined || isSymbol(before.token, '|') || isSymbol(before.token, ';')) return true;
  const word = text.toUpperCase();
  if (word === 'STATS') return isWord(before.token, 'INLINE');
  if (word === 'FIRST' || word === 'LAST') return isWord(before.token, 'NULLS');
  if (word === 'METADATA') return token.kind === 'source';
  if (word === 'AS') return token.kind === 'pattern' && before.token.kind !== 'symbol';
  if (word === 'WHERE') return before.token.kind === 'unknown' || isSymbol(before.token, ')');
  return token.kind === 'name' && WORDS.has(word);
}

function real(pieces: readonly Piece[], i: number, step: 1 | -1): Piece | undefined {
  let at = i + step;
  while (pieces[at] && isComment(pieces[at]!.token)) at += step;
  return pieces[at];
}

/** Expressions whose text is the name of a column, in order. Plain names need no care. */
function namingSpans({ commands }: QueryNode): readonly Span[] {
  const spans: Span[] = [];
  const take = (field: FieldNode): void => {
    if (!field.alias && field.expression.node !== 'name') spans.push({ start: field.start, end: field.end });
  };
  for (const node of commands) {
    if (node.command === 'EVAL' || node.command === 'ROW') node.fields.forEach(take);
    else if (node.command === 'STATS' || node.command === 'INLINE STATS') {
      node.aggregates.forEach(take);
      node.groupings.forEach(take);
    }
  }
  return spans;
}
