/**
 * GROK: Oniguruma expressions in which `%{NAME:key:type}` stands for a named expression, searched
 * for anywhere in the text.
 */
import type { DataType } from '../types.ts';
import { INT_MAX, INT_MIN, LONG_MAX, LONG_MIN, parseDouble, parseWhole } from '../values/number.ts';
import { fromValues, type Scalar, type Value } from '../values/value.ts';
import type { Extractor } from './extractor.ts';
import { GROK_PATTERNS, isGrokPatternElsewhere } from './grokPatterns.ts';
import { PatternError } from './lucene.ts';
import { type Match, RegexMatcher, StepLimitError } from './regexMatcher.ts';

const TYPES: Readonly<Record<string, DataType>> = {
  int: 'integer',
  long: 'long',
  double: 'double',
  float: 'double',
  boolean: 'boolean',
};

const REFERENCE = /%\{(\w+)(?::([\w@[\]:.-]+))?\}/g;
const MAX_EXPANSION = 100_000;
const MAX_DEPTH = 30;

/** A regular expression that is none, of one pattern among several. */
export class GrokSyntaxError extends PatternError {
  readonly index: number;

  constructor(index: number, pattern: string, why: string) {
    super(`Invalid GROK pattern [${pattern}]: [${why}]`);
    this.index = index;
  }
}

/** What Elasticsearch has and this engine has not; the message is its name. */
export class ElsewhereError extends PatternError {}

/**
 * Several patterns are alternatives at each place of the text: the one that matches first in the text
 * counts, of those at the same place the one that is written first. Columns come in the order of their
 * names. Throws {@link PatternError} for a pattern that is none, {@link GrokSyntaxError} where it is no
 * regular expression.
 */
export function grokExtractor(patterns: readonly string[]): Extractor {
  const captures = new Captures();
  const expanded = patterns.map((pattern) => captures.expand(pattern));
  expanded.forEach((one, i) => {
    compiled(one, i, patterns[i]!);
  });
  const matcher = compiled(expanded.length === 1 ? expanded[0]! : `(?:${expanded.join(')|(?:')})`, 0, patterns[0]!);
  const groups = captures.groupsOf(matcher);
  const twice = groups.find((group) =>
    groups.some((other) => other.name === group.name && other.written !== group.written),
  );
  if (twice) {
    throw new PatternError(
      `Invalid GROK pattern${patterns.length > 1 ? 's' : ''} [${patterns.join(', ')}]: the attribute [${twice.name}] is defined multiple times with different types`,
    );
  }
  const keys = [...new Map(groups.map(({ name, type }) => [name, { name, type }])).values()];
  keys.sort((a, b) => (a.name < b.name ? -1 : 1));
  const byKey = keys.map((key) => groups.filter((group) => group.name === key.name));
  return {
    keys,
    extract(text, fail) {
      const match = search(matcher, text, fail);
      return match ? byKey.map((own) => groupValue(text, match, own, fail)) : undefined;
    },
  };
}

interface Group {
  readonly name: string;
  readonly type: DataType;
  readonly single: boolean;
  /** As written in the pattern: two that are written alike are one column with several values. */
  readonly written: string;
  readonly index: number;
}

function compiled(expression: string, index: number, pattern: string): RegexMatcher {
  try {
    return new RegexMatcher(expression, 'ruby');
  } catch (error) {
    if (error instanceof PatternError) throw new GrokSyntaxError(index, pattern, error.message);
    throw error;
  }
}

/** Replaces references by the expressions that they name, and remembers what they capture. */
class Captures {
  readonly #written: string[] = [];

  expand(pattern: string): string {
    const invalid = (why: string): PatternError => new PatternError(`Invalid pattern [${pattern}] for grok: ${why}`);
    const expand = (text: string, depth: number): string => {
      if (depth > MAX_DEPTH) throw invalid('circular reference in pattern');
      const expanded = text.replace(REFERENCE, (_, name: string, key: string | undefined) => {
        const definition = Object.hasOwn(GROK_PATTERNS, name) ? GROK_PATTERNS[name] : undefined;
        if (definition === undefined) {
          if (isGrokPatternElsewhere(name)) throw new ElsewhereError(`GROK pattern ${name}`);
          throw invalid(`Unable to find pattern [${name}] in Grok's pattern dictionary`);
        }
        if (key === undefined) return `(?:${expand(definition, depth + 1)})`;
        this.#written.push(`${name}:${key}`);
        return `(?<grok-${this.#written.length - 1}>${expand(definition, depth + 1)})`;
      });
      if (expanded.length > MAX_EXPANSION) throw invalid('pattern is too long');
      return expanded;
    };
    return expand(pattern, 0);
  }

  groupsOf(matcher: RegexMatcher): readonly Group[] {
    return matcher.program.names.map(({ name: given, index }): Group => {
      const own = /^grok-(\d+)$/.exec(given);
      if (!own) return { name: given, type: 'keyword', single: false, written: given, index };
      const written = this.#written[Number(own[1])]!;
      const [, name = '', type = '', more] = written.split(':');
      const known = more === undefined ? TYPES[type] : undefined;
      return { name, type: known ?? 'keyword', single: known !== undefined && type === 'float', written, index };
    });
  }
}

function search(matcher: RegexMatcher, text: string, fail: (cause: string) => null): Match | undefined | null {
  try {
    return matcher.find(text, 0);
  } catch (error) {
    if (error instanceof StepLimitError) return fail(`java.lang.IllegalArgumentException: ${error.message}`);
    throw error;
  }
}

function groupValue(text: string, match: Match, groups: readonly Group[], fail: (cause: string) => null): Value {
  const values: Scalar[] = [];
  for (const { index, type, single } of groups) {
    const from = match[2 * index]!;
    if (from < 0) continue;
    const value = typed(text.slice(from, match[2 * index + 1]!), type);
    if (value === undefined)
      fail(`java.lang.NumberFormatException: For input string: "${text.slice(from, match[2 * index + 1]!)}"`);
    else values.push(single ? Math.fround(Number(value)) : value);
  }
  return fromValues(values);
}

function typed(text: string, type: DataType): Scalar | undefined {
  switch (type) {
    case 'integer':
    case 'long': {
      const [least, most] = type === 'integer' ? [BigInt(INT_MIN), BigInt(INT_MAX)] : [LONG_MIN, LONG_MAX];
      const number = /^[+-]?\d+$/.test(text) ? parseWhole(text, least, most) : undefined;
      return number === 'range' ? undefined : number;
    }
    case 'double':
      return parseDouble(text);
    case 'boolean':
      return text.toLowerCase() === 'true';
    default:
      return text;
  }
}
