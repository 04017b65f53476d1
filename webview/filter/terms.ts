/**
 * A condition as the facets see it: terms that all have to be true. A term that says which values of one field are wanted,
 * or are not, can be ticked; any other is kept as it stands.
 */
import { quoted } from '../../src/overview/scope.ts';
import { fieldName, type Word, wordsOf } from './words.ts';

export type Literal = string | number | boolean;

/** Which values of a field: any of these, or none of them. */
export interface Choice {
  readonly field: string;
  readonly values: readonly Literal[];
  readonly excluded: boolean;
}

export interface Term {
  /** Place in the condition. */
  readonly start: number;
  readonly end: number;
  /** What it says, if it is of a form that can be ticked. */
  readonly choice?: Choice;
  /** Names that stand in it, keywords too. */
  readonly names: ReadonlySet<string>;
}

/** The terms that a condition joins by AND; one that cannot be taken apart is one term. */
export function termsOf(condition: string): readonly Term[] {
  const words = wordsOf(condition);
  if (!words) return condition.trim() === '' ? [] : [{ start: 0, end: condition.length, names: new Set() }];
  const parts = split(words);
  return (parts ?? [words]).filter((part) => part.length > 0).map(termOf);
}

/** Undefined if the words are joined by more than AND, or their brackets do not match. */
function split(words: readonly Word[]): readonly (readonly Word[])[] | undefined {
  const parts: Word[][] = [[]];
  let depth = 0;
  for (const word of words) {
    if (word.kind === 'symbol' && '([{'.includes(word.text)) depth++;
    if (word.kind === 'symbol' && ')]}'.includes(word.text)) depth--;
    if (depth < 0 || (depth === 0 && (isWord(word, 'OR') || (word.kind === 'symbol' && word.text === '|'))))
      return undefined;
    if (depth === 0 && isWord(word, 'AND')) parts.push([]);
    else parts.at(-1)?.push(word);
  }
  return depth === 0 && parts.every((part) => part.length > 0) ? parts : undefined;
}

function isWord(word: Word | undefined, name: string): boolean {
  return word?.kind === 'name' && word.text.toUpperCase() === name;
}

function termOf(words: readonly Word[]): Term {
  const names = new Set(words.filter(({ kind }) => kind === 'name').map(({ text }) => text));
  const place = { start: words[0]?.start ?? 0, end: words.at(-1)?.end ?? 0, names };
  const choice = choiceOf(bare(words));
  return choice ? { ...place, choice } : place;
}

/** Without brackets around all of it. */
function bare(words: readonly Word[]): readonly Word[] {
  if (words[0]?.text !== '(' || words[0].kind !== 'symbol' || words.at(-1)?.text !== ')') return words;
  const inside = words.slice(1, -1);
  return split(inside) ? bare(inside) : words;
}

function choiceOf(words: readonly Word[]): Choice | undefined {
  const [first, ...rest] = words;
  if (isWord(first, 'NOT')) {
    const choice = choiceOf(bare(rest));
    return choice && !choice.excluded ? { ...choice, excluded: true } : undefined;
  }
  if (first?.kind !== 'name') return undefined;
  if (isWord(first, 'MV_CONTAINS') || isWord(first, 'MV_INTERSECTS')) return choiceOfSeveral(rest);
  const [operator, ...after] = rest;
  if (operator?.text === '==' || operator?.text === '!=') {
    const [value, more] = [literalOf(after[0]), after[1]];
    if (value === undefined || more) return undefined;
    return { field: first.text, values: [value], excluded: operator.text === '!=' };
  }
  const excluded = isWord(operator, 'NOT');
  const [word, ...list] = excluded ? after : rest;
  const values = isWord(word, 'IN') ? listOf(list, '(', ')') : undefined;
  return values && { field: first.text, values, excluded };
}

/** Behind `MV_CONTAINS` or `MV_INTERSECTS`: `(field, value)`, `(field, [value, value])`. */
function choiceOfSeveral(words: readonly Word[]): Choice | undefined {
  const [open, field, comma] = words;
  if (open?.text !== '(' || field?.kind !== 'name' || comma?.text !== ',' || words.at(-1)?.text !== ')')
    return undefined;
  const inside = words.slice(3, -1);
  const single = inside.length === 1 ? literalOf(inside[0]) : undefined;
  const values = single === undefined ? listOf(inside, '[', ']') : [single];
  return values && { field: field.text, values, excluded: false };
}

