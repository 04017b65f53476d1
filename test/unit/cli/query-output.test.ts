/** An ES|QL answer as text: exact numbers, aligned tables that fit, nothing that a terminal obeys. */
import { expect, test } from 'vitest';
import { type Format, writeResult } from '../../../src/cli/query-output.ts';
import { resultOf } from '../esql/answers.ts';

const WORLD = {
  docs: [
    {
      user: 'arn:aws:iam::123456789012:user/ana',
      n: 1200,
      policy: ['word', 'topic'],
      prompt: 'line\n日本語 \u001b[31mred, "quoted"',
    },
    { user: 'bo', n: '9007199254740993' },
  ],
  mapping: { user: 'keyword', n: 'long', policy: 'keyword', prompt: 'text' },
};

async function written(query: string, format: Format, width?: number): Promise<string> {
  let text = '';
  writeResult(await resultOf(query, WORLD), format, width, (piece) => {
    text += piece;
  });
  return text;
}

test('json is one object, longs have all their digits, _source is an object', async () => {
  const text = await written('FROM t METADATA _source | KEEP n, policy, _source | LIMIT 2', 'json');
  expect(text).toContain('[9007199254740993,null,{"user":"bo","n":"9007199254740993"}]');
  expect(JSON.parse(text)).toMatchObject({
    columns: [
      { name: 'n', type: 'long' },
      { name: 'policy', type: 'keyword' },
      { name: '_source', type: '_source' },
    ],
    warnings: [],
  });
});

test('csv quotes what needs it', async () => {
  expect(await written('FROM t | KEEP policy, prompt | LIMIT 1', 'csv')).toBe(
    'policy,prompt\r\n"[topic, word]","line\n日本語 \u001b[31mred, ""quoted"""\r\n',
  );
});

test('ndjson has one object a row', async () => {
  const lines = (await written('FROM t | KEEP n, policy | LIMIT 2', 'ndjson')).trimEnd().split('\n');
  expect(lines).toEqual(['{"n":1200,"policy":["topic","word"]}', '{"n":9007199254740993,"policy":null}']);
});

test('a table aligns numbers to the right, fits the width and shows no control characters', async () => {
  const text = await written('FROM t | KEEP user, n, policy, prompt | LIMIT 2', 'table', 70);
  const lines = text.trimEnd().split('\n');
  for (const line of lines) expect([...line].length).toBeLessThanOrEqual(70);
  expect(lines[2]).toMatch(/ {2,}1200 {2}/);
  expect(lines[3]).toContain('9007199254740993');
  expect(text).not.toContain('\u001b');
  expect(lines[2]).toContain('…');
});

test('a table says what it leaves out', async () => {
  const many = await written(
    `ROW a = [${Array.from({ length: 1100 }, (_, i) => i).join()}] | MV_EXPAND a | LIMIT 2000`,
    'table',
    40,
  );
  expect(many).toContain('(100 more rows are not shown)');
  const wide = await written(`ROW ${Array.from({ length: 20 }, (_, i) => `column${i} = 1`).join()}`, 'table', 40);
  expect(wide).toMatch(/\(columns not shown: column\d+, .*column19\)/);
  expect(await written('FROM t | WHERE n < 0 | LIMIT 1', 'table', 80)).toContain('(no rows)');
});
