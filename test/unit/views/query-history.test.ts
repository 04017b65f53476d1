/** The history of queries: the latest first, each once, and what an earlier version kept is still there. */
import { expect, test } from 'vitest';
import { QueryHistory } from '../../../src/views/query-history.ts';

function historyOver(stored: unknown) {
  let kept = stored;
  const history = new QueryHistory({
    keys: () => [],
    get: <T>() => kept as T | undefined,
    update: async (_: string, value: unknown) => {
      kept = value;
    },
  });
  return history;
}

test('a query that is run again moves to the front with what came of it', async () => {
  const history = historyOver(undefined);
  await history.add({ text: 'FROM a\n', rows: 3 }, 1);
  await history.add({ text: 'FROM b', failed: '1:6' }, 2);
  await history.add({ text: 'FROM a', rows: 4 }, 3);
  expect(history.queries).toEqual([
    { text: 'FROM a', rows: 4, at: 3 },
    { text: 'FROM b', failed: '1:6', at: 2 },
  ]);
});

test('blank and very long texts are not kept, and of many the oldest go', async () => {
  const history = historyOver([]);
  await history.add({ text: '  ' }, 1);
  await history.add({ text: 'x'.repeat(20_001) }, 1);
  expect(history.queries).toEqual([]);
  for (let i = 0; i < 60; i++) await history.add({ text: `FROM a${i}` }, i);
  expect(history.queries).toHaveLength(50);
  expect(history.queries[0]?.text).toBe('FROM a59');
});

test('what is stored is taken as far as it can be used', () => {
  expect(historyOver(['FROM old', 7, null, { at: 1 }, { text: 'FROM new', at: 'x', rows: '3' }]).queries).toEqual([
    { text: 'FROM old', at: 0 },
    { text: 'FROM new', at: 0 },
  ]);
  expect(historyOver('damaged').queries).toEqual([]);
});
