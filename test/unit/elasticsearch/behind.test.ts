/** The query that finds the documents behind a finding: it must find those of the rule, and no others. */
import { describe, expect, test } from 'vitest';
import { builtinRules } from '../../../src/detections/builtin.ts';
import { behindQuery, groupColumns, patternsIn } from '../../../src/elasticsearch/behind.ts';
import { parse } from '../../../src/esql/syntax/parser.ts';

const column = (name: string, type = 'keyword') => ({ name, type });

const lines = (text: string | undefined): readonly string[] | undefined => text?.split('\n| ');

const END = ['KEEP _id, _index', 'LIMIT 2000'];

describe('documents of a group', () => {
  const rule =
    'FROM logs-* // all\n| WHERE a == 1\n| STATS n = COUNT(*) BY user.id, day = DATE_TRUNC(1 day, @timestamp)\n| WHERE n > 3';

  test('are those before STATS that have its values', () => {
    const columns = [column('n', 'long'), column('user.id'), column('day', 'date')];
    expect(lines(behindQuery(rule, columns, [7, 'al"ice\\', '2026-01-02T00:00:00.000Z']))).toEqual([
      'FROM logs-* METADATA _id, _index',
      'WHERE a == 1',
      'MV_EXPAND user.id',
      'WHERE user.id == "al\\"ice\\\\"',
      'EVAL day = DATE_TRUNC(1 day, @timestamp)',
      'MV_EXPAND day',
      'WHERE day == TO_DATETIME("2026-01-02T00:00:00.000Z")',
      'SORT @timestamp DESC',
      ...END,
    ]);
  });

  test('without a value are those that have none', () => {
    const columns = [column('user.id'), column('day', 'date')];
    expect(lines(behindQuery(rule, columns, [null, null]))?.slice(2, 5)).toEqual([
      'WHERE user.id IS NULL',
      'EVAL day = DATE_TRUNC(1 day, @timestamp)',
      'WHERE day IS NULL',
    ]);
  });

  test.each<[why: string, query: string, columns: readonly string[]]>([
    ['the answer leaves a key out', 'FROM a | STATS n = COUNT(*) BY b | KEEP n', ['n']],
    ['STATS alone can make the key', 'FROM a | STATS n = COUNT(*) BY b = BUCKET(@timestamp, 1 day)', ['n', 'b']],
    [
      'the key is made of groups',
      'FROM a | STATS n = COUNT(*) BY b | EVAL c = n % 2 | STATS m = COUNT(*) BY c',
      ['m', 'c'],
    ],
    ['it reads no index', 'ROW a = 1 | STATS n = COUNT(*) BY a', ['n', 'a']],
    ['it cannot be read', 'FROM a | STATS', []],
  ])('cannot be named where %s', (_, query, names) => {
    expect(
      behindQuery(
        query,
        names.map((name) => column(name)),
        names.map(() => 'x'),
      ),
    ).toBeUndefined();
  });

  test('of all that there is are all', () => {
    expect(lines(behindQuery('FROM a | STATS n = COUNT(*)', [column('n', 'long')], [3]))).toEqual([
      'FROM a METADATA _id, _index',
      'SORT @timestamp DESC',
      ...END,
    ]);
  });

  test('of the second of two groupings are found by what both are of', () => {
    const query = 'FROM a | STATS n = COUNT(*) BY b, c | STATS m = MAX(n) BY b';
    expect(lines(behindQuery(query, [column('m', 'long'), column('b', 'ip')], [3, '::1']))).toEqual([
      'FROM a METADATA _id, _index',
      'MV_EXPAND b',
      'WHERE b == TO_IP("::1")',
      'SORT @timestamp DESC',
      ...END,
    ]);
  });
});

describe('the document of a row', () => {
  test('is the one with its single values; what names it passes KEEP', () => {
    const query = 'FROM a METADATA _version\n| KEEP `odd name`, b, c, _version\n| LIMIT 5';
    const columns = [column('odd name', 'long'), column('b', 'boolean'), column('c'), column('_version', 'long')];
    expect(lines(behindQuery(query, columns, ['9007199254740993', true, ['x', 'y'], 1]))).toEqual([
      'FROM a METADATA _version, _id, _index',
      'KEEP `odd name`, b, c, _version, _id, _index',
      'LIMIT 5',
      'WHERE `odd name` == 9007199254740993',
      'WHERE b == true',
      ...END,
    ]);
  });
});

test.each(builtinRules().map(({ name, query }) => [name, query] as const))(
  'the documents behind findings of the rule that comes with the inspector can be asked for: %s',
  (_, query) => {
    const columns = groupColumns(query).map((name) => column(name));
    const text =
      behindQuery(
        query,
        columns,
        columns.map(() => 'x'),
      ) ?? '';
    expect(parse(text)).toHaveProperty('query');
    expect(patternsIn(text)).toEqual(patternsIn(query));
  },
);
