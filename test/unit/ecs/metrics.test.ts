import { describe, expect, test } from 'vitest';
import { DATA_STREAMS } from '../../../src/ecs/fields.ts';
import {
  METRICS,
  type MetricDocument,
  type MetricNamespace,
  type MetricSeries,
  type MetricSource,
  metricDocuments,
} from '../../../src/ecs/metrics.ts';

const SOURCE: MetricSource = {
  namespace: 'AWS/Bedrock',
  region: 'eu-central-1',
  account: '111122223333',
  period: 300_000,
  profile: 'integration',
  dataStream: 'default',
};
const T = Date.UTC(2026, 10, 21, 9);

function series(
  metric: string,
  values: readonly number[],
  dimensions: Record<string, string> = {},
  more: Partial<MetricSeries> = {},
): MetricSeries {
  return {
    metric,
    statistic: 'Sum',
    dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })),
    timestamps: values.map((_, i) => T + i * SOURCE.period),
    values,
    ...more,
  };
}

function fieldsOf(document: MetricDocument, path = ''): string[] {
  return Object.entries(document).flatMap(([name, value]) => {
    const field = path === '' ? name : `${path}.${name}`;
    return typeof value === 'object' ? fieldsOf(value, field) : [field];
  });
}

test('one document for each time and set of dimensions, with all that was measured then', () => {
  const documents = metricDocuments(
    [
      series('Invocations', [4, 5], { ModelId: 'amazon.nova-lite-v1:0' }),
      series('InvocationLatency', [812.7, 900], { ModelId: 'amazon.nova-lite-v1:0' }, { statistic: 'Average' }),
      series('Invocations', [9]),
      series('OutputImageCount', [2], {
        ModelId: 'amazon.nova-canvas-v1:0',
        ImageSize: '512x512',
        BucketedStepSize: '50',
      }),
      series(
        'OutputImageCount',
        [3],
        { BucketedStepSize: '50', ImageSize: '512x512', ModelId: 'amazon.nova-canvas-v1:0' },
        { timestamps: [T + 1] },
      ),
    ],
    SOURCE,
  );
  expect(documents.map((document) => [document['@timestamp'], document.aws_bedrock])).toEqual([
    [
      '2026-11-21T09:00:00.000Z',
      {
        runtime: {
          model_id: 'amazon.nova-canvas-v1:0',
          image_size: '512x512',
          bucketed_step_size: '50',
          output_image_count: 2,
        },
      },
    ],
    [
      '2026-11-21T09:00:00.000Z',
      { runtime: { model_id: 'amazon.nova-lite-v1:0', invocations: 4, invocation_latency: 812 } },
    ],
    ['2026-11-21T09:00:00.000Z', { runtime: { invocations: 9 } }],
    [
      '2026-11-21T09:00:00.001Z',
      {
        runtime: {
          model_id: 'amazon.nova-canvas-v1:0',
          image_size: '512x512',
          bucketed_step_size: '50',
          output_image_count: 3,
        },
      },
    ],
    [
      '2026-11-21T09:05:00.000Z',
      { runtime: { model_id: 'amazon.nova-lite-v1:0', invocations: 5, invocation_latency: 900 } },
    ],
  ]);
});

test('around the values stands what says whose and what they are', () => {
  expect(metricDocuments([series('Invocations', [1])], { ...SOURCE, dataStream: 'prod' })).toEqual([
    {
      '@timestamp': '2026-11-21T09:00:00.000Z',
      aws: { cloudwatch: { namespace: 'AWS/Bedrock' } },
      aws_bedrock: { runtime: { invocations: 1 } },
      cloud: { provider: 'aws', region: 'eu-central-1', account: { id: '111122223333', name: '111122223333' } },
      data_stream: { type: 'metrics', dataset: 'aws_bedrock.runtime', namespace: 'prod' },
      event: { module: 'aws', dataset: 'aws_bedrock.runtime' },
      metricset: { name: 'cloudwatch', period: 300_000 },
      service: { type: 'aws' },
    },
  ]);
});

test('guardrail metrics have their own dimensions', () => {
  const dimensions = {
    Operation: 'ApplyGuardrail',
    GuardrailContentSource: 'Input',
    GuardrailPolicyType: 'ContentPolicy',
    GuardrailArn: 'arn:aws:bedrock:eu-central-1:111122223333:guardrail/g',
    GuardrailVersion: 'DRAFT',
  };
  const source: MetricSource = { ...SOURCE, namespace: 'AWS/Bedrock/Guardrails', accountName: 'shop' };
  const [document] = metricDocuments([series('InvocationsIntervened', [7], dimensions)], source);
  expect(document?.aws_bedrock).toEqual({
    guardrails: {
      operation: 'ApplyGuardrail',
      guardrail_content_source: 'Input',
      guardrail_policy_type: 'ContentPolicy',
      guardrail_arn: dimensions.GuardrailArn,
      guardrail_version: 'DRAFT',
      invocations_intervened: 7,
    },
  });
  expect(document?.cloud).toMatchObject({ account: { id: '111122223333', name: 'shop' } });
  expect(document?.event).toEqual({ module: 'aws', dataset: 'aws_bedrock.guardrails' });
});

