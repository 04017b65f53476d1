import { complementRanges, LAST_POINT, normalRanges } from './language.ts';
import { PatternError } from './lucene.ts';
import { classEscape, POSIX, propertyRanges, wideRanges } from './regexClasses.ts';
import type { Dialect, Fold, Regex, RegexNode, RepeatMode } from './regexTree.ts';

/** Longer patterns are refused. Units: code points. */
export const MAX_REGEX_LENGTH = 20_000;
const MAX_DEPTH = 100;
const MAX_COUNT = 1000;

interface Flags {
  readonly fold: Fold;
  readonly lines: boolean;
  readonly dotAll: boolean;
  readonly spaced: boolean;
}

/**
 * Parses the dialects of REPLACE (java.util.regex) and GROK (Oniguruma's Ruby syntax). Throws
 * {@link PatternError} for what is none, and for what this engine does not know, by name.
 */
export function parseRegex(pattern: string, dialect: Dialect): Regex {
  return new RegexParser(pattern, dialect).parse();
}

class RegexParser {
  readonly #points: readonly string[];
  readonly #ruby: boolean;
  #at = 0;
  #groups = 0;
  #depth = 0;
  readonly #names: { name: string; index: number }[] = [];
  #flags: Flags;

  constructor(pattern: string, dialect: Dialect) {
    this.#points = [...pattern];
    this.#ruby = dialect === 'ruby';
    this.#flags = { fold: 0, lines: this.#ruby, dotAll: false, spaced: false };
    if (this.#points.length > MAX_REGEX_LENGTH)
      throw new PatternError(`pattern is longer than ${MAX_REGEX_LENGTH} characters`);
  }

  parse(): Regex {
    const root = this.#choice();
    if (this.#at < this.#points.length) throw this.#error("Unmatched closing ')'", 'unmatched close parenthesis');
    return { root, groupCount: this.#groups, names: this.#names };
  }

  /** In the words of the dialect's own library, where it is known to have some. */
  #error(what: string, inRuby?: string): PatternError {
    return new PatternError(this.#ruby && inRuby ? inRuby : `${what} near index ${this.#at}`);
  }

  #peek(text: string): boolean {
    for (let i = 0; i < text.length; i++) if (this.#points[this.#at + i] !== text[i]) return false;
    return true;
  }

  #try(text: string): boolean {
    if (!this.#peek(text)) return false;
    this.#at += text.length;
    return true;
  }

  #next(): string {
    const c = this.#points[this.#at];
    if (c === undefined) throw this.#error('Unexpected end of pattern');
    this.#at++;
    return c;
  }

  #choice(): RegexNode {
    if (++this.#depth > MAX_DEPTH) throw this.#error('Groups are nested too deeply');
    const flags = this.#flags;
    const options = [this.#sequence()];
    while (this.#try('|')) options.push(this.#sequence());
    this.#flags = flags;
    this.#depth--;
    return options.length === 1 ? options[0]! : { kind: 'choice', options };
  }

  #sequence(): RegexNode {
    const parts: RegexNode[] = [];
    while (this.#at < this.#points.length && !this.#peek('|') && !this.#peek(')')) {
      if (this.#flags.spaced && this.#skipSpace()) continue;
      const atom = this.#atom();
      if (atom) parts.push(this.#quantified(atom));
    }
    return parts.length === 1 ? parts[0]! : { kind: 'sequence', parts };
  }

  #skipSpace(): boolean {
    const c = this.#points[this.#at]!;
    if (c === '#') {
      while (this.#at < this.#points.length && this.#points[this.#at] !== '\n') this.#at++;
      return true;
    }
    if (!/\s/.test(c)) return false;
    this.#at++;
    return true;
  }

  #quantified(atom: RegexNode): RegexNode {
    let node = atom;
    for (;;) {
      let bounds: readonly [number, number] | undefined;
      if (this.#try('*')) bounds = [0, Number.POSITIVE_INFINITY];
      else if (this.#try('+')) bounds = [1, Number.POSITIVE_INFINITY];
      else if (this.#try('?')) bounds = [0, 1];
      else if (this.#peek('{')) bounds = this.#counts();
      if (!bounds) return node;
      const mode: RepeatMode = this.#try('?') ? 'lazy' : this.#try('+') ? 'possessive' : 'greedy';
      node = { kind: 'repeat', inner: node, min: bounds[0], max: bounds[1], mode };
    }
  }

  #counts(): readonly [number, number] | undefined {
    const rest = this.#points.slice(this.#at, this.#at + 20).join('');
    const match = /^\{(\d*)(,?)(\d*)\}/.exec(rest);
    if (!match || (match[1] === '' && (match[2] === '' || !this.#ruby || match[3] === ''))) {
      if (this.#ruby) return undefined;
      throw this.#error('Illegal repetition');
    }
    this.#at += match[0].length;
    const min = Number(match[1] || 0);
    const max = match[2] === '' ? min : match[3] === '' ? Number.POSITIVE_INFINITY : Number(match[3]);
    if (max < min) throw this.#error('Illegal repetition range');
    if (min > MAX_COUNT || (max !== Number.POSITIVE_INFINITY && max > MAX_COUNT)) {
      throw this.#error(`repetitions above ${MAX_COUNT} are not supported`);
    }
    return [min, max];
  }

  #set(ranges: readonly number[]): RegexNode {
    return { kind: 'set', ranges: normalRanges(ranges), fold: this.#flags.fold };
  }

  #atom(): RegexNode | undefined {
    if (this.#ruby && this.#peek('{')) {
      this.#at++;
      return this.#set([123, 123]);
    }
    const c = this.#next();
    switch (c) {
      case '(':
        return this.#group();
      case '[':
        return this.#set(this.#characterClass());
      case '.':
        if (this.#flags.dotAll) return this.#set([0, LAST_POINT]);
        return this.#set(complementRanges(this.#ruby ? [10, 10] : [10, 10, 13, 13, 0x85, 0x85, 0x2028, 0x2029]));
      case '^':
        return { kind: 'assert', assertion: this.#flags.lines ? 'line-start' : 'text-start' };
      case '$':
        return { kind: 'assert', assertion: this.#flags.lines ? 'line-end' : 'text-end-or-newline' };
      case '\\':
        return this.#escape();
      case '*':
      case '+':
      case '?':
        throw this.#error(`Dangling meta character '${c}'`, 'target of repeat operator is not specified');
      default: {
        const point = c.codePointAt(0)!;
        return this.#set([point, point]);
      }
    }
  }

  #group(): RegexNode | undefined {
    const flags = this.#flags;
    if (!this.#try('?')) return this.#close({ kind: 'group', index: ++this.#groups }, flags);
    if (this.#try('#')) {
      while (this.#next() !== ')');
      return undefined;
    }
    if (this.#try(':')) return this.#close(undefined, flags);
    if (this.#try('>')) return this.#close({ kind: 'atomic' }, flags);
    if (this.#try('=')) return this.#close({ kind: 'look', behind: false, negated: false }, flags);
    if (this.#try('!')) return this.#close({ kind: 'look', behind: false, negated: true }, flags);
    if (this.#try('<=')) return this.#close({ kind: 'look', behind: true, negated: false }, flags);
    if (this.#try('<!')) return this.#close({ kind: 'look', behind: true, negated: true }, flags);
    if (this.#try('<') || (this.#ruby && this.#try("'"))) {
      const name = this.#groupName();
      const index = ++this.#groups;
      if (!this.#ruby && this.#names.some((known) => known.name === name)) {
        throw this.#error(`Named capturing group <${name}> is already defined`);
      }
      this.#names.push({ name, index });
      return this.#close({ kind: 'group', index }, flags);
    }
    return this.#flagGroup(flags);
  }

  #groupName(): string {
    let name = '';
    for (let c = this.#next(); c !== '>' && c !== "'"; c = this.#next()) name += c;
    if (name === '' || !/^[\w.@:-]+$/u.test(name)) throw this.#error(`Illegal group name [${name}]`);
    return name;
  }

  #close(
    wrap:
      | { kind: 'group'; index: number }
      | { kind: 'atomic' }
      | { kind: 'look'; behind: boolean; negated: boolean }
      | undefined,
    flags: Flags,
  ): RegexNode {
    const inner = this.#choice();
    if (!this.#try(')')) throw this.#error('Unclosed group', 'end pattern with unmatched parenthesis');
    this.#flags = flags;
    return wrap ? { ...wrap, inner } : inner;
  }

  #flagGroup(before: Flags): RegexNode | undefined {
    let on = true;
    let flags = this.#flags;
    for (;;) {
      const c = this.#next();
      if (c === '-') on = false;
      else if (c === 'i') flags = { ...flags, fold: on ? (this.#ruby ? 2 : flags.fold === 2 ? 2 : 1) : 0 };
      else if (c === 'u' && !this.#ruby) flags = { ...flags, fold: on && flags.fold ? 2 : flags.fold };
      else if (c === 'm') flags = this.#ruby ? { ...flags, dotAll: on } : { ...flags, lines: on };
      else if (c === 's' && !this.#ruby) flags = { ...flags, dotAll: on };
      else if (c === 'x') flags = { ...flags, spaced: on };
      else if (c === ')') {
        this.#flags = flags;
        return undefined;
      } else if (c === ':') {
        this.#flags = flags;
        return this.#close(undefined, before);
      } else {
        const known = !this.#ruby || c === '~' || c === '(' || c === 'y' || c === 'a';
        throw this.#error(`group (?${c} is not supported`, known ? undefined : 'undefined group option');
      }
    }
  }

  #escape(): RegexNode | undefined {
    const c = this.#next();
    if (/[1-9]/.test(c)) {
      let index = Number(c);
      while (
        /[0-9]/.test(this.#points[this.#at] ?? '') &&
        index * 10 + Number(this.#points[this.#at]) <= this.#groups
      ) {
        index = index * 10 + Number(this.#next());
      }
      return { kind: 'reference', index, fold: this.#flags.fold };
    }
    switch (c) {
      case 'b':
        return { kind: 'assert', assertion: this.#ruby ? 'letter-edge' : 'word-edge' };
      case 'B':
        return { kind: 'assert', assertion: this.#ruby ? 'no-letter-edge' : 'no-word-edge' };
      case 'A':
        return { kind: 'assert', assertion: 'text-start' };
      case 'z':
        return { kind: 'assert', assertion: 'text-end' };
      case 'Z':
        return { kind: 'assert', assertion: 'text-end-or-newline' };
      case 'R':
        return {
          kind: 'choice',
          options: [
            { kind: 'sequence', parts: [this.#set([13, 13]), this.#set([10, 10])] },
            this.#set([10, 13, 0x85, 0x85, 0x2028, 0x2029]),
          ],
        };
      case 'k': {
        if (!this.#try('<')) throw this.#error('\\k is not followed by <name>');
        const name = this.#groupName();
        const known = this.#names.findLast((one) => one.name === name);
        if (!known)
          throw this.#error(`named capturing group <${name}> does not exist`, `undefined name <${name}> reference`);
        return { kind: 'reference', index: known.index, fold: this.#flags.fold };
      }
      case 'Q': {
        const parts: RegexNode[] = [];
        while (this.#at < this.#points.length && !this.#try('\\E')) {
          const point = this.#next().codePointAt(0)!;
          parts.push(this.#set([point, point]));
        }
        return { kind: 'sequence', parts };
      }
      case 'E':
        return undefined;
      default:
        return this.#set(this.#escapedRanges(c));
    }
  }

  /** What `\c` stands for, as ranges, outside and inside classes. */
  #escapedRanges(c: string): readonly number[] {
    if (c === 'p' || c === 'P') {
      const name = this.#try('{') ? this.#braced() : this.#next();
      const negated = name.startsWith('^');
      const ranges = propertyRanges(negated ? name.slice(1) : name);
      if (!ranges) throw this.#error(`Unknown character property name {${name}}`);
      return (c === 'P') !== negated ? complementRanges(ranges) : ranges;
    }
    if (c === 'x' || c === 'u') return this.#hex(c);
    if (c === '0' && !this.#ruby) {
      let digits = '';
      while (digits.length < 3 && /[0-7]/.test(this.#points[this.#at] ?? '')) digits += this.#next();
      if (digits === '') throw this.#error('Illegal octal escape sequence');
      return [Number.parseInt(digits, 8), Number.parseInt(digits, 8)];
    }
    const known = classEscape(c, this.#ruby);
    if (known) return known;
    if (this.#ruby && /[GKNOXYgy]/.test(c)) throw this.#error(`\\${c} is not supported`);
    if (/[A-Za-z]/.test(c) && !this.#ruby) throw this.#error(`Illegal/unsupported escape sequence \\${c}`);
    const point = c.codePointAt(0)!;
    return [point, point];
  }

  #braced(): string {
    let text = '';
    for (let c = this.#next(); c !== '}'; c = this.#next()) text += c;
    return text;
  }

  #hex(kind: 'x' | 'u'): readonly number[] {
    let digits = '';
    if (this.#try('{')) digits = this.#braced();
    else for (let i = 0; i < (kind === 'x' ? 2 : 4); i++) digits += this.#next();
    const point = Number.parseInt(digits, 16);
    if (!/^[0-9a-fA-F]+$/.test(digits) || point > LAST_POINT) throw this.#error('Illegal hexadecimal escape sequence');
    return [point, point];
  }

  #characterClass(): readonly number[] {
    if (++this.#depth > MAX_DEPTH) throw this.#error('Classes are nested too deeply');
    const negated = this.#try('^');
    let ranges: number[] = [];
    let intersection: readonly number[] | undefined;
    for (let first = true; first || !this.#peek(']'); first = false) {
      if (this.#at >= this.#points.length) throw this.#error('Unclosed character class', 'premature end of char-class');
      if (this.#try('&&')) {
        intersection = intersection ? intersect(intersection, ranges) : ranges;
        ranges = [];
      } else ranges.push(...this.#classMember());
    }
    this.#at++;
    this.#depth--;
    const all = intersection ? intersect(intersection, ranges) : ranges;
    return negated ? complementRanges(this.#flags.fold ? foldedRanges(all) : all) : all;
  }

  #classMember(): readonly number[] {
    if (this.#peek('[:') && this.#ruby) {
      const match = /^\[:(\^?)(\w+):\]/.exec(this.#points.slice(this.#at, this.#at + 20).join(''));
      const ranges = match && (wideRanges(match[2]!) ?? POSIX[match[2]!]);
      if (match && ranges) {
        this.#at += match[0].length;
        return match[1] ? complementRanges(ranges) : ranges;
      }
    }
    if (this.#try('[')) return this.#characterClass();
    const from = this.#classCharacter();
    if (from.length !== 2 || from[0] !== from[1]) return from;
    if (!this.#peek('-') || this.#points[this.#at + 1] === ']' || this.#points[this.#at + 1] === '[') return from;
    this.#at++;
    const to = this.#classCharacter();
    if (to.length !== 2 || to[0] !== to[1]) return [...from, 45, 45, ...to];
    if (to[0]! < from[0]!) throw this.#error('Illegal character range', 'empty range in char class');
    return [from[0]!, to[0]!];
  }

  #classCharacter(): readonly number[] {
    const c = this.#next();
    if (c === '\\') {
      const escaped = this.#next();
      if (escaped === 'b' && this.#ruby) return [8, 8];
      return this.#escapedRanges(escaped);
    }
    const point = c.codePointAt(0)!;
    return [point, point];
  }
}

function intersect(a: readonly number[], b: readonly number[]): readonly number[] {
  return complementRanges([...complementRanges(a), ...complementRanges(b)]);
}

/** With the other case of ASCII letters, so that a negated class excludes both. */
function foldedRanges(ranges: readonly number[]): readonly number[] {
  const folded = [...ranges];
  for (let i = 0; i < ranges.length; i += 2) {
    for (const [first, last, shift] of [
      [65, 90, 32],
      [97, 122, -32],
    ] as const) {
      const from = Math.max(first, ranges[i]!);
      const to = Math.min(last, ranges[i + 1]!);
      if (from <= to) folded.push(from + shift, to + shift);
    }
  }
  return folded;
}
