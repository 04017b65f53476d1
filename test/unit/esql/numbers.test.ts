/** Numbers at the edges of their types, and functions of them that treat types in their own way. */
import { describe, expect, test } from 'vitest';
import { errorOf } from './answers.ts';
import { type Row, testRows } from './expressions.ts';

const WHOLE_AS_THEY_ARE: readonly Row[] = [
  ['CEIL([1, 2])', 'integer', [1, 2]],
  ['FLOOR([3000000000, 4])', 'long', [3000000000, 4]],
  ['ROUND([5, 6])', 'integer', [5, 6]],
  ['ABS([18446744073709551615, 7])', 'unsigned_long', [18446744073709551615n, 7]],
  ['CEIL([1.5, 2.5])', 'double', null, 'single-value function encountered multi-value'],
  ['ROUND([5, 6], 0)', 'integer', null, 'single-value function encountered multi-value'],
  ['ABS([1, -2])', 'integer', null, 'single-value function encountered multi-value'],
  ['ABS(-9223372036854775808)', 'long', null, 'long overflow'],
];

const REFUSED_NUMBERS: readonly Row[] = [
  ['LOG(1, 7)', 'double', null, 'ArithmeticException: Log of base 1'],
  ['LOG(-2, 7)', 'double', null, 'Log of non-positive number'],
  ['SINH(1000)', 'double', null, 'ArithmeticException: sinh overflow'],
  ['COSH(-1000)', 'double', null, 'ArithmeticException: cosh overflow'],
  ['ACOSH(0.5)', 'double', null, 'Acosh input out of range'],
  ['ACOSH(1) + ASINH(0) + ATANH(0)', 'double', 0],
  ['ATANH(-1)', 'double', null, 'Atanh input out of range'],
];

const SCALED: readonly Row[] = [
  ['SCALB(1e-300, 1030) / 1e10', 'double', 1.1505236063118822],
  ['SCALB(1e300, -2000) * 1e300', 'double', 0.008709809816217218],
  ['SCALB(1.5, 2000000000)', 'double', null, 'not a finite double number: Infinity'],
  ['SCALB(1.5, 3000000000)', 'double', null, 'ArithmeticException: integer overflow'],
  ['COPY_SIGN(4, -0.0)', 'integer', 4],
  ['COPY_SIGN(4.5, -0.0)', 'double', -4.5],
  ['COPY_SIGN(9223372036854775806, -1)', 'long', -9223372036854775806n],
];

const ROUNDED_TO_POINTS: readonly Row[] = [
  ['ROUND_TO(7, 10, 1, 5)', 'integer', 5],
  ['ROUND_TO(0, 10, 1, 5)', 'integer', 1],
  ['ROUND_TO(7, 6.5, 8)', 'double', 6.5],
  ['ROUND_TO(7, 5, 3000000000)', 'long', 5],
  ['ROUND_TO("2026-03-05"::date, "2026-01-01", "2027-01-01")', 'date', '2026-01-01T00:00:00.000Z'],
  ['ROUND_TO(null, 5)', 'integer', null],
];

const TO_WHOLE_NUMBERS: readonly Row[] = [
  ['TO_UNSIGNED_LONG(7.9)', 'unsigned_long', 7],
  ['TO_UNSIGNED_LONG("7.9")', 'unsigned_long', 7],
  ['TO_UNSIGNED_LONG("+.05e3")', 'unsigned_long', 50],
  ['TO_UNSIGNED_LONG("-0.9")', 'unsigned_long', 0],
  ['TO_UNSIGNED_LONG("-1")', 'unsigned_long', null, '\\[-1\\] out of \\[unsigned_long\\] range'],
  ['TO_UNSIGNED_LONG(-0.9)', 'unsigned_long', null, '\\[-0.9\\] out of \\[unsigned_long\\] range'],
  ['TO_UNSIGNED_LONG("1e999999999")', 'unsigned_long', null, 'out of \\[unsigned_long\\] range'],
  ['TO_UNSIGNED_LONG("18446744073709551616")', 'unsigned_long', null, 'out of \\[unsigned_long\\] range'],
  ['TO_UNSIGNED_LONG("12 ")', 'unsigned_long', null, 'Character   is neither a decimal digit number'],
  ['TO_UNSIGNED_LONG("many")', 'unsigned_long', null, 'Character m is neither a decimal digit number, decimal point'],
  ['TO_INTEGER(2147483647.4)', 'integer', null, 'out of \\[integer\\] range'],
  ['TO_INTEGER("2147483647.4")', 'integer', null, 'NumberFormatException'],
  ['TO_DOUBLE("1,5")', 'double', null, 'NumberFormatException: For input string: "1,5"'],
  ['TO_DOUBLE("-2e308")', 'double', null, 'InvalidArgumentException: Number \\[-2e308\\] is too large'],
  ['TO_DOUBLE("Infinity")', 'double', null, 'InvalidArgumentException: Number \\[Infinity\\] is too large'],
  ['TO_DOUBLE(["7", "NaN"])', 'double', 7, '\\[NaN\\] cannot be parsed as a number \\(NaN\\)'],
  ['TO_LONG(9.223372036854775807E18)', 'long', 9223372036854775807n],
  ['TO_LONG(1e19)', 'long', null, '\\[1.0E19\\] out of \\[long\\] range'],
  ['TO_DATETIME(1000.5)', 'date', '1970-01-01T00:00:01.001Z'],
  ['TO_DATETIME(1e30)', 'date', null, '\\[1.0E30\\] out of \\[long\\] range'],
  ['TO_DATETIME([9223372036854775808, 1000])', 'date', '1970-01-01T00:00:01.000Z', 'out of \\[long\\] range'],
];