test('a dimension without a field of its own keeps sets apart, under a name of the agent', () => {
  const sets: Record<string, string>[] = [
    { ModelId: 'm', ContextWindow: '200K' },
    { ModelId: 'm', ContextWindow: '1M' },
    { constructor: 'x' },
  ];
  const documents = metricDocuments(
    sets.map((dimensions) => series('Invocations', [1], dimensions)),
    SOURCE,
  );
  expect(documents.map(({ aws }) => JSON.stringify(aws))).toEqual(
    [{ ContextWindow: '1M' }, { ContextWindow: '200K' }, { constructor: 'x' }].map((dimensions) =>
      JSON.stringify({ cloudwatch: { namespace: 'AWS/Bedrock' }, dimensions }),
    ),
  );
});

test.each(['', '__proto__', 'a.b', 'a b', 'x'.repeat(256)])('a dimension named %j has no field', (name) => {
  const one = { ...series('Invocations', [1]), dimensions: [{ name, value: 'x' }] };
  expect(metricDocuments([one], SOURCE)[0]?.aws).toEqual({ cloudwatch: { namespace: 'AWS/Bedrock' } });
});

test.each([
  ['a metric that is not wanted', series('ModelInvocationLogsS3DeliverySuccess', [1])],
  ['another statistic', series('Invocations', [1], {}, { statistic: 'Average' })],
  ['a newer metric in the integration’s profile', series('TimeToFirstToken', [1], {}, { statistic: 'Average' })],
  ['a value that is none', series('Invocations', [Number.NaN, Number.POSITIVE_INFINITY])],
  ['a time that is none', series('Invocations', [1, 2], {}, { timestamps: [Number.NaN, 1e300] })],
  ['more times than values', series('Invocations', [], {}, { timestamps: [T] })],
])('no document comes of %s', (_name, one) => {
  expect(metricDocuments([one], SOURCE)).toEqual([]);
});

test.each([
  ['CacheReadInputTokens', 'cache_read_input_tokens'],
  ['CacheReadInputTokenCount', 'cache_read_input_tokens'],
  ['CacheWriteInputTokenCount', 'cache_write_input_tokens'],
  ['EstimatedTPMQuotaUsage', 'estimated_tpm_quota_usage'],
])('the extended profile has %s as bedrock_logs.runtime.%s', (metric, name) => {
  const [document] = metricDocuments([series(metric, [3])], { ...SOURCE, profile: 'extended' });
  expect(document?.bedrock_logs).toEqual({ runtime: { [name]: 3 } });
  expect(document?.aws_bedrock).toBeUndefined();
});

describe.each(Object.keys(METRICS) as MetricNamespace[])('%s', (namespace) => {
  const kind = METRICS[namespace];
  const dimensions = Object.fromEntries(kind.dimensions.map(({ dimension }) => [dimension, 'x']));
  const all = kind.metrics.map(({ metric, statistic }) => series(metric, [1], dimensions, { statistic }));
  const declared = DATA_STREAMS.find(({ name }) => name === `metrics-${kind.dataset}`)?.fields ?? [];

  test('a full document has every field that the integration declares and its pipeline fills', () => {
    const [document] = metricDocuments(all, { ...SOURCE, namespace });
    const fields = fieldsOf(document as MetricDocument).sort();
    expect(fields).toEqual(
      declared
        .map(({ field }) => field)
        .filter((field) => field !== 'agent.id')
        .sort(),
    );
  });

  test('what the extended profile adds is not under a name of the integration', () => {
    const [document] = metricDocuments(all, { ...SOURCE, namespace, profile: 'extended' });
    const added = fieldsOf(document as MetricDocument).filter((field) => !declared.some((one) => one.field === field));
    expect(added.length).toBeGreaterThan(0);
    for (const field of added) expect(field).toMatch(/^bedrock_logs\./);
    const extended = DATA_STREAMS.find(({ name }) => name === `metrics-${kind.dataset}`)?.extended ?? [];
    expect(added.sort()).toEqual(extended.map(({ field }) => field).sort());
  });
});
