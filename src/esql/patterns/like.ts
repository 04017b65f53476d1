/**
 * LIKE and RLIKE: a pattern becomes a test on whole values, in time linear in the value.
 */
import { Automaton } from './automaton.ts';
import { type Term, type TermMaker, TooComplexError } from './language.ts';
import { luceneTerm, PatternError } from './lucene.ts';

export interface PatternTest {
  matches(text: string): boolean;
  /** Every text matches: then the test only asks whether there is a value. */
  readonly everything: boolean;
}

/** Longer patterns are refused. Units: UTF-16. */
export const MAX_PATTERN_LENGTH = 5000;

type Piece = string | '*' | '?';
interface LikePart {
  readonly wildcard: '*' | '?' | undefined;
  readonly text: Piece;
}

/** Tests that are kept for the next query with the same patterns: a rule asks the same in each of its runs. */
const MAX_KEPT = 32;
const kept = new Map<string, PatternTest>();

/** The test of any of some patterns. Throws {@link PatternError} for a text that is none. */
export function patternTest(kind: 'LIKE' | 'RLIKE', patterns: readonly string[]): PatternTest {
  if (patterns.some((pattern) => pattern.length > MAX_PATTERN_LENGTH)) {
    throw new PatternError(`pattern is longer than ${MAX_PATTERN_LENGTH} characters`);
  }
  if (kind === 'LIKE' && patterns.length === 1) {
    const simple = starTest(likeParts(patterns[0]!));
    if (simple) return simple;
  }
  const key = JSON.stringify([kind, ...patterns]);
  const test = kept.get(key) ?? automatonTest(kind, patterns);
  kept.delete(key);
  kept.set(key, test);
  if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value as string);
  return test;
}

function automatonTest(kind: 'LIKE' | 'RLIKE', patterns: readonly string[]): PatternTest {
  const termOf = kind === 'LIKE' ? likeTerm : luceneTerm;
  try {
    const automaton = new Automaton((maker) => maker.or(patterns.map((pattern) => termOf(pattern, maker))));
    return { matches: (text) => automaton.matches(text), everything: automaton.acceptsEverything() };
  } catch (error) {
    if (error instanceof TooComplexError) throw new PatternError(error.message);
    throw error;
  }
}

function likeParts(pattern: string): LikePart[] {
  const parts: LikePart[] = [];
  let literal = '';
  const flush = (): void => {
    if (literal !== '') parts.push({ wildcard: undefined, text: literal });
    literal = '';
  };
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!;
    if (c === '*' || c === '?') {
      flush();
      parts.push({ wildcard: c, text: c });
    } else if (c === '\\') {
      const escaped = pattern[++i];
      if (escaped === undefined || !'*?\\'.includes(escaped)) {
        throw new PatternError('Invalid sequence - escape character is not followed by special wildcard char');
      }
      literal += escaped;
    } else literal += c;
  }
  flush();
  return parts;
}

function likeTerm(pattern: string, maker: TermMaker): Term {
  return maker.sequence(
    likeParts(pattern).map(({ wildcard, text }) =>
      wildcard === '*' ? maker.anyText : wildcard === '?' ? maker.anyPoint : maker.text(text),
    ),
  );
}

/** A pattern of texts and stars alone: found by searching the texts one after another. */
function starTest(parts: readonly LikePart[]): PatternTest | undefined {
  if (parts.some((part) => part.wildcard === '?')) return undefined;
  const texts = parts.filter((part) => !part.wildcard).map((part) => part.text);
  if (!parts.some((part) => part.wildcard)) {
    const whole = texts[0] ?? '';
    return { matches: (text) => text === whole, everything: false };
  }
  const head = parts[0]!.wildcard ? '' : texts.shift()!;
  const tail = parts.at(-1)!.wildcard ? '' : (texts.pop() ?? '');
  return {
    everything: head === '' && tail === '' && texts.length === 0,
    matches(text) {
      if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail)) return false;
      const end = text.length - tail.length;
      let at = head.length;
      for (const piece of texts) {
        const found = text.indexOf(piece, at);
        if (found < 0 || found + piece.length > end) return false;
        at = found + piece.length;
      }
      return true;
    },
  };
}
