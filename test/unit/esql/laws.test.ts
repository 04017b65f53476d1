/**
 * Laws that hold for every table: whatever the documents, a query and its rewriting answer alike.
 * FUZZ_RUNS and FUZZ_SEED change what is run.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type JsonObject, parseJson } from '../../../src/esql/documents/json.ts';
import { DocumentTable, fieldsOf, readMapping } from '../../../src/esql/documents/load.ts';
import { prepare, problemText, run } from '../../../src/esql/query.ts';
import type { Chunk, TableSource } from '../../../src/esql/table.ts';

/** Tables over all laws. */
const TABLES = Math.min(20_000, Number(process.env.FUZZ_RUNS ?? 1_040));
const LAWS = 15;
const RUNS = Math.ceil(TABLES / LAWS);
const SEED = Number(process.env.FUZZ_SEED ?? 20260305);

const MAPPING = readMapping(
  parseJson(
    '{"k":"keyword","m":"keyword","n":"integer","l":"long","d":"double","b":"boolean","ts":"date","ip":"ip","id":"integer"}',
  ),
);

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: 4 });
const word = fc.constantFrom('a', 'b', 'ab', 'B', '', 'é', '～', '😀', 'a\nb');
const text = JSON.stringify;

/** A document as JSON text, since longs beyond 2^53 have no other literal. */
const document = fc
  .record({
    k: maybe(fc.oneof(word.map(text), fc.array(word, { maxLength: 3 }).map(text))),
    m: maybe(word.map(text)),
    n: maybe(
      fc.oneof(fc.integer({ min: -9, max: 9 }), fc.integer(), fc.constantFrom(2147483647, -2147483648)).map(text),
    ),
    l: maybe(fc.oneof(fc.integer().map(text), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String))),
    d: maybe(
      fc
        .oneof(
          fc.integer({ min: -100, max: 100 }).map((n) => n / 4),
          fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
        )
        .map(text),
    ),
    b: maybe(fc.boolean().map(text)),
    ts: maybe(fc.integer({ min: 0, max: 2_000_000_000 }).map((seconds) => text(seconds * 1000))),
    ip: maybe(fc.constantFrom('10.0.0.1', '10.0.1.7', 'fe80::1').map(text)),
  })
  .map(
    (fields) =>
      `{${Object.entries(fields)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => `"${name}":${value}`)
        .join(',')}}`,
  );

const documents = fc.array(document, { maxLength: 12 });

const predicate = fc.constantFrom(
  'n > 0',
  'n == l',
  'd <= 2.5',
  'k == "a"',
  'k LIKE "*b"',
  'm RLIKE "[a-z]+"',
  'm IN ("a", "B", null)',
  'k IS NULL',
  'b',
  'NOT b',
  'ts >= "1990-01-01"',
  'CIDR_MATCH(ip, "10.0.0.0/24")',
  'LENGTH(m) > 1',
  'l + 1 > n',
  'n % 2 == 0 OR b',
  'MV_COUNT(k) > 1',
  'COALESCE(m, "a") == "a"',
  'CASE(n > 3, true, n > 0, null, false)',
);

function tableOf(lines: readonly string[]): DocumentTable {
  return new DocumentTable(
    lines.map((line, i) => parseJson(`{"id":${i},${line.slice(1)}`.replace(',}', '}')) as JsonObject),
    MAPPING,
  );
}

/** The same rows in several chunks, each with arrays and dictionaries of its own. */
function inChunks(lines: readonly string[], size: number): TableSource {
  const docs = lines.map((line, i) => parseJson(`{"id":${i},${line.slice(1)}`.replace(',}', '}')) as JsonObject);
  return {
    rowCount: docs.length,
    *read(names): Iterable<Chunk> {
      for (let i = 0; i < docs.length; i += size)
        yield* new DocumentTable(docs.slice(i, i + size), MAPPING).read(names);
    },
  };
}

