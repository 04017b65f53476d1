/** Log groups, metrics, gaps and the setup check in the terminal, as a user types them. */

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateLogGroupCommand, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { readArguments } from '../../src/cli/arguments.ts';
import { PUSH_OPTIONS } from '../../src/cli/options.ts';
import { readDocuments, streamsOf } from '../../src/cli/push-sources.ts';
import { Aws } from '../../src/sources/aws/connection/connection.ts';
import { record, reset } from './rig/buckets.ts';
import { jsonError, jsonResult } from './rig/canned.mjs';
import { type FaultProxy, faultProxy, type ProxyRequest } from './rig/proxy.mjs';
import { documents, tool } from './rig/tool.ts';

const GROUP = '/aws/bedrock/invocations';
const STREAM = 'aws/bedrock/modelinvocations';
const HOUR = 3_600_000;
/** Two hours ago, on the hour. */
const START = Math.floor(Date.now() / HOUR) * HOUR - 2 * HOUR;
let proxy: FaultProxy;
let cache: string;

beforeEach(async () => {
  await reset();
  proxy = await faultProxy(inject('api'));
  cache = mkdtempSync(join(tmpdir(), 'tool-cache-'));
  process.env.XDG_CACHE_HOME = cache;
});
afterEach(() => {
  proxy.close();
  delete process.env.XDG_CACHE_HOME;
  rmSync(cache, { recursive: true, force: true });
});

const aws = (...args: string[]): ReturnType<typeof tool> => tool(...args, '--endpoint', proxy.url);

async function put(...messages: readonly (readonly [timestamp: number, message: string])[]): Promise<void> {
  const direct = new Aws({ endpoint: inject('api') });
  const client = await direct.client('logs');
  await client.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
  await client.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName: STREAM }));
  const logEvents = messages.map(([timestamp, message]) => ({ timestamp, message }));
  await client.send(new PutLogEventsCommand({ logGroupName: GROUP, logStreamName: STREAM, logEvents }));
  direct.close();
}

const line = (id: string, time: number, more: object = {}): [number, string] => [
  time,
  record(id, { timestamp: new Date(time).toISOString(), ...more }).trim(),
];

/** CloudWatch that counted so many calls of a model in each of some hours. */
function measured(calls: Readonly<Record<string, readonly number[]>>): void {
  const models = Object.keys(calls);
  const dimension = (model: string) => ({ Name: 'ModelId', Value: model });
  const own = ({ op, body }: { op: string; body?: string }, name: string) => op === name && body;
  proxy.add({
    times: 99,
    match: ({ op }) => op === 'ListMetrics',
    ...jsonResult((request: ProxyRequest) => {
      const guardrails = own(request, 'ListMetrics') && request.body?.includes('Guardrails');
      const Metrics = models.map((model) => ({
        Namespace: 'AWS/Bedrock',
        MetricName: 'Invocations',
        Dimensions: [dimension(model)],
      }));
      const guardrail = {
        Namespace: 'AWS/Bedrock/Guardrails',
        MetricName: 'InvocationsIntervened',
        Dimensions: [{ Name: 'Operation', Value: 'ApplyGuardrail' }],
      };
      return { Metrics: guardrails ? [guardrail] : Metrics };
    }),
  });
  proxy.add({
    times: 99,
    match: ({ op }) => op === 'GetMetricData',
    ...jsonResult((request: ProxyRequest) => {
      const { MetricDataQueries } = JSON.parse(request.body ?? '') as {
        MetricDataQueries: { Id: string; MetricStat: { Metric: { Dimensions: { Value: string }[] } } }[];
      };
      return {
        MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }) => {
          const values = calls[MetricStat.Metric.Dimensions[0]?.Value ?? ''] ?? [2];
          const times = values.map((_, i) => (START + i * HOUR) / 1000);
          return { Id, Timestamps: times, Values: values, StatusCode: 'Complete' };
        }),
      };
    }),
  });
}

