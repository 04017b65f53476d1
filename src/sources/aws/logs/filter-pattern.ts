/**
 * CloudWatch filter patterns, applied once more to what came: services that stand in for AWS ignore some of them, and
 * what the user asked to leave out must not be read. Where a pattern is not understood here, or where CloudWatch's own
 * answer is not documented, the event passes: CloudWatch has looked at it already, and nothing may be lost.
 */

export type EventTest = (message: string) => boolean;

/** Conditions inside each other; deeper ones are left to CloudWatch. */
const MOST_NESTED = 20;

/** Undefined: the pattern is left to CloudWatch. Terms, `"phrases"`, `-left out`, `?either ?or`, `{ $.json = "value" }`. */
export function testOf(pattern: string): EventTest | undefined {
  const text = pattern.trim();
  if (text === '') return () => true;
  if (text.startsWith('{')) return jsonTest(text);
  // Space-delimited patterns are about logs that have columns; expressions are another language.
  return text.startsWith('[') || text.includes('%') ? undefined : termTest(text);
}

function termTest(text: string): EventTest | undefined {
  const all: string[] = [];
  const none: string[] = [];
  const any: string[] = [];
  const term = /([?-]?)(?:"((?:\\.|[^"\\])*)"|([^\s"]+))\s*/y;
  while (term.lastIndex < text.length) {
    const found = term.exec(text);
    if (!found) return undefined;
    const [, sign, phrase, word] = found;
    const wanted = phrase?.replace(/\\(.)/g, '$1') ?? word ?? '';
    (sign === '-' ? none : sign === '?' ? any : all).push(wanted);
  }
  // With terms beside them, CloudWatch passes over those with a question mark.
  const choice = all.length === 0 && none.length === 0 ? any : [];
  return (message) =>
    all.every((wanted) => message.includes(wanted)) &&
    !none.some((unwanted) => message.includes(unwanted)) &&
    (choice.length === 0 || choice.some((wanted) => message.includes(wanted)));
}

type Condition = (json: unknown) => boolean;

function jsonTest(text: string): EventTest | undefined {
  const tokens = tokensOf(text);
  const condition = tokens && new ConditionReader(tokens).read();
  if (!condition) return undefined;
  return (message) => {
    try {
      return condition(JSON.parse(message));
    } catch {
      // No JSON: CloudWatch would not have matched it either, but a record that was cut must be reported.
      return message.trimStart().startsWith('{');
    }
  };
}

const TOKEN =
  /\s*(?:(\$(?:\.[\w-]+|\[(?:\d+|\*)\])+)|("(?:\\.|[^"\\])*")|(&&|\|\||!=|<=|>=|[{}()=<>])|([^\s(){}=<>!&|"$%]+))/y;

interface Token {
  readonly kind: 'path' | 'text' | 'sign' | 'word';
  readonly text: string;
}

function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text);
    if (!found) return undefined;
    const [, path, quoted, sign, word] = found;
    if (path !== undefined) tokens.push({ kind: 'path', text: path });
    else if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.slice(1, -1).replace(/\\(.)/g, '$1') });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else tokens.push({ kind: 'word', text: word ?? '' });
  }
  return tokens;
}

/** `{ ($.a = "x" || $.b > 1) && $.c NOT EXISTS }`; `&&` binds before `||`. Anything else gives undefined. */
class ConditionReader {
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  read(): Condition | undefined {
    if (!this.takes('{')) return undefined;
    const condition = this.either(0);
    return this.takes('}') && this.at === this.tokens.length ? condition : undefined;
  }

  private either(depth: number): Condition | undefined {
    const parts = this.list('||', () => this.both(depth));
    return parts && ((json) => parts.some((part) => part(json)));
  }

  private both(depth: number): Condition | undefined {
    const parts = this.list('&&', () => this.single(depth));
    return parts && ((json) => parts.every((part) => part(json)));
  }

  private list(sign: string, next: () => Condition | undefined): Condition[] | undefined {
    const parts: Condition[] = [];
    do {
      const part = next();
      if (!part) return undefined;
      parts.push(part);
    } while (this.takes(sign));
    return parts;
  }

  private single(depth: number): Condition | undefined {
    if (this.takes('(')) {
      if (depth === MOST_NESTED) return undefined;
      const inner = this.either(depth + 1);
      return this.takes(')') ? inner : undefined;
    }
    const path = this.next();
    if (path?.kind !== 'path') return undefined;
    const find = finderOf(path.text);
    const operator = this.next();
    if (operator?.kind === 'word') return this.stated(find, operator.text.toUpperCase());
    const value = this.next();
    if (operator?.kind !== 'sign' || (value?.kind !== 'text' && value?.kind !== 'word')) return undefined;
    return comparison(find, operator.text, value.text);
  }

  private stated(find: Finder, first: string): Condition | undefined {
    const word = this.next();
    if (word?.kind !== 'word') return undefined;
    switch (`${first} ${word.text.toUpperCase()}`) {
      case 'NOT EXISTS':
        return (json) => find(json).length === 0;
      case 'IS NULL':
        return (json) => find(json).some((value) => value === null);
      case 'IS TRUE':
        return (json) => find(json).some((value) => value === true);
      case 'IS FALSE':
        return (json) => find(json).some((value) => value === false);
      default:
        return undefined;
    }
  }

  private next(): Token | undefined {
    return this.tokens[this.at++];
  }

  private takes(sign: string): boolean {
    const token = this.tokens[this.at];
    if (token?.kind !== 'sign' || token.text !== sign) return false;
    this.at++;
    return true;
  }
}

/** All that a selector stands for. */
type Finder = (json: unknown) => readonly unknown[];

function finderOf(path: string): Finder {
  const steps = path.match(/[\w-]+(?=[.[\]]|$)|\*/g) ?? [];
  return (json) =>
    steps.reduce<readonly unknown[]>(
      (found, step) =>
        found.flatMap((value) => {
          if (typeof value !== 'object' || value === null) return [];
          if (step === '*') return Array.isArray(value) ? (value as readonly unknown[]) : [];
          return Object.hasOwn(value, step) ? [(value as Readonly<Record<string, unknown>>)[step]] : [];
        }),
      [json],
    );
}

function comparison(find: Finder, operator: string, wanted: string): Condition | undefined {
  const number = Number(wanted);
  switch (operator) {
    case '=': {
      const equals = equalTo(wanted);
      return (json) => find(json).some(equals);
    }
    case '!=': {
      const equals = equalTo(wanted);
      // Of what is not there CloudWatch does not say whether it differs.
      return (json) => find(json).every((value) => !equals(value));
    }
    case '<':
      return (json) => find(json).some((value) => typeof value === 'number' && value < number);
    case '>':
      return (json) => find(json).some((value) => typeof value === 'number' && value > number);
    case '<=':
      return (json) => find(json).some((value) => typeof value === 'number' && value <= number);
    case '>=':
      return (json) => find(json).some((value) => typeof value === 'number' && value >= number);
    default:
      return undefined;
  }
}

/** A star stands for any text. */
function equalTo(wanted: string): (value: unknown) => boolean {
  const pieces = wanted.split('*');
  return (value) => {
    if (typeof value === 'number') return value === Number(wanted);
    if (typeof value === 'boolean') return String(value) === wanted;
    return typeof value === 'string' && (pieces.length === 1 ? value === wanted : fits(value, pieces));
  };
}

function fits(value: string, pieces: readonly string[]): boolean {
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (value.length < first.length + last.length || !value.startsWith(first) || !value.endsWith(last)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = value.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= value.length - last.length;
}
