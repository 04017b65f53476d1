/** Answers as files: whole numbers keep their digits, no cell becomes a formula of a spreadsheet. */
import { expect, test } from 'vitest';
import { type AnswerFormat, type AnswerRows, answerFile } from '../../../src/esql/answer-files.ts';
import type { Shown } from '../../../src/esql/result.ts';

const COLUMNS = [
  { name: 'user.id', type: 'keyword' },
  { name: 'COUNT(*)', type: 'long' },
  { name: 'share', type: 'double' },
];
const ROWS: readonly (readonly Shown[])[] = [
  ['=HYPERLINK("x")', '9223372036854775807', 0.5],
  [null, -3, -1.5],
  [['a', 'b'], 9223372036854775807n, null],
];

const answer = (columns: AnswerRows['columns'], rows: readonly (readonly Shown[])[]): AnswerRows => ({
  columns,
  rows: () => rows,
  warnings: ['one'],
});
const file = (format: AnswerFormat, of = answer(COLUMNS, ROWS)): string => [...answerFile(of, format)].join('');

test('CSV: formulas of strangers are text, negative numbers stay numbers', () => {
  expect(file('csv')).toBe(
    'user.id,COUNT(*),share\r\n"\'=HYPERLINK(""x"")",9223372036854775807,0.5\r\n,-3,-1.5\r\n"[a, b]",9223372036854775807,\r\n',
  );
});

test.each(['=1', '+1', '-1', '@a', '\t=1', '\r=1'])('CSV: %j does not begin a cell', (text) => {
  const written = file('csv', answer([{ name: text, type: 'keyword' }], [[text]]));
  for (const line of written.split('\r\n')) expect(line).not.toMatch(/^"?[=+\-@\t\r]/);
});

test('JSON is as Elasticsearch answers, with all digits, also of those that came as text', () => {
  const text = file('json');
  expect(text.match(/9223372036854775807/g)).toHaveLength(2);
  expect(text).not.toContain('"9223372036854775807"');
  expect(JSON.parse(text)).toMatchObject({
    columns: COLUMNS,
    values: [
      ['=HYPERLINK("x")', expect.any(Number), 0.5],
      [null, -3, -1.5],
      [['a', 'b'], expect.any(Number), null],
    ],
    warnings: ['one'],
  });
});

test('NDJSON has one row a line', () => {
  const lines = file('ndjson').trimEnd().split('\n');
  expect(lines[1]).toBe('{"user.id":null,"COUNT(*)":-3,"share":-1.5}');
  expect(lines).toHaveLength(3);
});

test('JSON: what no JSON number is stands in quotes, as in Elasticsearch', () => {
  const odd = answer([{ name: 'x', type: 'double' }], [[Number.POSITIVE_INFINITY], [Number.NaN], [1e308]]);
  expect(file('ndjson', odd)).toBe('{"x":"Infinity"}\n{"x":"NaN"}\n{"x":1e+308}\n');
});

test('nothing found is columns without rows', () => {
  const empty = answer(COLUMNS, []);
  expect(file('csv', empty)).toBe('user.id,COUNT(*),share\r\n');
  expect(file('ndjson', empty)).toBe('');
  expect(JSON.parse(file('json', empty))).toMatchObject({ values: [] });
});
