/** Columns that others lend, rows in pieces, exact sums, and runs that are ended early. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holdsAny, vectorOf } from '../../../src/esql/columns/vector.ts';
import { prepare, type RunOptions, run } from '../../../src/esql/query.ts';
import type { QueryResult } from '../../../src/esql/result.ts';
import type { Chunk, Column, TableSource } from '../../../src/esql/table.ts';

type Columns = Readonly<Record<string, Column>>;

const fieldsOf = (columns: Columns) => ({
  fields: () => Object.entries(columns).map(([name, { type }]) => ({ name, type })),
});

function sourceOf(columns: Columns, asked: string[] = []): TableSource {
  const length = Object.values(columns)[0]?.length ?? 0;
  return {
    rowCount: length,
    *read(names): Iterable<Chunk> {
      asked.push(...names);
      yield { length, columns: names.map((name) => columns[name] as Column) };
    },
  };
}

async function ask(
  query: string,
  columns: Columns,
  source = sourceOf(columns),
  options: Partial<RunOptions> = {},
): Promise<QueryResult> {
  const prepared = prepare(query, fieldsOf(columns));
  if ('problems' in prepared) throw new Error(prepared.problems[0]?.message);
  return run(prepared.plan, source, { now: 0, ...options });
}

const bits = (rows: readonly number[], length: number): Uint8Array => {
  const set = new Uint8Array((length + 7) >> 3);
  for (const row of rows) set[row >> 3] = (set[row >> 3] ?? 0) | (1 << (row & 7));
  return set;
};

describe('lent columns', () => {
  const dictionary = ['a', 'b', 'c'];
  // Eleven rows; the arrays are longer, and what lies behind the rows means nothing.
  const columns: Columns = {
    k: {
      type: 'keyword',
      length: 11,
      values: Uint16Array.from({ length: 16 }, (_, i) => i % 3),
      dictionary,
      nulls: bits([1, 12], 16),
    },
    one: {
      type: 'keyword',
      length: 11,
      values: Uint8Array.from({ length: 16 }, (_, i) => i % 3),
      dictionary,
      nulls: bits([13], 16),
    },
    lists: {
      type: 'long',
      length: 11,
      values: Float64Array.from({ length: 20 }, (_, i) => i),
      offsets: Uint32Array.of(0, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
    },
    singles: {
      type: 'long',
      length: 11,
      values: Float64Array.from({ length: 20 }, (_, i) => i),
      offsets: Uint32Array.from({ length: 12 }, (_, i) => i),
    },
    n: {
      type: 'integer',
      length: 11,
      values: Float64Array.from({ length: 16 }, (_, i) => i * 10),
      nulls: bits([0, 10], 16),
    },
    big: { type: 'long', length: 11, values: BigInt64Array.from({ length: 11 }, (_, i) => 2n ** 62n + BigInt(i)) },
  };
  const one = async (query: string): Promise<unknown[]> =>
    [...(await ask(query, columns)).rows()].map((row) => (row.length === 1 ? row[0] : [...row]));

  test('nulls, lists and dictionaries are read as they are', async () => {
    expect(await one('FROM t | KEEP k | LIMIT 4')).toEqual(['a', null, 'c', 'a']);
    expect(await one('FROM t | KEEP lists | LIMIT 3')).toEqual([[0, 1], null, 2]);
    expect(
      await one('FROM t | STATS COUNT(k), COUNT(one), COUNT(lists), SUM(singles), SUM(n), MAX(n), COUNT(*)'),
    ).toEqual([[10, 11, 11, 55, 450, 90, 11]]);
    expect(await one('FROM t | STATS c = COUNT(*) BY k | SORT k')).toEqual([
      [4, 'a'],
      [3, 'b'],
      [3, 'c'],
      [1, null],
    ]);
    expect(await one('FROM t | WHERE k == "c" AND n >= 50 | KEEP n')).toEqual([50, 80]);
    expect(await one('FROM t | WHERE n != 20 | STATS COUNT(*)')).toEqual([8]);
    expect(await one('FROM t | SORT n DESC NULLS LAST | LIMIT 2 | KEEP n')).toEqual([90, 80]);
    expect(await one('FROM t | EVAL x = big + 1 | STATS SUM(x - 4611686018427387904)')).toEqual([66]);
    expect(await one('FROM t | STATS MIN(big), MEDIAN(n) BY one | SORT one')).toEqual([
      [4611686018427387904n, 60, 'a'],
      [4611686018427387905n, 40, 'b'],
      [4611686018427387906n, 50, 'c'],
    ]);
  });

  test('only the columns that a query uses are read', async () => {
    const asked: string[] = [];
    await ask('FROM t | WHERE n > 1 | EVAL x = k | KEEP x', columns, sourceOf(columns, asked));
    expect(asked.sort()).toEqual(['k', 'n']);
    await ask('FROM t | STATS COUNT(*)', columns, sourceOf(columns, asked));
    expect(asked).toHaveLength(2);
  });
});

test('sums are exact whatever comes together', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.bigInt({ min: -(2n ** 54n), max: 2n ** 54n }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 3 }),
      async (values, groups) => {
        const small = values.every((value) => value >= -(2n ** 53n) + 1n && value < 2n ** 53n);
        const columns: Columns = {
          l: {
            type: 'long',
            length: values.length,
            values: small ? Float64Array.from(values, Number) : BigInt64Array.from(values),
          },
          g: { type: 'integer', length: values.length, values: Int32Array.from(values, (_, i) => i % groups) },
        };
        const result = await ask('FROM t | STATS s = SUM(l), a = AVG(l) BY g | SORT g', columns);
        const sums = Array.from({ length: groups }, (_, g) => values.filter((__, i) => i % groups === g)).filter(
          (all) => all.length > 0,
        );
        expect([...result.rows()].map(([sum]) => BigInt(sum as number | bigint))).toEqual(
          sums.map((all) => all.reduce((a, b) => a + b, 0n)),
        );
      },
    ),
    { numRuns: 200, seed: 7 },
  ));

test('a sum beyond 64 bits is null, with a warning', async () => {
  const columns: Columns = { l: { type: 'long', length: 2, values: BigInt64Array.of(2n ** 63n - 1n, 1n) } };
  const result = await ask('FROM t | STATS s = SUM(l)', columns);
  expect([...result.rows()]).toEqual([[null]]);
  expect(result.warnings.join()).toContain('java.lang.ArithmeticException: long overflow');
});

test('percentiles are those of the sorted values', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 80 }),
      fc.integer({ min: 0, max: 100 }),
      async (values, p) => {
        const columns: Columns = { n: { type: 'integer', length: values.length, values: Int32Array.from(values) } };
        const result = await ask(`FROM t | STATS x = PERCENTILE(n, ${p})`, columns);
        const sorted = [...values].sort((a, b) => a - b);
        const at = (p / 100) * (sorted.length - 1);
        const [low, high] = [sorted[Math.floor(at)] as number, sorted[Math.ceil(at)] as number];
        expect([...result.rows()][0]?.[0]).toBeCloseTo(low + (high - low) * (at - Math.floor(at)), 9);
      },
    ),
    { numRuns: 200, seed: 8 },
  ));

describe('long runs', () => {
  const ROWS = 200_000;
  const columns: Columns = {
    n: { type: 'integer', length: ROWS, values: Int32Array.from({ length: ROWS }, (_, i) => (i * 7919) % ROWS) },
    k: {
      type: 'keyword',
      length: ROWS,
      values: Uint32Array.from({ length: ROWS }, (_, i) => i),
      dictionary: Array.from({ length: ROWS }, (_, i) => `${'a'.repeat(60)}${i}`),
    },
  };
  /** Four pieces, and how many of them were read. */
  const inPieces = (): TableSource & { read: TableSource['read']; pieces: number } => ({
    rowCount: ROWS,
    pieces: 0,
    *read(names) {
      for (let i = 0; i < 4; i++) {
        this.pieces++;
        yield* sourceOf(columns).read(names) as Iterable<Chunk>;
      }
    },
  });

  test('LIMIT ends the reading', async () => {
    const source = inPieces();
    const result = await ask('FROM t | WHERE n >= 0 | LIMIT 5', columns, source);
    expect([result.rowCount, source.pieces]).toEqual([5, 1]);
  });

  test('the first rows of a SORT are those of all rows sorted', async () => {
    const top = await ask('FROM t | SORT n DESC, k | LIMIT 3 | KEEP n', columns, inPieces());
    expect([...top.rows()].flat()).toEqual([ROWS - 1, ROWS - 1, ROWS - 1]);
  });

  test.each([
    'FROM t | EVAL x = REPLACE(k, "(a+)+b", "") | STATS COUNT(*)',
    'FROM t | SORT k DESC | LIMIT 10000',
    'FROM t | STATS c = COUNT(*) BY k | SORT c | LIMIT 10',
    'FROM t | MV_EXPAND n | EVAL x = TO_UPPER(k) | STATS COUNT_DISTINCT(x)',
  ])('%s can be ended', async (query) => {
    const signal = { aborted: false };
    let asked = 0;
    const timer = setTimeout(() => {
      signal.aborted = true;
      asked = performance.now();
    }, 60);
    const result = await ask(query, columns, inPieces(), {
      signal,
      clock: () => performance.now(),
      pause: () => new Promise((done) => setImmediate(done)),
    });
    clearTimeout(timer);
    if (!result.complete) expect(performance.now() - asked).toBeLessThan(400);
    expect(result.complete || asked > 0).toBe(true);
  });

  test('progress tells the rows read so far', async () => {
    const told: number[] = [];
    await ask('FROM t | STATS COUNT(*)', columns, sourceOf(columns), { progress: (rows, of) => told.push(rows / of) });
    expect(told.length).toBeGreaterThan(5);
    expect(told.at(-1)).toBe(1);
    expect([...told].sort((a, b) => a - b)).toEqual(told);
  });
});