describe('log groups', () => {
  test('transform: documents have group, stream and time of their events', async () => {
    await put(
      [START, 'Permissions are correctly set for Amazon Bedrock logs.'],
      line('a', START + 1000),
      line('b', START + 2000),
      [START + 3000, '{"schemaType":"ModelInvocationLog","requestId":"cut'],
    );
    const ran = await aws('transform', `logs:${GROUP}`);
    expect(ran.err).toContain('2 read, 1 skipped (1 permission check), 1 failed');
    expect(ran.err).toMatch(
      /logs:\/aws\/bedrock\/invocations: warning: an event ends before its record does: .*event \d+/,
    );
    expect(ran.status).toBe(1);
    expect(documents(ran)).toMatchObject([
      {
        gen_ai: { request: { id: 'a' } },
        aws: { cloudwatch: { log_group: GROUP, log_stream: STREAM } },
        input: { type: 'aws-cloudwatch' },
      },
      { gen_ai: { request: { id: 'b' } } },
    ]);
    // Prompts must not stay behind on the disk.
    const left = readdirSync(cache, { recursive: true }).filter((name) => String(name).includes('events-'));
    expect(left).toEqual([]);
  });

  test('query and check look at them too; --since and --until bound them', async () => {
    await put(line('a', START), line('b', START + HOUR), line('c', START + HOUR + 1));
    const esql = 'FROM logs-aws_bedrock.invocation-* | STATS n = COUNT(*)';
    const query = (...args: string[]) => aws('query', `logs:${GROUP}`, '--esql', esql, '--format', 'csv', ...args);
    expect((await query()).out.trim().split(/\s+/)).toEqual(['n', '3']);
    expect((await query('--since', new Date(START + HOUR).toISOString())).out.trim().split(/\s+/)).toEqual(['n', '2']);
    expect((await query('--until', new Date(START + HOUR).toISOString())).out.trim().split(/\s+/)).toEqual(['n', '1']);
  });

  test('what is wrong is one line, with status 2', async () => {
    const missing = await aws('transform', 'logs:/nowhere');
    expect(missing.status).toBe(2);
    expect(missing.err.trim()).toBe(
      'bedrock-logs: logs:FilterLogEvents on /nowhere: it does not exist, or not in this account and region',
    );
    const typo = await aws('transform', `logs:${GROUP}?stream=x`);
    expect([typo.status, typo.err]).toEqual([2, expect.stringContaining('?streams=PREFIX')]);
  });
});

describe('metrics', () => {
  test('transform writes the documents of both data streams, in the form of the bulk API too', async () => {
    measured({ m: [3, 4] });
    const range = ['--since', '1d'];
    const ran = await aws('transform', 'metrics:us-east-1?period=3600', ...range);
    expect(ran.status).toBe(0);
    expect(documents(ran)).toMatchObject([
      { aws_bedrock: { runtime: { model_id: 'm', invocations: 3 } }, metricset: { period: 3_600_000 } },
      { aws_bedrock: { runtime: { model_id: 'm', invocations: 4 } } },
      { aws_bedrock: { guardrails: { operation: 'ApplyGuardrail', invocations_intervened: 2 } } },
    ]);
    const bulk = await aws('transform', 'metrics:us-east-1?period=3600', ...range, '--format', 'bulk');
    expect(documents(bulk).filter(({ create }) => create)).toEqual([
      { create: { _index: 'metrics-aws_bedrock.runtime-default' } },
      { create: { _index: 'metrics-aws_bedrock.runtime-default' } },
      { create: { _index: 'metrics-aws_bedrock.guardrails-default' } },
    ]);
  });

  test('query answers on their data streams', async () => {
    measured({ m: [3, 4], other: [1, 0] });
    const esql =
      'FROM metrics-aws_bedrock.runtime-* | STATS n = SUM(aws_bedrock.runtime.invocations) BY model = aws_bedrock.runtime.model_id | SORT model';
    const ran = await aws('query', 'metrics:us-east-1?period=3600', '--esql', esql, '--format', 'csv');
    expect(ran.out.trim().split(/\r?\n/)).toEqual(['n,model', '7,m', '1,other']);
    const guardrails =
      'FROM metrics-aws_bedrock.guardrails-* | STATS n = SUM(aws_bedrock.guardrails.invocations_intervened)';
    const second = await aws('query', 'metrics:us-east-1?period=3600', '--esql', guardrails, '--format', 'csv');
    expect(second.out.trim().split(/\s+/)).toEqual(['n', '2']);
  });

  test('push takes them to their own data streams, each under an id of its own', async () => {
    measured({ m: [3, 4] });
    const typed = ['metrics:us-east-1?period=3600', '--endpoint', proxy.url, '--elasticsearch', 'http://127.0.0.1:1'];
    const args = readArguments('push', [...typed, '--quiet'], PUSH_OPTIONS);
    const wanted = { form: 'mapped', namespace: 'test', again: undefined } as const;
    const streams = ['metrics-aws_bedrock.runtime-test', 'metrics-aws_bedrock.guardrails-test'];
    expect(await streamsOf(args, wanted)).toEqual(streams);
    const taken: [stream: string, id: string | undefined, namespace: unknown][] = [];
    await readDocuments(args, wanted, {
      take: (stream, id, bytes, start, end) => {
        const document = JSON.parse(Buffer.from(bytes.subarray(start, end)).toString());
        taken.push([stream, id, document.data_stream.namespace]);
      },
      rest: async () => undefined,
    });
    expect(taken.map(([stream]) => stream)).toEqual([streams[0], streams[0], streams[1]]);
    expect(new Set(taken.map(([, id]) => id)).size).toBe(3);
    expect(taken.every(([, id, namespace]) => id !== undefined && namespace === 'test')).toBe(true);
  });

  test('a period that CloudWatch does not have', async () => {
    const ran = await aws('transform', 'metrics:us-east-1?period=90');
    expect([ran.status, ran.err]).toEqual([2, expect.stringContaining('multiple of 60 seconds')]);
  });
});

