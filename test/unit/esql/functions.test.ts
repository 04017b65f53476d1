/** Every function: what one line of ES|QL gives, with its type. */
import { describe, expect, test } from 'vitest';
import { FUNCTIONS } from '../../../src/esql/vocabulary/functions.ts';
import { resultOf } from './answers.ts';

/** expression, type, value; a fourth entry is a piece of the warning. */
type Row = readonly [expression: string, type: string, value: unknown, warning?: string];

const MATHS: readonly Row[] = [
  ['ABS(-3)', 'integer', 3],
  ['ABS(-2147483648)', 'integer', null, 'integer overflow'],
  ['ABS(-9223372036854775807)', 'long', 9223372036854775807n],
  ['CEIL(1.2)', 'double', 2],
  ['CEIL(3)', 'integer', 3],
  ['FLOOR(-1.5)', 'double', -2],
  ['ROUND(2.5)', 'double', 3],
  ['ROUND(-2.5)', 'double', -3],
  ['ROUND(1234.567, 1)', 'double', 1234.6],
  ['ROUND(1255, -1)', 'integer', 1260],
  ['ROUND(-1255, -1)', 'integer', -1260],
  ['ROUND(77, -2)', 'integer', 0],
  ['ROUND(1.005, 2)', 'double', 1],
  ['ROUND(-1234.567, -2)', 'double', -1200],
  ['ROUND(2147483647, -1)', 'integer', null, 'integer overflow'],
  ['POW(2, 10)', 'double', 1024],
  ['POW(10, 400)', 'double', null, 'not a finite double number: Infinity'],
  ['LOG(8, 64)', 'double', 2],
  ['LOG(E())', 'double', 1],
  ['LOG(0)', 'double', null, 'Log of non-positive number'],
  ['LOG10(1000)', 'double', 3],
  ['SQRT(9)', 'double', 3],
  ['SQRT(-1)', 'double', null, 'Square root of negative'],
  ['CBRT(27)', 'double', 3],
  ['EXP(0)', 'double', 1],
  ['SIN(0) + COS(0) + TAN(0)', 'double', 1],
  ['ASIN(2)', 'double', null, 'Asin input out of range'],
  ['ACOS(1) + ATAN(0) + ATAN2(0, 1)', 'double', 0],
  ['SINH(0) + COSH(0) + TANH(0)', 'double', 1],
  ['SIGNUM(-7)', 'double', -1],
  ['HYPOT(3, 4)', 'double', 5],
  ['TO_RADIANS([0, 180])', 'double', [0, Math.PI]],
  ['TO_INTEGER("2147483648")', 'integer', null, 'NumberFormatException: For input string: "2147483648"'],
  ['TO_INTEGER(2147483648)', 'integer', null, 'out of .integer. range'],
  ['COPY_SIGN(3, -1.0)', 'integer', -3],
  ['SCALB(3, 4)', 'double', 48],
  ['ROUND_TO(250, 0, 100, 1000)', 'integer', 100],
  ['TO_DEGREES(PI())', 'double', 180],
  ['TO_RADIANS(180.0) == PI()', 'boolean', true],
  ['TAU() / PI()', 'double', 2],
  ['GREATEST(1, 2.5)', 'double', 2.5],
  ['LEAST("b", "a")', 'keyword', 'a'],
  ['GREATEST(1, null)', 'integer', null],
];

const STRINGS: readonly Row[] = [
  ['LENGTH("😀é")', 'integer', 2],
  ['BYTE_LENGTH("😀é")', 'integer', 6],
  ['BIT_LENGTH("é")', 'integer', 16],
  ['LEFT("😀bc", 2)', 'keyword', '😀b'],
  ['RIGHT("ab😀", 2)', 'keyword', 'b😀'],
  ['LEFT("abc", 0)', 'keyword', ''],
  ['LTRIM("  a ")', 'keyword', 'a '],
  ['RTRIM(" a  ")', 'keyword', ' a'],
  ['TRIM("\\t a\\n")', 'keyword', 'a'],
  ['REVERSE("a😀b")', 'keyword', 'b😀a'],
  ['REPEAT("ab", 3)', 'keyword', 'ababab'],
  ['REPEAT("a", -1)', 'keyword', null, 'cannot be negative'],
  ['REPEAT("abcdefghij", 1000000)', 'keyword', null, 'more than \\[1048576\\] bytes'],
  ['SPACE(3)', 'keyword', '   '],
  ['SUBSTRING("abcdef", -3, 2)', 'keyword', 'de'],
  ['SUBSTRING("a😀b", 2, 1)', 'keyword', '😀'],
  ['LOCATE("a😀b", "b")', 'integer', 3],
  ['LOCATE("abcabc", "b", 3)', 'integer', 5],
  ['SPLIT("a;b;", ";")', 'keyword', ['a', 'b', '']],
  ['CONCAT("a", "b", "c")', 'keyword', 'abc'],
  ['TO_UPPER(["a", "b"])', 'keyword', ['A', 'B']],
  ['URL_ENCODE("a b/ü")', 'keyword', 'a+b%2F%C3%BC'],
  ['URL_ENCODE_COMPONENT("a b")', 'keyword', 'a%20b'],
  ['URL_DECODE("a%20b+c")', 'keyword', 'a b c'],
  ['URL_DECODE("%zz")', 'keyword', null, 'URLDecoder'],
  ['TO_BASE64("hé")', 'keyword', 'aMOp'],
  ['FROM_BASE64("aMOp")', 'keyword', 'hé'],
  ['FROM_BASE64("!")', 'keyword', null, 'base64'],
  ['REPLACE("a1b22", "([a-z])(\\\\d)", "$2$1")', 'keyword', '1a2b2'],
  ['REPLACE("abc", "", "-")', 'keyword', '-a-b-c-'],
  ['REPLACE("a.b", "\\\\.", "\\\\$")', 'keyword', 'a$b'],
  ['REPLACE("abc", "b", "$3")', 'keyword', null, 'No group 3'],
  ['JSON_EXTRACT("""{"a":[{"b":"x"},7]}""", "a[0].b")', 'keyword', 'x'],
  ['JSON_EXTRACT("""{"a":[{"b":"x"},7]}""", "$.a")', 'keyword', '[{"b":"x"},7]'],
  ['JSON_EXTRACT("""{"a.b":9007199254740993}""", "[\'a.b\']")', 'keyword', '9007199254740993'],
  ['JSON_EXTRACT("nope", "a")', 'keyword', null, 'invalid JSON'],
];

