/**
 * REPLACE: java.util.regex, all matches, `$1`, `${name}` and `\` special in the replacement.
 */
import { PatternError } from './lucene.ts';
import { type Match, RegexMatcher, StepLimitError } from './regexMatcher.ts';

/** What the function is given to remember patterns and to record failures. */
interface Caller {
  fail(cause: string): null;
  cached<T>(key: string, make: () => T): T;
}

type Piece = string | number;

/** Longer results fail. Units: UTF-16. */
export const MAX_REPLACED = 10_485_760;

/** Throws {@link PatternError} for a pattern that is none. */
export function replaceAll(text: string, pattern: string, replacement: string, caller: Caller): string | null {
  const matcher = caller.cached(`regex ${pattern}`, () => new RegexMatcher(pattern, 'java'));
  const pieces = caller.cached(`replacement ${replacement} ${pattern}`, () => replacementPieces(replacement, matcher));
  if (typeof pieces === 'string') return caller.fail(pieces);
  let out = '';
  let done = 0;
  try {
    for (let match = matcher.find(text, 0); match; match = next(matcher, text, match)) {
      out += text.slice(done, match[0]);
      for (const piece of pieces) out += typeof piece === 'string' ? piece : groupText(text, match, piece);
      done = match[1]!;
      if (out.length > MAX_REPLACED)
        return caller.fail(
          `java.lang.IllegalArgumentException: Creating strings with more than [${MAX_REPLACED}] characters is not supported`,
        );
    }
  } catch (error) {
    if (error instanceof StepLimitError) return caller.fail(`java.lang.IllegalArgumentException: ${error.message}`);
    throw error;
  }
  return out + text.slice(done);
}

function next(matcher: RegexMatcher, text: string, match: Match): Match | undefined {
  const end = match[1]!;
  const from = end === match[0] ? end + (text.codePointAt(end)! > 0xffff ? 2 : 1) : end;
  return from > text.length ? undefined : matcher.find(text, from);
}

function groupText(text: string, match: Match, group: number): string {
  const from = match[2 * group]!;
  return from < 0 ? '' : text.slice(from, match[2 * group + 1]!);
}

/** Text and group numbers, or the failure of a replacement that has no meaning. */
function replacementPieces(replacement: string, matcher: RegexMatcher): readonly Piece[] | string {
  const { groupCount, names } = matcher.program;
  const pieces: Piece[] = [];
  for (let i = 0; i < replacement.length; i++) {
    const c = replacement[i]!;
    if (c === '\\') {
      if (++i === replacement.length) return 'java.lang.IllegalArgumentException: character to be escaped is missing';
      pieces.push(replacement[i]!);
    } else if (c !== '$') pieces.push(c);
    else if (replacement[i + 1] === '{') {
      const end = replacement.indexOf('}', i);
      const name = replacement.slice(i + 2, end < 0 ? undefined : end);
      const known = names.find((one) => one.name === name);
      if (end < 0 || !known) return `java.lang.IllegalArgumentException: No group with name {${name}}`;
      pieces.push(known.index);
      i = end;
    } else {
      if (!/\d/.test(replacement[i + 1] ?? '')) return 'java.lang.IllegalArgumentException: Illegal group reference';
      let group = Number(replacement[++i]);
      if (group > groupCount) return `java.lang.IndexOutOfBoundsException: No group ${group}`;
      while (/\d/.test(replacement[i + 1] ?? '') && group * 10 + Number(replacement[i + 1]) <= groupCount) {
        group = group * 10 + Number(replacement[++i]);
      }
      pieces.push(group);
    }
  }
  return pieces;
}

/** Why a pattern is no Java regular expression, or undefined. */
export function javaPatternProblem(pattern: string): string | undefined {
  try {
    new RegexMatcher(pattern, 'java');
    return undefined;
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
}