describe('gaps', () => {
  test('the log has fewer calls than were measured: the hour and the model are named', async () => {
    const modelId = 'anthropic.claude-3-haiku-20240307-v1:0';
    await put(
      line('a', START + 1),
      line('e', START + 2, { errorCode: 'ThrottlingException' }),
      line('b', START + HOUR + 1),
    );
    measured({ [modelId]: [1, 3], 'amazon.nova-lite-v1:0': [2, 0] });
    const ran = await aws('gaps', `logs:${GROUP}`, 'metrics:us-east-1?period=3600');
    expect(ran.status).toBe(1);
    expect(ran.out).toMatch(/^The log has 2 answered calls, the metrics 6 \(66\.7 %\)\. /);
    expect(ran.out).toContain('- 2 calls of amazon.nova-lite-v1:0 and no record of it');
    const json = JSON.parse(
      (await aws('gaps', `logs:${GROUP}`, 'metrics:us-east-1?period=3600', '--format', 'json')).out,
    );
    expect(json.hours).toEqual([
      { hour: START, logged: 1, measured: 3 },
      { hour: START + HOUR, logged: 1, measured: 3 },
    ]);
  });

  test('they agree; without metrics there is nothing to compare', async () => {
    await put(line('a', START + 1));
    measured({ 'anthropic.claude-3-haiku-20240307-v1:0': [1] });
    const ran = await aws('gaps', `logs:${GROUP}`, 'metrics:us-east-1?period=3600');
    expect([ran.status, ran.out]).toEqual([0, 'The log has 1 answered calls, the metrics 1: they agree.\n']);
    expect((await aws('gaps', `logs:${GROUP}`)).status).toBe(2);
  });
});

describe('doctor', () => {
  test('lines, what to do, and status 1 while something is left', async () => {
    const ran = await aws('doctor', '--region', 'us-east-1');
    expect(ran.status).toBe(1);
    expect(ran.out).toMatch(/^ok {8}credentials: arn:/);
    expect(ran.out).toMatch(/\nwarning {3}logging: off in us-east-1\n {10}-> turn on model invocation logging/);
    expect(ran.err.trim()).toMatch(/^\d+ ok, 1 warnings, 0 failed, 0 not tried$/);
    const json = JSON.parse((await aws('doctor', '--region', 'us-east-1', '--format', 'json', '-q')).out);
    expect(json.lines[0]).toMatchObject({ state: 'ok', subject: 'credentials' });
  });

  test('without credentials status 2; sources that it does not know', async () => {
    proxy.add({ times: 9, ...jsonError('ExpiredToken', 'm', 403) });
    expect((await aws('doctor', '--region', 'us-east-1')).status).toBe(2);
    const ran = await aws('doctor', 'some/folder');
    expect([ran.status, ran.err]).toEqual([2, expect.stringContaining('not: some/folder')]);
  });
});
