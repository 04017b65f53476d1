/** Texts that are no queries, and parameters that do not fit: what is said, and where. */
import { describe, expect, test } from 'vitest';
import { answer } from './answers.ts';

const world = { docs: [], mapping: { n: 'integer', k: 'keyword' } };

async function problem(query: string, values: readonly { name?: string; value: number }[] = []): Promise<string> {
  const given = await answer(query, { ...world, params: { values } });
  return 'error' in given ? given.error : 'no error';
}

describe('commands', () => {
  test.each([
    ['FROM t | STATS', 'line 1:10: At least one aggregation or grouping expression required in [STATS]'],
    [
      'FROM t | inline stats | LIMIT 1',
      'line 1:10: At least one aggregation or grouping expression required in [inline',
    ],
    ['FROM t\n| not-a-thing x', "line 2:3: mismatched input 'not-a-thing' expecting {'dissect'"],
    ['FROM t | a+b = c', "line 1:10: mismatched input 'a+b' expecting"],
    ['frm/* c */ t', "line 1:1: mismatched input 'frm' expecting {'from', 'row'}"],
    ['FROM t METADATA _id, _index, _id', 'line 1:30: metadata field [_id] already declared [@1:17]'],
    [
      'FROM t | WHERE n > 1 OR IS_NULL(k)',
      "line 1:25: is_null function is not supported anymore, please use 'is null'/'is not null' predicates instead",
    ],
  ])('%s', async (query, wanted) => expect(await problem(query)).toContain(wanted));
});

describe('parameters', () => {
  const combination = (kinds: string): string =>
    `Inconsistent parameter declaration, use one of positional, named or anonymous params but not a combination of ${kinds}`;
  test.each([
    ['WHERE n > ? AND n < ?top', `line 1:30: ${combination('named and anonymous')}`],
    ['WHERE n > ?top AND n < ?', `line 1:33: ${combination('named and anonymous')}`],
    ['WHERE n > ?1 AND n < ?top', `line 1:31: ${combination('named and positional')}`],
    ['WHERE n > ? AND n < ?2', `line 1:30: ${combination('positional and anonymous')}`],
  ])('%s', async (commands, wanted) => expect(await problem(`FROM t | ${commands}`)).toBe(wanted));

  const two = [
    { name: 'from', value: 1 },
    { name: 'to', value: 2 },
  ];
  test.each([
    ['?, b = ?', [{ value: 1 }], 'line 1:16: Not enough actual parameters 1'],
    ['?0', [{ value: 1 }], 'No parameter is defined for position 0, did you mean position 1?'],
    ['?3', two, 'No parameter is defined for position 3, did you mean any position between 1 and 2?'],
    ['?fromm', two, 'Unknown query parameter [fromm], did you mean [from]?'],
    ['?x', two, 'Unknown query parameter [x]'],
  ])('ROW a = %s', async (value, values, wanted) => {
    expect(await problem(`ROW a = ${value}`, values)).toContain(wanted);
  });
});
