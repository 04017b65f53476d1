/**
 * CloudWatch's metrics of models. A document stands for one period and one set of dimensions; the sets overlap (all
 * models together are one, each model is another), so every query keeps to one set. Means of periods are weighted by
 * their invocations.
 */
import type { Panel } from '../panel.ts';
import { byTime, overMetrics, RUNTIME_METRICS, type Scope } from '../scope.ts';
import { WEIGHTED_VIEW, weightedLatency } from './weighted.ts';

const ABSENT = 'Needs runtime metrics of CloudWatch for these times, which are not loaded.';
const MODEL = 'aws_bedrock.runtime.model_id';
/** Of the sets with a model, the one that is by model alone: images are counted by size and quality besides. */
const BY_MODEL = `WHERE ${MODEL} IS NOT NULL AND aws_bedrock.runtime.image_size IS NULL AND aws_bedrock.runtime.bucketed_step_size IS NULL`;

const over = (scope: Scope, ...commands: readonly string[]): string => overMetrics(RUNTIME_METRICS, scope, ...commands);

const common = { section: 'runtime', from: 'runtime metrics', absent: ABSENT } as const;

export const RUNTIME: readonly Panel[] = [
  {
    ...common,
    id: 'metric-calls',
    title: 'Invocations by model',
    unit: 'successful calls per {0}',
    view: {
      kind: 'bars',
      measure: 'calls',
      series: [{ column: 'calls', label: 'invocations' }],
      split: { column: MODEL, label: 'Model' },
    },
    esql: (scope) =>
      over(
        scope,
        BY_MODEL,
        `STATS calls = SUM(aws_bedrock.runtime.invocations) BY ${byTime(scope)}, ${MODEL}`,
        'SORT t',
        'LIMIT 10000',
      ),
  },
  {
    ...common,
    id: 'metric-errors',
    title: 'Errors and throttles',
    unit: 'calls per {0}',
    view: {
      kind: 'bars',
      measure: 'calls',
      series: [
        { column: 'client', label: 'client errors', bad: true },
        { column: 'throttles', label: 'throttled' },
        { column: 'server', label: 'server errors' },
      ],
    },
    esql: (scope) =>
      over(
        scope,
        BY_MODEL,
        `STATS client = SUM(aws_bedrock.runtime.invocation_client_errors), server = SUM(aws_bedrock.runtime.invocation_server_errors), throttles = SUM(aws_bedrock.runtime.invocation_throttles) BY ${byTime(scope)}`,
        'SORT t',
      ),
  },
  {
    ...common,
    id: 'metric-tokens',
    title: 'Tokens',
    unit: 'tokens per {0}',
    view: {
      kind: 'bars',
      measure: 'tokens',
      series: [
        { column: 'input', label: 'input' },
        { column: 'output', label: 'output' },
      ],
    },
    esql: (scope) =>
      over(
        scope,
        BY_MODEL,
        `STATS input = SUM(aws_bedrock.runtime.input_token_count), output = SUM(aws_bedrock.runtime.output_token_count) BY ${byTime(scope)}`,
        'SORT t',
      ),
  },
  {
    ...common,
    id: 'metric-latency',
    title: 'Latency',
    unit: 'seconds per {0}, mean weighted by calls',
    view: WEIGHTED_VIEW,
    esql: (scope) => over(scope, BY_MODEL, ...weightedLatency('aws_bedrock.runtime', scope)),
  },
  {
    ...common,
    id: 'metric-percentiles',
    title: 'Latency percentiles',
    unit: 'seconds per {0}, of the slowest model and period',
    extended: true,
    view: {
      kind: 'lines',
      measure: 'ms',
      series: [
        { column: 'p50', label: 'p50' },
        { column: 'p90', label: 'p90' },
        { column: 'p99', label: 'p99' },
      ],
    },
    absent: 'Needs percentiles of runtime metrics, which come with the extended profile.',
    // Percentiles of periods cannot be put together; the worst of them can be told.
    esql: (scope) =>
      over(
        scope,
        BY_MODEL,
        'WHERE bedrock_logs.runtime.invocation_latency_p50 IS NOT NULL',
        `STATS p50 = MAX(bedrock_logs.runtime.invocation_latency_p50), p90 = MAX(bedrock_logs.runtime.invocation_latency_p90), p99 = MAX(bedrock_logs.runtime.invocation_latency_p99) BY ${byTime(scope)}`,
        'SORT t',
      ),
  },
  {
    ...common,
    id: 'metric-models',
    title: 'Models',
    unit: 'calls, tokens, seconds',
    view: {
      kind: 'table',
      label: { column: MODEL, label: 'Model' },
      columns: [
        { column: 'calls', label: 'Calls', measure: 'calls', share: true },
        { column: 'input', label: 'Input', measure: 'tokens' },
        { column: 'output', label: 'Output', measure: 'tokens' },
        { column: 'errors', label: 'Errors', measure: 'calls' },
        { column: 'throttles', label: 'Throttled', measure: 'calls' },
        { column: 'mean', label: 'Mean', measure: 'ms' },
        { column: 'legacy', label: 'Legacy', measure: 'calls' },
      ],
    },
    esql: (scope) =>
      over(
        scope,
        BY_MODEL,
        'EVAL w = aws_bedrock.runtime.invocation_latency * aws_bedrock.runtime.invocations, failed = COALESCE(aws_bedrock.runtime.invocation_client_errors, 0) + COALESCE(aws_bedrock.runtime.invocation_server_errors, 0)',
        `STATS calls = SUM(aws_bedrock.runtime.invocations), input = SUM(aws_bedrock.runtime.input_token_count), output = SUM(aws_bedrock.runtime.output_token_count), errors = SUM(failed), throttles = SUM(aws_bedrock.runtime.invocation_throttles), total = SUM(w), timed = SUM(aws_bedrock.runtime.invocations) WHERE w IS NOT NULL, legacy = SUM(aws_bedrock.runtime.legacymodel_invocations) BY ${MODEL}`,
        'EVAL mean = 1.0 * total / timed',
        `SORT calls DESC, ${MODEL}`,
        'LIMIT 8',
      ),
  },
  {
    ...common,
    id: 'metric-images',
    title: 'Images',
    unit: 'images made, by size and quality',
    view: {
      kind: 'table',
      label: { column: 'aws_bedrock.runtime.image_size', label: 'Size' },
      also: { column: 'aws_bedrock.runtime.quality', label: 'Quality' },
      columns: [{ column: 'images', label: 'Images', measure: 'units', share: true }],
    },
    absent: 'No image was made, or its metrics are not loaded.',
    esql: (scope) =>
      over(
        scope,
        'WHERE aws_bedrock.runtime.image_size IS NOT NULL',
        'STATS images = SUM(aws_bedrock.runtime.output_image_count) BY aws_bedrock.runtime.image_size, aws_bedrock.runtime.quality',
        'WHERE images > 0',
        'SORT images DESC',
        'LIMIT 8',
      ),
  },
];
