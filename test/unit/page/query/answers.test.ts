/** What is made of an answer: its drawing, its order, its cells as text, and the page's filter as lines of a query. */
import { describe, expect, test } from 'vitest';
import type { QueryAnswer, QueryCell } from '../../../../src/session/protocol/protocol.ts';
import { cellText, tabbed } from '../../../../webview/query/cell-text.ts';
import { courseOf } from '../../../../webview/query/course.ts';
import { withFilter } from '../../../../webview/query/filtered.ts';
import { gridWish } from '../../../../webview/query/grid-wish.ts';
import { lanesOf } from '../../../../webview/query/lanes.ts';
import { titleOf } from '../../../../webview/query/query-title.ts';
import { nextSorting, rowOrder } from '../../../../webview/query/row-order.ts';
import { barColumn, drawingOf } from '../../../../webview/query/shape.ts';

type Columns = readonly (readonly [name: string, type: string, ...cells: QueryCell[]])[];

const answer = (...columns: Columns): QueryAnswer => ({
  columns: columns.map(([name, type]) => ({ name, type })),
  values: columns.map(([, , ...cells]) => cells),
  rows: (columns[0]?.length ?? 2) - 2,
  warnings: [],
  took: 1,
});
const T = (hour: number): string => new Date(Date.UTC(2026, 10, 20, hour)).toISOString();

describe('the drawing that fits', () => {
  test.each<[what: string, of: QueryAnswer, drawing: unknown]>([
    ['one row of numbers', answer(['n', 'long', 3], ['p', 'double', 1.5]), { kind: 'single', values: [0, 1] }],
    [
      'a number by a word',
      answer(['n', 'long', 3, 4], ['m', 'keyword', 'a', 'b']),
      { kind: 'bars', label: 1, value: 0 },
    ],
    [
      'a number by a time',
      answer(['n', 'long', 3, 4], ['t', 'date', T(1), T(2)]),
      { kind: 'time', time: 1, values: [0] },
    ],
    [
      'a number by a time and a word',
      answer(['n', 'long', 3, 4], ['t', 'date', T(1), T(1)], ['m', 'keyword', 'a', 'b']),
      { kind: 'time', time: 1, values: [0], by: 2 },
    ],
    ['single records with a time', answer(['n', 'long', 3, 4], ['t', 'date', T(1), T(1)]), undefined],
    ['words alone', answer(['m', 'keyword', 'a', 'b']), undefined],
    ['several values in a cell', answer(['n', 'long', [1, 2], 4], ['m', 'keyword', 'a', 'b']), undefined],
    ['no row', answer(['n', 'long'], ['m', 'keyword']), undefined],
  ])('%s', (_, of, drawing) => expect(drawingOf(of)).toEqual(drawing));

  test('inline bars are of the first column that has no number below zero', () => {
    expect(barColumn(answer(['d', 'double', -1, 2], ['n', 'long', 3, '9007199254740993']))).toBe(1);
    expect(barColumn(answer(['n', 'long', 3]))).toBeUndefined();
  });
});

describe('over time', () => {
  const chart = (of: QueryAnswer) => {
    const drawing = drawingOf(of);
    return drawing?.kind === 'time' ? courseOf(of, drawing) : undefined;
  };

  test('steps without rows are there and empty', () => {
    const made = chart(answer(['n', 'long', 1, 2, 3], ['t', 'date', T(4), T(1), T(2)]));
    expect(made?.kind).toBe('bars');
    expect(made?.starts.map((start) => new Date(start).getUTCHours())).toEqual([1, 2, 3, 4]);
    expect(made?.series[0]?.values).toEqual([2, 3, null, 1]);
  });

  test('the greatest stand alone, the rest is one more', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'a'];
    const made = chart(
      answer(
        ['n', 'long', 9, 8, 7, 6, 1, 2, 5],
        ['m', 'keyword', ...names],
        ['t', 'date', ...names.map((_, i) => T(i === 6 ? 2 : 1))],
      ),
    );
    expect(made?.series.map(({ label, values }) => [label, ...values])).toEqual([
      ['a', 9, 5],
      ['b', 8, null],
      ['c', 7, null],
      ['d', 6, null],
      ['2 more', 3, null],
    ]);
  });

  test('what is no part of a whole is a line; numbers below zero are left to the table', () => {
    expect(chart(answer(['p', 'double', 1, 2], ['t', 'date', T(1), T(2)]))?.kind).toBe('lines');
    expect(chart(answer(['n', 'long', -1, 2], ['t', 'date', T(1), T(2)]))).toBeUndefined();
    expect(chart(answer(['n', 'long', 1, 2], ['t', 'date', T(1), 'later']))).toBeUndefined();
  });

  test('uneven steps, such as months, keep their own times', () => {
    const months = [0, 1, 2].map((month) => new Date(Date.UTC(2026, month, 1)).toISOString());
    expect(chart(answer(['n', 'long', 1, 2, 3], ['t', 'date', ...months]))?.starts).toEqual(months.map(Date.parse));
  });
});