async function rows(query: string, source: TableSource): Promise<string[]> {
  const text = `${query} | LIMIT 10000`;
  const prepared = prepare(text, { fields: () => fieldsOf(MAPPING) });
  if ('problems' in prepared) throw new Error(`${query}\n${problemText(text, prepared.problems)}`);
  const result = await run(prepared.plan, source, { now: 0 });
  return [...result.rows()].map((row) =>
    JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)),
  );
}

const law = (
  name: string,
  ...rest: readonly [
    fc.Arbitrary<readonly string[]>,
    (p: string, q: string, lines: readonly string[], n: number) => Promise<void>,
  ]
): void =>
  test(name, () =>
    fc.assert(fc.asyncProperty(predicate, predicate, rest[0], fc.integer({ min: 0, max: 8 }), rest[1]), {
      numRuns: RUNS,
      seed: SEED,
    }),
  );

const total = (all: readonly string[]): bigint =>
  all.reduce((sum, row) => sum + BigInt(String(JSON.parse(row)[0]).replace('n', '')), 0n);

describe(`${TABLES} tables`, () => {
  law('WHERE a AND b is WHERE a, then WHERE b', documents, async (p, q, lines) => {
    const table = tableOf(lines);
    expect(await rows(`FROM t | WHERE (${p}) AND (${q})`, table)).toEqual(
      await rows(`FROM t | WHERE ${p} | WHERE ${q}`, table),
    );
  });

  law('a condition, its negation and its null part the rows', documents, async (p, q, lines) => {
    const table = tableOf(lines);
    const parts = [`${p}`, `NOT (${p})`, `(${p}) IS NULL`].map((one) =>
      rows(`FROM t | WHERE ${q} | WHERE ${one} | KEEP id`, table),
    );
    const ids = (await Promise.all(parts)).flat();
    const all = await rows(`FROM t | WHERE ${q} | KEEP id`, table);
    // A bare condition on several booleans at once is neither; the fields here hold one.
    expect(ids.sort()).toEqual(all.sort());
  });

  law('NOT NOT a is a, and AND and OR mirror each other', documents, async (p, q, lines) => {
    const table = tableOf(lines);
    const [not, and, or] = await Promise.all([
      rows(`FROM t | EVAL x = NOT (NOT (${p})), y = (${p}) AND true | KEEP x, y`, table),
      rows(`FROM t | EVAL x = NOT ((${p}) AND (${q})) | KEEP x`, table),
      rows(`FROM t | EVAL x = NOT (${p}) OR NOT (${q}) | KEEP x`, table),
    ]);
    for (const row of not) expect(JSON.parse(row)[0]).toBe(JSON.parse(row)[1]);
    expect(and).toEqual(or);
  });

  law('counts and sums of the groups add up to those of all rows', documents, async (p, _, lines) => {
    const table = tableOf(lines.map((line) => line.replace(/"l":-?\d{16,}/, '"l":7')));
    for (const key of ['m', 'b', 'n', 'DATE_TRUNC(1 month, ts)', 'ip']) {
      const groups = await rows(`FROM t | WHERE ${p} | STATS c = COUNT(*), s = COALESCE(SUM(l), 0) BY ${key}`, table);
      const [all] = await rows(`FROM t | WHERE ${p} | STATS c = COUNT(*), s = COALESCE(SUM(l), 0)`, table);
      expect(total(groups)).toBe(total([all!]));
      expect(total(groups.map((row) => JSON.stringify(JSON.parse(row).slice(1))))).toBe(
        total([JSON.stringify(JSON.parse(all!).slice(1))]),
      );
    }
  });

  law('STATS with two keys, grouped again by one, is STATS by that one', documents, async (p, _, lines) => {
    const table = tableOf(lines);
    const twice = await rows(
      `FROM t | WHERE ${p} | STATS c = COUNT(*) BY m, n | STATS c = SUM(c) BY m | SORT m`,
      table,
    );
    expect(twice).toEqual(await rows(`FROM t | WHERE ${p} | STATS c = COUNT(*) BY m | SORT m`, table));
  });

  law('SORT is a permutation in order, stable, and agrees with LIMIT', documents, async (p, _, lines, n) => {
    const table = tableOf(lines);
    for (const key of ['m', 'n DESC', 'l', 'd DESC NULLS LAST', 'k', 'ip, n', 'b DESC, m']) {
      const sorted = await rows(`FROM t | WHERE ${p} | SORT ${key}`, table);
      expect([...sorted].sort()).toEqual((await rows(`FROM t | WHERE ${p}`, table)).sort());
      expect(await rows(`FROM t | WHERE ${p} | SORT ${key} | SORT ${key}`, table)).toEqual(sorted);
      expect(await rows(`FROM t | WHERE ${p} | SORT ${key} | LIMIT ${n}`, table)).toEqual(sorted.slice(0, n));
    }
  });

  law('MIN and MAX are the ends of SORT', documents, async (_, __, lines) => {
    const table = tableOf(lines);
    for (const field of ['m', 'n', 'l', 'd', 'ts', 'ip', 'b']) {
      const [least] = await rows(`FROM t | STATS x = MIN(${field})`, table);
      const [first] = await rows(
        `FROM t | WHERE ${field} IS NOT NULL | SORT ${field} | KEEP ${field} | LIMIT 1`,
        table,
      );
      expect(least).toBe(first ?? '[null]');
    }
  });

  law('KEEP *, RENAME there and back, EVAL and DROP change nothing', documents, async (p, _, lines) => {
    const table = tableOf(lines);
    const all = await rows('FROM t', table);
    for (const rest of [
      'KEEP *',
      'RENAME n AS x | RENAME x AS n',
      `EVAL x = ${p} | DROP x`,
      'WHERE true',
      'KEEP b, d, id, ip, k, l, m, n, ts',
    ]) {
      expect(await rows(`FROM t | ${rest}`, table)).toEqual(all);
    }
  });

  law('LIMIT twice is the smaller one', documents, async (_, __, lines, n) => {
    const table = tableOf(lines);
    expect(await rows(`FROM t | LIMIT ${n} | LIMIT 3`, table)).toEqual(
      await rows(`FROM t | LIMIT ${Math.min(n, 3)}`, table),
    );
  });

  law('MV_EXPAND makes one row per value', documents, async (p, _, lines) => {
    const table = tableOf(lines);
    const [expanded] = await rows(`FROM t | WHERE ${p} | MV_EXPAND k | STATS c = COUNT(*), v = COUNT(k)`, table);
    const [counted] = await rows(
      `FROM t | WHERE ${p} | EVAL c = COALESCE(MV_COUNT(k), 1) | STATS c = COALESCE(SUM(c), 0), v = COUNT(k)`,
      table,
    );
    expect(expanded).toBe(counted);
  });

  law('INLINE STATS keeps every row', documents, async (p, _, lines) => {
    const table = tableOf(lines);
    const inline = await rows(`FROM t | WHERE ${p} | INLINE STATS c = COUNT(*) BY m | KEEP id, c, m`, table);
    expect(inline.map((row) => JSON.parse(row)[0])).toEqual(
      (await rows(`FROM t | WHERE ${p} | KEEP id`, table)).map((row) => JSON.parse(row)[0]),
    );
    const groups = new Map(
      (await rows(`FROM t | WHERE ${p} | STATS c = COUNT(*) BY m`, table)).map((row) => [
        JSON.parse(row)[1],
        JSON.parse(row)[0],
      ]),
    );
    for (const row of inline) expect(JSON.parse(row)[1]).toBe(groups.get(JSON.parse(row)[2]));
  });

  law('figures of the same values are what each is alone', documents, async (p, _, lines) => {
    const table = tableOf(lines);
    const figures = (field: string): readonly string[] => [
      `PERCENTILE(${field}, 95)`,
      `MEDIAN(${field})`,
      `MEDIAN_ABSOLUTE_DEVIATION(${field})`,
      `PERCENTILE(${field}, 5)`,
    ];
    for (const by of ['', ' BY m']) {
      const after = by === '' ? '' : ' | SORT m';
      const all = [...figures('d'), ...figures('n'), `PERCENTILE(d, 50) WHERE ${p}`, 'MAX(d)'];
      const together = await rows(`FROM t | STATS ${all.join(', ')}${by}${after}`, table);
      for (const [i, figure] of all.entries()) {
        const alone = await rows(`FROM t | STATS ${figure}${by}${after}`, table);
        expect(together.map((row) => JSON.parse(row)[i])).toEqual(alone.map((row) => JSON.parse(row)[0]));
      }
    }
  });

  law('what COALESCE and CASE choose is there in the rows of each choice', documents, async (p, _, lines) => {
    const table = tableOf(lines);
    for (const [a, b] of [
      ['m', '"other"'],
      ['k', 'm'],
      ['n', '7'],
      ['d', 'n'],
      ['l', 'n'],
      ['ts', 'TO_DATETIME(id)'],
      ['ip', 'TO_IP("10.0.0.9")'],
      ['b', 'false'],
      ['m', 'null'],
    ] as const) {
      const first = await rows(`FROM t | EVAL x = COALESCE(${a}, ${b}) | KEEP id, x`, table);
      expect(await rows(`FROM t | EVAL x = CASE(${a} IS NOT NULL, ${a}, ${b}) | KEEP id, x`, table)).toEqual(first);
      const chosen = await rows(`FROM t | EVAL x = CASE(${p}, ${a}, ${b}) | KEEP id, x`, table);
      const parts = await Promise.all([
        rows(`FROM t | WHERE ${p} | EVAL x = COALESCE(${a}, null, ${a}) | KEEP id, x`, table),
        rows(`FROM t | WHERE NOT COALESCE(${p}, false) | EVAL x = COALESCE(${b}, null, ${b}) | KEEP id, x`, table),
      ]);
      expect([...chosen].sort()).toEqual(parts.flat().sort());
    }
  });

  law('IN is a chain of ==, LIKE is RLIKE in other words', documents, async (_, __, lines) => {
    const table = tableOf(lines);
    const pairs = [
      ['m IN ("a", "é")', 'm == "a" OR m == "é"'],
      ['n IN (1, 2, 3.0)', 'n == 1 OR n == 2 OR n == 3.0'],
      ['m LIKE "a*"', 'm RLIKE "a.*"'],
      ['k LIKE "?b"', 'k RLIKE ".b"'],
      ['m NOT LIKE "*b"', 'NOT (m RLIKE ".*b")'],
      ['STARTS_WITH(m, "a")', 'm LIKE "a*"'],
    ] as const;
    for (const [a, b] of pairs) {
      expect(await rows(`FROM t | EVAL x = ${a} | KEEP x`, table)).toEqual(
        await rows(`FROM t | EVAL x = ${b} | KEEP x`, table),
      );
    }
  });

  law('how rows are cut into chunks makes no difference', documents, async (p, _, lines, n) => {
    const whole = tableOf(lines);
    const cut = inChunks(lines, n + 1);
    for (const rest of [
      '',
      'SORT m, id',
      'STATS c = COUNT(*), s = SUM(n), v = MV_SORT(VALUES(m)), x = MAX(k), a = MEDIAN(d) BY k, b | SORT k, b',
      'EVAL u = TO_UPPER(m), j = CONCAT(m, "-") | STATS c = COUNT_DISTINCT(j) BY u | SORT u',
      'MV_EXPAND k | SORT k DESC, id',
      'INLINE STATS c = COUNT(*) BY m | SORT id',
      'STATS f = FIRST(id, ts), l = LAST(m, n), t = TOP(n, 2, "desc"), o = TOP(n, 3, "asc", ts)',
    ]) {
      const query = `FROM t | WHERE ${p}${rest ? ` | ${rest}` : ''}`;
      expect(await rows(query, cut)).toEqual(await rows(query, whole));
    }
  });
});
