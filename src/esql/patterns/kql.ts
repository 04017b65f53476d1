/**
 * What KQL asks of a document: true when any value of a field matches.
 */
import { type Vector, valueReader } from '../columns/vector.ts';
import { addMonths, MS_PER_DAY, parseDate } from '../values/date.ts';
import { encodeIp, networkOf } from '../values/ip.ts';
import { comparisonOf, type Scalar, valuesOf } from '../values/value.ts';
import { type KqlComparison, type KqlNode, type KqlValue, parseKql } from './kqlParser.ts';
import { patternTest } from './like.ts';

export interface KqlOptions {
  readonly caseInsensitive: boolean;
  readonly now: number;
}

type RowTest = (row: number) => boolean;

export function compileKql(query: string, columns: ReadonlyMap<string, Vector>, options: KqlOptions): RowTest {
  return compile(parseKql(query), columns, options);
}

function compile(node: KqlNode, columns: ReadonlyMap<string, Vector>, options: KqlOptions): RowTest {
  switch (node.kql) {
    case 'everything':
      return () => true;
    case 'not': {
      const test = compile(node.part, columns, options);
      return (row) => !test(row);
    }
    case 'and': {
      const tests = node.parts.map((part) => compile(part, columns, options));
      return (row) => tests.every((test) => test(row));
    }
    case 'or': {
      const tests = node.parts.map((part) => compile(part, columns, options));
      return (row) => tests.some((test) => test(row));
    }
    default: {
      const tests = [...columns]
        .filter(([name]) => matchesField(name, node.field))
        .map(([, vector]) => anyValue(vector, valueTest(vector, node, options)));
      return (row) => tests.some((test) => test(row));
    }
  }
}

export function matchesField(name: string, field: string): boolean {
  return field.includes('*') ? patternTest('LIKE', [field]).matches(name) : name === field;
}

function anyValue(vector: Vector, test: (value: Scalar) => boolean): RowTest {
  const read = valueReader(vector);
  return (row) => valuesOf(read(row)).some(test);
}

function valueTest(
  vector: Vector,
  node: Extract<KqlNode, { kql: 'is' | 'range' }>,
  options: KqlOptions,
): (value: Scalar) => boolean {
  const { value } = node;
  if (node.kql === 'is' && !value.quoted && value.text === '*') return () => true;
  if (vector.type === 'date') return dateTest(node, options.now);
  if (node.kql === 'range') {
    const bound = typedValue(vector, value);
    const compare = comparisonOf(vector.type);
    return bound === undefined ? () => false : (one) => holds(node.comparison, compare(one, bound));
  }
  if (vector.dictionary && vector.type !== 'ip') return textTest(value, options.caseInsensitive);
  const network = vector.type === 'ip' ? networkOf(value.text) : undefined;
  if (network) return (one) => one >= network.first && one <= network.last;
  const wanted = typedValue(vector, value);
  return (one) => one === wanted;
}

function holds(comparison: KqlComparison, order: number): boolean {
  if (comparison === '<') return order < 0;
  if (comparison === '<=') return order <= 0;
  return comparison === '>' ? order > 0 : order >= 0;
}

function typedValue(vector: Vector, { text }: KqlValue): Scalar | undefined {
  switch (vector.type) {
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'integer':
    case 'double':
      return text.trim() === '' || Number.isNaN(Number(text)) ? undefined : Number(text);
    case 'long':
    case 'unsigned_long':
      if (!/^-?\d+$/.test(text)) return Number.isNaN(Number(text)) ? undefined : Number(text);
      return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text);
    case 'ip':
      return encodeIp(text);
    default:
      return text;
  }
}

function textTest(value: KqlValue, caseInsensitive: boolean): (value: Scalar) => boolean {
  const fold = caseInsensitive ? (text: string) => text.toLowerCase() : (text: string) => text;
  if (value.quoted || !/(^|[^\\])\*/.test(value.text)) {
    const wanted = fold(value.quoted ? value.text : value.text.replace(/\\(.)/g, '$1'));
    return (one) => fold(one as string) === wanted;
  }
  // In KQL only the star is a wildcard, and any character may be escaped.
  const pattern = value.text.replace(/\\(.)|([?\\])/g, (_, escaped?: string, special?: string) => {
    const c = escaped ?? special!;
    return '*?\\'.includes(c) ? `\\${c}` : c;
  });
  const test = patternTest('LIKE', [fold(pattern)]);
  return (one) => test.matches(fold(one as string));
}

/** Dates match with the width of what is written: "2026-01-02" is the whole day. `now-1h/d` is date math. */
function dateTest(node: Extract<KqlNode, { kql: 'is' | 'range' }>, now: number): (value: Scalar) => boolean {
  const range = dateRange(node.value.text, now);
  if (!range) return () => false;
  const [first, last] = range;
  if (node.kql === 'is') return (one) => (one as number) >= first && (one as number) <= last;
  const { comparison } = node;
  const bound = comparison === '<' || comparison === '>=' ? first : last;
  return (one) => holds(comparison, (one as number) - bound);
}

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60000,
  h: 3600000,
  H: 3600000,
  d: MS_PER_DAY,
  w: 7 * MS_PER_DAY,
};

function dateRange(text: string, now: number): readonly [number, number] | undefined {
  const math = /^now((?:[+-]\d{1,6}[yMwdhHms])*)(?:\/([dhHms]))?$/.exec(text);
  if (math) {
    let at = now;
    for (const [, sign, count, unit] of math[1]!.matchAll(/([+-])(\d+)([yMwdhHms])/g)) {
      const n = Number(count) * (sign === '-' ? -1 : 1);
      at = unit === 'y' || unit === 'M' ? addMonths(at, unit === 'y' ? 12 * n : n) : at + n * UNIT_MS[unit!]!;
    }
    const size = math[2] && UNIT_MS[math[2]];
    if (!size) return [at, at];
    const start = Math.floor(at / size) * size;
    return [start, start + size - 1];
  }
  const start = parseDate(text);
  if (start === undefined) return undefined;
  const bare = text.replace(/(Z|[+-]\d{2}:?\d{2})$/, (zone) => (text.includes('T') ? '' : zone));
  if (/^\d{4}$/.test(bare)) return [start, addMonths(start, 12) - 1];
  if (/^\d{4}-\d{2}$/.test(bare)) return [start, addMonths(start, 1) - 1];
  const width = /T\d{2}$/.test(bare)
    ? 3600000
    : /T\d{2}:\d{2}$/.test(bare)
      ? 60000
      : /:\d{2}:\d{2}$/.test(bare)
        ? 1000
        : bare.includes('.')
          ? 1
          : MS_PER_DAY;
  return [start, start + width - 1];
}