test('rows are ordered by any column, absent values last, equal ones as they were', () => {
  const of = answer(['n', 'long', 3, null, '10', 3], ['m', 'keyword', 'b', 'a', 'B', ['c', 'd']]);
  const ordered = (column: number, descending: boolean) => [...rowOrder(of, 4, { column, descending })];
  expect(ordered(0, true)).toEqual([2, 0, 3, 1]);
  expect(ordered(0, false)).toEqual([0, 3, 2, 1]);
  expect(ordered(1, false)).toEqual([2, 1, 0, 3]);
  expect([...rowOrder(of, 4, undefined)]).toEqual([0, 1, 2, 3]);
  expect(nextSorting(undefined, 0, 'long')).toEqual({ column: 0, descending: true });
  expect(nextSorting({ column: 0, descending: true }, 0, 'long')).toEqual({ column: 0, descending: false });
  expect(nextSorting({ column: 0, descending: false }, 0, 'long')).toBeUndefined();
  expect(nextSorting(undefined, 1, 'keyword')).toEqual({ column: 1, descending: false });
});

test.each<[value: QueryCell, type: string, text: string]>([
  [8412, 'long', '8,412'],
  ['9007199254740993', 'long', '9,007,199,254,740,993'],
  [0.1234567, 'double', '0.123457'],
  [1e-7, 'double', '1e-7'],
  [null, 'keyword', '–'],
  [['a', 'b'], 'keyword', '[a, b]'],
  ['2026-11-20T16:00:00.000Z', 'date', '2026-11-20T16:00Z'],
  ['2026-11-20T16:00:00.120Z', 'date', '2026-11-20T16:00:00.120Z'],
  [true, 'boolean', 'true'],
])('%j as %s reads %s', (value, type, text) => expect(cellText(value, type)).toBe(text));

test('what is copied pastes into columns, and is no formula', () => {
  const of = answer(['a\tb', 'keyword', '=1', 'x\ny'], ['n', 'long', -1, null]);
  expect(tabbed(of, [1, 0])).toBe("a b\tn\nx y\t\n'=1\t-1\n");
});

test('columns take what they need, what is left goes to text and bars', () => {
  const of = answer(['n', 'long', 1, 2], ['m', 'keyword', 'a', 'b']);
  const lanes = lanesOf(of, 0, 1000);
  expect(lanes.map(({ left }) => left)).toEqual([0, lanes[0]?.width]);
  expect(lanes.reduce((sum, { width }) => sum + width, 0)).toBeGreaterThan(990);
  expect(lanesOf(of, undefined, 0).every(({ width }) => width >= 64)).toBe(true);
});

describe('keys of the rows', () => {
  const press = (key: string, at = { row: 1, column: 1 }, more = {}) =>
    gridWish({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more }, at, 10, 20, 3);
  test.each<[string, unknown]>([
    ['ArrowUp', { row: 0, column: 1 }],
    ['PageDown', { row: 11, column: 1 }],
    ['Home', { row: 1, column: 0 }],
    ['Enter', 'menu'],
    ['f', 'with'],
    ['x', undefined],
  ])('%s', (key, wish) => expect(press(key)).toEqual(wish));
  test('with Ctrl, Shift and Alt, and in the head', () => {
    expect(press('End', undefined, { ctrlKey: true })).toEqual({ row: 19, column: 2 });
    expect(press('c', undefined, { ctrlKey: true })).toBe('copy');
    expect(press('F', undefined, { shiftKey: true })).toBe('without');
    expect(press('ArrowLeft', undefined, { altKey: true })).toBeUndefined();
    expect(press('ArrowUp', { row: -1, column: 0 })).toEqual({ row: -1, column: 0 });
    expect(press('Enter', { row: -1, column: 0 })).toBe('sort');
  });
});

describe('the filter of the page', () => {
  const range = [Date.UTC(2026, 10, 20), Date.UTC(2026, 10, 21)] as const;
  const TIMES = '| WHERE @timestamp >= "2026-11-20T00:00:00.000Z" AND @timestamp < "2026-11-21T00:00:00.000Z"';

  test('stands behind the first command, line by line, and once', () => {
    const once = withFilter('FROM a | LIMIT 1', { where: 'b == 1 OR c', range });
    expect(once).toBe(`FROM a\n${TIMES}\n| WHERE b == 1 OR c\n| LIMIT 1`);
    expect(withFilter(once, { where: 'b == 1 OR c', range })).toBe(once);
  });

  test('a pipe in a string is none, a query without pipes gets its first', () => {
    expect(withFilter('ROW a = "x | y"', { where: 'a' })).toBe('ROW a = "x | y"\n| WHERE a');
  });
});

test.each<[string, string]>([
  ['// Who probes\nFROM a | LIMIT 1', 'Who probes'],
  ['FROM a\n| STATS   c = COUNT(*)\n| LIMIT 1', 'STATS c = COUNT(*) | LIMIT 1'],
  ['ROW a = 1', 'ROW a = 1'],
  ['FROM logs-* | WHERE a | STATS n = COUNT(*) BY b | stats m = MAX(n) | SORT m', 'stats m = MAX(n) | SORT m'],
])('%j is called %s', (text, title) => expect(titleOf(text)).toBe(title));
