import { dateError } from '../analysis/casting.ts';
import { mismatch } from '../analysis/typing.ts';
import { retyped, type Vector } from '../columns/vector.ts';
import { rangeOf } from '../evaluate/arithmetic.ts';
import { evaluatorOf } from '../evaluate/styles.ts';
import { type DataType, FAMILY, typeName } from '../types.ts';
import { formatDate, parseDate } from '../values/date.ts';
import { encodeIp, formatIp, type LeadingZeros } from '../values/ip.ts';
import {
  doubleText,
  finiteDouble,
  INT_MAX,
  INT_MIN,
  parseDouble,
  parseInBase,
  parseUnsigned,
  parseWhole,
  roundToWhole,
  ULONG_MAX,
} from '../values/number.ts';
import { type Scalar, wholeNumber } from '../values/value.ts';
import type { Call, Evaluation, ScalarEntry, TypeRule } from './entry.ts';
import { byRow, byValue, ILLEGAL, optional, scalar } from './make.ts';

const NUMBER_FORMAT = 'java.lang.NumberFormatException';
const INVALID = 'org.elasticsearch.xpack.esql.core.InvalidArgumentException';

const takes = (...types: DataType[]) => {
  const names = types.map((type) => (type === 'keyword' ? 'string' : typeName(type)));
  const label = names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
  const set = new Set<DataType>(types);
  if (set.has('keyword')) set.add('text');
  return { label, types: set };
};

const outOfRange = (value: Scalar, call: Call, target: DataType): null =>
  call.fail(`${INVALID}: [${shown(value, call)}] out of [${target}] range`);

function toWhole(target: 'integer' | 'long'): Evaluation {
  const [least, most] = rangeOf(target);
  return byValue((value, call) => {
    if (typeof value === 'boolean') return value ? 1 : 0;
    if (typeof value === 'string') {
      const number = parseWhole(value, least, most);
      return number === 'range' || number === undefined
        ? call.fail(`${NUMBER_FORMAT}: For input string: "${value}"`)
        : number;
    }
    if (call.types[0] === 'double') {
      return roundToWhole(value as number, least, most) ?? outOfRange(value, call, target);
    }
    return BigInt(value) < least || BigInt(value) > most ? outOfRange(value, call, target) : value;
  });
}

/** A string in a base that is given beside it; `0x` may stand before one of base 16. */
function inBase(target: 'integer' | 'long'): Evaluation {
  const [least, most] = rangeOf(target);
  return byRow(([text, given], call) => {
    const base = rounded(given as number | bigint);
    if (base === undefined) return call.fail(`${INVALID}: [${given}] out of [integer] range`);
    const digits = base === 16 ? (text as string).replace(/^0x/, '') : (text as string);
    const number = base === 10 ? parseWhole(digits, least, most) : parseInBase(digits, base, least, most);
    if (number === undefined && base !== 10)
      return call.fail(`${INVALID}: Unable to convert [${digits}] to number of base [${base}]`);
    return number === undefined || number === 'range'
      ? call.fail(`${INVALID}: Cannot parse number [${digits}]`)
      : number;
  });
}

const rounded = (whole: number | bigint): number | undefined =>
  whole >= INT_MIN && whole <= INT_MAX ? Number(whole) : undefined;

/** Alone, each value is converted on its own; beside a base only single values are. */
function toWholeOrInBase(target: 'integer' | 'long'): Evaluation {
  const [alone, beside] = [toWhole(target), inBase(target)];
  return {
    style: 'vector',
    evaluate(vectors, length, call) {
      const evaluate = call.cached('', () => evaluatorOf(vectors.length === 1 ? alone : beside, call));
      return evaluate(vectors, length);
    },
  };
}

const wholeRule =
  (target: 'integer' | 'long'): TypeRule =>
  ([field, base], text) =>
    base && field!.type !== 'null' && !FAMILY.string.types.has(field!.type)
      ? { problem: mismatch('first ', text, FAMILY.string.label, field!) }
      : target;

const base = optional(
  'base',
  { label: 'integer', types: new Set<DataType>(['integer', 'long', 'unsigned_long']) },
  { uncounted: true },
);

/** Fractions are cut, where the other whole types round them. */
const toUnsigned = byValue((value, call) => {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string') {
    const number = parseUnsigned(value);
    if (typeof number === 'object') return call.fail(`${NUMBER_FORMAT}: ${number.problem}`);
    return number === 'range' ? outOfRange(value, call, 'unsigned_long') : number;
  }
  const exact = value < 0 ? -1n : BigInt(call.types[0] === 'double' ? Math.trunc(value as number) : value);
  return exact < 0n || exact > ULONG_MAX ? outOfRange(value, call, 'unsigned_long') : wholeNumber(exact);
});

const shown = (value: Scalar, call: Call): string =>
  call.types[0] === 'double' ? doubleText(value as number) : String(value);

/** A value as Elasticsearch's TO_STRING writes it. */
export function textOf(value: Scalar, type: DataType): string {
  switch (type) {
    case 'double':
      return doubleText(value as number);
    case 'date':
      return formatDate(value as number);
    case 'ip':
      return formatIp(value as string);
    default:
      return String(value);
  }
}

/** Strings only change their type. */
const sameText = (evaluation: Evaluation): Evaluation => ({
  style: 'vector',
  evaluate(vectors, length, call) {
    const [vector] = vectors as [Vector];
    const strings = call.types[0] === 'keyword' || call.types[0] === 'text' || call.types[0] === 'version';
    if (strings) return retyped(vector, call.type);
    return evaluatorOf(evaluation, call)(vectors, length);
  },
});

