/** STATS and INLINE STATS: what makes a group, what each row of it gets, and how aggregates fail. */
import { describe, expect, test } from 'vitest';
import { errorOf, resultOf, rowsOf } from './answers.ts';

const WORLD = {
  mapping: { id: 'integer', team: 'keyword', tags: 'keyword', n: 'integer', w: 'double', ns: 'integer' },
  docs: [
    { id: 1, team: 'red', tags: ['a', 'b'], n: 10, w: 1, ns: [1, 2] },
    { id: 2, team: 'red', tags: ['b'], n: 20, w: 3, ns: 3 },
    { id: 3, team: 'blue', n: 30, w: 2 },
    { id: 4, tags: ['a', 'b', 'c'], n: 40 },
  ],
};

describe('group keys', () => {
  test.each([
    [
      'a key that a later one replaces makes no groups',
      'BY k = id, k = team',
      [
        [2, 'red'],
        [1, 'blue'],
        [1, null],
      ],
    ],
    [
      'one that names itself again makes its groups once',
      'BY team, team',
      [
        [2, 'red'],
        [1, 'blue'],
        [1, null],
      ],
    ],
    [
      'a list under two names is paired with itself',
      'BY a = tags, b = tags',
      [
        [2, 'a', 'a'],
        [3, 'b', 'b'],
        [1, null, null],
        [1, 'c', 'c'],
      ],
    ],
    [
      'also when EVAL and RENAME gave it the other name',
      'BY tags, other',
      [
        [2, 'a', 'a'],
        [3, 'b', 'b'],
        [1, null, null],
        [1, 'c', 'c'],
      ],
    ],
    [
      'a list computed anew is a list of its own',
      'BY tags, MV_SORT(tags) | WHERE tags == "c"',
      [
        [1, 'c', 'a'],
        [1, 'c', 'b'],
        [1, 'c', 'c'],
      ],
    ],
  ])('%s', async (_, by, wanted) => {
    const query = `FROM t | EVAL x = tags | RENAME x AS other | STATS c = COUNT(*) ${by}`;
    const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
    expect((await rowsOf(query, WORLD)).sort(byText)).toEqual([...wanted].sort(byText));
  });

  test('a replaced key is told of, and the columns stand where the last ones are written', async () => {
    const result = await resultOf('FROM t | STATS c = COUNT(*) BY team, id, team', WORLD);
    expect(result.columns.map(({ name }) => name)).toEqual(['c', 'id', 'team']);
    expect(result.warnings).toContain("Line 1:32: Field 'team' shadowed by field at line 1:42");
  });
});

describe('INLINE STATS with several values in a key', () => {
  const inline = (stats: string): Promise<unknown[][]> =>
    rowsOf(`FROM t | KEEP id, team, tags, n | ${stats} | SORT id`, WORLD);

  test('each row gets what all its groups have, one after the other', async () => {
    expect(await inline('INLINE STATS m = MAX(n) BY tags | KEEP id, m, tags')).toEqual([
      [1, [40, 40], ['a', 'b']],
      [2, 40, 'b'],
      [3, 30, null],
      [4, [40, 40, 40], ['a', 'b', 'c']],
    ]);
  });

  test('lists of the groups are put together, nulls are left out, and expressions belong to the groups', async () => {
    const query = `INLINE STATS v = MV_SORT(VALUES(n)), some = MAX(n) WHERE n > 30, c = COUNT(*) + 1 BY tags | KEEP id, v, some, c`;
    expect(await inline(query)).toEqual([
      [1, [10, 40, 10, 20, 40], [40, 40], [3, 4]],
      [2, [10, 20, 40], 40, 4],
      [3, 30, null, 2],
      [4, [10, 40, 10, 20, 40, 40], [40, 40, 40], [3, 4, 2]],
    ]);
  });

  test('every combination of two keys counts', async () => {
    expect(await inline('INLINE STATS c = COUNT(*) BY tags, team | KEEP id, c')).toEqual([
      [1, [1, 2]],
      [2, 2],
      [3, 1],
      [4, [1, 1, 1]],
    ]);
  });

  test('a list whose values are all the same is one group', async () => {
    const world = {
      docs: [
        { b: [true, true], n: 1 },
        { b: true, n: 2 },
      ],
      mapping: { b: 'boolean', n: 'integer' },
    };
    expect(await rowsOf('FROM t | INLINE STATS s = SUM(n) BY b | KEEP s, b', world)).toEqual([
      [3, [true, true]],
      [3, true],
    ]);
  });

  test('no rows stay no rows', async () => {
    expect(await inline('WHERE id < 0 | INLINE STATS c = COUNT(*) BY tags')).toEqual([]);
    expect(await inline('WHERE id < 0 | INLINE STATS c = COUNT(*)')).toEqual([]);
  });

  test('after a LIMIT it is refused as by a cluster', async () => {
    expect(await errorOf('FROM t | LIMIT 2 | SORT id | INLINE STATS c = COUNT(*)', WORLD)).toContain(
      'line 1:30: INLINE STATS cannot be used after an explicit or implicit LIMIT command, but was [INLINE STATS c = COUNT(*)] after [LIMIT 2] [@1:10]',
    );
  });
});

