/** The commands `check` and `query` on logs, as processes: what they print, and with which status they end. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Folder } from './process.ts';

const folder = new Folder();
afterAll(() => folder.remove());

const RULE = (query: string, more = '') =>
  `[rule]\nname = "Mine"\nrule_id = "mine"\nseverity = "low"\ntype = "esql"\nlanguage = "esql"\n${more}query = '''\n${query}\n'''\n`;
const FROM = 'FROM logs-aws_bedrock.invocation-*';

beforeAll(async () => {
  for (const scenario of ['denied-model-series-true', 'normal']) {
    const made = await folder.run(['generate', '--scenario', scenario, '--records', '40', '-o', scenario]);
    expect(made.status).toBe(0);
  }
  folder.file(
    'rules/mine.toml',
    RULE(`${FROM} | WHERE gen_ai.response.error_code == "AccessDeniedException" | KEEP user.id`),
  );
  folder.file(
    'rules/deep/kql.toml',
    '[rule]\nname = "K"\nrule_id = "k"\nseverity = "low"\ntype = "query"\nlanguage = "kuery"\nquery = "a:b"\n',
  );
  folder.file('rules/pyproject.toml', '[project]\nname = "x"\n');
  folder.file('broken/bad.toml', 'x = \n');
  folder.file('broken/good.toml', RULE(FROM));
});

const run = (...args: string[]) => folder.run(['check', ...args]);

describe('status', () => {
  test.each([
    ['0 without findings', ['normal'], 0],
    ['1 with findings', ['denied-model-series-true'], 1],
    ['0 where what was found is suppressed', ['denied-model-series-true', '--suppressions', 'known.toml'], 0],
    ['1 where a rule file of a folder is broken', ['normal', '--rules', 'broken'], 1],
    ['2 for a rule file that is broken', ['normal', '--rules', 'broken/bad.toml'], 2],
    ['2 for rules that are not there', ['normal', '--rules', 'nowhere'], 2],
    ['2 for a source that is not there', ['nowhere'], 2],
    ['2 without a source', [], 2],
    ['2 for a time that is none', ['normal', '--now', 'soon'], 2],
    ['2 for suppressions without a reason', ['normal', '--suppressions', 'unfounded.toml'], 2],
  ])('%s', async (_, args, status) => {
    folder.file(
      'known.toml',
      '[[suppress]]\nrule = "Denied models in series"\nreason = "a test"\nuntil = 2999-01-01\n',
    );
    folder.file('unfounded.toml', '[[suppress]]\nrule = "a"\nuntil = 2999-01-01\n');
    const { status: is, stderr } = await run(...args, '-q');
    expect([is, stderr]).toEqual([
      status,
      status === 2 ? expect.stringMatching(/^bedrock-logs: .+\n$/) : expect.anything(),
    ]);
  });
});

test('JSON goes to stdout and nothing else does', async () => {
  const { stdout } = await run('denied-model-series-true', '--format', 'json');
  const { rules, records } = JSON.parse(stdout) as { records: number; rules: { state: string; records: string[] }[] };
  expect(records).toBeGreaterThan(40);
  const [fired] = rules.filter(({ state }) => state === 'fired');
  expect(fired?.records).toHaveLength(4);
  for (const id of fired?.records ?? []) expect(id).toMatch(/^[0-9a-f-]{36}$/);
});

test('own rules come instead of those that are built in, or beside them', async () => {
  const states = async (...args: string[]) => {
    const { stdout } = await run('denied-model-series-true', '--format', 'json', '-q', ...args);
    return (JSON.parse(stdout) as { rules: { id: string; state: string }[] }).rules.map(
      ({ id, state }) => `${id} ${state}`,
    );
  };
  expect(await states('--rules', 'rules')).toEqual(['k not-applicable', 'mine fired']);
  expect((await states('--rules', 'rules/mine.toml', '--rules', 'builtin')).length).toBeGreaterThan(20);
});

test('all of the time is one run', async () => {
  folder.file('count.toml', RULE(`${FROM} | STATS n = COUNT(*), now = MAX(NOW())`));
  const args = ['normal', '--rules', 'count.toml', '--window', 'all', '--format', 'json', '-q'];
  const { stdout } = await run(...args, '--now', '2026-12-01T00:00:00Z');
  const { window, records, rules } = JSON.parse(stdout) as {
    window: { to: string };
    records: number;
    rules: { values: unknown[][]; records: string[] }[];
  };
  expect(window.to).toBe('2026-12-01T00:00:00.000Z');
  expect(rules[0]?.values).toEqual([[records, '2026-12-01T00:00:00.000Z']]);
  expect(rules[0]?.records).toHaveLength(records);
});

test.each(['sarif', 'junit'])('%s is what it is called', async (format) => {
  const { stdout } = await run('denied-model-series-true', '--format', format, '-q');
  if (format === 'junit') expect(stdout).toMatch(/^<\?xml [\s\S]*<failure type="high"[\s\S]*<\/testsuites>\n$/);
  else expect((JSON.parse(stdout) as { version: string }).version).toBe('2.1.0');
});

describe('query on logs', () => {
  const query = (esql: string, ...more: string[]) => folder.run(['query', 'normal', '--esql', esql, '-q', ...more]);

  test('counts records, and reads texts that only documents have', async () => {
    const { stdout, status } = await query(
      `${FROM} | WHERE gen_ai.prompt LIKE "*messages*" AND bedrock_logs.prompt_text IS NOT NULL | STATS n = COUNT(*), v = COUNT_DISTINCT(_index) | KEEP n`.replace(
        '-*',
        '-* METADATA _index',
      ),
      '--format',
      'json',
    );
    expect(status).toBe(0);
    const { columns, values } = JSON.parse(stdout) as { columns: unknown; values: number[][] };
    expect(columns).toEqual([{ name: 'n', type: 'long' }]);
    expect(values[0]?.[0]).toBeGreaterThan(20);
  });

  test('a field that no record has is null, one that does not exist is an error before anything is read', async () => {
    const filled = await query(
      `${FROM} | WHERE gen_ai.threat.category IS NULL | STATS n = COUNT(*)`,
      '--format',
      'csv',
    );
    expect(filled.stdout).toMatch(/^n\r\n\d{2}\r\n$/);
    const unknown = await query(`${FROM} | KEEP gen_ai.nothing`);
    expect([unknown.status, unknown.stderr]).toEqual([
      2,
      expect.stringMatching(/line 1:43: Unknown column \[gen_ai.nothing\]/),
    ]);
  });

  test('metrics are no rows of logs', async () => {
    const { stdout } = await query('FROM metrics-aws_bedrock.runtime-* | STATS n = COUNT(*)', '--format', 'csv');
    expect(stdout).toBe('n\r\n0\r\n');
  });
});