describe('whether a column holds anything', () => {
  const rows = (count: number) => Array.from({ length: count }, (_, row) => row);
  test.each<[what: string, column: Column, holds: boolean]>([
    ['no rows', { type: 'long', length: 0, values: new Float64Array(0) }, false],
    ['no nulls', { type: 'long', length: 3, values: new Float64Array(3) }, true],
    ['nulls alone', { type: 'long', length: 12, values: new Float64Array(12), nulls: bits(rows(12), 12) }, false],
    [
      'a value in a whole byte',
      { type: 'long', length: 12, values: new Float64Array(12), nulls: bits(rows(12).slice(1), 12) },
      true,
    ],
    [
      'a value behind the whole bytes',
      { type: 'long', length: 12, values: new Float64Array(12), nulls: bits(rows(11), 12) },
      true,
    ],
    ['bits beyond the rows', { type: 'long', length: 9, values: new Float64Array(9), nulls: bits(rows(9), 16) }, false],
    ['empty lists', { type: 'long', length: 3, values: new Float64Array(0), offsets: new Uint32Array(4) }, false],
    ['a list', { type: 'long', length: 3, values: new Float64Array(2), offsets: Uint32Array.of(0, 0, 2, 2) }, true],
  ])('%s', (_, column, holds) => {
    expect(holdsAny(vectorOf(column))).toBe(holds);
  });
});