describe('WEIGHTED_AVG', () => {
  const failed = (call: string, cause: string): string[] => [
    `Line 1:20: evaluation of [${call}] failed, treating result as null. Only first 20 failures recorded.`,
    `Line 1:20: ${cause}`,
  ];
  const MANY = 'java.lang.IllegalArgumentException: single-value function encountered multi-value';
  test.each([
    [
      'the weights of all rows divide, of rows without a number too',
      'WEIGHTED_AVG(n, w) WHERE id < 4',
      130 / 6,
      undefined,
    ],
    ['a list of numbers has no product', 'WEIGHTED_AVG(ns, w) WHERE id < 3', 9 / 4, MANY],
    ['nor has a list of weights', 'WEIGHTED_AVG(n, ns) WHERE id < 3', 60 / 6, MANY],
    ['a constant weight makes it the mean of all values', 'WEIGHTED_AVG(ns, 7)', 2, undefined],
    ['weights that add up to nothing', 'WEIGHTED_AVG(n, w - w)', null, 'java.lang.ArithmeticException: / by zero'],
    [
      'products of integers overflow',
      'WEIGHTED_AVG(n + 2147483600, n)',
      null,
      'java.lang.ArithmeticException: integer overflow',
    ],
    [
      'sums of longs overflow',
      'WEIGHTED_AVG(n + 9223372036854775700, 1)',
      null,
      'java.lang.ArithmeticException: long overflow',
    ],
  ])('%s', async (_, written, wanted, cause) => {
    const result = await resultOf(`FROM t | STATS x = ${written}`, WORLD);
    const [[value] = []] = [...result.rows()];
    if (wanted === null) expect(value).toBeNull();
    else expect(value).toBeCloseTo(wanted, 9);
    const call = written.replace(/ WHERE .*/, '');
    if (cause) expect(result.warnings).toEqual(expect.arrayContaining(failed(call, cause)));
    else expect(result.warnings.filter((line) => line.startsWith('Line'))).toEqual([]);
  });
});

test('there is no percentile beyond all values', async () => {
  const query =
    'FROM t | STATS a = PERCENTILE(n, 110), b = PERCENTILE(n, -1), c = PERCENTILE(n, 100), d = PERCENTILE(n, null)';
  expect(await rowsOf(query, WORLD)).toEqual([[null, null, 40, null]]);
});

test.each([
  ['TOP(n, 2, "desc", id)', [4, 3]],
  ['TOP(n, 1, "asc", w)', 1],
  // Rows without one of the two have no part in it.
  ['TOP(n, 9, "desc", w)', [2, 3, 1]],
  // Each value stands beside each of the other, and the other decides ties.
  ['TOP(w, 4, "asc", ns)', [1, 2, 3]],
  ['TOP(ns, 4, "desc", n)', [20, 10, 10]],
  ['TOP(id % 2, 9, "desc", n)', [30, 10, 40, 20]],
  ['TOP(n, 2, "asc", null)', null],
  ['TOP(n, 2, "asc", 5)', [5, 5]],
  ['TOP(ns, 4, "desc", ns)', [3, 2, 1]],
  ['TOP(n, 2, "asc", w) WHERE id > 1', [3, 2]],
])('%s', async (call, value) => {
  expect(await rowsOf(`FROM t | STATS x = ${call}`, WORLD)).toEqual([[value]]);
});

