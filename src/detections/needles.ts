/**
 * Texts without one of which a condition cannot be true. `prompt LIKE "*secret*" OR prompt RLIKE ".*(AKIA|ASIA)[0-9]+.*"`
 * needs "secret", "AKIA" or "ASIA" in the prompt: records that hold none of them need not be asked.
 */
import type { Expression } from '../esql/analysis/expression.ts';
import { isNullable, type Term, TermMaker } from '../esql/patterns/language.ts';
import { luceneTerm } from '../esql/patterns/lucene.ts';
import type { Definitions } from './conditions.ts';

export interface Needle {
  readonly field: string;
  readonly text: string;
}

/** More alternatives are not worth looking for. */
const MAX_NEEDLES = 400;

/** The texts of which one has to be there, or undefined where that cannot be told. Letter case of ASCII is left open. */
export function needlesOf(condition: Expression, definitions: Definitions): readonly Needle[] | undefined {
  const found = search(condition, definitions);
  return found && found.length <= MAX_NEEDLES ? found : undefined;
}

function search(condition: Expression, definitions: Definitions): readonly Needle[] | undefined {
  if (condition.kind === 'column') {
    const made = definitions.of(condition.attribute.id);
    return made && search(made, definitions);
  }
  if (condition.kind !== 'call') return undefined;
  const { operands } = condition;
  switch (condition.entry.name) {
    case 'AND':
      return best(operands.map((operand) => search(operand, definitions)));
    case 'OR':
      return all(operands.map((operand) => search(operand, definitions)));
    case 'LIKE':
      return inField(operands, definitions, likeText);
    case 'RLIKE':
      return inField(operands, definitions, regexTexts);
    case '==':
    case 'IN':
    case 'STARTS_WITH':
    case 'ENDS_WITH':
    case 'CONTAINS':
      return inField(operands, definitions, (text) => [text]);
    default:
      return undefined;
  }
}

function inField(
  [value, ...patterns]: readonly Expression[],
  definitions: Definitions,
  textsOf: (pattern: string) => readonly string[] | undefined,
): readonly Needle[] | undefined {
  const field = value && fieldOf(value, definitions);
  if (field === undefined) return undefined;
  return all(
    patterns.map((pattern) => {
      if (pattern.kind !== 'constant' || typeof pattern.value !== 'string') return undefined;
      return textsOf(pattern.value)?.map((text) => ({ field, text: plainPart(text) }));
    }),
  );
}

/** The field whose text an expression is, letter case aside. */
function fieldOf(expression: Expression, definitions: Definitions): string | undefined {
  if (expression.kind === 'column') {
    const { id } = expression.attribute;
    const made = definitions.of(id);
    return made ? fieldOf(made, definitions) : definitions.field(id);
  }
  if (expression.kind !== 'call') return undefined;
  const [inner] = expression.operands;
  const name = expression.entry.name;
  return inner && (name === 'TO_LOWER' || name === 'TO_UPPER' || name === 'widen')
    ? fieldOf(inner, definitions)
    : undefined;
}

function all<T>(parts: readonly (readonly T[] | undefined)[]): readonly T[] | undefined {
  const known = parts.filter((part) => part !== undefined);
  return known.length === parts.length && parts.length > 0 ? known.flat() : undefined;
}

/** The choice whose shortest text is longest. */
function best(parts: readonly (readonly Needle[] | undefined)[]): readonly Needle[] | undefined {
  const least = (part: readonly Needle[]): number => Math.min(...part.map(({ text }) => text.length));
  return parts
    .filter((part) => part !== undefined)
    .reduce<readonly Needle[] | undefined>((a, b) => (a && least(a) >= least(b) ? a : b), undefined);
}

/** The longest part in ASCII: the letter case of other letters is not for a search to judge. */
function plainPart(text: string): string {
  return text.split(/[^\0-\x7f]+/).reduce((a, b) => (b.length > a.length ? b : a), '');
}

function likeText(pattern: string): readonly string[] | undefined {
  const pieces = [''];
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] as string;
    if (c === '*' || c === '?') pieces.push('');
    else pieces[pieces.length - 1] += c === '\\' ? (pattern[++i] ?? '') : c;
  }
  const longest = pieces.reduce((a, b) => (b.length > a.length ? b : a));
  return longest === '' ? undefined : [longest];
}

/** Of a regular expression the texts of which one is in every match. */
export function regexTexts(pattern: string): readonly string[] | undefined {
  try {
    return required(luceneTerm(pattern, new TermMaker()), 0);
  } catch {
    // No pattern, or too complex a one: the engine has its own words for that.
    return undefined;
  }
}

const MAX_DEPTH = 200;

function required(term: Term, depth: number): readonly string[] | undefined {
  if (depth > MAX_DEPTH) return undefined;
  switch (term.op) {
    case 'points':
      return lettersOf(term);
    case 'or':
      return all(term.parts.map((part) => required(part, depth + 1)));
    case 'and':
      return longest(term.parts.map((part) => required(part, depth + 1)));
    case 'repeat':
      return term.min > 0 && !isNullable(term.inner) ? required(term.inner, depth + 1) : undefined;
    case 'then':
      return ofSequence(term, depth);
    default:
      return undefined;
  }
}

/** Runs of letters, and what each composite part needs; of all these the one whose shortest text is longest. */
function ofSequence(term: Term, depth: number): readonly string[] | undefined {
  const found: (readonly string[] | undefined)[] = [];
  let run: readonly string[] = [''];
  const add = (part: Term): void => {
    const letters = lettersOf(part);
    if (letters && letters.length * run.length <= MAX_SPELLINGS) {
      run = run.flatMap((before) => letters.map((letter) => before + letter));
      return;
    }
    found.push(run);
    run = letters ?? [''];
    if (!letters) found.push(required(part, depth + 1));
  };
  let rest: Term = term;
  for (; rest.op === 'then'; rest = rest.rest) add(rest.first);
  add(rest);
  found.push(run);
  return longest(found.filter((each) => each?.[0] !== ''));
}

function longest(parts: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  const least = (part: readonly string[]): number => Math.min(...part.map((text) => text.length));
  return parts
    .filter((part) => part !== undefined)
    .reduce<readonly string[] | undefined>((a, b) => (a && least(a) >= least(b) ? a : b), undefined);
}

/** Spellings of one run: `gh[pousr]_` has five. */
const MAX_SPELLINGS = 32;
/** Larger classes of characters end a run. */
const MAX_LETTERS = 8;

/** The few characters that a term stands for, both cases of a letter as one. */
function lettersOf(term: Term): readonly string[] | undefined {
  if (term.op !== 'points') return undefined;
  const letters = new Set<string>();
  for (let i = 0; i < term.ranges.length; i += 2) {
    for (let point = term.ranges[i] ?? 0; point <= (term.ranges[i + 1] ?? 0); point++) {
      letters.add(String.fromCodePoint(point >= 65 && point <= 90 ? point + 32 : point));
      if (letters.size > MAX_LETTERS) return undefined;
    }
  }
  return [...letters];
}
