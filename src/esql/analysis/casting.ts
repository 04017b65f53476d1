/**
 * What Elasticsearch does silently with a string literal that meets another type.
 */
import { type DataType, typeConstant } from '../types.ts';
import { parseDate } from '../values/date.ts';
import { encodeIp } from '../values/ip.ts';
import { LONG_MAX, LONG_MIN, parseDouble, parseWhole } from '../values/number.ts';
import { parseTimespan } from '../values/timespan.ts';
import type { Constant } from '../values/value.ts';
import type { Expression } from './expression.ts';

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

export const dateError = (text: string): string =>
  `failed to parse date field [${text}] with format [strict_date_optional_time]`;

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
    case 'double':
      return parseDouble(text) ?? { error: `Cannot parse number [${text}]` };
    case 'date_period':
    case 'time_duration': {
      const span = parseTimespan(text);
      const fits = span && 'milliseconds' in span === (type === 'time_duration');
      return fits ? span : { error: `Cannot parse [${text}] to ${type}` };
    }
    default:
      return undefined;
  }
}

/** A literal such as "1 day" beside a date, or where a timespan is asked for, as that timespan. */
export function castTimespan(expression: Expression, beside: DataType, wanted?: DataType): Expression | undefined {
  if (expression.kind !== 'constant' || expression.type !== 'keyword' || typeof expression.value !== 'string')
    return undefined;
  if (beside !== 'date' || (wanted !== undefined && wanted !== 'date_period')) return undefined;
  const span = parseTimespan(expression.value);
  return span && { ...expression, type: 'milliseconds' in span ? 'time_duration' : 'date_period', value: span };
}
