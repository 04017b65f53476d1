/** Queries on a cluster: the text goes there as it is, and what comes back is shown as it came. Against a strict fake. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { openCluster } from '../../src/elasticsearch/client.ts';
import { type Cluster, member } from '../../src/elasticsearch/cluster.ts';
import { queryCluster } from '../../src/elasticsearch/esql.ts';
import { examine } from '../../src/elasticsearch/examine.ts';
import { CLI } from '../rig/cli.ts';
import { bedrockLogs, temporary } from './rig/cluster.ts';
import { type EsqlAnswers, type FakeEsql, fakeEsql } from './rig/esql-fake.ts';

let fake: FakeEsql | undefined;
let cluster: Cluster | undefined;

async function answering(answers: EsqlAnswers, privileges?: object): Promise<Cluster> {
  fake = await fakeEsql(answers, privileges);
  cluster = openCluster({ name: 'fake', url: fake.url }, { kind: 'none' });
  return cluster;
}

afterEach(async () => {
  await cluster?.close();
  await fake?.close();
  const faults = fake?.faults;
  fake = undefined;
  cluster = undefined;
  expect(faults ?? []).toEqual([]);
});

const TEXT = 'FROM logs-aws_bedrock.invocation-* | STATS n = COUNT(*) BY user.id | LIMIT ?most';
const COLUMNS = [
  { name: 'n', type: 'long' },
  { name: 'user.id', type: 'keyword' },
];
const DONE = {
  is_running: false,
  took: 7,
  columns: COLUMNS,
  values: [
    [3, 9],
    ['a', ['b', 'c']],
  ],
};

describe('an answer', () => {
  test('at once: text, parameters, range and namespace are in the request', async () => {
    const answer = await queryCluster(await answering([{ body: DONE }]), {
      text: TEXT,
      params: [{ name: 'most', value: 9 }],
      range: [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 2)],
      namespace: 'prod',
    });
    expect(answer).toMatchObject({
      rows: 2,
      columns: COLUMNS,
      values: DONE.values,
      warnings: [],
      took: 7,
      partial: false,
    });
    expect(fake?.asked).toEqual(['POST /_query/async']);
    expect(fake?.bodies[0]).toMatchObject({
      query: TEXT,
      params: [{ most: 9 }],
      filter: {
        bool: {
          filter: [
            { range: { '@timestamp': { gte: '2026-01-01T00:00:00.000Z', lt: '2026-01-02T00:00:00.000Z' } } },
            { term: { 'data_stream.namespace': 'prod' } },
          ],
        },
      },
    });
  });

  test('later: it is looked after until it is there', async () => {
    const running = { body: { id: 'abc=', is_running: true } };
    const answer = await queryCluster(await answering([running, running, { body: DONE }]), { text: TEXT });
    expect(answer.rows).toBe(2);
    expect(fake?.asked).toEqual(['POST /_query/async', 'GET /_query/async/abc=', 'GET /_query/async/abc=']);
  });

  test('with warnings, and with parts missing, says so', async () => {
    const warning =
      '299 Elasticsearch-8.19.2-abc "Line 1:1: evaluation of [TO_LONG(\\"x\\")] failed, treating result as null"';
    const { warnings, partial } = await queryCluster(
      await answering([{ body: { ...DONE, is_partial: true }, warning }]),
      { text: TEXT },
    );
    expect(partial).toBe(true);
    expect(warnings).toEqual([
      'The answer is partial: some shards or clusters did not answer.',
      'Line 1:1: evaluation of [TO_LONG("x")] failed, treating result as null',
    ]);
  });

  test('keeps the digits of long numbers', async () => {
    fake = await fakeEsql([]);
    const text = '{"is_running":false,"columns":[{"name":"n","type":"long"}],"values":[[9007199254740993,1.5]]}';
    const raw: Pick<Cluster, 'text'> = { text: async () => ({ status: 200, body: text, warnings: [] }) };
    const { values } = await queryCluster(raw as Cluster, { text: TEXT });
    expect(values).toEqual([['9007199254740993', 1.5]]);
  });
});

test('a query that is wrong fails with the words of Elasticsearch and the place', async () => {
  const reason = 'Found 1 problem\nline 2:9: Unknown column [usr.id], did you mean [user.id]?';
  const body = { error: { type: 'verification_exception', reason }, status: 400 };
  const asked = queryCluster(await answering([{ status: 400, body }]), { text: TEXT });
  await expect(asked).rejects.toMatchObject({
    name: 'RemoteQueryError',
    message: reason,
    place: { line: 2, column: 9 },
  });
});

test('a query that is given up ends on the cluster, too', async () => {
  const stop = new AbortController();
  const asked = queryCluster(
    await answering([{ body: { id: 'long', is_running: true } }]),
    { text: TEXT },
    {
      signal: stop.signal,
      waiting: () => stop.abort(),
    },
  );
  await expect(asked).rejects.toMatchObject({ kind: 'aborted' });
  for (let i = 0; i < 100 && !fake?.asked.some((one) => one.startsWith('DELETE')); i++) await pause(10);
  expect(fake?.asked.at(-1)).toBe('DELETE /_query/async/long');
});

test('the terminal shows answers of a cluster, and errors with status 2', async () => {
  await answering([
    { body: DONE },
    { status: 400, body: { error: { type: 'parsing_exception', reason: 'line 1:1: mismatched input' } } },
  ]);
  const at = ['--elasticsearch', fake?.url ?? '', '--esql', TEXT, '--params', '[{"most":9}]'];
  const answer = await bedrockLogs(['query', ...at, '--format', 'json']);
  expect(JSON.parse(answer.stdout)).toEqual({
    columns: COLUMNS,
    values: [
      [3, 'a'],
      [9, ['b', 'c']],
    ],
    warnings: [],
  });
  const wrong = await bedrockLogs(['query', ...at]);
  expect(wrong).toMatchObject({ status: 2, stdout: '' });
  expect(wrong.stderr).toMatch(/^line 1:1: mismatched input/);
});

test('detection rules run on a cluster, each over its own window', async () => {
  const found = {
    is_running: false,
    columns: [
      { name: '_id', type: 'keyword' },
      { name: 'user.id', type: 'keyword' },
    ],
    values: [['abc'], ['somebody']],
  };
  const none = { is_running: false, columns: [], values: [] };
  const wrong = { status: 400, body: { error: { type: 'verification_exception', reason: 'line 1:1: no' } } };
  await answering([{ body: found }, wrong, { body: none }]);
  const folder = temporary();
  const rule = (name: string, from: string) =>
    `[rule]\nname = "${name}"\nrule_id = "${name}"\nseverity = "high"\ntype = "esql"\nlanguage = "esql"\nfrom = "${from}"\nquery = "FROM logs-aws_bedrock.invocation-* METADATA _id"\n`;
  for (const [name, from] of [
    ['a', 'now-60m'],
    ['b', 'now-2h'],
    ['c', 'now-1d'],
  ] as const)
    writeFileSync(join(folder, `${name}.toml`), rule(name, from));
  const args = ['--rules', folder, '--now', '2026-01-02T00:00:00Z', '--format', 'json', '--namespace', 'prod'];
  const { status, stdout, stderr } = await bedrockLogs(['check', '--elasticsearch', fake?.url ?? '', ...args]);
  expect(status, stderr).toBe(1);
  const { rules } = JSON.parse(stdout);
  expect(rules.map(({ state }: { state: string }) => state)).toEqual(['fired', 'error', 'clear']);
  expect(rules[0]).toMatchObject({ values: [['abc', 'somebody']], records: ['abc'] });
  expect(rules[1].reason).toBe('line 1:1: no');
  const begin = (body: unknown) => member(body, 'filter', 'bool', 'filter', '0', 'range', '@timestamp', 'gte');
  expect(fake?.bodies.map(begin)).toEqual([
    '2026-01-01T23:00:00.000Z',
    '2026-01-01T22:00:00.000Z',
    '2026-01-01T00:00:00.000Z',
  ]);
});

describe('a check of the terminal on a cluster', () => {
  const toml = (id: string, query: string) =>
    `[rule]\nname = "${id}"\nrule_id = "${id}"\nseverity = "high"\nlanguage = "esql"\nfrom = "now-60m"\nquery = '''\n${query}\n'''\n`;
  const FROM = 'FROM logs-aws_bedrock.invocation-*';
  const columnar = (columns: readonly string[], ...values: readonly (readonly unknown[])[]) => ({
    body: { is_running: false, columns: columns.map((name) => ({ name, type: typeof values[0]?.[0] })), values },
  });
  /** Rules of which one fires for two callers, one comes near, and one is known. */
  const RULES = {
    many: `${FROM} | STATS calls = COUNT(*) BY user.id | WHERE calls >= 4`,
    failing: `${FROM} | STATS errors = COUNT(*) BY user.id | WHERE errors >= 10`,
    known: `${FROM} METADATA _id | WHERE event.outcome == "failure" | KEEP _id, user.id`,
  };
  const answers = ({ query }: Readonly<Record<string, unknown>>) => {
    const text = String(query);
    if (text.includes('== "ann"')) return columnar(['_id'], ['a1', 'a2']);
    if (text.includes('== "bob"')) return columnar(['_id'], ['b1']);
    if (text.includes('errors >= 5 AND NOT (errors >= 10)')) return columnar(['user.id', 'errors'], ['ann'], [8]);
    if (text.includes('errors')) return { body: { is_running: false, columns: [], values: [] } };
    if (text.includes('calls')) return columnar(['calls', 'user.id'], [5, 4], ['ann', 'bob']);
    return columnar(['_id', 'user.id'], ['k1'], ['tester']);
  };

  async function checked(format: string) {
    await answering(answers);
    const folder = temporary();
    for (const [id, query] of Object.entries(RULES)) writeFileSync(join(folder, `${id}.toml`), toml(id, query));
    const known = join(folder, 'known.json');
    const entry = { rule: 'known', field: 'user.id', value: 'test*', reason: 'our own', until: '2026-12-31' };
    writeFileSync(known, JSON.stringify({ suppress: [entry] }));
    const { status, stdout, stderr } = await bedrockLogs(
      ['check', '--elasticsearch', fake?.url ?? '', '--rules', folder, '--suppressions', known].concat([
        '--now',
        '2026-01-02T00:00:00Z',
        '--format',
        format,
      ]),
    );
    expect(status, stderr).toBe(1);
    return stdout;
  }

  test('tells what came near, leaves out what is known, and names the documents of groups', async () => {
    const { rules } = JSON.parse(await checked('json'));
    const told = rules.map(({ id, state, reason, records }: Record<string, unknown>) => [id, state, reason, records]);
    expect(told.sort()).toEqual([
      ['failing', 'clear', 'near miss: 8 of 10 (errors, user.id ann)', []],
      ['known', 'clear', '1 finding is suppressed (our own, until 2026-12-31)', []],
      ['many', 'fired', '', ['a1', 'a2', 'b1']],
    ]);
  });

  test('is written as a table', async () => {
    const table = await checked('table');
    expect(table).toContain('2 records: a1 a2');
    expect(table).toContain('failing: 8 of 10 (errors, user.id ann)');
  });

  test('is written as SARIF, its documents by their ids', async () => {
    const log = JSON.parse(await checked('sarif'));
    expect(log.version).toBe('2.1.0');
    const [found, other, known] = log.runs[0].results.sort((a: object, b: object) =>
      JSON.stringify(a) < JSON.stringify(b) ? 1 : -1,
    );
    expect(found).toMatchObject({ ruleId: 'many', message: { text: 'many: calls 5 (4 needed); user.id ann' } });
    expect(found.locations).toEqual(
      ['a1', 'a2'].map((id) => ({ logicalLocations: [{ fullyQualifiedName: id, kind: 'resource' }] })),
    );
    expect(other.properties).toMatchObject({ records: ['b1'], recordCount: 1 });
    expect(known).toMatchObject({ ruleId: 'known', suppressions: [{ status: 'accepted' }] });
  });

  test('is written as JUnit', async () => {
    const report = await checked('junit');
    expect(report).toContain('<testsuites name="bedrock-logs check" tests="3" failures="1" errors="0" skipped="0">');
    expect(report).toContain('near miss: 8 of 10');
    expect(report).toContain('2 findings');
  });
});

test('Ctrl+C in the terminal ends the query on the cluster, too', async () => {
  let child: ReturnType<typeof spawn> | undefined;
  await answering(() => {
    child?.kill('SIGINT');
    return { body: { id: 'long', is_running: true } };
  });
  const args = ['query', '--elasticsearch', fake?.url ?? '', '--esql', 'FROM logs-*'];
  child = spawn(process.execPath, [CLI, ...args], { stdio: 'ignore' });
  const status = await new Promise((resolve) => child?.once('close', resolve));
  expect(status).toBe(2);
  expect(fake?.asked.at(-1)).toBe('DELETE /_query/async/long');
});

test('examining a connection tells version, flavour and the privileges that are missing', async () => {
  const stream = 'logs-aws_bedrock.invocation-prod';
  const privileges = {
    cluster: { monitor: true, manage_index_templates: false },
    index: { [stream]: { create_doc: false, read: true } },
  };
  const found = await examine(await answering([], privileges), 'prod');
  expect(found).toMatchObject({ version: '8.19.2', flavour: 'stack', integration: undefined, pipelines: [] });
  expect(found.missing).toEqual(['manage_index_templates', `create_doc on ${stream}`]);
});
