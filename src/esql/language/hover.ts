import type { Attribute } from '../analysis/expression.ts';
import type { Span } from '../syntax/position.ts';
import { commandNamed, UNSUPPORTED_COMMANDS } from '../vocabulary/commands.ts';
import { functionNamed, isKnownElsewhere } from '../vocabulary/functions.ts';
import { OPERATORS } from '../vocabulary/operators.ts';
import { type LanguageContext, shownType } from './context.ts';
import { commandMarkdown, functionMarkdown, operatorMarkdown } from './description.ts';
import { type CursorPlace, nameText, placeAt } from './place.ts';
import { columnsAt } from './scope.ts';
import { isNamePart, isSymbol, isWord, type LooseToken } from './tokens.ts';

export interface Hover extends Span {
  /** Text of this project only. */
  readonly markdown?: string;
  /** A column and its type: `user.id: keyword`. */
  readonly code?: string;
  /** Plain text. */
  readonly plain?: string;
}

/** What stands at a UTF-16 offset: a command, a function, a column, an operator. */
export function hover(text: string, offset: number, context: LanguageContext): Hover | undefined {
  // A cursor before a word's first letter is on the word too.
  const place = placeAt(text, offset);
  if (place.inComment || place.inString) return undefined;
  const { pipe } = place;
  if (offset >= pipe.name.start && offset <= pipe.name.end && pipe.command !== '') return ofCommand(place);
  const token = pipe.body.find(({ start, end }) => offset >= start && offset < end);
  if (!token) return undefined;
  return ofFunction(place, token) ?? ofWord(place, token) ?? ofColumn(placeAt(text, token.end), context);
}

function ofCommand({ pipe: { command, name } }: CursorPlace): Hover | undefined {
  const entry = commandNamed(command);
  if (entry) return { ...name, markdown: commandMarkdown(entry) };
  if (!UNSUPPORTED_COMMANDS.has(command)) return undefined;
  return { ...name, markdown: `**${command}** runs on Elasticsearch only.` };
}

function ofFunction({ pipe: { body } }: CursorPlace, token: LooseToken): Hover | undefined {
  if (token.kind !== 'name' || !isSymbol(body[body.indexOf(token) + 1], '(')) return undefined;
  const entry = functionNamed(token.text);
  const { start, end } = token;
  if (entry) return { start, end, markdown: functionMarkdown(entry) };
  if (!isKnownElsewhere(token.text)) return undefined;
  return { start, end, markdown: `**${token.text.toUpperCase()}** runs on Elasticsearch only.` };
}

function ofWord({ pipe: { body, command } }: CursorPlace, token: LooseToken): Hover | undefined {
  const i = body.indexOf(token);
  if (isSymbol(body[i - 1], '.') || isSymbol(body[i + 1], '.')) return undefined;
  const { start, end } = token;
  if (isWord(token, 'METADATA') && command === 'FROM') {
    return { start, end, markdown: 'Adds fields of the document itself: `_id`, `_index`, `_version`, `_source`.' };
  }
  if (token.kind !== 'symbol' && token.kind !== 'name') return undefined;
  const word = token.text.toUpperCase();
  const test = word === 'IS' || word === 'NULL' ? isTest(body, i) : undefined;
  const entry = test ? OPERATORS[test] : Object.entries(OPERATORS).find(([name]) => name === word)?.[1];
  return entry && { start, end, markdown: operatorMarkdown(entry) };
}

function isTest(body: readonly LooseToken[], i: number): 'IS NULL' | 'IS NOT NULL' | undefined {
  const is = isWord(body[i], 'IS') ? i : isWord(body[i - 1], 'IS') ? i - 1 : isWord(body[i - 2], 'IS') ? i - 2 : -1;
  if (is < 0) return undefined;
  return isWord(body[is + 1], 'NOT') ? 'IS NOT NULL' : 'IS NULL';
}

function ofColumn(place: CursorPlace, context: LanguageContext): Hover | undefined {
  const { pipe, word } = place;
  if (!pipe.body.some((token) => isNamePart(token) && token.start >= word.start && token.end <= word.end))
    return undefined;
  const name = nameText(pipe.body, word);
  const column = columnsAt(place, context.catalog).find((one) => one.name === name) ?? ownColumn(place, name);
  if (!column) return undefined;
  const plain = context.describe?.(name);
  return {
    start: word.start,
    end: word.end,
    code: `${name}: ${shownType(column)}`,
    ...(plain !== undefined && { plain }),
  };

  /** A column that the command itself makes: known after it. */
  function ownColumn({ text, index }: CursorPlace, made: string): Attribute | undefined {
    const after = placeAt(`${text.slice(0, pipe.end)} | KEEP `, pipe.end + 8);
    return after.index > index ? columnsAt(after, context.catalog).find((one) => one.name === made) : undefined;
  }
}
