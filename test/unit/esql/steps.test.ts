/**
 * Long queries go in steps between which they can be given up, wherever they are: steps are counted, not timed. A step is
 * 16,384 rows or values, or some of them; what sorts or groups takes several steps for as many.
 */
import { expect, test } from 'vitest';
import { prepare, run } from '../../../src/esql/query.ts';
import type { QueryResult } from '../../../src/esql/result.ts';
import type { Column, TableSource } from '../../../src/esql/table.ts';

const ROWS = 70_000;
/** Pieces of work at least that so many rows or values are cut into. */
const PIECES = Math.floor(ROWS / 16_384);

const ids = Array.from({ length: ROWS }, (_, i) => `id-${(i * 7919) % ROWS}`);
const rows = Array.from({ length: ROWS }, (_, i) => i);
const COLUMNS: Readonly<Record<string, Column>> = {
  id: { type: 'keyword', length: ROWS, values: Uint32Array.from(rows), dictionary: ids },
  n: { type: 'integer', length: ROWS, values: Int32Array.from(rows, (i) => (i * 31) % ROWS) },
  kind: { type: 'keyword', length: ROWS, values: Uint8Array.from(rows, (i) => i % 3), dictionary: ['a', 'b', 'c'] },
  tags: {
    type: 'keyword',
    length: ROWS,
    values: Uint32Array.from({ length: 2 * ROWS }, (_, i) => (i * 17) % ROWS),
    dictionary: ids,
    offsets: Uint32Array.from({ length: ROWS + 1 }, (_, i) => 2 * i),
  },
};
const FIELDS = Object.entries(COLUMNS).map(([name, { type }]) => ({ name, type }));
const SOURCE: TableSource = {
  rowCount: ROWS,
  *read(names) {
    yield { length: ROWS, columns: names.map((name) => COLUMNS[name] as Column) };
  },
};

/** Runs a query, and gives it up at a check after all rows are read; how many of these checks there were. */
async function late(
  query: string,
  giveUpAt = Number.POSITIVE_INFINITY,
): Promise<{ checks: number; result: QueryResult }> {
  const prepared = prepare(query, { fields: () => FIELDS });
  if ('problems' in prepared) throw new Error(prepared.problems[0]?.message);
  let read = 0;
  let checks = 0;
  const result = await run(prepared.plan, SOURCE, {
    now: 0,
    progress: (count) => {
      read = count;
    },
    signal: {
      get aborted() {
        return read === ROWS && ++checks >= giveUpAt;
      },
    },
  });
  return { checks, result };
}

/** Each with how many passes over all rows or values its work after reading is at least, and its answer if that is short. */
const LONG: readonly (readonly [query: string, passes: number, answer: readonly unknown[] | undefined])[] = [
  ['STATS c = COUNT(*) BY id', 2, undefined],
  ['STATS c = COUNT(*), m = MAX(n) BY id, n', 3, undefined],
  ['STATS c = COUNT(*) BY id | SORT c, id | STATS COUNT(*)', 5, [ROWS]],
  ['STATS COUNT(*) BY tags | STATS COUNT(*)', 3, [ROWS]],
  ['STATS v = VALUES(id) | EVAL c = MV_COUNT(v) | KEEP c', 1, [ROWS]],
  ['STATS v = VALUES(id) BY kind | STATS v = VALUES(v) | EVAL c = MV_COUNT(v) | KEEP c', 4, [ROWS]],
  ['STATS c = COUNT_DISTINCT(id) BY kind | STATS SUM(c)', 0, [ROWS]],
  ['STATS v = TOP(n, 70000, "desc") | EVAL f = MV_FIRST(v), l = MV_LAST(v) | KEEP f, l', 3, [ROWS - 1, 0]],
  ['SORT id, n | STATS COUNT(*)', 5, [ROWS]],
  ['SORT tags DESC | STATS COUNT(*)', 5, [ROWS]],
  [
    'STATS v = VALUES(n) | EVAL v = MV_SORT(v, "desc") | EVAL f = MV_FIRST(v), l = MV_LAST(v) | KEEP f, l',
    4,
    [ROWS - 1, 0],
  ],
  ['STATS v = VALUES(id) | EVAL c = MV_COUNT(MV_DEDUPE(MV_APPEND(v, v))) | KEEP c', 3, [ROWS]],
  [
    'STATS v = VALUES(n) | EVAL m = MV_MAX(v), s = MV_SUM(TO_LONG(v)) | KEEP m, s',
    2,
    [ROWS - 1, (ROWS * (ROWS - 1)) / 2],
  ],
  ['STATS v = VALUES(n) | EVAL m = MV_MEDIAN(v), a = MV_AVG(v) | KEEP m, a', 3, [(ROWS >> 1) - 1, (ROWS - 1) / 2]],
  ['STATS v = VALUES(id), w = VALUES(tags) | EVAL c = MV_COUNT(MV_DIFFERENCE(v, w)) | KEEP c', 3, [null]],
  ['STATS v = VALUES(id) | EVAL c = MV_COUNT(TO_UPPER(v)) | KEEP c', 2, [ROWS]],
  ['STATS v = VALUES(id) | MV_EXPAND v | STATS COUNT(*) BY v | STATS COUNT(*)', 4, [ROWS]],
  ['STATS v = VALUES(id) | STATS COUNT(*) BY v | STATS COUNT(*)', 4, [ROWS]],
  ['STATS v = MV_SORT(VALUES(n)) | EVAL l = MV_LAST(v) | KEEP l', 3, [ROWS - 1]],
  ['INLINE STATS c = COUNT(*) BY id | STATS SUM(c)', 3, [ROWS]],
];

test.each(LONG)(
  '%s: as many chances to give it up as it has pieces, and it ends at the next',
  async (query, passes, answer) => {
    const { checks, result } = await late(`FROM t | ${query}`);
    expect(checks).toBeGreaterThanOrEqual(passes * PIECES);
    expect(result.complete).toBe(true);
    if (answer) expect([...result.rows()]).toEqual([answer]);

    const half = Math.ceil(checks / 2);
    const given = await late(`FROM t | ${query}`, half);
    expect(given.checks).toBe(half);
    expect(given.result.complete).toBe(false);
  },
);
