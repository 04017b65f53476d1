/** Arguments of CASE and COALESCE are only asked about the rows that need them, so that they warn of no other. */
import { describe, expect, test } from 'vitest';
import { resultOf } from './answers.ts';

const DOCS = [
  { n: 0, s: '7', m: [1, 2] },
  { n: 2, s: 'seven', m: 3 },
  { n: 5, s: '9', m: 4 },
  { s: 'none', m: 5 },
];
const MAPPING = { n: 'integer', s: 'keyword', m: 'integer' };

const ROWS: readonly (readonly [expression: string, values: readonly unknown[], warnings: readonly RegExp[]])[] = [
  ['CASE(n > 0, 10 / n, 0)', [0, 5, 2, 0], []],
  ['CASE(n == 0, -1, 10 % n == 0, 10 / n, 10 / m)', [-1, 5, 2, 2], []],
  ['CASE(n == 0, 10 / n, 1)', [null, 1, 1, 1], [/\[10 \/ n\] failed/, /\/ by zero/]],
  ['CASE(n == 2, 0, TO_INTEGER(s))', [7, 0, 9, null], [/\[TO_INTEGER\(s\)\] failed/, /For input string: "none"/]],
  ['CASE(n == 5, m + 1, n == 2, m + 2)', [null, 5, 5, null], []],
  ['CASE(n IS NULL, TO_LOWER(CONCAT(s, "!")), n == 0, s, "else")', ['7', 'else', 'else', 'none!'], []],
  ['CASE(n == 0, MV_APPEND(m, n), m)', [[1, 2, 0], 3, 4, 5], []],
  ['COALESCE(n, TO_INTEGER(s), m * 2)', [0, 2, 5, 10], [/\[TO_INTEGER\(s\)\] failed/, /For input string: "none"/]],
  ['COALESCE(n, m * 2)', [0, 2, 5, 10], []],
  ['COALESCE(m, 1 / n)', [[1, 2], 3, 4, 5], []],
  ['COALESCE(CASE(n > 2, 10 / n), CASE(n > 0, 20 / n), -1)', [-1, 10, 2, -1], []],
];

describe('each row', () => {
  test.each(ROWS)('%s', async (expression, values, warnings) => {
    const result = await resultOf(`FROM t | EVAL x = ${expression} | KEEP x`, { docs: DOCS, mapping: MAPPING });
    expect([...result.rows()].map(([value]) => value)).toEqual(values);
    const said = result.warnings.filter((line) => !line.startsWith('No limit'));
    expect(said).toHaveLength(warnings.length);
    for (const [i, warning] of warnings.entries()) expect(said[i]).toMatch(warning);
  });
});

test('a condition of several values is told where it stands, and counts as false', async () => {
  const docs = [{ b: [true, true] }, { b: true }, { b: false }];
  const result = await resultOf('FROM t | EVAL x = CASE(b, "a", NOT b, "b", "c") | KEEP x', {
    docs,
    mapping: { b: 'boolean' },
  });
  expect([...result.rows()]).toEqual([['c'], ['a'], ['b']]);
  expect(result.warnings.slice(1)).toEqual([
    'Line 1:24: evaluation of [b] failed, treating result as false. Only first 20 failures recorded.',
    'Line 1:24: java.lang.IllegalArgumentException: CASE expects a single-valued boolean',
    'Line 1:32: evaluation of [NOT b] failed, treating result as null. Only first 20 failures recorded.',
    'Line 1:32: java.lang.IllegalArgumentException: single-value function encountered multi-value',
  ]);
});
