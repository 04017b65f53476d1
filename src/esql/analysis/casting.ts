/**
 * What Elasticsearch does silently with a string literal that meets another type, and the types that `::` names.
 */
import { unsupportedText } from '../syntax/parser.ts';
import type { CastNode } from '../syntax/tree.ts';
import { CAST_NAMES, type DataType, NEVER_CAST, typeConstant } from '../types.ts';
import { missingDay, parseDate, unreadDate } from '../values/date.ts';
import { encodeIp } from '../values/ip.ts';
import { finiteDouble, LONG_MAX, LONG_MIN, parseWhole } from '../values/number.ts';
import { parseTimespan, type Timespan, unitList } from '../values/timespan.ts';
import type { Constant } from '../values/value.ts';
import type { AnalysisContext } from './context.ts';
import type { Expression } from './expression.ts';
import { COLUMNS_ELSEWHERE } from './usable.ts';

type Cast = Expression | { readonly problem: string };

/** The literal as a value of `type`, why it is none, or undefined when nothing is cast. */
export function castLiteral(expression: Expression & { readonly kind: 'constant' }, type: DataType): Cast | undefined {
  const { value } = expression;
  if (Array.isArray(value)) {
    const all = (value as readonly string[]).map((one) => castLiteral({ ...expression, value: one }, type));
    if (all.some((one) => one === undefined)) return undefined;
    const bad = all.find((one) => one && 'problem' in one);
    if (bad) return bad;
    const values = all.map((one) => (one as { value: Constant }).value);
    return { ...expression, type, value: values as Constant };
  }
  const text = value as string;
  const made = convert(text, type);
  if (made === undefined) return undefined;
  if (typeof made === 'object' && made !== null && 'error' in made) {
    return { problem: `Cannot convert string [${text}] to [${typeConstant(type)}], error [${made.error}]` };
  }
  return { ...expression, type, value: made };
}

export const dateError = (text: string): string => missingDay(text) ?? unreadDate(text, 'strict_date_optional_time');

function convert(text: string, type: DataType): Constant | { readonly error: string } | undefined {
  switch (type) {
    case 'date':
      return parseDate(text) ?? { error: dateError(text) };
    case 'ip':
      return encodeIp(text) ?? { error: `'${text}' is not an IP string literal.` };
    case 'version':
      return text;
    case 'boolean':
      return text.toLowerCase() === 'true';
    case 'integer':
    case 'long': {
      const [least, most] = type === 'integer' ? [-2147483648n, 2147483647n] : [LONG_MIN, LONG_MAX];
      const number = parseWhole(text, least, most);
      return number === undefined || number === 'range' ? { error: `Cannot parse number [${text}]` } : number;
    }
    case 'double': {
      const number = finiteDouble(text);
      return typeof number === 'object' ? { error: number.problem } : number;
    }
    default:
      return undefined;
  }
}

const ANY_SPAN = 'DATE_PERIOD or TIME_DURATION';

const spanConstant = (expression: Expression & { readonly kind: 'constant' }, span: Timespan): Expression => ({
  ...expression,
  type: 'milliseconds' in span ? 'time_duration' : 'date_period',
  value: span,
});

/** A literal such as "1 day" beside a date as that timespan; undefined when it is none. */
export function timespanBeside(expression: Expression, beside: DataType): Expression | undefined {
  if (beside !== 'date' || expression.kind !== 'constant' || typeof expression.value !== 'string') return undefined;
  const span = expression.type === 'keyword' ? parseTimespan(expression.value, ANY_SPAN) : undefined;
  return span && !('problem' in span) ? spanConstant(expression, span) : undefined;
}

/** A literal such as "1 day" where a timespan is asked for; undefined when it is not even like one. */
export function castTimespan(expression: Expression): Cast | undefined {
  if (expression.kind !== 'constant' || expression.type !== 'keyword' || typeof expression.value !== 'string')
    return undefined;
  const span = parseTimespan(expression.value, ANY_SPAN);
  if (!span || !('problem' in span)) return span && spanConstant(expression, span);
  return { problem: `Cannot convert string [${expression.value}] to [${ANY_SPAN}], error [${span.problem}]` };
}

/** The text of a constant as a timespan of one kind, where a conversion asks for it; `call` is the conversion as written. */
export function convertToTimespan(
  text: string,
  kind: 'date_period' | 'time_duration',
  call: string,
): Timespan | string {
  const span = parseTimespan(text.trim(), kind);
  if (span && !('problem' in span) && 'milliseconds' in span === (kind === 'time_duration')) return span;
  return `Invalid interval value in [${call}], expected integer followed by one of [${unitList(kind)}] but got [${text}]`;
}

/** The type that a cast names; one that nothing is cast to is a problem. */
export function castType(node: CastNode, context: AnalysisContext): DataType | undefined {
  const name = node.type.toLowerCase();
  const type = CAST_NAMES.get(name);
  if (type) return type;
  if (NEVER_CAST.has(name))
    return context.fail(node, `Unsupported conversion to type [${name.toUpperCase()}]`, 'syntax');
  if (COLUMNS_ELSEWHERE.has(name)) return context.fail(node.typeSpan, unsupportedText(`::${node.type}`), 'unsupported');
  return context.fail(node.typeSpan, `Unknown data type named [${node.type}]`, 'syntax');
}
