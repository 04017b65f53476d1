/** SET unmapped_fields = "nullify": fields that no mapping has are columns of nulls beside those of the source. */
import { describe, expect, test } from 'vitest';
import { errorOf, resultOf } from './answers.ts';

const world = { docs: [{ n: 1, k: 'a' }], mapping: { n: 'integer', k: 'keyword' } };
const NULLIFY = 'SET unmapped_fields = "nullify"; ';

const ROWS: readonly (readonly [query: string, columns: string, row: readonly unknown[]])[] = [
  ['FROM t | EVAL x = gone + 1', 'k:keyword n:integer gone:null x:integer', ['a', 1, null, null]],
  ['FROM t METADATA _index | EVAL x = gone', 'k n _index gone:null x:null', ['a', 1, 'test', null, null]],
  ['FROM t | WHERE z IS NULL AND y IS NULL | EVAL z2 = z', 'k n z y z2', ['a', 1, null, null, null]],
  ['FROM t | KEEP gone', 'gone:null', [null]],
  ['FROM t | KEEP * | KEEP gone, n', 'gone n', [null, 1]],
  ['FROM t | KEEP gone | EVAL gone = 2', 'gone:integer', [2]],
  ['FROM t | KEEP *, gone', 'k n gone', ['a', 1, null]],
  ['FROM t | DROP gone', 'k n', ['a', 1]],
  ['FROM t | DROP n* | EVAL x = gone::long', 'k gone x:long', ['a', null, null]],
  ['FROM t | RENAME gone AS was, n AS m', 'k m was', ['a', 1, null]],
  ['FROM t | SORT gone::long + 2, n | LIMIT 1', 'k n gone', ['a', 1, null]],
  ['FROM t | MV_EXPAND gone', 'k n gone', ['a', 1, null]],
  ['FROM t | STATS c = COUNT(*) BY gone', 'c:long gone:null', [1, null]],
  ['FROM t | STATS s = SUM(n) + b + c BY b = gone + away, c = n', 's:long b:null c:integer', [null, null, 1]],
  ['FROM t | STATS c = COUNT(*) BY n = gone', 'c n:null', [1, null]],
  ['FROM t | INLINE STATS s = SUM(gone) BY g = gone', 'k n gone s:null g:null', ['a', 1, null, null, null]],
  ['FROM t | WHERE KQL("k: a") | EVAL x = gone', 'k n gone x', ['a', 1, null, null]],
  ['ROW x = 1 | WHERE gone IS NULL', 'x gone', [1, null]],
  ['ROW x = 1 | EVAL y = a::integer + x | KEEP *, b', 'x a y:integer b', [1, null, null, null]],
];

describe('columns', () => {
  test.each(ROWS)('%s', async (query, columns, row) => {
    const result = await resultOf(NULLIFY + query, world);
    const wanted = columns.split(' ');
    const shown = result.columns.map(({ name, type }, i) => (wanted[i]?.includes(':') ? `${name}:${type}` : name));
    expect(shown).toEqual(wanted);
    expect([...result.rows()].map((values) => [...values].map((v) => (typeof v === 'bigint' ? Number(v) : v)))).toEqual(
      [row],
    );
  });
});

describe('what stays unknown', () => {
  test.each([
    ['FROM t | KEEP n | EVAL x = gone', '[gone]'],
    ['FROM t | DROP gone | EVAL x = gone', '[gone]'],
    ['FROM t | DROP n | WHERE n > 1', '[n]'],
    ['FROM t | STATS c = COUNT(*) | KEEP gone', '[gone]'],
    ['FROM t | RENAME gone AS x | EVAL y = gone', '[gone]'],
    ['FROM t | EVAL x = _id', '[_id]'],
    ['FROM t | WHERE gone IS NULL | SORT _source', '[_source]'],
  ])('%s', async (query, name) => {
    expect(await errorOf(NULLIFY + query, world)).toContain(`Unknown column ${name}`);
  });
});
