import type { Profile } from './model.ts';

/** Metric documents from CloudWatch results: rules of sections 3 and 4 of the mapping (docs/mapping.md). Pure. */

export type Statistic = 'Sum' | 'Average' | 'p50' | 'p90' | 'p99';
export type MetricNamespace = 'AWS/Bedrock' | 'AWS/Bedrock/Guardrails';

export interface WantedMetric {
  /** Name in CloudWatch. */
  readonly metric: string;
  readonly statistic: Statistic;
  /** Full field name. */
  readonly field: string;
  /** Field type in Elasticsearch. */
  readonly type: 'long';
  /** Has no field in the integration: only documents of the extended profile hold it. */
  readonly extended?: true;
}

export interface MetricDimension {
  readonly dimension: string;
  readonly field: string;
}

export interface MetricKind {
  readonly dataset: 'aws_bedrock.runtime' | 'aws_bedrock.guardrails';
  readonly metrics: readonly WantedMetric[];
  readonly dimensions: readonly MetricDimension[];
}

/** What to ask CloudWatch for, by namespace, and the fields that it becomes. */
export const METRICS: Readonly<Record<MetricNamespace, MetricKind>> = {
  'AWS/Bedrock': {
    dataset: 'aws_bedrock.runtime',
    metrics: [
      wanted('aws_bedrock.runtime', 'Invocations', 'Sum', 'invocations'),
      wanted('aws_bedrock.runtime', 'InvocationLatency', 'Average', 'invocation_latency'),
      wanted('aws_bedrock.runtime', 'InvocationClientErrors', 'Sum', 'invocation_client_errors'),
      wanted('aws_bedrock.runtime', 'InvocationServerErrors', 'Sum', 'invocation_server_errors'),
      wanted('aws_bedrock.runtime', 'InvocationThrottles', 'Sum', 'invocation_throttles'),
      wanted('aws_bedrock.runtime', 'InputTokenCount', 'Sum', 'input_token_count'),
      wanted('aws_bedrock.runtime', 'OutputTokenCount', 'Sum', 'output_token_count'),
      wanted('aws_bedrock.runtime', 'OutputImageCount', 'Sum', 'output_image_count'),
      wanted('aws_bedrock.runtime', 'LegacyModelInvocations', 'Sum', 'legacymodel_invocations'),
      newer('bedrock_logs.runtime', 'TimeToFirstToken', 'Average', 'time_to_first_token'),
      newer('bedrock_logs.runtime', 'EstimatedTPMQuotaUsage', 'Sum', 'estimated_tpm_quota_usage'),
      // AWS's own pages disagree about the names of these.
      newer('bedrock_logs.runtime', 'CacheReadInputTokens', 'Sum', 'cache_read_input_tokens'),
      newer('bedrock_logs.runtime', 'CacheReadInputTokenCount', 'Sum', 'cache_read_input_tokens'),
      newer('bedrock_logs.runtime', 'CacheWriteInputTokens', 'Sum', 'cache_write_input_tokens'),
      newer('bedrock_logs.runtime', 'CacheWriteInputTokenCount', 'Sum', 'cache_write_input_tokens'),
      newer('bedrock_logs.runtime', 'InvocationLatency', 'p50', 'invocation_latency_p50'),
      newer('bedrock_logs.runtime', 'InvocationLatency', 'p90', 'invocation_latency_p90'),
      newer('bedrock_logs.runtime', 'InvocationLatency', 'p99', 'invocation_latency_p99'),
      // Records that Bedrock could not deliver: what explains that logs hold less than was called.
      newer('bedrock_logs.runtime', 'ModelInvocationLogsS3DeliveryFailure', 'Sum', 's3_delivery_failures'),
      newer(
        'bedrock_logs.runtime',
        'ModelInvocationLogsCloudWatchDeliveryFailure',
        'Sum',
        'cloudwatch_delivery_failures',
      ),
      newer('bedrock_logs.runtime', 'ModelInvocationLargeDataS3DeliveryFailure', 'Sum', 'large_data_delivery_failures'),
    ],
    dimensions: [
      { dimension: 'ModelId', field: 'aws_bedrock.runtime.model_id' },
      { dimension: 'ImageSize', field: 'aws_bedrock.runtime.image_size' },
      { dimension: 'Quality', field: 'aws_bedrock.runtime.quality' },
      { dimension: 'BucketedStepSize', field: 'aws_bedrock.runtime.bucketed_step_size' },
    ],
  },
  'AWS/Bedrock/Guardrails': {
    dataset: 'aws_bedrock.guardrails',
    metrics: [
      wanted('aws_bedrock.guardrails', 'Invocations', 'Sum', 'invocations'),
      wanted('aws_bedrock.guardrails', 'InvocationLatency', 'Average', 'invocation_latency'),
      wanted('aws_bedrock.guardrails', 'InvocationClientErrors', 'Sum', 'invocation_client_errors'),
      wanted('aws_bedrock.guardrails', 'InvocationServerErrors', 'Sum', 'invocation_server_errors'),
      wanted('aws_bedrock.guardrails', 'InvocationThrottles', 'Sum', 'invocation_throttles'),
      wanted('aws_bedrock.guardrails', 'TextUnitCount', 'Sum', 'text_unit_count'),
      wanted('aws_bedrock.guardrails', 'InvocationsIntervened', 'Sum', 'invocations_intervened'),
      newer('bedrock_logs.guardrails', 'FindingCounts', 'Sum', 'finding_counts'),
      newer('bedrock_logs.guardrails', 'TotalFindings', 'Sum', 'total_findings'),
      newer('bedrock_logs.guardrails', 'Latency', 'Average', 'latency'),
    ],
    dimensions: [
      { dimension: 'Operation', field: 'aws_bedrock.guardrails.operation' },
      { dimension: 'GuardrailContentSource', field: 'aws_bedrock.guardrails.guardrail_content_source' },
      { dimension: 'GuardrailPolicyType', field: 'aws_bedrock.guardrails.guardrail_policy_type' },
      { dimension: 'GuardrailArn', field: 'aws_bedrock.guardrails.guardrail_arn' },
      { dimension: 'GuardrailVersion', field: 'aws_bedrock.guardrails.guardrail_version' },
    ],
  },
};

