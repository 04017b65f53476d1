/** One query in two places: both are asked about the same, and what differs is told. */
import { expect, test } from 'vitest';
import type { Query, QueryAnswer, QueryCell } from '../../../src/session/protocol/protocol.ts';
import { compareQuery } from '../../../src/views/elasticsearch/query-comparison.ts';

const TEXT = 'FROM logs-aws_bedrock.invocation-* | STATS n = COUNT(*) BY user.id';

function answer(counts: readonly QueryCell[], users: readonly QueryCell[]): QueryAnswer {
  const columns = [
    { name: 'n', type: 'long' },
    { name: 'user.id', type: 'keyword' },
  ];
  return { columns, rows: counts.length, values: [counts, users], warnings: ['partial'], took: 1 };
}

async function compared(here: QueryAnswer, there: QueryAnswer, range?: readonly [number, number]) {
  const asked: Query[] = [];
  const answering = (given: QueryAnswer) => async (query: Query) => {
    asked.push(query);
    return given;
  };
  const params = [{ name: 'a', value: 1 }];
  const places = { here: answering(here), there: answering(there), range };
  return { asked, found: await compareQuery(places, { text: TEXT, params, target: 'prod' }) };
}

test('the cluster is asked about the time of the records here, and about nothing else than these', async () => {
  const same = answer([1, 2], ['a', 'b']);
  const { asked, found } = await compared(same, same, [1000, 2000]);
  expect(asked.map(({ target, within }) => [target, within?.range])).toEqual([
    [undefined, undefined],
    ['prod', [1000, 2001]],
  ]);
  expect(asked.every(({ text, params }) => text === TEXT && params?.length === 1)).toBe(true);
  expect(found).toMatchObject({ differences: [], range: [1000, 2001], warnings: ['partial'] });
});

test.each<[what: string, there: QueryAnswer, differences: readonly string[]]>([
  ['the same rows in another order', answer([2, 1], ['b', 'a']), []],
  ['another value', answer([1, 3], ['a', 'b']), ['row 2, n: 2, 3']],
  ['a row more', answer([1, 2, 3], ['a', 'b', 'c']), ['rows: 2, 3']],
])('%s', async (_, there, differences) => {
  const { found } = await compared(answer([1, 2], ['a', 'b']), there);
  expect(found.differences.map(({ what, ...one }) => `${what}: ${one.here}, ${one.there}`)).toEqual(differences);
  expect(found.range).toBeUndefined();
});

test('a text that is wrong here is not sent', async () => {
  const here = () => Promise.reject(new Error('line 1:1'));
  const there = () => Promise.reject(new Error('asked'));
  const order = { text: 'FROM', target: 'prod' };
  await expect(compareQuery({ here, there, range: undefined }, order)).rejects.toThrow('line 1:1');
});
