/**
 * GROK: Oniguruma expressions in which `%{NAME:key:type}` stands for a named expression, searched
 * for anywhere in the text.
 */
import type { DataType } from '../types.ts';
import { INT_MAX, INT_MIN, LONG_MAX, LONG_MIN, parseDouble, parseWhole } from '../values/number.ts';
import { fromValues, type Scalar, type Value } from '../values/value.ts';
import type { Extractor } from './extractor.ts';
import { GROK_PATTERNS } from './grokPatterns.ts';
import { PatternError } from './lucene.ts';
import { type Match, RegexMatcher, StepLimitError } from './regexMatcher.ts';

const TYPES: Readonly<Record<string, DataType>> = {
  int: 'integer',
  integer: 'integer',
  long: 'long',
  double: 'double',
  float: 'double',
  boolean: 'boolean',
  string: 'keyword',
};

const REFERENCE = /%\{(\w+)(?::([\w.@[\]:-]+?))?(?::(int|integer|long|double|float|boolean|string))?\}/g;
const MAX_EXPANSION = 100_000;
const MAX_DEPTH = 30;

/** Throws {@link PatternError} for a pattern that is none. Of several patterns the first that matches counts. */
export function grokExtractor(patterns: readonly string[]): Extractor {
  const all = patterns.map(prepare);
  const keys: { name: string; type: DataType }[] = [];
  for (const { groups } of all) {
    for (const { name, type } of groups) {
      const known = keys.find((key) => key.name === name);
      if (!known) keys.push({ name, type });
      else if (known.type !== type) {
        throw new PatternError(
          `Invalid GROK pattern [${patterns.join(', ')}]: the attribute [${name}] is defined multiple times with different types`,
        );
      }
    }
  }
  return {
    keys,
    extract(text, fail) {
      for (const { matcher, groups } of all) {
        const match = search(matcher, text, fail);
        if (match === null) return undefined;
        if (match)
          return keys.map((key) =>
            groupValue(
              text,
              match,
              groups.filter((group) => group.name === key.name),
              fail,
            ),
          );
      }
      return undefined;
    },
  };
}

interface Group {
  readonly name: string;
  readonly type: DataType;
  readonly index: number;
}

function prepare(pattern: string): { matcher: RegexMatcher; groups: readonly Group[] } {
  const types: DataType[] = [];
  const names: string[] = [];
  const invalid = (why: string): PatternError => new PatternError(`Invalid GROK pattern [${pattern}]: [${why}]`);
  const expand = (text: string, depth: number): string => {
    if (depth > MAX_DEPTH) throw invalid('circular reference in pattern');
    const expanded = text.replace(REFERENCE, (_, name: string, key: string | undefined, type: string | undefined) => {
      const definition = Object.hasOwn(GROK_PATTERNS, name) ? GROK_PATTERNS[name]! : undefined;
      if (definition === undefined) throw invalid(`Unable to find pattern [${name}] in Grok's pattern dictionary`);
      if (key === undefined) return `(?:${expand(definition, depth + 1)})`;
      names.push(key);
      types.push(TYPES[type ?? 'string'] ?? 'keyword');
      return `(?<grok-${names.length - 1}>${expand(definition, depth + 1)})`;
    });
    if (expanded.length > MAX_EXPANSION) throw invalid('pattern is too long');
    return expanded;
  };
  let matcher: RegexMatcher;
  try {
    matcher = new RegexMatcher(expand(pattern, 0), 'ruby');
  } catch (error) {
    if (error instanceof PatternError && !error.message.startsWith('Invalid GROK')) throw invalid(error.message);
    throw error;
  }
  const groups = matcher.program.names.map(({ name, index }): Group => {
    const own = /^grok-(\d+)$/.exec(name);
    return own
      ? { name: names[Number(own[1])]!, type: types[Number(own[1])]!, index }
      : { name, type: 'keyword', index };
  });
  return { matcher, groups };
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
  for (const { index, type } of groups) {
    const from = match[2 * index]!;
    if (from < 0) continue;
    const value = typed(text.slice(from, match[2 * index + 1]!), type);
    if (value === undefined)
      fail(`java.lang.NumberFormatException: For input string: "${text.slice(from, match[2 * index + 1]!)}"`);
    else values.push(value);
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