const DATES: readonly Row[] = [
  ['NOW()', 'date', '2026-03-05T12:00:00.000Z'],
  ['DATE_TRUNC(1 week, NOW())', 'date', '2026-03-02T00:00:00.000Z'],
  ['DATE_TRUNC(1 quarter, NOW())', 'date', '2026-01-01T00:00:00.000Z'],
  ['DATE_TRUNC(3 days, NOW())', 'date', '2026-03-05T00:00:00.000Z'],
  ['DATE_TRUNC("1 hour", NOW())', 'date', '2026-03-05T12:00:00.000Z'],
  ['DATE_DIFF("day", NOW(), NOW() + 3 days)', 'integer', 3],
  ['DATE_DIFF("months", "2026-01-31"::date, "2026-03-01"::date)', 'integer', 1],
  ['DATE_DIFF("years", "2024-02-29"::date, "2026-02-28"::date)', 'integer', 1],
  ['DATE_EXTRACT("hour_of_day", NOW())', 'long', 12],
  ['DATE_EXTRACT("day_of_week", NOW())', 'long', 4],
  ['DATE_EXTRACT("day_of_year", NOW())', 'long', 64],
  ['DATE_FORMAT("EEE, d MMM yyyy HH:mm:ss.SSS", NOW())', 'keyword', 'Thu, 5 Mar 2026 12:00:00.000'],
  ['DATE_FORMAT("YYYY-\'W\'ww", NOW())', 'keyword', '2026-W10'],
  ['DATE_PARSE("dd/MM/yyyy HH:mm", "05/03/2026 07:08")', 'date', '2026-03-05T07:08:00.000Z'],
  ['DATE_PARSE("yyyy-MM-dd", "2026-02-30")', 'date', null, 'failed to parse date field'],
  ['DAY_NAME(NOW())', 'keyword', 'Thursday'],
  ['MONTH_NAME(NOW())', 'keyword', 'March'],
  ['NOW() - 1 month - 5 days', 'date', '2026-01-31T12:00:00.000Z'],
  ['"2026-01-31"::date + 1 month', 'date', '2026-02-28T00:00:00.000Z'],
  ['BUCKET(NOW(), 1 month)', 'date', '2026-03-01T00:00:00.000Z'],
  ['BUCKET(NOW(), 20, "2026-03-05", "2026-03-06")', 'date', '2026-03-05T12:00:00.000Z'],
  ['BUCKET(NOW(), 24, "2026-03-05", "2026-03-06")', 'date', '2026-03-05T12:00:00.000Z'],
  ['BUCKET(NOW(), 4, "2026-01-01", "2026-12-31")', 'date', '2026-01-01T00:00:00.000Z'],
  ['BUCKET(57, 10.)', 'double', 50],
  ['BUCKET(57, 20, 0, 100)', 'double', 50],
  ['BUCKET(57, 25, 0, 100)', 'double', 55],
];

const CONVERSIONS: readonly Row[] = [
  ['"12.7"::integer', 'integer', 13],
  ['-12.5::integer', 'integer', -13],
  ['3000000000::integer', 'integer', null, 'out of \\[integer\\] range'],
  ['"9223372036854775807"::long', 'long', 9223372036854775807n],
  ['"18446744073709551615"::unsigned_long', 'unsigned_long', 18446744073709551615n],
  ['TO_DOUBLE("1e3")', 'double', 1000],
  ['1.0::string', 'keyword', '1.0'],
  ['520128000000.0::string', 'keyword', '5.20128E11'],
  ['true::string', 'keyword', 'true'],
  ['"TRUE"::boolean', 'boolean', true],
  ['"2026"::date', 'date', '2026-01-01T00:00:00.000Z'],
  ['1000::date', 'date', '1970-01-01T00:00:01.000Z'],
  ['"::1"::ip', 'ip', '::1'],
  ['"fe80:0:0:0:0:0:0:1"::ip', 'ip', 'fe80::1'],
  ['"1.2.3.04"::ip', 'ip', null, 'not an IP string literal'],
  ['IP_PREFIX("10.1.2.3"::ip, 8, 0)', 'ip', '10.0.0.0'],
  ['CIDR_MATCH("10.1.2.3"::ip, "10.0.0.0/8")', 'boolean', true],
  ['"1.10.0"::version > "1.9.0"', 'boolean', true],
  ['"1.0.0-rc1"::version < "1.0.0"', 'boolean', true],
];

