/**
 * The regular expressions of RLIKE: Lucene's, with all optional operators (`@ & ~ # <1-9> "..."`).
 * An operator where an operand is expected is read as itself.
 */
import { complementRanges, type Term, type TermMaker } from './language.ts';

/** Why a pattern is none, in Lucene's words. */
export class PatternError extends Error {}

/** Deeper groups are refused. */
const MAX_DEPTH = 200;

const DIGITS = [48, 57];
const WORD = [48, 57, 65, 90, 95, 95, 97, 122];
const SPACE = [9, 10, 13, 13, 32, 32];

const CLASSES: Readonly<Record<string, readonly number[]>> = {
  d: DIGITS,
  D: complementRanges(DIGITS),
  w: WORD,
  W: complementRanges(WORD),
  s: SPACE,
  S: complementRanges(SPACE),
};

export function luceneTerm(pattern: string, maker: TermMaker): Term {
  return pattern === '' ? maker.empty : new LuceneParser(pattern, maker).parse();
}

class LuceneParser {
  readonly #points: readonly string[];
  readonly #maker: TermMaker;
  #at = 0;
  #depth = 0;

  constructor(pattern: string, maker: TermMaker) {
    this.#points = [...pattern];
    this.#maker = maker;
  }

  parse(): Term {
    const term = this.#union();
    if (this.#more()) throw new PatternError(`end-of-string expected at position ${this.#at}`);
    return term;
  }

  #more(): boolean {
    return this.#at < this.#points.length;
  }

