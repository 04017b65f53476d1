/** Where in a query a cursor is: in which command, on which word, after what, in which call. */
import type { Span } from '../syntax/position.ts';
import { quotedName, stringValue, type Token } from '../syntax/scanner.ts';
import { isComment, isNamePart, isSymbol, isWord, type LooseToken, type Pipe, pipesOf, tokensOf } from './tokens.ts';

/** A call that is open at a place. */
export interface OpenCall {
  /** As written. */
  readonly name: string;
  readonly nameSpan: Span;
  /** The argument that the place is in, from 0. */
  readonly argument: number;
}

export interface CursorPlace {
  readonly text: string;
  readonly pipe: Pipe;
  /** Which of the pipes, from 0. */
  readonly index: number;
  /** What is being typed: a name with its dots, a word; empty where nothing is. */
  readonly word: Span;
  /** The tokens of the pipe behind its name that end before the word. */
  readonly before: readonly LooseToken[];
  /** The string that the place is in. */
  readonly inString: LooseToken | undefined;
  readonly inComment: boolean;
  /** Whether the command's name is being typed. */
  readonly onCommand: boolean;
  /** Open parentheses, outermost first; undefined for one that belongs to no function. */
  readonly open: readonly (OpenCall | undefined)[];
}

export function placeAt(text: string, offset: number): CursorPlace {
  const tokens = tokensOf(text);
  const pipes = pipesOf(text, tokens);
  const index = Math.max(
    0,
    pipes.findLastIndex(({ start }, i) => (i === 0 ? start <= offset : start < offset)),
  );
  const pipe = pipes[index]!;
  const inComment = tokens.some((token) => isComment(token) && insideComment(token, offset));
  const inString = pipe.body.find((token) => insideString(token, offset));
  const word = inString ?? wordAt([...pipe.head, ...pipe.body], offset);
  const before = pipe.body.filter(({ end }) => end <= word.start);
  const onCommand = pipe.head.every(({ start, end }) => start >= word.start || end >= offset);
  return { text, pipe, index, word, before, inString, inComment, onCommand, open: openCalls(before, text) };
}

function insideComment(token: LooseToken, offset: number): boolean {
  if (offset <= token.start) return false;
  const open = token.kind === 'open-comment' || token.text.startsWith('//');
  return open ? offset <= token.end : offset < token.end;
}

function insideString({ kind, start, end }: LooseToken, offset: number): boolean {
  if (kind === 'open-string') return offset > start && offset <= end;
  return kind === 'string' && offset > start && offset < end;
}

function wordAt(tokens: readonly LooseToken[], offset: number): Span {
  const i = tokens.findLastIndex((token) => token.start < offset && token.end >= offset && isTyped(token));
  if (i < 0) return { start: offset, end: offset };
  let start = i;
  while (touches(tokens, start - 1) && (isSymbol(tokens[start], '.') || isSymbol(tokens[start - 1], '.'))) {
    if (!isSymbol(tokens[start - 1], '.') && !isNamePart(tokens[start - 1])) break;
    start--;
  }
  let end = i;
  while (touches(tokens, end) && (isSymbol(tokens[end], '.') || isSymbol(tokens[end + 1], '.'))) {
    if (!isSymbol(tokens[end + 1], '.') && !isNamePart(tokens[end + 1])) break;
    end++;
  }
  return { start: tokens[start]!.start, end: Math.max(tokens[end]!.end, offset) };
}

/** Whether a token and the next one have nothing between them. */
const touches = (tokens: readonly LooseToken[], i: number): boolean =>
  i >= 0 && tokens[i + 1] !== undefined && tokens[i]!.end === tokens[i + 1]!.start;

const TYPED: ReadonlySet<string> = new Set(['name', 'quoted', 'pattern', 'source', 'unknown-word', 'parameter']);
const isTyped = ({ kind, text }: LooseToken): boolean =>
  TYPED.has(kind) || text === '.' || text === '@' || text === '_' || text === '`';

/** The parentheses that are open after some tokens. */
export function openCalls(tokens: readonly LooseToken[], text: string): (OpenCall | undefined)[] {
  const open: ({ name: string; nameSpan: Span; argument: number } | undefined)[] = [];
  tokens.forEach((token, i) => {
    if (token.kind !== 'symbol') return;
    if (token.text === '(') {
      const span = nameEndingAt(tokens, i - 1);
      const name = span && text.slice(span.start, span.end);
      open.push(span && name && !NO_CALLS.has(name.toUpperCase()) ? { name, nameSpan: span, argument: 0 } : undefined);
    } else if (token.text === ')') open.pop();
    else if (token.text === ',') {
      const call = open.at(-1);
      if (call) call.argument++;
    }
  });
  return open;
}

/** Words before a parenthesis that are no functions. */
const NO_CALLS: ReadonlySet<string> = new Set(['IN', 'LIKE', 'RLIKE', 'AND', 'OR', 'NOT', 'BY', 'WHERE']);

/** The dotted name whose last token is this one. */
export function nameEndingAt(tokens: readonly LooseToken[], i: number): Span | undefined {
  const last = tokens[i];
  if (!isNamePart(last)) return undefined;
  let first = i;
  while (isSymbol(tokens[first - 1], '.') && isNamePart(tokens[first - 2])) first -= 2;
  return { start: tokens[first]!.start, end: last.end };
}

/** The name that tokens from `span.start` to `span.end` stand for, without backticks and blanks. */
export function nameText(tokens: readonly LooseToken[], span: Span): string {
  return tokens
    .filter(({ start, end }) => start >= span.start && end <= span.end)
    .map((token) => (token.kind === 'quoted' ? quotedName(token as Token) : token.text))
    .join('');
}

/** The field whose values fit at a place: after `==`, `!=`, `LIKE`, and inside the list of `IN`. */
export function comparedField({
  before,
}: Pick<CursorPlace, 'before'>): { field: string; pattern: boolean } | undefined {
  let i = before.length - 1;
  let list = false;
  // Inside a list: back to its parenthesis over constants and commas.
  while (i >= 0 && (before[i]!.kind === 'string' || isSymbol(before[i], ','))) i--;
  if (isSymbol(before[i], '(')) {
    list = true;
    i--;
  } else i = before.length - 1;
  const pattern = isWord(before[i], 'LIKE') || isWord(before[i], 'RLIKE');
  const equal = !list && (isSymbol(before[i], '==') || isSymbol(before[i], '!='));
  if (!pattern && !equal && !(list && isWord(before[i], 'IN'))) return undefined;
  i--;
  if (!equal && isWord(before[i], 'NOT')) i--;
  const span = nameEndingAt(before, i);
  return span && { field: nameText(before, span), pattern };
}

/** The text of a string that may not be closed yet. */
export function stringText(token: LooseToken): string {
  return token.kind === 'string' ? stringValue(token as Token) : token.text.replace(/^"+/, '');
}
