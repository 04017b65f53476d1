/** Queries on a cluster: the text goes there as it is, and what comes back is shown as it came. Against a strict fake. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { openCluster } from '../../src/elasticsearch/client.ts';
import { type Cluster, member } from '../../src/elasticsearch/cluster.ts';
import { queryCluster } from '../../src/elasticsearch/esql.ts';
import { examine } from '../../src/elasticsearch/examine.ts';
import { bedrockLogs, temporary } from './rig/cluster.ts';
import { type EsqlAnswer, type FakeEsql, fakeEsql } from './rig/esql-fake.ts';

let fake: FakeEsql | undefined;
let cluster: Cluster | undefined;

async function answering(answers: readonly EsqlAnswer[], privileges?: object): Promise<Cluster> {
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
