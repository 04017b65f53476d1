/**
 * What somebody who pushes would miss: a document that is not there, is there twice, or is another one than the export
 * has. Against a real node, through the command line.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Bench,
  bedrockLogs,
  bench,
  count,
  documents,
  drop,
  INVOCATIONS,
  temporary,
  withTemplates,
} from './rig/cluster.ts';

const corpus = join(import.meta.dirname, '..', '..', '..', 'shared', 'corpus');
const sources = existsSync(corpus) ? corpus : join(import.meta.dirname, '..', 'fixtures');

let node: Bench;
beforeAll(async () => {
  node = await bench();
  await withTemplates(node);
});
afterAll(() => node.close());

const push = (target: Bench, args: readonly string[], more = {}) =>
  bedrockLogs(
    ['push', '--elasticsearch', target.url, '--namespace', target.namespace, '--format', 'json', ...args],
    more,
  );

/** Of the export, without what names the data stream: the export's is that of `default`. */
async function exported(args: readonly string[], namespace: string): Promise<string[]> {
  const { stdout } = await bedrockLogs(['transform', ...args]);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines
    .map((line) => canonical(JSON.parse(line.replace('"namespace":"default"', `"namespace":"${namespace}"`))))
    .sort();
}

/** Names in one order: a server may give the members of an object back in another one. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

const stored = async ({ cluster }: Bench, stream: string): Promise<string[]> =>
  [...(await documents(cluster, stream)).values()].map(canonical).sort();

describe('documents', () => {
  test('of all records are on the cluster as they are exported, and a second push adds none', async () => {
    const first = await push(node, [sources]);
    const report = JSON.parse(first.stdout);
    const wanted = await exported([sources], node.namespace);
    expect(report).toMatchObject({
      documents: wanted.length,
      created: wanted.length,
      alreadyThere: 0,
      rejected: 0,
      notSent: 0,
    });
    expect(await stored(node, node.stream)).toEqual(wanted);
    const second = JSON.parse((await push(node, [sources])).stdout);
    expect(second).toMatchObject({ created: 0, alreadyThere: wanted.length, rejected: 0 });
    expect(await count(node.cluster, node.stream)).toBe(wanted.length);
    await drop(node.cluster, node.stream);
  });

  test('of 50,000 records: all of them, each once', async () => {
    const logs = join(temporary(), 'logs');
    await bedrockLogs(['generate', '--scenario', 'normal', '--records', '50000', '-o', logs]);
    const wanted = await exported([logs], node.namespace);
    expect(wanted.length).toBeGreaterThanOrEqual(50_000);
    const { stdout, stderr } = await push(node, [logs]);
    expect(JSON.parse(stdout), stderr).toMatchObject({
      created: wanted.length,
      alreadyThere: 0,
      rejected: 0,
      notSent: 0,
    });
    const found = await stored(node, node.stream);
    expect(found.length).toBe(wanted.length);
    // Compared one by one: a list of 50,000 differences would be no help.
    const first = found.findIndex((document, i) => document !== wanted[i]);
    expect(found[first]).toBe(wanted[first]);
    expect(JSON.parse((await push(node, [logs])).stdout)).toMatchObject({ created: 0, alreadyThere: wanted.length });
    expect(await count(node.cluster, node.stream)).toBe(wanted.length);
    await drop(node.cluster, node.stream);
  });

  test('are found in older indices of the data stream, too', async () => {
    const logs = await sampleLogs('200');
    const first = JSON.parse((await push(node, [logs])).stdout);
    await node.cluster.request({ method: 'POST', path: `/${node.stream}/_refresh` });
    await node.cluster.request({ method: 'POST', path: `/${node.stream}/_rollover` });
    const second = JSON.parse((await push(node, [logs])).stdout);
    expect(second).toMatchObject({ created: 0, alreadyThere: first.documents });
    expect(await count(node.cluster, node.stream)).toBe(first.documents);
    await drop(node.cluster, node.stream);
  });
});

async function sampleLogs(records: string): Promise<string> {
  const logs = join(temporary(), 'logs');
  await bedrockLogs(['generate', '--scenario', 'normal', '--records', records, '-o', logs]);
  return logs;
}

describe('a document that the server rejects', () => {
  test('is kept with the reason and goes through when it is pushed again after a repair', async () => {
    const folder = temporary();
    const other = await bench();
    const template = {
      index_patterns: [`${INVOCATIONS}-${other.namespace}`],
      data_stream: {},
      priority: 500,
      template: {
        mappings: { properties: { gen_ai: { properties: { request: { properties: { id: { type: 'long' } } } } } } },
      },
    };
    await other.cluster.request({ method: 'PUT', path: '/_index_template/odd', body: template });
    const logs = await sampleLogs('50');
    const { status, stdout, stderr } = await push(other, [logs], { folder });
    const report = JSON.parse(stdout);
    expect(status).toBe(1);
    expect(report.rejected).toBe(report.documents);
    expect(report.reasons).toHaveLength(1);
    expect(report.reasons[0][0]).toMatch(/failed to parse field \[gen_ai\.request\.id\] of type \[long\]/);
    expect(stderr).toMatch(/rejected-documents\.ndjson/);
    const kept = join(folder, 'rejected-documents.ndjson');
    expect(readFileSync(kept, 'utf8').trim().split('\n')).toHaveLength(report.rejected);
    await push(other, [logs], { folder });
    expect(readdirSync(folder).sort()).toEqual(['rejected-documents-2.ndjson', 'rejected-documents.ndjson']);
    await drop(other.cluster, other.stream);
    await other.cluster.request({ method: 'DELETE', path: '/_index_template/odd' });
    const again = await push(other, ['--again', kept], { folder });
    expect(JSON.parse(again.stdout)).toMatchObject({ created: report.rejected, rejected: 0 });
    expect(await stored(other, other.stream)).toEqual(await exported([logs], other.namespace));
    await drop(other.cluster, other.stream);
    await other.close();
  });
});

describe('a dry run', () => {
  test('tells target, template, conflicts and sizes, and asks for nothing that writes', async () => {
    const asked: string[] = [];
    const watched = await bench(({ method, path }) => {
      asked.push(`${method} ${path.replace(/\?.*/, '')}`);
      return undefined;
    });
    const logs = await sampleLogs('50');
    const { status, stdout } = await push(watched, [logs, '--dry-run']);
    const plan = JSON.parse(stdout);
    expect(status).toBe(0);
    expect(plan.streams).toMatchObject([{ stream: watched.stream, owner: 'ours', exists: false, conflicts: [] }]);
    expect(plan.first).toHaveLength(3);
    expect(plan.documents).toBeGreaterThanOrEqual(50);
    const reading = /^GET |^POST \/_index_template\/_simulate_index\//;
    expect(asked.filter((one) => !reading.test(one))).toEqual([]);
    await watched.close();
  });

  test('names fields whose live type is another one', async () => {
    const other = await bench();
    const properties = {
      user: { properties: { id: { type: 'long' } } },
      cloud: { properties: { region: { type: 'wildcard' } } },
    };
    const template = {
      index_patterns: [`${INVOCATIONS}-${other.namespace}`],
      data_stream: {},
      priority: 501,
      template: { mappings: { properties } },
    };
    await other.cluster.request({ method: 'PUT', path: '/_index_template/other', body: template });
    await other.cluster.request({ method: 'PUT', path: `/_data_stream/${other.stream}` });
    const { stdout } = await push(other, [await sampleLogs('10'), '--dry-run']);
    expect(JSON.parse(stdout).streams[0].conflicts).toEqual([{ field: 'user.id', ours: 'keyword', live: ['long'] }]);
    await drop(other.cluster, other.stream);
    await other.cluster.request({ method: 'DELETE', path: '/_index_template/other' });
    await other.close();
  });
});

test("mapped documents do not go through the integration's pipeline, raw ones do", async () => {
  const other = await bench();
  const pipeline = `${INVOCATIONS}-1.8.0`;
  const set = [
    { rename: { field: 'message', target_field: 'event.original', ignore_missing: true } },
    { set: { field: 'labels.by', value: 'pipeline' } },
  ];
  await other.cluster.request({ method: 'PUT', path: `/_ingest/pipeline/${pipeline}`, body: { processors: set } });
  const template = {
    index_patterns: [`${INVOCATIONS}-${other.namespace}`],
    data_stream: {},
    priority: 502,
    _meta: { managed_by: 'fleet', package: { name: 'aws_bedrock' } },
    template: { settings: { index: { default_pipeline: pipeline } } },
  };
  await other.cluster.request({ method: 'PUT', path: '/_index_template/fleets', body: template });
  const logs = await sampleLogs('20');
  await push(other, [logs]);
  expect(await stored(other, other.stream)).toEqual(await exported([logs], other.namespace));
  await drop(other.cluster, other.stream);
  await push(other, [logs, '--raw']);
  const raw = [...(await documents(other.cluster, other.stream)).values()] as {
    labels: { by: string };
    event: { original: string };
  }[];
  expect(raw.every(({ labels }) => labels.by === 'pipeline')).toBe(true);
  const records = readdirSync(logs, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.gz'));
  expect(records.length).toBeGreaterThan(0);
  expect(raw.every(({ event }) => JSON.parse(event.original).schemaType === 'ModelInvocationLog')).toBe(true);
  await drop(other.cluster, other.stream);
  await other.cluster.request({ method: 'DELETE', path: '/_index_template/fleets' });
  await other.close();
});

test('a key is nowhere but in the request', async () => {
  const marker = 'TOP-SECRET-MARKER-8271';
  const keys: unknown[] = [];
  const other = await bench(({ headers, path }) => {
    keys.push(headers.authorization);
    return path.startsWith('/_bulk')
      ? { status: 401, body: { error: { type: 'security_exception', reason: 'no' } } }
      : undefined;
  });
  const folder = temporary();
  writeFileSync(
    join(folder, 'one.json'),
    '{"schemaType":"ModelInvocationLog","requestId":"1","timestamp":"2026-01-01T00:00:00Z","modelId":"m","input":{},"output":{}}\n',
  );
  const ran = await push(other, ['one.json', '--api-key-env', 'KEY'], {
    folder,
    environment: { KEY: marker, NODE_DEBUG: '' },
  });
  expect(keys.every((key) => key === `ApiKey ${marker}`)).toBe(true);
  expect(ran.status).toBe(2);
  expect(ran.stderr).toMatch(/does not accept the credentials/);
  const everything = [
    ran.stdout,
    ran.stderr,
    ...readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')),
  ];
  expect(everything.join('\n')).not.toContain(marker);
  const wrong = await push(other, ['one.json', '--api-key-env', marker], { folder });
  expect(`${wrong.stdout}${wrong.stderr}`).not.toContain(marker);
  await other.close();
});
