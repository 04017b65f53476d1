/** CloudWatch metrics: listing, calls, pages and documents, over the wire; and what Bedrock says of its own logging. */
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import type { MetricDocument } from '../../src/ecs/metrics.ts';
import { CLOCK } from '../../src/sources/aws/clock.ts';
import { Aws } from '../../src/sources/aws/connection/connection.ts';
import { Limiter } from '../../src/sources/aws/limiter.ts';
import { type MetricsWanted, readMetrics } from '../../src/sources/aws/metrics/reading.ts';
import { discover } from '../../src/sources/aws/setup/discovery.ts';
import { jsonError, jsonResult } from './rig/canned.mjs';
import { NO_PAUSES } from './rig/provided.ts';
import { type FaultProxy, faultProxy, type ProxyRequest } from './rig/proxy.mjs';

const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 2, 4, 12);
const api = inject('api');
let proxy: FaultProxy;
let aws: Aws;

beforeEach(async () => {
  await fetch(`${api}/moto-api/reset`, { method: 'POST' });
  proxy = await faultProxy(api);
  aws = new Aws({ endpoint: proxy.url }, { patience: NO_PAUSES });
});
afterEach(() => {
  aws.close();
  proxy.close();
});

interface Query {
  readonly Id: string;
  readonly AccountId?: string;
  readonly MetricStat: {
    readonly Metric: { Namespace: string; MetricName: string; Dimensions: { Name: string; Value: string }[] };
    readonly Period: number;
    readonly Stat: string;
  };
}
interface DataRequest {
  readonly MetricDataQueries: readonly Query[];
  readonly StartTime: number;
  readonly EndTime: number;
  readonly NextToken?: string;
}

const requests: DataRequest[] = [];

/** CloudWatch as it would be: the listing of each namespace, and for each query what `answer` says. */
function cloudWatch(
  listing: Readonly<Record<string, readonly object[]>>,
  answer: (query: Query, request: DataRequest) => { times: readonly number[]; values: readonly number[] },
  more: object = {},
): void {
  requests.length = 0;
  proxy.add({
    times: 999,
    match: ({ op }) => op === 'ListMetrics',
    ...jsonResult((request: ProxyRequest) => {
      const { Namespace } = JSON.parse(request.body ?? '') as { Namespace: string };
      return { Metrics: (listing[Namespace] ?? []).map((metric) => ({ Namespace, ...metric })), ...more };
    }),
  });
  proxy.add({
    times: 999,
    match: ({ op }) => op === 'GetMetricData',
    ...jsonResult((request: ProxyRequest) => {
      const asked = JSON.parse(request.body ?? '') as DataRequest;
      requests.push(asked);
      return {
        MetricDataResults: asked.MetricDataQueries.map((query) => {
          const { times, values } = answer(query, asked);
          return { Id: query.Id, Timestamps: times.map((time) => time / 1000), Values: values, StatusCode: 'Complete' };
        }),
      };
    }),
  });
}

const metric = (MetricName: string, dimensions: Readonly<Record<string, string>>) => ({
  MetricName,
  Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
});

async function read(wanted: Partial<MetricsWanted> = {}) {
  const limiter = new Limiter({ most: 1000, least: 100 }, CLOCK);
  const documents: MetricDocument[] = [];
  const remarks: string[] = [];
  const whole: MetricsWanted = {
    account: '111122223333',
    period: 300,
    range: { from: NOON, to: NOON + HOUR },
    linked: false,
    profile: 'integration',
    dataStream: 'default',
    ...wanted,
  };
  for await (const portion of readMetrics(whole, { aws, limiter, region: 'eu-central-1' })) {
    documents.push(...portion.documents);
    remarks.push(...portion.remarks);
  }
  return { documents, remarks };
}

