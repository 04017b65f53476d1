/**
 * The Kibana query language, as far as it asks about fields.
 *
 *   query  := query or query | query and query | not query | ( query ) | field : values | field <= value
 *   values := value | ( values or values | values and values | not values )
 */

export type KqlComparison = '<' | '<=' | '>' | '>=';

export type KqlValue = { readonly text: string; readonly quoted: boolean };

export type KqlNode =
  | { readonly kql: 'or' | 'and'; readonly parts: readonly KqlNode[] }
  | { readonly kql: 'not'; readonly part: KqlNode }
  | { readonly kql: 'is'; readonly field: string; readonly value: KqlValue }
  | { readonly kql: 'range'; readonly field: string; readonly comparison: KqlComparison; readonly value: KqlValue }
  | { readonly kql: 'everything' };

export class KqlError extends Error {
  /** Right KQL that is left to Elasticsearch. */
  readonly unsupported: boolean;

  constructor(message: string, unsupported = false) {
    super(message);
    this.unsupported = unsupported;
  }
}

type Token = { readonly kind: TokenKind; readonly text: string };
type TokenKind = 'word' | 'phrase' | 'symbol' | 'end';

const WORD = /(?:[^\s()":<>{}\\]|\\.)+/y;
const PHRASE = /"((?:[^"\\]|\\.)*)"/y;
const SYMBOL = /<=|>=|[():<>{}]/y;
const MAX_DEPTH = 100;

function tokens(text: string): Token[] {
  const found: Token[] = [];
  for (let at = 0; ; ) {
    while (/\s/.test(text[at] ?? '')) at++;
    if (at >= text.length) break;
    const rule = (
      [
        ['phrase', PHRASE],
        ['symbol', SYMBOL],
        ['word', WORD],
      ] as const
    ).find(([, expression]) => {
      expression.lastIndex = at;
      return expression.test(text);
    });
    if (!rule) throw new KqlError(`token recognition error at: '${text.slice(at, at + 20)}'`);
    const end = rule[1].lastIndex;
    found.push({ kind: rule[0], text: rule[0] === 'phrase' ? text.slice(at + 1, end - 1) : text.slice(at, end) });
    at = end;
  }
  found.push({ kind: 'end', text: '<EOF>' });
  return found;
}

/** Parses a query; throws {@link KqlError}. */
export function parseKql(text: string): KqlNode {
  const parser = new KqlParser(tokens(text));
  return parser.parse();
}

class KqlParser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(list: readonly Token[]) {
    this.#tokens = list;
  }

  get #ahead(): Token {
    return this.#tokens[this.#at]!;
  }

  #is(kind: Token['kind'], text: string): boolean {
    return this.#ahead.kind === kind && this.#ahead.text.toLowerCase() === text;
  }

  #try(kind: Token['kind'], text: string): boolean {
    if (!this.#is(kind, text)) return false;
    this.#at++;
    return true;
  }

  #ended(): boolean {
    return this.#ahead.kind === 'end';
  }

  parse(): KqlNode {
    if (this.#ended()) return { kql: 'everything' };
    const node = this.#or(() => this.#clause());
    if (!this.#ended()) throw new KqlError(`mismatched input '${this.#ahead.text}'`);
    return node;
  }

  #or(clause: () => KqlNode): KqlNode {
    if (++this.#depth > MAX_DEPTH) throw new KqlError('query is nested too deeply');
    const parts = [this.#and(clause)];
    while (this.#try('word', 'or')) parts.push(this.#and(clause));
    this.#depth--;
    return parts.length === 1 ? parts[0]! : { kql: 'or', parts };
  }

  #and(clause: () => KqlNode): KqlNode {
    const parts = [this.#not(clause)];
    while (this.#try('word', 'and')) parts.push(this.#not(clause));
    return parts.length === 1 ? parts[0]! : { kql: 'and', parts };
  }

  #not(clause: () => KqlNode): KqlNode {
    let negated = false;
    while (this.#try('word', 'not')) negated = !negated;
    const part = clause();
    return negated ? { kql: 'not', part } : part;
  }

  #group(clause: () => KqlNode): KqlNode {
    this.#at++;
    const node = this.#or(clause);
    if (!this.#try('symbol', ')')) throw new KqlError(`missing ')' at '${this.#ahead.text}'`);
    return node;
  }

  #clause(): KqlNode {
    if (this.#is('symbol', '(')) return this.#group(() => this.#clause());
    const token = this.#ahead;
    if (token.kind !== 'word' && token.kind !== 'phrase') throw new KqlError(`mismatched input '${token.text}'`);
    this.#at++;
    const operator = this.#ahead;
    if (operator.kind !== 'symbol' || !['<', '<=', '>', '>=', ':'].includes(operator.text)) {
      if (token.text === '*' && token.kind === 'word') return { kql: 'everything' };
      throw new KqlError('KQL without a field name', true);
    }
    this.#at++;
    const field = token.kind === 'word' ? token.text.replace(/\\(.)/g, '$1') : token.text;
    if (operator.text !== ':')
      return { kql: 'range', field, comparison: operator.text as KqlComparison, value: this.#value() };
    if (this.#is('symbol', '{')) throw new KqlError('KQL on nested fields', true);
    const is = (): KqlNode => (this.#is('symbol', '(') ? this.#group(is) : { kql: 'is', field, value: this.#value() });
    return is();
  }

  /** A phrase, or the words up to the next operator. */
  #value(): KqlValue {
    const token = this.#ahead;
    if (token.kind === 'phrase') {
      this.#at++;
      return { text: token.text.replace(/\\(.)/g, '$1'), quoted: true };
    }
    const words: string[] = [];
    while (this.#ahead.kind === 'word' && !/^(and|or|not)$/i.test(this.#ahead.text)) {
      // A word before a colon is the next field.
      const next = this.#tokens[this.#at + 1];
      if (words.length > 0 && next?.kind === 'symbol' && /^[:<>]/.test(next.text)) break;
      words.push(this.#ahead.text);
      this.#at++;
    }
    if (words.length === 0) throw new KqlError(`mismatched input '${token.text}'`);
    return { text: words.join(' '), quoted: false };
  }
}

/** Every field that a query names; a name may hold stars. */
export function kqlFields(node: KqlNode): readonly string[] {
  switch (node.kql) {
    case 'or':
    case 'and':
      return node.parts.flatMap(kqlFields);
    case 'not':
      return kqlFields(node.part);
    case 'everything':
      return [];
    default:
      return [node.field];
  }
}
