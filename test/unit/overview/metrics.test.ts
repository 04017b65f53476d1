/** Metrics overlap: what all models did is counted beside what each did. A figure rests on one set of dimensions alone. */
import { expect, test } from 'vitest';
import { DATA_STREAMS } from '../../../src/ecs/fields.ts';
import { DocumentTable } from '../../../src/esql/documents/load.ts';
import { PANELS } from '../../../src/overview/panels.ts';
import type { Scope } from '../../../src/overview/scope.ts';
import { type Row, rowsOf } from './asking.ts';

type Metrics = Readonly<Record<string, string | number>>;

const SCOPE: Scope = { bucket: { span: '1 hour', ms: 3_600_000 }, extended: true };

const NO_FIELDS = { fields: [], extended: [] };
/** Fields of the extended profile. */
const OURS = /_p\d\d$/;

function tableOf(stream: 'runtime' | 'guardrails', documents: readonly Metrics[]): DocumentTable {
  const { fields, extended } = DATA_STREAMS.find(({ name }) => name === `metrics-aws_bedrock.${stream}`) ?? NO_FIELDS;
  const mapping = new Map([...fields, ...extended].map(({ field, type }) => [field, { type }]));
  const flat = documents.map((document) =>
    Object.fromEntries(
      Object.entries(document).map(([name, value]) => [
        name === 'at' ? '@timestamp' : `${OURS.test(name) ? 'bedrock_logs' : 'aws_bedrock'}.${stream}.${name}`,
        name === 'at' ? `2026-11-20T${value}:00Z` : value,
      ]),
    ),
  );
  return new DocumentTable(flat as never, mapping);
}

const ask = (id: string, table: DocumentTable): Promise<Row[]> =>
  rowsOf(PANELS.find((panel) => panel.id === id)?.esql(SCOPE) ?? '', table);

const RUNTIME = tableOf('runtime', [
  // All models together, and again each.
  { at: '10:00', invocations: 40, invocation_latency: 400, input_token_count: 900 },
  {
    at: '10:00',
    model_id: 'a',
    invocations: 30,
    invocation_latency: 100,
    input_token_count: 800,
    invocation_throttles: 2,
  },
  { at: '10:05', model_id: 'a', invocations: 10, invocation_latency: 500, input_token_count: 100 },
  { at: '10:00', model_id: 'b', invocations: 10, invocation_latency: 1000, output_token_count: 7 },
  { at: '11:00', model_id: 'b', invocation_client_errors: 3, invocation_server_errors: 1 },
  { at: '10:00', model_id: 'image', image_size: '1024', quality: 'standard', output_image_count: 4, invocations: 4 },
]);

test('runtime metrics', async () => {
  expect(await ask('metric-latency', RUNTIME)).toMatchObject([
    { mean: (30 * 100 + 10 * 500 + 10 * 1000) / 50, slowest: 1000 },
    { mean: null },
  ]);
  expect(await ask('metric-calls', RUNTIME)).toMatchObject([{ calls: 40 }, { calls: 10 }, { calls: null }]);
  expect(await ask('metric-tokens', RUNTIME)).toMatchObject([
    { input: 900, output: 7 },
    { input: null, output: null },
  ]);
  expect(await ask('metric-errors', RUNTIME)).toMatchObject([
    { client: null, server: null, throttles: 2 },
    { client: 3, server: 1, throttles: null },
  ]);
  expect(await ask('metric-models', RUNTIME)).toMatchObject([
    { calls: 40, mean: 200, errors: 0, throttles: 2 },
    { calls: 10, mean: 1000, errors: 4 },
  ]);
  expect(await ask('metric-images', RUNTIME)).toMatchObject([{ images: 4, 'aws_bedrock.runtime.quality': 'standard' }]);
});

test('percentiles are those of the slowest model and period', async () => {
  const percentiles = (p50: number, p90: number, p99: number) => ({
    invocation_latency_p50: p50,
    invocation_latency_p90: p90,
    invocation_latency_p99: p99,
  });
  const table = tableOf('runtime', [
    { at: '10:00', ...percentiles(9000, 9000, 9000) },
    { at: '10:00', model_id: 'a', ...percentiles(100, 300, 900) },
    { at: '10:05', model_id: 'b', ...percentiles(200, 250, 950) },
    { at: '11:00', model_id: 'a', invocations: 3 },
  ]);
  expect(await ask('metric-percentiles', table)).toMatchObject([{ p50: 200, p90: 300, p99: 950 }]);
});

const GUARDRAILS = tableOf('guardrails', [
  // Each guardrail again, and each source.
  { at: '10:00', operation: 'ApplyGuardrail', guardrail_arn: 'x', guardrail_version: '1', invocations: 6 },
  { at: '10:00', operation: 'ApplyGuardrail', guardrail_content_source: 'Input', invocations: 6 },
  { at: '10:00', operation: 'ApplyGuardrail', invocations: 6, invocation_latency: 100, invocations_intervened: 3 },
  { at: '10:05', operation: 'ApplyGuardrail', invocations: 2, invocation_latency: 500, invocation_client_errors: 1 },
  { at: '10:00', guardrail_policy_type: 'TopicPolicy', text_unit_count: 9, invocations_intervened: 3 },
  {
    at: '10:00',
    guardrail_policy_type: 'TopicPolicy',
    guardrail_content_source: 'Input',
    invocations_intervened: 2,
    text_unit_count: 5,
  },
  { at: '10:00', guardrail_policy_type: 'TopicPolicy', guardrail_content_source: 'Output', invocations_intervened: 1 },
]);

test('guardrail metrics', async () => {
  const policy = 'aws_bedrock.guardrails.guardrail_policy_type';
  expect(await ask('metric-guardrail-policies', GUARDRAILS)).toMatchObject([
    { input: 2, output: 1, n: 3, [policy]: 'TopicPolicy' },
  ]);
  expect(await ask('metric-guardrail-latency', GUARDRAILS)).toMatchObject([{ mean: 200, slowest: 500 }]);
  expect(await ask('metric-guardrail-calls', GUARDRAILS)).toMatchObject([{ calls: 8, failed: 1, throttled: null }]);
  expect(await ask('metric-text-units', GUARDRAILS)).toMatchObject([{ units: 9 }]);
  expect(await ask('metric-interventions', GUARDRAILS)).toMatchObject([{ input: 2, output: 1 }]);
});

test('guardrail metrics by guardrail alone', async () => {
  const common = { at: '10:00', guardrail_arn: 'x', guardrail_version: '1', operation: 'ApplyGuardrail' };
  const table = tableOf('guardrails', [
    { ...common, invocations: 4, invocation_latency: 10 },
    { ...common, guardrail_arn: 'y', invocations: 1, invocation_latency: 60 },
  ]);
  expect(await ask('metric-guardrail-latency', table)).toMatchObject([{ mean: 20, calls: 5 }]);
});
