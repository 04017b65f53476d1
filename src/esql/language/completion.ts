/** What could stand at a place of a query: commands, functions, columns, values, words of the language. */
import { METADATA_FIELDS } from '../table.ts';
import { CAST_NAMES, type DataType } from '../types.ts';
import { COMMANDS } from '../vocabulary/commands.ts';
import type { LanguageContext } from './context.ts';
import { commandMarkdown } from './description.ts';
import { type Completion, fieldCompletions, functionCompletions, valueCompletions, words } from './offers.ts';
import { type CursorPlace, comparedField, placeAt } from './place.ts';
import { columnsAt } from './scope.ts';
import { isNamePart, isSymbol, isWord, type LooseToken } from './tokens.ts';

export type { Completion } from './offers.ts';

export interface Completions {
  /** What an accepted offer replaces. */
  readonly start: number;
  readonly end: number;
  /** The best first. */
  readonly offers: readonly Completion[];
}

/** The offers at a UTF-16 offset; none inside comments and in strings whose values nobody knows. */
export function complete(text: string, offset: number, context: LanguageContext): Completions {
  const place = placeAt(text, offset);
  const { start } = place.inString ?? place.word;
  const end = place.inString?.kind === 'open-string' ? offset : (place.inString ?? place.word).end;
  const offers = place.inComment ? [] : offersAt(place, context);
  const upper = !writesLower(place);
  return { start, end, offers: upper ? offers : offers.map(lower) };
}

/** The field whose values `complete` would ask for at a place. */
export function valuesWanted(text: string, offset: number): string | undefined {
  const place = placeAt(text, offset);
  return place.inComment || place.onCommand ? undefined : comparedField(place)?.field;
}

/** Who writes `from` in small letters gets small letters. */
const writesLower = ({ text }: CursorPlace): boolean => /^\s*[a-z]{2}/.test(text);

const lower = (offer: Completion): Completion =>
  offer.kind === 'command' || offer.kind === 'keyword'
    ? { ...offer, label: offer.label.toLowerCase(), insert: offer.insert.toLowerCase() }
    : offer;

function offersAt(place: CursorPlace, context: LanguageContext): readonly Completion[] {
  const { inString, onCommand, pipe, before } = place;
  if (inString) return values(place, context);
  if (onCommand) return commands(place);
  switch (pipe.command) {
    case 'FROM':
      return source(before, context);
    case 'INLINE':
      return words('keyword', ['STATS']);
    case 'KEEP':
    case 'DROP':
      return isNamePart(before.at(-1)) ? words('operator', [',', '|']) : columns(place, context);
    case 'RENAME':
      return renames(place, context);
    case 'MV_EXPAND':
      return before.length > 0 ? words('operator', ['|']) : columns(place, context);
    case 'LIMIT':
      return before.length > 0 ? words('operator', ['|']) : words('value', ['10', '100', '1000']);
    default:
      return expression(place, context);
  }
}

function commands({ index, text, word }: CursorPlace): readonly Completion[] {
  const source = index === 0;
  const spaced = /^\s/.test(text.slice(word.end));
  return COMMANDS.filter((command) => command.source === source).map((command) => ({
    label: command.name,
    kind: 'command',
    insert: spaced ? command.name : `${command.name} `,
    detail: command.syntax,
    markdown: commandMarkdown(command),
  }));
}

function source(before: readonly LooseToken[], { indices }: LanguageContext): readonly Completion[] {
  const metadata = before.findIndex((token) => isWord(token, 'METADATA'));
  const last = before.at(-1);
  const open = !last || isSymbol(last, ',');
  if (metadata >= 0) {
    if (!open && !isWord(last, 'METADATA')) return words('operator', [',', '|']);
    return words('field', [...METADATA_FIELDS.keys()]);
  }
  if (open) return words('index', indices);
  return [...words('keyword', ['METADATA']), ...words('operator', [',', '|'])];
}

function renames(place: CursorPlace, context: LanguageContext): readonly Completion[] {
  const last = place.before.at(-1);
  if (!last || isSymbol(last, ',')) return columns(place, context);
  if (isWord(last, 'AS') || isSymbol(last, '=')) return [];
  const names = place.before.slice(place.before.findLastIndex((token) => isSymbol(token, ',')) + 1);
  const whole = names.some((token) => isWord(token, 'AS') || isSymbol(token, '='));
  return whole ? words('operator', [',', '|']) : words('keyword', ['AS']);
}

function columns(place: CursorPlace, context: LanguageContext): readonly Completion[] {
  return fieldCompletions(columnsAt(place, context.catalog), context, undefined);
}

/** Values of the field that the place is compared with, where it holds texts. */
function values(place: CursorPlace, context: LanguageContext): readonly Completion[] {
  const compared = comparedField(place);
  const known = compared ? (context.values?.(compared.field) ?? []) : [];
  if (!compared || known.length === 0) return [];
  const column = columnsAt(place, context.catalog).find(({ name }) => name === compared.field);
  return column && VALUED.has(column.type) ? valueCompletions(known, compared.pattern) : [];
}

