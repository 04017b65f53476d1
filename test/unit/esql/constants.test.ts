/** What may be a constant: literals, what is computed of them, and columns that hold one in every row. */
import { describe, expect, test } from 'vitest';
import { errorOf, rowsOf } from './answers.ts';
import { type Row, testRows } from './expressions.ts';

const world = { docs: [{ k: 'abc' }, { k: 'xyz' }, {}, { k: ['abd', 'q'] }], mapping: { k: 'keyword' } };

describe('patterns of LIKE and RLIKE', () => {
  test.each([
    ['EVAL p = "ab*" | WHERE k LIKE p', ['abc']],
    ['EVAL s = "*" | EVAL p = CONCAT("a", s) | WHERE k LIKE p', ['abc']],
    ['EVAL p = "x" | EVAL p = "a.*" | WHERE k RLIKE p', ['abc']],
    ['EVAL p = "a.*" | RENAME p AS q | SORT k | WHERE k NOT RLIKE q', ['xyz']],
    ['EVAL p = TO_LOWER("XY?") | WHERE k LIKE ("no", p)', ['xyz']],
  ])('%s', async (commands, wanted) => {
    const rows = await rowsOf(`FROM t | ${commands} | KEEP k`, world);
    expect(rows.map(([k]) => k)).toEqual(wanted);
  });

  test.each([
    ['EVAL p = k | WHERE k LIKE p', '1:36: second argument of [k LIKE p] must be a constant string, received [p]'],
    ['EVAL p = "a*" | MV_EXPAND p | WHERE k LIKE p', 'must be a constant string, received [p]'],
    ['EVAL p = DATE_FORMAT("yyyy", NOW()) | WHERE k LIKE p', 'must be a constant string, received [p]'],
    ['EVAL p = "a\\\\z" | WHERE k LIKE p', 'Invalid pattern for LIKE [a\\z]: [Invalid sequence'],
  ])('%s is refused', async (commands, wanted) => {
    expect(await errorOf(`FROM t | ${commands}`, world)).toContain(wanted);
  });
});

test('the order of MV_SORT may be a column that holds one', async () => {
  expect(await rowsOf('ROW a = [1, 3, 2], o = CONCAT("de", "sc") | EVAL s = MV_SORT(a, o) | KEEP s')).toEqual([
    [[3, 2, 1]],
  ]);
});

const ANY_VALUE: readonly Row[] = [
  ['MV_LIKE(["topic", "word"], "w*")', 'boolean', true],
  ['MV_LIKE(["topic", "word"], "W*")', 'boolean', false],
  ['MV_LIKE("topic", "t?pic")', 'boolean', true],
  ['MV_LIKE(null, "*")', 'boolean', false],
  ['NOT MV_LIKE(null::keyword, "*")', 'boolean', true],
  ['MV_LIKE("a", null)', 'boolean', false],
  ['MV_RLIKE(["topic", "word"], "wo.d")', 'boolean', true],
  ['MV_RLIKE(["topic", "word"], "wo")', 'boolean', false],
  ['MV_RLIKE("a", CONCAT("[a", "-c]"))', 'boolean', true],
  [
    'MV_LIKE("a", CONCAT("a", "\\\\z"))',
    'boolean',
    false,
    'treating result as false.*\\n.*Invalid pattern for MV_LIKE',
  ],
];

describe('patterns on several values', () => {
  testRows(ANY_VALUE);
  test('a pattern that is none, or that depends on the row, is refused', async () => {
    expect(await errorOf('ROW a = "x" | WHERE MV_RLIKE(a, "(a")')).toBe(
      "Found 1 problem\nline 1:21: Invalid regex pattern for MV_RLIKE [(a]: [expected ')' at position 2]",
    );
    expect(await errorOf('FROM t | WHERE MV_LIKE(k, k)', world)).toContain('must be a constant, received [k]');
  });
});

describe('texts of timespans', () => {
  test.each([
    ['ROW s = "3 days" | EVAL x = "2026-01-01"::date + s::date_period', '2026-01-04T00:00:00.000Z'],
    [
      'ROW n = "3" | EVAL s = CONCAT(n, " hours"), x = "2026-01-01"::date - TO_TIMEDURATION(s)',
      '2025-12-31T21:00:00.000Z',
    ],
    ['ROW d = "2026-01-01"::date | EVAL x = d + null::date_period', null],
    ['ROW d = "2026-01-01"::date | EVAL x = d - TO_TIMEDURATION(TO_STRING(null))', null],
  ])('%s', async (query, wanted) => {
    expect(await rowsOf(`${query} | KEEP x`)).toEqual([[wanted]]);
  });
  test('that depend on the row are refused', async () => {
    expect(await errorOf('FROM t | EVAL x = NOW() + k::date_period', world)).toContain(
      'line 1:27: argument of [k::date_period] must be a constant, received [k]',
    );
  });
});

test('there is no comparison that leaves case out of account', async () => {
  expect(await errorOf('FROM t | WHERE k =~ "ABC"', world)).toContain("line 1:18: mismatched input '=~' expecting");
});