const toDouble = byValue((value, call) => {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string') return Number(value);
  const number = finiteDouble(value);
  if (typeof number === 'number') return number;
  const unread = parseDouble(value) === undefined;
  return call.fail(unread ? `${NUMBER_FORMAT}: For input string: "${value}"` : `${INVALID}: ${number.problem}`);
});

const toBoolean = byValue((value) =>
  typeof value === 'string' ? value.toLowerCase() === 'true' : typeof value === 'boolean' ? value : value !== 0,
);

const toDatetime = byValue((value, call) => {
  if (typeof value !== 'string') {
    const [least, most] = rangeOf('long');
    const whole =
      call.types[0] === 'double'
        ? roundToWhole(value as number, least, most)
        : BigInt(value) > most
          ? undefined
          : value;
    return whole === undefined ? outOfRange(value, call, 'long') : Number(whole);
  }
  return parseDate(value) ?? call.fail(`${ILLEGAL}: ${dateError(value)}`);
});

const toIp = byValue((value, call, [zeros]) => {
  if (call.types[0] === 'ip') return value;
  return (
    encodeIp(value as string, (zeros as LeadingZeros | undefined) ?? 'reject') ??
    call.fail(`${ILLEGAL}: '${value}' is not an IP string literal.`)
  );
});

const conversion = (
  name: string,
  aliases: readonly string[],
  accepts: ReturnType<typeof takes>,
  returns: DataType,
  evaluation: Evaluation,
  summary: string,
  example: string,
): ScalarEntry => scalar(name, [{ name: 'field', accepts }], returns, evaluation, summary, example, { aliases });

const NUMBERS: readonly DataType[] = ['boolean', 'date', 'double', 'integer', 'long', 'keyword', 'unsigned_long'];

export const CONVERSIONS: readonly ScalarEntry[] = [
  scalar(
    'TO_INTEGER',
    [{ name: 'field', accepts: takes(...NUMBERS) }, base],
    wholeRule('integer'),
    toWholeOrInBase('integer'),
    'As integer; fractions are rounded, halves up. A string may be written in another base.',
    'EVAL n = TO_INTEGER("12")',
    { aliases: ['TO_INT'] },
  ),
  scalar(
    'TO_LONG',
    [{ name: 'field', accepts: takes(...NUMBERS) }, base],
    wholeRule('long'),
    toWholeOrInBase('long'),
    'As long; fractions are rounded, halves up. A string may be written in another base.',
    'EVAL n = TO_LONG("0x1f", 16)',
  ),
  conversion(
    'TO_UNSIGNED_LONG',
    ['TO_ULONG', 'TO_UL'],
    takes(...NUMBERS),
    'unsigned_long',
    toUnsigned,
    'As unsigned_long; fractions are cut.',
    'EVAL n = TO_UNSIGNED_LONG("12")',
  ),
  conversion('TO_DOUBLE', ['TO_DBL'], takes(...NUMBERS), 'double', toDouble, 'As double.', 'EVAL x = TO_DOUBLE("1.5")'),
  conversion(
    'TO_STRING',
    ['TO_STR'],
    takes('boolean', 'date', 'double', 'integer', 'ip', 'keyword', 'long', 'unsigned_long', 'version', '_source'),
    'keyword',
    sameText(byValue((value, call) => textOf(value, call.types[0]!))),
    'As keyword.',
    'EVAL s = TO_STRING(gen_ai.usage.prompt_tokens)',
  ),
  conversion(
    'TO_BOOLEAN',
    ['TO_BOOL'],
    takes('boolean', 'double', 'integer', 'keyword', 'long', 'unsigned_long'),
    'boolean',
    toBoolean,
    'As boolean: "true" in any case is true, any other string false; 0 is false.',
    'EVAL b = TO_BOOLEAN("true")',
  ),
  conversion(
    'TO_DATETIME',
    ['TO_DT'],
    takes('date', 'double', 'integer', 'keyword', 'long', 'unsigned_long'),
    'date',
    toDatetime,
    'As date: ISO 8601 texts, or milliseconds since 1970.',
    'EVAL d = TO_DATETIME("2026-01-02T03:04:05Z")',
  ),
  conversion(
    'TO_VERSION',
    ['TO_VER'],
    takes('keyword', 'version'),
    'version',
    sameText(byValue((value) => value)),
    'As version.',
    'EVAL v = TO_VERSION("1.2.3")',
  ),
  scalar(
    'TO_IP',
    [
      { name: 'field', accepts: takes('ip', 'keyword') },
      optional('leading_zeros', FAMILY.string, { constant: true, option: true }),
    ],
    'ip',
    toIp,
    'As IP address.',
    'EVAL ip = TO_IP("10.0.0.1")',
  ),
  scalar(
    'TO_DATEPERIOD',
    [{ name: 'field', accepts: takes('date_period', 'keyword') }],
    'date_period',
    byValue((value) => value),
    'A constant text such as "3 days" as a period.',
    'EVAL d = @timestamp + TO_DATEPERIOD("3 days")',
  ),
  scalar(
    'TO_TIMEDURATION',
    [{ name: 'field', accepts: takes('time_duration', 'keyword') }],
    'time_duration',
    byValue((value) => value),
    'A constant text such as "3 hours" as a duration.',
    'EVAL d = @timestamp + TO_TIMEDURATION("3 hours")',
  ),
];
