/** The command `overview`, as a process. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Folder } from './process.ts';

const folder = new Folder();
afterAll(() => folder.remove());
beforeAll(async () => {
  const made = await folder.run(['generate', '--scenario', 'week', '--records', '200', '-o', 'logs']);
  expect(made.status).toBe(0);
  folder.file(
    'prices.json',
    '{"currency":"EUR","prices":[{"model":"*","input":1,"output":2,"cacheRead":0,"cacheWrite":0}]}',
  );
  folder.file('wrong.json', '{"currency":"EUR","prices":[{"model":"*"}]}');
});

const run = (...args: string[]) => folder.run(['overview', 'logs', ...args]);

interface Panel {
  readonly id: string;
  readonly title: string;
  readonly esql: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly values: readonly (readonly unknown[])[];
}
const panelsOf = (stdout: string): readonly Panel[] => JSON.parse(stdout).panels;

test('JSON has for each panel its query, and the query gives the same answer', async () => {
  const { status, stdout } = await run('--format', 'json', '-q');
  expect(status).toBe(1); // The samples hold a line that is cut off.
  const panels = panelsOf(stdout);
  expect(panels.length).toBeGreaterThan(20);
  for (const panel of panels) expect(Object.keys(panel)).toEqual(['id', 'title', 'esql', 'columns', 'values']);
  for (const id of ['summary', 'calls', 'guardrail-callers']) {
    const panel = panels.find((each) => each.id === id) as Panel;
    const asked = await folder.run(['query', 'logs', '--esql', panel.esql, '--format', 'json', '-q']);
    expect(JSON.parse(asked.stdout)).toMatchObject({ columns: panel.columns, values: panel.values });
  }
});

test('a condition narrows every panel but that of all times', async () => {
  const calls = async (...args: string[]): Promise<unknown> => {
    const summary = panelsOf((await run('--format', 'json', '-q', ...args)).stdout).find(({ id }) => id === 'summary');
    return summary?.values[0]?.[summary.columns.findIndex(({ name }) => name === 'calls')];
  };
  const all = Number(await calls());
  const failed = Number(await calls('--where', 'gen_ai.response.error_code IS NOT NULL'));
  expect(failed).toBeGreaterThan(0);
  expect(failed).toBeLessThan(all);
});

test('tables have a title, a unit and their rows', async () => {
  const { stdout } = await run('-q');
  expect(stdout).toMatch(/^Summary: all calls\n.*\n.*\nInvocations +[\d,]+\nInput tokens +[\d,]+\n/);
  expect(stdout).toMatch(/\nLatency, p95 +\d+\.\d\d? s\n/);
  expect(stdout).toMatch(/\nModel +Calls +Input +Cached +Output +Errors % +p95 s +Intervened\n/);
  expect(stdout).toMatch(/\n\nErrors by code: calls, throttling included\n/);
  expect(stdout).not.toMatch(/cost/i);
});

test('what is split by a value has a row for each, the greatest first, and a column for each day', async () => {
  const { stdout } = await run('-q');
  const [, head = '', , ...rest] = stdout.slice(stdout.indexOf('\nInvocations and errors by model')).trim().split('\n');
  expect(head).toMatch(/^Model +all( +\d\d-\d\d)+$/);
  const days = head.trim().split(/ +/).length - 2;
  const rows = rest.slice(0, rest.indexOf(''));
  const sums = rows.filter((row) => !row.startsWith('(')).map((row) => row.split(/ {2,}/).slice(1));
  expect(sums.length).toBeGreaterThan(3);
  for (const [all = '', ...each] of sums) {
    expect(each).toHaveLength(days);
    expect(each.reduce((sum, count) => sum + (count === '-' ? 0 : Number(count)), 0)).toBe(Number(all));
  }
  expect(sums.map(([all]) => Number(all))).toEqual(sums.map(([all]) => Number(all)).sort((a, b) => b - a));
});

test('with prices there are panels of cost', async () => {
  const { stdout } = await run('--prices', 'prices.json', '--format', 'json', '-q');
  expect(panelsOf(stdout).map(({ id }) => id)).toEqual(expect.arrayContaining(['cost', 'cost-models', 'cost-callers']));
});

test.each([
  [['--prices', 'wrong.json'], /wrong\.json: Entry 1 of "prices": "input" is a price/],
  [['--prices', 'nowhere.json'], /no such file.*nowhere\.json/],
  [['--where', 'user.id =='], /--where: line 2:/],
  [['--format', 'csv'], /--format is one of table, json/],
])('%j cannot be done', async (args, reason) => {
  const { status, stderr, stdout } = await run(...args);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(reason);
});
