/**
 * Tokens of a query that need not be complete or correct: what an editor sees while somebody types. Nothing here
 * throws; text that is no token is a token of kind `unknown`.
 */
import { modeOf } from '../syntax/parser.ts';
import type { Span } from '../syntax/position.ts';
import { type Mode, Scanner, type TokenKind } from '../syntax/scanner.ts';
import { UNSUPPORTED_COMMANDS } from '../vocabulary/commands.ts';

export type LooseKind = TokenKind | 'comment' | 'open-comment' | 'open-string' | 'unknown';

export interface LooseToken extends Span {
  readonly kind: LooseKind;
  /** As written. */
  readonly text: string;
}

/** One command with all that follows it, from its pipe to the next; the pipe belongs to it. */
export interface Pipe extends Span {
  /** In capitals, INLINESTATS as INLINE STATS; empty while nothing is typed. */
  readonly command: string;
  /** The command's name as written. */
  readonly name: Span;
  /** Without the pipe, the name and the comments. */
  readonly body: readonly LooseToken[];
  /** The tokens of the name itself: two for INLINE STATS. */
  readonly head: readonly LooseToken[];
}

/** All tokens with the comments, in order. */
export function tokensOf(text: string): readonly LooseToken[] {
  const tokens: LooseToken[] = [];
  const scanner = new Scanner(text);
  const modes = new Modes();
  let at = 0;
  for (;;) {
    const token = nextToken(scanner, modes.mode, at);
    tokens.push(...commentsIn(text, at, token.start));
    if (token.kind === 'end') return tokens;
    tokens.push(token);
    at = token.end;
    modes.take(token);
  }
}

/** The mode in which the parser would read the next token. */
class Modes {
  mode: Mode = 'command';
  #words: string[] = [];

  take({ kind, text }: LooseToken): void {
    if (kind === 'symbol' && (text === '|' || text === ';')) {
      this.mode = 'command';
      this.#words = [];
    } else if (this.mode === 'command') {
      this.#words.push(text.toUpperCase());
      const command = this.#words.join(' ');
      // Commands of two words: the second is still to come.
      if (command === 'INLINE' || OPENERS.has(command)) return;
      this.mode = modeOf(command) ?? 'expression';
    }
  }
}

const OPENERS: ReadonlySet<string> = new Set(
  [...UNSUPPORTED_COMMANDS].flatMap((name) => (name.includes(' ') ? [name.slice(0, name.indexOf(' '))] : [])),
);

function nextToken(scanner: Scanner, mode: Mode, at: number): LooseToken {
  scanner.rewind(at);
  const found = scanner.scan(mode);
  return 'message' in found ? badToken(scanner.text, found) : found;
}

function badToken(text: string, { start, end }: Span): LooseToken {
  const first = text[start];
  if (first === '"') {
    const close = lineEnd(text, start);
    return { kind: 'open-string', start, end: close, text: text.slice(start, close) };
  }
  if (first === '/' && text[start + 1] === '*') {
    return { kind: 'open-comment', start, end: text.length, text: text.slice(start) };
  }
  const stop = first === '`' ? Math.min(text.length, start + 1) : Math.max(start + 1, end);
  return { kind: 'unknown', start, end: stop, text: text.slice(start, stop) };
}

/** Between two tokens there are only blanks and comments. */
function* commentsIn(text: string, from: number, to: number): Generator<LooseToken> {
  for (let at = text.indexOf('/', from); at >= 0 && at < to; ) {
    const end = text[at + 1] === '*' ? blockEnd(text, at) : lineEnd(text, at);
    yield { kind: 'comment', start: at, end, text: text.slice(at, end) };
    at = text.indexOf('/', end);
  }
}

function lineEnd(text: string, from: number): number {
  const rest = /[^\r\n]*/y;
  rest.lastIndex = from;
  rest.test(text);
  return rest.lastIndex;
}

/** Block comments nest. */
function blockEnd(text: string, start: number): number {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = start + 2;
  for (let depth = 1; depth > 0; ) {
    const match = edge.exec(text);
    if (!match) return text.length;
    depth += match[0] === '/*' ? 1 : -1;
  }
  return edge.lastIndex;
}

export const isComment = ({ kind }: LooseToken): boolean => kind === 'comment' || kind === 'open-comment';
export const isSymbol = (token: LooseToken | undefined, text: string): boolean =>
  token?.kind === 'symbol' && token.text === text;
export const isWord = (token: LooseToken | undefined, word: string): boolean =>
  token !== undefined && WORDS.has(token.kind) && token.text.toUpperCase() === word;

const WORDS: ReadonlySet<LooseKind> = new Set<LooseKind>(['name', 'pattern', 'source']);

/** The pipes of a query; the first begins where its text does. There is always one. */
export function pipesOf(text: string, tokens: readonly LooseToken[] = tokensOf(text)): readonly Pipe[] {
  const pipes: Pipe[] = [];
  let start = 0;
  let own: LooseToken[] = [];
  const close = (end: number): void => {
    pipes.push(pipeOf(own, start, end));
    own = [];
    start = end;
  };
  for (const token of tokens) {
    if (isSymbol(token, '|')) close(token.start);
    else if (!isComment(token)) own.push(token);
  }
  close(text.length);
  return pipes;
}

function pipeOf(tokens: readonly LooseToken[], start: number, end: number): Pipe {
  // Settings stand before the first command: SET name = value;
  const from = tokens.findLastIndex((token) => isSymbol(token, ';')) + 1;
  const [first, second] = tokens.slice(from);
  if (!first) return { command: '', name: { start: end, end }, head: [], body: [], start, end };
  const both = isWord(first, 'INLINE') && isWord(second, 'STATS') && second;
  const head = both ? [first, both] : [first];
  const upper = first.text.toUpperCase();
  return {
    command: both || upper === 'INLINESTATS' ? 'INLINE STATS' : upper,
    name: { start: first.start, end: head.at(-1)!.end },
    head,
    body: tokens.slice(from + head.length),
    start,
    end,
  };
}

/** A token that the parser takes for a name or a part of one. */
export const isNamePart = (token: LooseToken | undefined): token is LooseToken =>
  token?.kind === 'name' || token?.kind === 'quoted' || token?.kind === 'pattern';
