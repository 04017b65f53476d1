/** Completion's offers of each kind. */
import type { Attribute } from '../analysis/expression.ts';
import { parameterAt } from '../analysis/typing.ts';
import { type FunctionEntry, signature } from '../vocabulary/entry.ts';
import { FUNCTIONS, functionNamed } from '../vocabulary/functions.ts';
import { type LanguageContext, shownType } from './context.ts';
import { functionMarkdown } from './description.ts';
import { quotedWhereNeeded } from './names.ts';
import type { OpenCall } from './place.ts';

export interface Completion {
  readonly label: string;
  readonly kind:
    | 'command'
    | 'function'
    | 'aggregate'
    | 'field'
    | 'index'
    | 'keyword'
    | 'operator'
    | 'value'
    | 'unit'
    | 'type';
  readonly insert: string;
  /** `insert` holds places to fill in, as editors write them: `${1:number}`. */
  readonly snippet?: boolean;
  readonly detail?: string;
  /** Text of this project only. */
  readonly markdown?: string;
  /** Plain text, which may come from a log. */
  readonly plain?: string;
}

/** Values that are offered of a field; a longer value is none that somebody picks from a list. UTF-16 units. */
export const MAX_VALUES = 50;
export const MAX_VALUE = 300;

export function words(kind: Completion['kind'], labels: readonly string[]): readonly Completion[] {
  return labels.map((label) => ({ label, kind, insert: label === '|' ? '\n| ' : label }));
}

/** Columns; inside a call those first whose type its parameter takes. */
export function fieldCompletions(
  columns: readonly Attribute[],
  { describe }: LanguageContext,
  call: OpenCall | undefined,
): readonly Completion[] {
  const entry = call && functionNamed(call.name);
  const parameter = entry && parameterAt(entry.parameters, call.argument);
  const fits = ({ type }: Attribute) => !parameter || type === 'null' || parameter.accepts.types.has(type);
  const offer = (column: Attribute): Completion => {
    const plain = describe?.(column.name);
    return {
      label: column.name,
      kind: 'field',
      insert: quotedWhereNeeded(column.name),
      detail: shownType(column),
      ...(plain !== undefined && { plain }),
    };
  };
  return [...columns.filter(fits), ...columns.filter((column) => !fits(column))].map(offer);
}

/** `called`: a parenthesis follows already. */
export function functionCompletions(kinds: readonly FunctionEntry['kind'][], called: boolean): readonly Completion[] {
  return kinds.flatMap((kind) =>
    FUNCTIONS.filter((entry) => entry.kind === kind).map((entry) => ({
      label: entry.name,
      kind: kind === 'aggregate' ? 'aggregate' : 'function',
      insert: called ? entry.name : `${entry.name}(${placeholders(entry)})`,
      snippet: !called,
      detail: signature(entry),
      markdown: functionMarkdown(entry),
    })),
  );
}

function placeholders({ name, parameters }: FunctionEntry): string {
  // COUNT(*) is what nearly everybody wants of it.
  const names = name === 'COUNT' ? ['*'] : parameters.filter(({ optional }) => !optional).map((one) => one.name);
  return names.map((one, i) => `$\{${i + 1}:${one}}`).join(', ');
}

/** Values as string literals. `pattern`: for LIKE and RLIKE, so that a value's own stars mean themselves. */
export function valueCompletions(values: readonly string[], pattern: boolean): readonly Completion[] {
  return values
    .filter((value) => value !== '' && value.length <= MAX_VALUE)
    .slice(0, MAX_VALUES)
    .map((value) => ({ label: shown(value), kind: 'value', insert: stringLiteral(value, pattern) }));
}

function stringLiteral(value: string, pattern: boolean): string {
  const literal = pattern ? value.replace(/[\\*?]/g, (c) => `\\${c}`) : value;
  return `"${literal.replace(/["\\\n\r\t]/g, (c) => ESCAPES[c] as string)}"`;
}

const ESCAPES: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

// Values come from logs: nothing in a list may turn its direction or break its line.
const CONTROL = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;
const shown = (value: string): string => value.replace(CONTROL, '\ufffd');