describe('metrics become documents', () => {
  test('figures of a time and model are one document, of both namespaces', async () => {
    cloudWatch(
      {
        'AWS/Bedrock': [metric('Invocations', { ModelId: 'm' }), metric('InvocationLatency', { ModelId: 'm' })],
        'AWS/Bedrock/Guardrails': [
          metric('InvocationsIntervened', {
            Operation: 'ApplyGuardrail',
            GuardrailArn: 'arn:g',
            GuardrailVersion: '1',
          }),
        ],
      },
      ({ MetricStat }) => ({
        times: [NOON, NOON + 300_000],
        values: MetricStat.Stat === 'Average' ? [812.7, 900] : [4, 5],
      }),
    );
    const { documents, remarks } = await read();
    expect(remarks).toEqual([]);
    expect(documents).toHaveLength(4);
    expect(documents[0]).toMatchObject({
      '@timestamp': '2026-03-04T12:00:00.000Z',
      aws_bedrock: { runtime: { model_id: 'm', invocations: 4, invocation_latency: 812 } },
      cloud: { region: 'eu-central-1', account: { id: '111122223333' } },
      data_stream: { dataset: 'aws_bedrock.runtime' },
      metricset: { period: 300_000 },
    });
    expect(documents[3]).toMatchObject({
      aws: { cloudwatch: { namespace: 'AWS/Bedrock/Guardrails' } },
      aws_bedrock: {
        guardrails: {
          operation: 'ApplyGuardrail',
          guardrail_arn: 'arn:g',
          guardrail_version: '1',
          invocations_intervened: 5,
        },
      },
    });
    expect(requests[0]?.MetricDataQueries[0]?.MetricStat.Period).toBe(300);
  });

  test('500 queries a call, all of them, and no point twice', async () => {
    const models = Array.from({ length: 700 }, (_, i) => metric('Invocations', { ModelId: `m${i}` }));
    cloudWatch({ 'AWS/Bedrock': models }, () => ({ times: [NOON], values: [1] }));
    const { documents } = await read();
    expect(documents).toHaveLength(700);
    expect(requests.map(({ MetricDataQueries }) => MetricDataQueries.length).sort()).toEqual([200, 500]);
  });

  test('pages are put together, also one that is only part of a series', async () => {
    cloudWatch({ 'AWS/Bedrock': [metric('Invocations', { ModelId: 'm' })] }, (_, { NextToken }) => ({
      times: NextToken ? [NOON + 300_000] : [NOON],
      values: [1],
    }));
    const first = {
      MetricDataResults: [{ Id: 'm0', Timestamps: [NOON / 1000], Values: [7], StatusCode: 'PartialData' }],
      NextToken: 'more',
    };
    proxy.rules.unshift({ match: ({ op }) => op === 'GetMetricData', ...jsonResult(first) });
    const { documents } = await read();
    expect(documents.map((document) => document['@timestamp'])).toEqual([
      '2026-03-04T12:00:00.000Z',
      '2026-03-04T12:05:00.000Z',
    ]);
    expect(requests[0]?.NextToken).toBe('more');
  });

  test('only whole periods are asked for', async () => {
    cloudWatch({ 'AWS/Bedrock': [metric('Invocations', { ModelId: 'm' })] }, () => ({ times: [], values: [] }));
    await read({ range: { from: NOON + 10_000, to: NOON + HOUR + 10_000 } });
    expect(requests[0]).toMatchObject({ StartTime: NOON / 1000, EndTime: (NOON + HOUR) / 1000 });
  });

  test('percentiles with the extended profile', async () => {
    cloudWatch({ 'AWS/Bedrock': [metric('InvocationLatency', { ModelId: 'm' })] }, ({ MetricStat: { Stat } }) => ({
      times: [NOON],
      values: [Stat === 'Average' ? 1 : Number(Stat.slice(1))],
    }));
    const { documents } = await read({ profile: 'extended' });
    expect(documents).toHaveLength(1);
    expect(documents[0]).toMatchObject({
      bedrock_logs: {
        runtime: { invocation_latency_p50: 50, invocation_latency_p90: 90, invocation_latency_p99: 99 },
      },
    });
  });

  test('metrics of linked accounts keep their account', async () => {
    cloudWatch(
      { 'AWS/Bedrock': [metric('Invocations', { ModelId: 'm' }), metric('Invocations', { ModelId: 'm' })] },
      () => ({ times: [NOON], values: [1] }),
      { OwningAccounts: ['111122223333', '999900001111'] },
    );
    const { documents } = await read({ linked: true });
    expect(documents.map(({ cloud }) => cloud)).toMatchObject([
      { account: { id: '111122223333' } },
      { account: { id: '999900001111' } },
    ]);
    expect(requests[0]?.MetricDataQueries.map(({ AccountId }) => AccountId)).toEqual(['111122223333', '999900001111']);
  });

  test('what CloudWatch could not give is told, the rest is there', async () => {
    cloudWatch({ 'AWS/Bedrock': [metric('Invocations', { ModelId: 'm' })] }, () => ({ times: [NOON], values: [1] }));
    const odd = {
      MetricDataResults: [{ Id: 'm0', Timestamps: [NOON / 1000], Values: [7], StatusCode: 'InternalError' }],
      Messages: [{ Code: 'x', Value: 'something is off' }],
    };
    proxy.rules.unshift({ match: ({ op }) => op === 'GetMetricData', ...jsonResult(odd) });
    const { documents, remarks } = await read();
    expect(documents).toHaveLength(1);
    expect(remarks).toEqual([
      'CloudWatch could not give Invocations (InternalError)',
      'CloudWatch says: something is off',
    ]);
  });

  test('throttling is waited out; a missing permission is named', async () => {
    cloudWatch({ 'AWS/Bedrock': [metric('Invocations', { ModelId: 'm' })] }, () => ({ times: [NOON], values: [1] }));
    const throttled = jsonError('ThrottlingException', 'Rate exceeded');
    proxy.rules.unshift({ times: 2, match: ({ op }) => op === 'GetMetricData', ...throttled });
    expect((await read()).documents).toHaveLength(1);
    proxy.rules.unshift({ match: ({ op }) => op === 'ListMetrics', ...jsonError('AccessDeniedException') });
    await expect(read()).rejects.toThrow(/IAM permission cloudwatch:ListMetrics is missing/);
  });

  test('the same over the wire of a service that really keeps metrics', async () => {
    const { PutMetricDataCommand } = await import('@aws-sdk/client-cloudwatch');
    const client = await aws.client('cloudwatch', 'eu-central-1');
    const now = Math.floor(Date.now() / 300_000) * 300_000 - HOUR;
    await client.send(
      new PutMetricDataCommand({
        Namespace: 'AWS/Bedrock',
        MetricData: [1, 2, 3].map((value) => ({
          MetricName: 'Invocations',
          Dimensions: [{ Name: 'ModelId', Value: 'm' }],
          Timestamp: new Date(now + 1000),
          Value: value,
        })),
      }),
    );
    const { documents } = await read({ range: { from: now, to: now + HOUR } });
    expect(documents).toMatchObject([{ aws_bedrock: { runtime: { model_id: 'm', invocations: 6 } } }]);
  });
});