function wanted(group: string, metric: string, statistic: Statistic, name: string): WantedMetric {
  return { metric, statistic, field: `${group}.${name}`, type: 'long' };
}

function newer(group: string, metric: string, statistic: Statistic, name: string): WantedMetric {
  return { ...wanted(group, metric, statistic, name), extended: true };
}

/** One result of GetMetricData: a metric with one set of dimensions, and its points. */
export interface MetricSeries {
  readonly metric: string;
  readonly statistic: Statistic;
  readonly dimensions: readonly { readonly name: string; readonly value: string }[];
  /** Milliseconds since 1970, beginning of each period, in any order. */
  readonly timestamps: readonly number[];
  /** As many as there are timestamps. */
  readonly values: readonly number[];
}

export interface MetricSource {
  readonly namespace: MetricNamespace;
  readonly region: string;
  readonly account: string;
  /** Falls back to the account id. */
  readonly accountName?: string;
  /** Milliseconds. */
  readonly period: number;
  readonly profile: Profile;
  /** `data_stream.namespace`. */
  readonly dataStream: string;
}

export type MetricValue = string | number | MetricDocument;
/** A metric document, as JSON has it. */
export interface MetricDocument {
  readonly [name: string]: MetricValue;
}

/**
 * One document for each timestamp and set of dimensions that has a value, in the order of time. Averages lose their
 * fraction: the fields are whole numbers. Metrics that are not wanted, other statistics than the wanted one and points
 * without a finite value or timestamp are passed over.
 */
export function metricDocuments(series: readonly MetricSeries[], source: MetricSource): MetricDocument[] {
  const kind = METRICS[source.namespace];
  const groups = new Map<
    string,
    { time: number; dimensions: MetricSeries['dimensions']; values: Map<string, number> }
  >();
  for (const one of series) {
    const metric = kind.metrics.find(({ metric, statistic }) => metric === one.metric && statistic === one.statistic);
    if (metric === undefined || (metric.extended && source.profile !== 'extended')) continue;
    const dimensions = [...one.dimensions].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    const set = JSON.stringify(dimensions.map(({ name, value }) => [name, value]));
    one.timestamps.forEach((time, i) => {
      const value = one.values[i];
      if (value === undefined || !Number.isFinite(value) || !isTime(time)) return;
      const key = `${time} ${set}`;
      const group = groups.get(key) ?? { time, dimensions, values: new Map<string, number>() };
      groups.set(key, group);
      group.values.set(metric.field, Math.trunc(value));
    });
  }
  return [...groups.entries()]
    .sort(([a, one], [b, other]) => one.time - other.time || (a < b ? -1 : 1))
    .map(([, group]) => document(kind, source, group));
}

/** The range of dates that have a four-digit year. */
function isTime(time: number): boolean {
  return Number.isFinite(time) && time >= 0 && time < 253_402_300_800_000;
}

/** A dimension that the integration has no field for stays where its agent puts it; it tells documents apart. */
const PLAIN_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,254}$/;

function document(
  kind: MetricKind,
  source: MetricSource,
  group: { time: number; dimensions: MetricSeries['dimensions']; values: ReadonlyMap<string, number> },
): MetricDocument {
  const fields: [string, string | number][] = [
    ['@timestamp', new Date(group.time).toISOString()],
    ['aws.cloudwatch.namespace', source.namespace],
  ];
  for (const { dimension, field } of kind.dimensions) {
    const found = group.dimensions.find(({ name }) => name === dimension);
    if (found !== undefined && found.value !== '') fields.push([field, found.value]);
  }
  for (const { name, value } of group.dimensions) {
    const known = kind.dimensions.some(({ dimension }) => dimension === name);
    if (!known && value !== '' && PLAIN_NAME.test(name)) fields.push([`aws.dimensions.${name}`, value]);
  }
  fields.push(
    ...group.values,
    ['cloud.provider', 'aws'],
    ['cloud.region', source.region],
    ['cloud.account.id', source.account],
    ['cloud.account.name', source.accountName ?? source.account],
    ['data_stream.type', 'metrics'],
    ['data_stream.dataset', kind.dataset],
    ['data_stream.namespace', source.dataStream],
    ['event.module', 'aws'],
    ['event.dataset', kind.dataset],
    ['metricset.name', 'cloudwatch'],
    ['metricset.period', source.period],
    ['service.type', 'aws'],
  );
  return nested(fields);
}

/** `[['cloud.region', 'x']]` -> `{cloud: {region: 'x'}}`. Only last parts come from outside, as plain names. */
function nested(fields: readonly (readonly [string, string | number])[]): MetricDocument {
  const root: Record<string, MetricValue> = {};
  for (const [field, value] of fields) {
    const parts = field.split('.');
    let holder = root;
    for (const part of parts.slice(0, -1)) {
      const inner = (holder[part] ?? {}) as Record<string, MetricValue>;
      holder[part] = inner;
      holder = inner;
    }
    holder[parts.at(-1) as string] = value;
  }
  return root;
}