/** Types whose values are written as strings. */
const VALUED: ReadonlySet<DataType> = new Set<DataType>(['keyword', 'text', 'ip', 'version', 'date']);

const TYPES = [...new Set(CAST_NAMES.keys())];
const UNITS = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year', 'millisecond'];
const TESTS = ['IS NULL', 'IS NOT NULL', 'LIKE', 'RLIKE', 'IN', 'NOT IN', 'NOT LIKE', 'NOT RLIKE'];
const SYMBOLS = ['==', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%'];

function expression(place: CursorPlace, context: LanguageContext): readonly Completion[] {
  const { before, open } = place;
  const last = before.at(-1);
  if (isSymbol(last, '::')) return words('type', TYPES);
  if (isWord(last, 'IS')) return words('keyword', ['NULL', 'NOT NULL']);
  if (isWord(last, 'NOT') && isWord(before.at(-2), 'IS')) return words('keyword', ['NULL']);
  if (isWord(last, 'NULLS')) return words('keyword', ['FIRST', 'LAST']);
  if (isWord(last, 'NOT') && isOperand(before.at(-2))) return words('keyword', ['IN', 'LIKE', 'RLIKE']);
  if (isWord(last, 'IN')) return words('operator', ['(']);
  if (!isOperand(last)) return operands(place, context);
  const offers: Completion[] = [];
  const [beforeNumber] = before.slice(-2, -1);
  if (last?.kind === 'integer' && (open.length > 0 || isSymbol(beforeNumber, '+') || isSymbol(beforeNumber, '-'))) {
    offers.push(...words('unit', UNITS));
  }
  offers.push(...continuations(place));
  return offers;
}

/** Whether an operand ends with a token, so that an operator may follow. */
function isOperand(token: LooseToken | undefined): boolean {
  if (!token) return false;
  if (token.kind === 'symbol') return token.text === ')' || token.text === ']' || token.text === '}';
  return token.kind !== 'name' || !OPENING_WORDS.has(token.text.toUpperCase());
}

/** Words after which an operand is to come. */
const OPENING_WORDS: ReadonlySet<string> = new Set(['AND', 'OR', 'NOT', 'BY', 'WHERE', 'LIKE', 'RLIKE', 'IN']);

function operands(place: CursorPlace, context: LanguageContext): readonly Completion[] {
  const { pipe, before, open, text } = place;
  const compared = comparedField(place);
  const offers: Completion[] = [...values(place, context)];
  if (compared?.pattern) return offers;
  const call = open.at(-1);
  if (pipe.command !== 'ROW') {
    offers.push(...fieldCompletions(columnsAt(place, context.catalog), context, call));
  }
  const stats = pipe.command === 'STATS' || pipe.command === 'INLINE STATS';
  const grouped = before.some((token) => isWord(token, 'BY'));
  const called = /^\s*\(/.test(text.slice(place.word.end));
  const kinds = stats
    ? grouped
      ? (['grouping', 'scalar'] as const)
      : (['aggregate', 'scalar'] as const)
    : (['scalar'] as const);
  offers.push(...functionCompletions(kinds, called));
  offers.push(...words('keyword', ['NOT', 'NULL', 'TRUE', 'FALSE']));
  if (stats && before.length === 0) offers.push(...words('keyword', ['BY']));
  return offers;
}

/** What may follow an operand. */
function continuations({ pipe, before, open }: CursorPlace): readonly Completion[] {
  const nested = open.length > 0;
  const stats = pipe.command === 'STATS' || pipe.command === 'INLINE STATS';
  const grouped = before.some((token) => isWord(token, 'BY'));
  const keywords: string[] = ['AND', 'OR', ...TESTS];
  if (pipe.command === 'SORT' && !nested) keywords.unshift('ASC', 'DESC', 'NULLS FIRST', 'NULLS LAST');
  if (stats && !nested && !grouped) keywords.unshift('BY', 'WHERE');
  if (pipe.command === 'DISSECT' && before.at(-1)?.kind === 'string') keywords.unshift('APPEND_SEPARATOR');
  const symbols = nested ? [...SYMBOLS, ',', ')'] : [...SYMBOLS, ',', '|'];
  if ((pipe.command === 'EVAL' || stats) && !nested && isNewName(before)) symbols.unshift('=');
  return [...words('keyword', keywords), ...words('operator', symbols)];
}

/** Whether only a name stands since the last comma. */
function isNewName(before: readonly LooseToken[]): boolean {
  const from = before.findLastIndex((token) => isSymbol(token, ',') || isWord(token, 'BY')) + 1;
  return before.slice(from).every((token) => isNamePart(token) || isSymbol(token, '.'));
}