function listOf(words: readonly Word[], open: string, close: string): readonly Literal[] | undefined {
  if (words[0]?.text !== open || words.at(-1)?.text !== close) return undefined;
  const values: Literal[] = [];
  for (const [i, word] of words.slice(1, -1).entries()) {
    const value = literalOf(word);
    if (i % 2 === 1 ? word.kind !== 'symbol' || word.text !== ',' : value === undefined) return undefined;
    if (value !== undefined && i % 2 === 0) values.push(value);
  }
  return words.length % 2 === 1 && values.length > 0 ? values : undefined;
}

function literalOf(word: Word | undefined): Literal | undefined {
  if (word?.kind === 'string') return word.text;
  if (word?.kind === 'number') return Number(word.text);
  if (isWord(word, 'TRUE')) return true;
  return isWord(word, 'FALSE') ? false : undefined;
}

/** `several`: a record may have several values of the field, which comparisons do not look into. */
export function choiceText({ field, values, excluded }: Choice, several: boolean): string {
  const name = fieldName(field);
  const [first = ''] = values;
  const list = values.map(literalText).join(', ');
  if (several) {
    const call = values.length === 1 ? `MV_CONTAINS(${name}, ${list})` : `MV_INTERSECTS(${name}, [${list}])`;
    return excluded ? `NOT ${call}` : call;
  }
  if (values.length === 1) return `${name} ${excluded ? '!=' : '=='} ${literalText(first)}`;
  return `${name} ${excluded ? 'NOT IN' : 'IN'} (${list})`;
}

function literalText(value: Literal): string {
  return typeof value === 'string' ? quoted(value) : String(value);
}

/** Both conditions have to be true. */
export function joined(before: string, condition: string): string {
  const parts = [before, condition].filter((part) => part.trim() !== '');
  return parts.length < 2 ? (parts[0] ?? '') : parts.map(inBrackets).join(' AND ');
}

/** In brackets if it could not be joined by AND as it stands; a remark at its end would take what follows with it. */
function inBrackets(condition: string): string {
  const words = wordsOf(condition);
  const whole = words !== undefined && split(words) !== undefined && words.at(-1)?.end === condition.trimEnd().length;
  return whole ? condition.trim() : `(${condition}\n)`;
}

/** What the terms say of a field: the wanted and the unwanted values, or that they say it in another way. */
export interface FieldState {
  readonly wanted: readonly Literal[];
  readonly unwanted: readonly Literal[];
  /** A term names the field that is no choice, or several choose from it. */
  readonly byText: boolean;
}

export function stateOf(terms: readonly Term[], field: string): FieldState {
  const own = terms.filter(({ names }) => names.has(field));
  const choices = own.flatMap(({ choice }) => (choice?.field === field ? [choice] : []));
  const wanted = choices.filter(({ excluded }) => !excluded);
  return {
    wanted: wanted.length === 1 ? (wanted[0]?.values ?? []) : [],
    unwanted: choices.filter(({ excluded }) => excluded).flatMap(({ values }) => values),
    byText: choices.length < own.length || wanted.length > 1,
  };
}

/** The condition with another choice of a field's values in place of the ones that it has. */
export function withChoices(condition: string, field: string, choices: readonly Choice[], several: boolean): string {
  const terms = termsOf(condition);
  const kept = terms.filter(({ choice }) => choice?.field !== field);
  const at = terms.findIndex(({ choice }) => choice?.field === field);
  const texts = kept.map(({ start, end }) => condition.slice(start, end));
  const added = choices.filter(({ values }) => values.length > 0).map((choice) => choiceText(choice, several));
  // What a choice replaces keeps its place.
  texts.splice(at < 0 ? texts.length : terms.slice(0, at).filter((term) => kept.includes(term)).length, 0, ...added);
  return texts.reduce(joined, '');
}

/** The condition without one of its terms. */
export function withoutTerm(condition: string, { start }: Term): string {
  const kept = termsOf(condition).filter((term) => term.start !== start);
  return kept.map((term) => condition.slice(term.start, term.end)).reduce(joined, '');
}

/** Ticks a value, or takes its tick away; `excluded` is for the values that are not wanted. */
export function toggled(condition: string, field: string, value: Literal, excluded: boolean, several: boolean): string {
  const { wanted, unwanted } = stateOf(termsOf(condition), field);
  const flip = (values: readonly Literal[]) =>
    values.includes(value) ? values.filter((one) => one !== value) : [...values, value];
  const without = (values: readonly Literal[]) => values.filter((one) => one !== value);
  const choices: readonly Choice[] = [
    { field, values: excluded ? without(wanted) : flip(wanted), excluded: false },
    { field, values: excluded ? flip(unwanted) : without(unwanted), excluded: true },
  ];
  return withChoices(condition, field, choices, several);
}

/** The condition without what its choices say of a field, so that the field's own counts do not depend on them. */
export function withoutField(condition: string, field: string): string {
  return withChoices(condition, field, [], false);
}
