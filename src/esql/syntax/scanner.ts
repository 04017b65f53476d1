import { type Problem, type Span, SyntaxProblem } from './position.ts';

/**
 * What text may mean depends on the command that it stands in: `logs-*` is one index pattern after
 * FROM, a name pattern after KEEP, and an expression after WHERE.
 */
export type Mode = 'command' | 'expression' | 'from' | 'names';

export type TokenKind =
  | 'name'
  | 'quoted'
  | 'pattern'
  | 'source'
  | 'string'
  | 'integer'
  | 'decimal'
  | 'parameter'
  | 'symbol'
  | 'unknown-word'
  | 'end';

export interface Token extends Span {
  readonly kind: TokenKind;
  /** As written. */
  readonly text: string;
}

type Rule = readonly [TokenKind, RegExp];

const STRINGS: readonly Rule[] = [
  ['string', /"""[^\r\n]*?""""{0,2}/y],
  ['string', /"(?!"")(?:[^\r\n"\\]|\\[tnr"\\])*"/y],
];
const QUOTED: Rule = ['quoted', /`(?:[^`]|``)+`/y];
const PARAMETER: Rule = ['parameter', /\?\??(?:[A-Za-z0-9_]+)?/y];
const NAME: Rule = ['name', /(?:[A-Za-z][A-Za-z0-9_]*|[_@][A-Za-z0-9_]+)/y];

const RULES: Readonly<Record<Mode, readonly Rule[]>> = {
  command: [
    ['name', /[A-Za-z][A-Za-z0-9_]*/y],
    ['symbol', /\|/y],
    ['symbol', /;/y],
    ['unknown-word', /[^\s|]+/y],
  ],
  expression: [
    ...STRINGS,
    QUOTED,
    ['decimal', /(?:\d+\.\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+)/y],
    ['integer', /\d+/y],
    NAME,
    PARAMETER,
    ['symbol', /==|=~|!=|<=|>=|::|[<>=+\-*/%(),.[\]{}:|;]/y],
  ],
  from: [...STRINGS, PARAMETER, ['symbol', /::|[:=|,()[\];]/y], ['source', /(?:[^:"=|,[\]/() \t\r\n]|\/(?![*/]))+/y]],
  names: [QUOTED, PARAMETER, ['pattern', /(?:[A-Za-z*][A-Za-z0-9_*]*|[_@][A-Za-z0-9_*]+)/y], ['symbol', /[=,.|;()]/y]],
};

/**
 * Reads tokens one at a time, each in the mode that the parser is in. Comments (`//` to the end of
 * the line, block comments, which nest) and whitespace separate tokens. Positions are UTF-16 units.
 */
export class Scanner {
  readonly text: string;
  #offset = 0;

  constructor(text: string) {
    this.text = text;
  }

  get offset(): number {
    return this.#offset;
  }

  /** Goes back to an offset that a token started at. */
  rewind(offset: number): void {
    this.#offset = offset;
  }

  /** The next token. Throws a `SyntaxProblem` for what is none. */
  next(mode: Mode): Token {
    const found = this.scan(mode);
    if ('message' in found) throw new SyntaxProblem(found, found.message);
    return found;
  }

  /** The next token, or what is wrong there. */
  scan(mode: Mode): Token | Problem {
    const open = this.#skip();
    if (open) return open;
    const start = this.#offset;
    if (start >= this.text.length) return { kind: 'end', text: '<EOF>', start, end: start };
    for (const [kind, expression] of RULES[mode]) {
      expression.lastIndex = start;
      const match = expression.exec(this.text);
      if (!match || match[0] === '') continue;
      this.#offset = start + match[0].length;
      return { kind, text: match[0], start, end: this.#offset };
    }
    return this.#unrecognised(start);
  }

  #skip(): Problem | undefined {
    const { text } = this;
    for (;;) {
      const unit = text.charCodeAt(this.#offset);
      if (unit === 32 || unit === 9 || unit === 10 || unit === 13) this.#offset++;
      else if (unit === 47 && text.charCodeAt(this.#offset + 1) === 47) {
        const end = /[\r\n]/g;
        end.lastIndex = this.#offset;
        this.#offset = end.test(text) ? end.lastIndex : text.length;
      } else if (unit === 47 && text.charCodeAt(this.#offset + 1) === 42) {
        const open = this.#skipBlock();
        if (open) return open;
      } else return undefined;
    }
  }

  #skipBlock(): Problem | undefined {
    const start = this.#offset;
    const edge = /\/\*|\*\//g;
    edge.lastIndex = start + 2;
    for (let depth = 1; depth > 0; ) {
      const match = edge.exec(this.text);
      if (!match) {
        const message = `token recognition error at: '${shorten(this.text.slice(start))}'`;
        return { start, end: this.text.length, message, kind: 'syntax' };
      }
      depth += match[0] === '/*' ? 1 : -1;
    }
    this.#offset = edge.lastIndex;
    return undefined;
  }

  #unrecognised(start: number): Problem {
    const rest = this.text.slice(start);
    let bad = String.fromCodePoint(rest.codePointAt(0)!);
    if (bad === '"') bad = /^"(?:[^\r\n"\\]|\\[tnr"\\])*(?:\\?[\s\S]?)/.exec(rest)?.[0] ?? bad;
    else if (bad === '`') bad = rest;
    else if (bad === '!') bad = rest.slice(0, 2);
    const told = shorten(bad).replaceAll('\n', '\\n').replaceAll('\r', '\\r');
    const end = Math.min(this.text.length, start + bad.length);
    return { start, end, message: `token recognition error at: '${told}'`, kind: 'syntax' };
  }
}

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}...` : text);

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', '"': '"', '\\': '\\' };

/** The text that a string token stands for. */
export function stringValue(token: Token): string {
  if (token.text.startsWith('"""')) return token.text.slice(3, -3);
  return token.text.slice(1, -1).replace(/\\(.)/g, (_, letter: string) => ESCAPES[letter]!);
}

/** The name inside backticks. */
export function quotedName(token: Token): string {
  return token.text.slice(1, -1).replaceAll('``', '`');
}