const IN_A_BASE: readonly Row[] = [
  ['TO_LONG("0xcafe", 16)', 'long', 51966],
  ['TO_LONG("CaFe", 16)', 'long', 51966],
  ['TO_INT("-101", 2)', 'integer', -5],
  ['TO_INTEGER("+z", 36)', 'integer', 35],
  ['TO_LONG("-8000000000000000", 16)', 'long', -9223372036854775808n],
  ['TO_LONG("8.5", 10)', 'long', 9],
  ['TO_LONG("17", 8::unsigned_long)', 'long', 15],
  ['TO_LONG("17", null)', 'long', null],
  ['TO_LONG(null, 8)', 'long', null],
  ['TO_LONG("0xcafe", 10)', 'long', null, 'Cannot parse number \\[0xcafe\\]'],
  ['TO_LONG("8000000000000000", 16)', 'long', null, 'to convert \\[8000000000000000\\] to number of base \\[16\\]'],
  ['TO_INTEGER("0x80000000", 16)', 'integer', null, 'Unable to convert \\[80000000\\] to number of base \\[16\\]'],
  ['TO_LONG("19", 8)', 'long', null, 'InvalidArgumentException: Unable to convert \\[19\\] to number of base \\[8\\]'],
  ['TO_LONG("", 8)', 'long', null, 'Unable to convert \\[\\] to number of base \\[8\\]'],
  ['TO_LONG("1", 37)', 'long', null, 'Unable to convert \\[1\\] to number of base \\[37\\]'],
  ['TO_LONG("1", 4294967312)', 'long', null, '\\[4294967312\\] out of \\[integer\\] range'],
  ['TO_LONG(["1", "2"], 8)', 'long', null, 'single-value function encountered multi-value'],
];

describe.each([
  ['whole numbers pass CEIL, FLOOR and ROUND as they are, several at once too', WHOLE_AS_THEY_ARE],
  ['numbers without a result', REFUSED_NUMBERS],
  ['powers of two and signs', SCALED],
  ['conversions at the ends of whole types', TO_WHOLE_NUMBERS],
  ['whole numbers that are written in a base', IN_A_BASE],
  ['fixed points, in the widest type of all', ROUNDED_TO_POINTS],
])('%s', (_, rows) => testRows(rows));

const MIXED: readonly Row[] = [
  ['COALESCE(null, 3000000000, 2)', 'long', 3000000000],
  ['GREATEST(2.5, 3000000000, 4)', 'double', 3000000000],
  ['CASE([true, true], 1, 2)', 'integer', 2, 'IllegalArgumentException: CASE expects a single-valued boolean'],
  ['CASE(false, "a", null, null, "b")', 'keyword', 'b'],
  ['CASE(false, 1.5, 7)', 'double', 7],
  ['CASE(false, TO_UL(3), 7)', 'unsigned_long', 7],
  ['CASE(true, [18446744073709551615, 1], 0)', 'unsigned_long', [18446744073709551615n, 1]],
  ['COALESCE(null, 18446744073709551615, 3000000000, 2)', 'unsigned_long', 18446744073709551615n],
  ['GREATEST(1.5, 2, TO_UL(3))', 'double', 3],
  ['LEAST(2.5, 18446744073709551615)', 'double', 2.5],
  [
    'GREATEST(TO_UL(3), -1)',
    'unsigned_long',
    null,
    'evaluation of \\[-1\\] failed[^]*\\[-1\\] out of \\[unsigned_long\\] range',
  ],
];

describe('numbers of several types take the type of the first', () => {
  testRows(MIXED);
  test.each([
    ['LEAST(1, 2.5)', 'second argument of [LEAST(1, 2.5)] must be [integer], found value [2.5] type [double]'],
    [
      'COALESCE(null, 2, 3000000000)',
      'third argument of [COALESCE(null, 2, 3000000000)] must be [integer], found value',
    ],
    ['CASE(true, 1, 2.5)', 'third argument of [CASE(true, 1, 2.5)] must be [integer], found value [2.5] type [double]'],
    ['GREATEST(1, TO_UL(3))', 'second argument of [GREATEST(1, TO_UL(3))] must be [integer], found value [TO_UL(3)]'],
    [
      'COALESCE(TO_UL(3), 2, 1.5)',
      'second argument of [COALESCE(TO_UL(3), 2, 1.5)] must be [unsigned_long], found value',
    ],
  ])('%s', async (expression, error) => {
    expect(await errorOf(`ROW x = ${expression}`)).toContain(error);
  });
});

test.each([
  ['TO_LONG(7, 8)', 'line 1:9: first argument of [TO_LONG(7, 8)] must be [string], found value [7] type [integer]'],
  ['TO_INT("7", 8.0)', 'second argument of [TO_INT("7", 8.0)] must be [integer], found value [8.0] type [double]'],
  [
    'TO_LONG("::1"::ip)',
    'line 1:9: argument of [TO_LONG("::1"::ip)] must be [boolean, datetime, double, integer, long,',
  ],
  ['TO_LONG("7", 8, 9)', 'error building [to_long]: expects one or two arguments'],
])('%s has no type', async (expression, error) => {
  expect(await errorOf(`ROW x = ${expression}`)).toContain(error);
});

test('what is wrong with a column is said once, however often it is named', async () => {
  expect(await errorOf('ROW a = 1, b = 2 | STATS x = MAX(a) + b, y = MIN(a) - b')).toBe(
    'Found 1 problem\nline 1:39: column [b] must appear in the STATS BY clause or be used in an aggregate function',
  );
});
