import { METRICS, type MetricNamespace, type Statistic } from '../metrics.ts';
import { type Field, field } from './field.ts';

const RUNTIME = 'aws_bedrock.runtime';
const GUARDRAILS = 'aws_bedrock.guardrails';

const SUM = 'sum of the period';
const AVERAGE = 'average of the period, ms';
const SAID: { readonly [statistic in Statistic]: string } = {
  Sum: SUM,
  Average: AVERAGE,
  p50: 'median of the period, ms',
  p90: '90th percentile of the period, ms',
  p99: '99th percentile of the period, ms',
};

function around(dataset: string): readonly Field[] {
  return [
    field('@timestamp', 'date', '', 'start of the period'),
    field('agent.id', 'keyword'),
    field('aws.cloudwatch.namespace', 'keyword', '', 'AWS/Bedrock or AWS/Bedrock/Guardrails'),
    field('cloud.account.id', 'keyword', '', 'whose metrics they are'),
    field('cloud.account.name', 'keyword', '', 'name of the account, else its id'),
    field('cloud.provider', 'keyword', '', 'aws'),
    field('cloud.region', 'keyword', '', 'where the metrics were read'),
    field('data_stream.type', 'constant_keyword', '', 'metrics'),
    field('data_stream.dataset', 'constant_keyword', '', dataset),
    field('data_stream.namespace', 'constant_keyword', '', 'as chosen; default'),
    field('event.dataset', 'constant_keyword', '', dataset),
    field('event.module', 'constant_keyword', '', 'aws'),
    field('metricset.name', 'keyword', '', 'cloudwatch'),
    field('metricset.period', 'long', '', 'length of the period, ms'),
    field('service.type', 'keyword', '', 'aws'),
  ];
}

/** `metrics-aws_bedrock.runtime-*`. */
export const RUNTIME_FIELDS: readonly Field[] = [
  ...around('aws_bedrock.runtime'),
  field(`${RUNTIME}.invocations`, 'long', 'Invocations', SUM),
  field(`${RUNTIME}.invocation_latency`, 'long', 'InvocationLatency', AVERAGE),
  field(`${RUNTIME}.invocation_client_errors`, 'long', 'InvocationClientErrors', SUM),
  field(`${RUNTIME}.invocation_server_errors`, 'long', 'InvocationServerErrors', SUM),
  field(`${RUNTIME}.invocation_throttles`, 'long', 'InvocationThrottles', SUM),
  field(`${RUNTIME}.input_token_count`, 'long', 'InputTokenCount', SUM),
  field(`${RUNTIME}.output_token_count`, 'long', 'OutputTokenCount', SUM),
  field(`${RUNTIME}.output_image_count`, 'long', 'OutputImageCount', SUM),
  field(`${RUNTIME}.legacymodel_invocations`, 'long', 'LegacyModelInvocations', SUM),
  field(`${RUNTIME}.model_id`, 'keyword', 'ModelId', 'dimension'),
  field(`${RUNTIME}.image_size`, 'keyword', 'ImageSize', 'dimension'),
  field(`${RUNTIME}.quality`, 'keyword', 'Quality', 'dimension'),
  field(`${RUNTIME}.bucketed_step_size`, 'keyword', 'BucketedStepSize', 'dimension'),
];

/** `metrics-aws_bedrock.guardrails-*`. */
export const GUARDRAIL_METRIC_FIELDS: readonly Field[] = [
  ...around('aws_bedrock.guardrails'),
  field(`${GUARDRAILS}.invocations`, 'long', 'Invocations', SUM),
  field(`${GUARDRAILS}.invocation_latency`, 'long', 'InvocationLatency', AVERAGE),
  field(`${GUARDRAILS}.invocation_client_errors`, 'long', 'InvocationClientErrors', SUM),
  field(`${GUARDRAILS}.invocation_server_errors`, 'long', 'InvocationServerErrors', SUM),
  field(`${GUARDRAILS}.invocation_throttles`, 'long', 'InvocationThrottles', SUM),
  field(`${GUARDRAILS}.text_unit_count`, 'long', 'TextUnitCount', SUM),
  field(`${GUARDRAILS}.invocations_intervened`, 'long', 'InvocationsIntervened', SUM),
  field(`${GUARDRAILS}.operation`, 'keyword', 'Operation', 'dimension'),
  field(`${GUARDRAILS}.guardrail_content_source`, 'keyword', 'GuardrailContentSource', 'dimension'),
  field(`${GUARDRAILS}.guardrail_policy_type`, 'keyword', 'GuardrailPolicyType', 'dimension'),
  field(`${GUARDRAILS}.guardrail_arn`, 'keyword', 'GuardrailArn', 'dimension'),
  field(`${GUARDRAILS}.guardrail_version`, 'keyword', 'GuardrailVersion', 'dimension'),
];

/** Metrics that are newer than the integration; two names of one metric share a field. */
function newer(namespace: MetricNamespace): readonly Field[] {
  const metrics = METRICS[namespace].metrics.filter(({ extended }) => extended);
  return [...new Set(metrics.map((metric) => metric.field))].map((name) => {
    const same = metrics.filter((metric) => metric.field === name);
    const statistic = same[0]?.statistic ?? 'Sum';
    return field(name, 'long', same.map(({ metric }) => metric).join(' '), SAID[statistic]);
  });
}

export const EXTENDED_RUNTIME_FIELDS = newer('AWS/Bedrock');
export const EXTENDED_GUARDRAIL_METRIC_FIELDS = newer('AWS/Bedrock/Guardrails');