const MULTIVALUES: readonly Row[] = [
  ['MV_COUNT([1, 2, 2])', 'integer', 3],
  ['MV_SUM([1, 2])', 'integer', 3],
  ['MV_AVG([1, 2, 6])', 'double', 3],
  ['MV_MEDIAN([1, 2, 3, 4])', 'integer', 2],
  ['MV_MEDIAN([1.0, 4.0])', 'double', 2.5],
  ['MV_PERCENTILE([0, 10], 25)', 'integer', 2],
  ['MV_FIRST(["b", "a"])', 'keyword', 'b'],
  ['MV_LAST(["b", "a"])', 'keyword', 'a'],
  ['MV_MIN(["b", "a"])', 'keyword', 'a'],
  ['MV_MAX([1.5, 2])', 'double', 2],
  ['MV_CONCAT(["b", "a"], "-")', 'keyword', 'b-a'],
  ['MV_DEDUPE([3, 1, 3])', 'integer', [3, 1]],
  ['MV_SORT([3, 1, 2], "DESC")', 'integer', [3, 2, 1]],
  ['MV_SLICE([1, 2, 3, 4], -3, -2)', 'integer', [2, 3]],
  ['MV_SLICE([1, 2], 5)', 'integer', null],
  ['MV_APPEND([1], [2, 3])', 'integer', [1, 2, 3]],
  ['MV_CONTAINS(["a", "b"], null)', 'boolean', true],
  ['MV_INTERSECTS(["a", "b"], ["b", "c"])', 'boolean', true],
  ['MV_INTERSECTION([1, 2], [3])', 'integer', null],
  ['MV_UNION([1, 2], [2, 3])', 'integer', [1, 2, 3]],
  ['MV_DIFFERENCE([1, 2], [2])', 'integer', 1],
  ['MV_ZIP(["a", "b"], ["c"], "=")', 'keyword', ['a=c', 'b']],
  ['MV_MEDIAN_ABSOLUTE_DEVIATION([0.0, 2.0, 5.0, 6.0])', 'double', 2],
  ['CLAMP(7, 1, 5)', 'integer', 5],
  ['CLAMP_MIN(0.5, 1)', 'double', 1],
  ['CLAMP_MAX("b", "a")', 'keyword', 'a'],
  ['CIDR_MATCH("::1"::ip, "10.0.0.0/8", "::1")', 'boolean', true],
  ['COALESCE(null, 2, 3.5)', 'double', 2],
  ['CASE(false, 1, null, 2, 3000000000)', 'long', 3000000000],
  ['CASE(true, "a", 1 == 1, "b")', 'keyword', 'a'],
];

describe.each([
  ['maths', MATHS],
  ['strings', STRINGS],
  ['dates', DATES],
  ['conversions', CONVERSIONS],
  ['multivalues and conditions', MULTIVALUES],
])('%s', (_, rows) => {
  for (const [expression, type, value, warning] of rows) {
    test(expression, async () => {
      const result = await resultOf(`ROW x = ${expression}`);
      expect(result.columns[0]?.type).toBe(type);
      const [[got]] = [...result.rows()] as [[unknown]];
      if (typeof value === 'number') expect(Number(got)).toBeCloseTo(value, 9);
      else expect(got).toEqual(value);
      expect(result.warnings.slice(1).join('\n')).toMatch(warning ? new RegExp(warning) : /^$/);
    });
  }
});

test('every function has an example that is right, and is named in it', async () => {
  for (const entry of FUNCTIONS) {
    const example = /^(EVAL|WHERE|STATS)/.test(entry.example) ? entry.example : `EVAL ${entry.example}`;
    expect(example.toUpperCase()).toContain(entry.name === '-' ? '-' : `${entry.name}(`);
    await resultOf(`SET unmapped_fields = "nullify"; FROM logs | ${example} | LIMIT 1`);
  }
});

test('a sum of what has no type has none; with a number beside it, it is whole', async () => {
  const typesOf = async (query: string) => (await resultOf(query)).columns.map(({ type }) => type);
  expect(await typesOf('ROW x = 1 | STATS s = SUM(null), a = AVG(null), m = MIN(null) | EVAL r = s + 1')).toEqual([
    'null',
    'double',
    'null',
    'integer',
  ]);
  expect(await typesOf('ROW x = 1 | STATS s = SUM(null + 1)')).toEqual(['long']);
});
