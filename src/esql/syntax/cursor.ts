import { type Span, SyntaxProblem } from './position.ts';
import { type Mode, quotedName, Scanner, type Token } from './scanner.ts';
import type { ParameterNode } from './tree.ts';

/** Deeper expressions, chains of operators included, are refused as by Elasticsearch. */
export const MAX_DEPTH = 400;
/** Deeper parentheses and calls are refused before they overflow the stack. */
export const MAX_NESTING = 200;

const PARAMETER_KINDS = ['named', 'positional', 'anonymous'] as const;
type ParameterKind = (typeof PARAMETER_KINDS)[number];

/**
 * The parser's place in the text: one token of lookahead, which is read again when the mode changes.
 */
export class Cursor {
  readonly #scanner: Scanner;
  #mode: Mode = 'command';
  #ahead: Token | undefined;
  #lastEnd = 0;
  #unnamed = 0;
  #parameterKind: ParameterKind | undefined;
  #depth = 0;
  #nesting = 0;

  constructor(text: string) {
    this.#scanner = new Scanner(text);
  }

  get text(): string {
    return this.#scanner.text;
  }

  /** The end of the token that was taken last. */
  get lastEnd(): number {
    return this.#lastEnd;
  }

  set mode(mode: Mode) {
    if (this.#ahead) {
      this.#scanner.rewind(this.#ahead.start);
      this.#ahead = undefined;
    }
    this.#mode = mode;
  }

  peek(): Token {
    this.#ahead ??= this.#scanner.next(this.#mode);
    return this.#ahead;
  }

  take(): Token {
    const token = this.peek();
    this.#ahead = undefined;
    this.#lastEnd = token.end;
    return token;
  }

  isSymbol(symbol: string): boolean {
    const token = this.peek();
    return token.kind === 'symbol' && token.text === symbol;
  }

  isWord(word: string): boolean {
    const token = this.peek();
    return (
      (token.kind === 'name' || token.kind === 'pattern' || token.kind === 'source') &&
      token.text.toUpperCase() === word
    );
  }

  trySymbol(symbol: string): boolean {
    return this.isSymbol(symbol) && this.take() !== undefined;
  }

  tryWord(word: string): boolean {
    return this.isWord(word) && this.take() !== undefined;
  }

  symbol(symbol: string): Token {
    if (!this.isSymbol(symbol)) throw this.mismatch(`'${symbol}'`);
    return this.take();
  }

  word(word: string): Token {
    if (!this.isWord(word)) throw this.mismatch(`'${word.toLowerCase()}'`);
    return this.take();
  }

  string(): Token {
    if (this.peek().kind !== 'string') throw this.mismatch('QUOTED_STRING');
    return this.take();
  }

  mismatch(expected: string): SyntaxProblem {
    const token = this.peek();
    return new SyntaxProblem(token, `mismatched input '${token.text}' expecting ${expected}`);
  }

  /** Runs one level deeper; refuses beyond {@link MAX_NESTING}. */
  deeper<T>(parse: () => T): T {
    if (++this.#nesting > MAX_NESTING) throw this.#tooDeep(MAX_NESTING);
    this.descend();
    const result = parse();
    this.#depth--;
    this.#nesting--;
    return result;
  }

  /** Counts a level without end: the left-deep trees that chains of operators become. */
  descend(): void {
    if (++this.#depth > MAX_DEPTH) throw this.#tooDeep(MAX_DEPTH);
  }

  #tooDeep(limit: number): SyntaxProblem {
    return new SyntaxProblem(this.peek(), `ESQL statement exceeded the maximum expression depth allowed (${limit})`);
  }

  ascend(levels: number): void {
    this.#depth -= levels;
  }

  parameter(): ParameterNode {
    const token = this.take();
    const identifier = token.text.startsWith('??');
    const key = token.text.slice(identifier ? 2 : 1);
    if (key === '') this.#unnamed++;
    this.#oneKind(token, key === '' ? 'anonymous' : /^\d/.test(key) ? 'positional' : 'named');
    return {
      node: 'parameter',
      key,
      identifier,
      ordinal: key === '' ? this.#unnamed : 0,
      start: token.start,
      end: token.end,
    };
  }

  /** A query numbers its parameters, names them, or does neither: the same way for all. */
  #oneKind(token: Token, kind: ParameterKind): void {
    this.#parameterKind ??= kind;
    if (this.#parameterKind === kind) return;
    const [one, other] = PARAMETER_KINDS.filter((known) => known === kind || known === this.#parameterKind);
    throw new SyntaxProblem(
      token,
      `Inconsistent parameter declaration, use one of positional, named or anonymous params but not a combination of ${one} and ${other}`,
    );
  }

  /** A dotted name, its parts bare or in backticks. */
  name(expected = '{UNQUOTED_IDENTIFIER, QUOTED_IDENTIFIER}'): Span & { readonly name: string } {
    const start = this.peek().start;
    const parts: string[] = [];
    do {
      const token = this.peek();
      if (token.kind === 'quoted') parts.push(quotedName(token));
      else if (token.kind === 'name') parts.push(token.text);
      else throw this.mismatch(expected);
      this.take();
    } while (this.trySymbol('.'));
    return { name: parts.join('.'), start, end: this.#lastEnd };
  }
}