describe('where Bedrock delivers its logs', () => {
  test('each region says its own; one that refuses does not hide the others', async () => {
    const { PutModelInvocationLoggingConfigurationCommand } = await import('@aws-sdk/client-bedrock');
    const { CreateBucketCommand } = await import('@aws-sdk/client-s3');
    await (await aws.client('s3')).send(new CreateBucketCommand({ Bucket: 'company-logs' }));
    const bedrock = await aws.client('bedrock', 'us-east-1');
    await bedrock.send(
      new PutModelInvocationLoggingConfigurationCommand({
        loggingConfig: {
          s3Config: { bucketName: 'company-logs', keyPrefix: 'team/' },
          textDataDeliveryEnabled: true,
          embeddingDataDeliveryEnabled: false,
        },
      }),
    );
    proxy.add({
      match: ({ headers }) => /eu-west-1\/bedrock/.test(headers.authorization ?? ''),
      ...jsonError('AccessDeniedException', 'm', 403),
    });
    const answers = await discover(aws, ['us-east-1', 'eu-west-1', 'eu-central-1']);
    expect(answers.map(({ region, setup, error }) => [region, setup?.s3, error?.kind])).toEqual([
      ['us-east-1', { bucket: 'company-logs', prefix: 'team' }, undefined],
      ['eu-west-1', undefined, 'denied'],
      ['eu-central-1', undefined, undefined],
    ]);
    expect(answers[0]?.setup?.kinds).toEqual(['text', 'image', 'video', 'audio']);
  });
});