  #peek(set: string): boolean {
    return this.#more() && set.includes(this.#points[this.#at]!);
  }

  #match(c: string): boolean {
    if (this.#points[this.#at] !== c) return false;
    this.#at++;
    return true;
  }

  #next(): string {
    if (!this.#more()) throw new PatternError('unexpected end-of-string');
    return this.#points[this.#at++]!;
  }

  #union(): Term {
    if (++this.#depth > MAX_DEPTH) throw new PatternError('too many nested groups');
    const parts = [this.#intersection()];
    while (this.#match('|')) parts.push(this.#intersection());
    this.#depth--;
    return this.#maker.or(parts);
  }

  #intersection(): Term {
    const parts = [this.#concatenation()];
    while (this.#match('&')) parts.push(this.#concatenation());
    return this.#maker.and(parts);
  }

  #concatenation(): Term {
    const parts = [this.#repetition()];
    while (this.#more() && !this.#peek(')|&')) parts.push(this.#repetition());
    return this.#maker.sequence(parts);
  }

  #repetition(): Term {
    let term = this.#complement();
    while (this.#peek('?*+{')) {
      if (this.#match('?')) term = this.#maker.repeat(term, 0, 1);
      else if (this.#match('*')) term = this.#maker.repeat(term, 0, Number.POSITIVE_INFINITY);
      else if (this.#match('+')) term = this.#maker.repeat(term, 1, Number.POSITIVE_INFINITY);
      else term = this.#counted(term);
    }
    return term;
  }

  #counted(term: Term): Term {
    this.#next();
    const min = this.#integer();
    const max = !this.#match(',') ? min : this.#peek('0123456789') ? this.#integer() : Number.POSITIVE_INFINITY;
    if (!this.#match('}')) throw new PatternError(`expected '}' at position ${this.#at}`);
    if (max < min) throw new PatternError(`invalid repetition range(out of order): ${min}..${max}`);
    return this.#maker.repeat(term, min, max);
  }

  #integer(): number {
    let digits = '';
    while (this.#peek('0123456789')) digits += this.#next();
    if (digits === '') throw new PatternError(`integer expected at position ${this.#at}`);
    if (Number(digits) > 2147483647) throw new PatternError(`For input string: "${digits}"`);
    return Number(digits);
  }

  #complement(): Term {
    let times = 0;
    while (this.#match('~')) times++;
    const term = this.#characterClass();
    return times % 2 === 1 ? this.#maker.not(term) : term;
  }

  #characterClass(): Term {
    if (!this.#match('[')) return this.#simple();
    const negated = this.#match('^');
    const ranges: number[] = [];
    do this.#classMember(ranges);
    while (this.#more() && !this.#peek(']'));
    if (!this.#match(']')) throw new PatternError(`expected ']' at position ${this.#at}`);
    return this.#maker.points(negated ? complementRanges(ranges) : ranges);
  }

  #classMember(ranges: number[]): void {
    const predefined = this.#predefined();
    if (predefined) {
      ranges.push(...predefined);
      return;
    }
    const first = this.#character();
    if (!this.#match('-')) ranges.push(first, first);
    else if (this.#peek(']')) ranges.push(first, first, 45, 45);
    else {
      const last = this.#character();
      if (first > last) throw new PatternError(`invalid range: from (${first}) cannot be > to (${last})`);
      ranges.push(first, last);
    }
  }

  /** `\d` and its kin. A backslash before anything but a letter is taken, and its character left. */
  #predefined(): readonly number[] | undefined {
    if (!this.#match('\\')) return undefined;
    const letter = this.#points[this.#at];
    if (letter === undefined) throw new PatternError('unexpected end-of-string');
    const ranges = CLASSES[letter];
    if (ranges) {
      this.#at++;
      return ranges;
    }
    if (letter === '\\') {
      this.#at++;
      return [92, 92];
    }
    if (/[A-Za-z]/.test(letter)) throw new PatternError(`invalid character class \\${letter}`);
    return undefined;
  }

  #simple(): Term {
    const maker = this.#maker;
    if (this.#match('.')) return maker.anyPoint;
    if (this.#match('#')) return maker.nothing;
    if (this.#match('@')) return maker.anyText;
    if (this.#match('"')) return maker.text(this.#until('"'));
    if (this.#match('(')) {
      if (this.#match(')')) return maker.empty;
      const inner = this.#union();
      if (!this.#match(')')) throw new PatternError(`expected ')' at position ${this.#at}`);
      return inner;
    }
    if (this.#match('<')) return this.#interval(this.#until('>'));
    const predefined = this.#predefined();
    if (predefined) return maker.points(predefined);
    const point = this.#character();
    return maker.points([point, point]);
  }

  #until(end: string): string {
    let text = '';
    while (this.#more() && !this.#peek(end)) text += this.#next();
    if (!this.#match(end)) throw new PatternError(`expected '${end}' at position ${this.#at}`);
    return text;
  }

  #character(): number {
    this.#match('\\');
    return this.#next().codePointAt(0)!;
  }

  #interval(text: string): Term {
    if (!text.includes('-')) throw new PatternError(`'${text}' not found`);
    const match = /^(\d{1,10})-(\d{1,10})$/.exec(text);
    if (!match) throw new PatternError(`interval syntax error at position ${this.#at - 1}`);
    const [a, b] = [match[1]!, match[2]!];
    const [low, high] = Number(a) <= Number(b) ? [a, b] : [b, a];
    if (a.length === b.length) return this.#numbers(low, high);
    return this.#maker.follow(
      this.#maker.repeat(this.#digits(0, 0), 0, Number.POSITIVE_INFINITY),
      this.#anyWidth(low, high),
    );
  }

  #anyWidth(low: string, high: string): Term {
    const parts: Term[] = [];
    const from = String(Number(low));
    const to = String(Number(high));
    for (let width = from.length; width <= to.length; width++) {
      const least = width === from.length ? from : `1${'0'.repeat(width - 1)}`;
      const most = width === to.length ? to : '9'.repeat(width);
      parts.push(this.#numbers(least, most));
    }
    return this.#maker.or(parts);
  }

  /** All numbers between two of the same width, written with that width. */
  #numbers(low: string, high: string): Term {
    const maker = this.#maker;
    if (low === '') return maker.empty;
    const [first, last] = [Number(low[0]), Number(high[0])];
    const [lowRest, highRest] = [low.slice(1), high.slice(1)];
    if (first === last) return maker.follow(this.#digits(first, last), this.#numbers(lowRest, highRest));
    const parts = [
      maker.follow(this.#digits(first, first), this.#numbers(lowRest, '9'.repeat(lowRest.length))),
      maker.follow(this.#digits(last, last), this.#numbers('0'.repeat(highRest.length), highRest)),
    ];
    if (last - first > 1) {
      parts.push(
        maker.follow(
          this.#digits(first + 1, last - 1),
          maker.repeat(this.#digits(0, 9), lowRest.length, lowRest.length),
        ),
      );
    }
    return maker.or(parts);
  }

  #digits(first: number, last: number): Term {
    return this.#maker.points([48 + first, 48 + last]);
  }
}