test('INLINESTATS is INLINE STATS with a warning', async () => {
  const old = await resultOf('FROM t\n| inlinestats c = COUNT(*)\n| KEEP id, c', WORLD);
  const now = await resultOf('FROM t\n| INLINE STATS c = COUNT(*)\n| KEEP id, c', WORLD);
  expect(old.rows).toEqual(now.rows);
  expect(old.warnings.filter((warning) => !now.warnings.includes(warning))).toEqual([
    'Line 2:3: INLINESTATS is deprecated, use INLINE STATS instead',
  ]);
});

test('STD_VAR is another name of VARIANCE', async () => {
  expect(await rowsOf('FROM t | STATS a = STD_VAR(n), b = VARIANCE(n)', WORLD)).toEqual([[125, 125]]);
});

test('a column that a replaced key reads is told of with that key', async () => {
  expect(await errorOf('FROM t | STATS x = n + 1 BY k = n % 3, k = n % 2', WORLD)).toContain(
    'line 1:20: column [n] cannot be used as an aggregate once declared in the STATS BY grouping key [k = n % 3]',
  );
});

test.each([
  ['TOP(n, 2, "up")', 'Invalid order value in [TOP(n, 2, "up")], expected [ASC, DESC] but got [up]'],
  ['TOP(n, null)', 'second argument of [TOP(n, null)] cannot be null, received [null]'],
  ['TOP(n, 1, null)', 'third argument of [TOP(n, 1, null)] cannot be null, received [null]'],
  [
    'TOP(n, 1, "asc", team)',
    'fourth argument of [TOP(n, 1, "asc", team)] must be [date or numeric except unsigned_long or counter types], found value [team] type [keyword]',
  ],
  [
    'TOP(team, 1, "asc", n)',
    'when fourth argument is set, first argument of [TOP(team, 1, "asc", n)] must be [date or numeric except unsigned_long or counter types], found value [team] type [keyword]',
  ],
])('%s', async (call, message) => {
  expect(await errorOf(`FROM t | STATS x = ${call}`, WORLD)).toContain(message);
});

/** A cluster adds the part results of its nodes, and the error of each with them; where all rows are on one node it has none. */
describe('the last digit of a sum of doubles', () => {
  const world = {
    docs: [{ d: [-0.1, 1, 3.3], e: [0.1, 0.3, 3.3, 7.7] }],
    mapping: { d: 'double', e: 'double' },
  };

  test.each([
    ['FROM t | STATS SUM(d), AVG(e)', [4.199999999999999, 2.8499999999999996]],
    ['FROM t | SORT d | MV_EXPAND d | STATS SUM(d)', [4.199999999999999]],
    ['FROM t | INLINE STATS SUM(d) | KEEP `SUM(d)`', [4.199999999999999]],
    ['FROM t | LIMIT 5 | STATS SUM(d), AVG(e)', [4.2, 2.85]],
    ['FROM t | MV_EXPAND d | STATS x = SUM(d) BY d | STATS SUM(d)', [4.2]],
    ['ROW d = [-0.1, 1, 3.3] | STATS SUM(d)', [4.2]],
  ])('%s', async (query, wanted) => {
    expect(await rowsOf(query, world)).toEqual([wanted]);
  });

  test('a sum that is infinite stays so', async () => {
    const query = (values: string): string => `ROW x = ${values} | MV_EXPAND x | STATS s = SUM(x), a = AVG(EXP(x))`;
    expect(await rowsOf(query('[1e308, 1e308, -1e308, 5]'))).toEqual([
      [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    ]);
    expect(await rowsOf(query('[2.0, 800, 3]'))).toEqual([[805, Number.POSITIVE_INFINITY]]);
  });
});
