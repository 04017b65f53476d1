/** Answers as files and as a table: whole numbers keep their digits, no cell becomes a formula, no value breaks the table. */
import { expect, test } from 'vitest';
import { queryFile, queryTable } from '../../../src/commands/query-output.ts';
import type { QueryAnswer } from '../../../src/session/protocol/protocol.ts';

const ANSWER: QueryAnswer = {
  columns: [
    { name: 'user.id', type: 'keyword' },
    { name: 'COUNT(*)', type: 'long' },
    { name: 'share', type: 'double' },
  ],
  rows: 3,
  values: [
    ['=HYPERLINK("x")', null, ['a', 'b']],
    ['9223372036854775807', -3, 0],
    [0.5, -1.5, null],
  ],
  warnings: ['one'],
  took: 1,
};

test('CSV: formulas of strangers are text, negative numbers stay numbers', () => {
  expect(queryFile(ANSWER, 'csv')).toBe(
    'user.id,COUNT(*),share\r\n"\'=HYPERLINK(""x"")",9223372036854775807,0.5\r\n,-3,-1.5\r\n"[a, b]",0,\r\n',
  );
});

test.each(['=1', '+1', '-1', '@a', '\t=1', '\r=1'])('CSV: %j does not begin a cell', (text) => {
  const answer = { ...ANSWER, columns: [{ name: text, type: 'keyword' }], values: [[text]] };
  for (const line of queryFile(answer, 'csv').split('\r\n')) expect(line).not.toMatch(/^"?[=+\-@\t\r]/);
});

test('JSON is as Elasticsearch answers, with all digits', () => {
  const text = queryFile(ANSWER, 'json');
  expect(text).toContain('9223372036854775807');
  expect(JSON.parse(text)).toMatchObject({
    columns: ANSWER.columns,
    values: [
      ['=HYPERLINK("x")', expect.any(Number), 0.5],
      [null, -3, -1.5],
      [['a', 'b'], 0, null],
    ],
    warnings: ['one'],
  });
});

test('NDJSON has one row a line', () => {
  const lines = queryFile(ANSWER, 'ndjson').trimEnd().split('\n');
  expect(lines[1]).toBe('{"user.id":null,"COUNT(*)":-3,"share":-1.5}');
  expect(lines).toHaveLength(3);
});

test('the table aligns, numbers to the right, and no value breaks its line', () => {
  const hostile = {
    ...ANSWER,
    values: [
      ['a\nb', 'c\u202ed', 'x'.repeat(200)],
      [1, 22, 333],
      [null, 0.25, 1],
    ],
  };
  const lines = queryTable(hostile).trimEnd().split('\n');
  expect(lines).toHaveLength(5);
  expect(lines[2]).toBe(`${'a b'.padEnd(80)}         1      -`);
  expect(lines[3]?.startsWith('c\ufffdd ')).toBe(true);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(120);
});

test('nothing found is columns without rows', () => {
  const empty = { ...ANSWER, rows: 0, values: [[], [], []] };
  expect(queryFile(empty, 'csv')).toBe('user.id,COUNT(*),share\r\n');
  expect(queryTable(empty).trimEnd().split('\n')).toHaveLength(2);
  expect(queryFile(empty, 'ndjson')).toBe('');
});
