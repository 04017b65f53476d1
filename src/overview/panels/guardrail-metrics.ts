/**
 * CloudWatch's metrics of guardrails. Their sets of dimensions overlap, so every query keeps to one: by policy and
 * source of the content, or by operation. Means of periods are weighted by their invocations.
 */
import type { Panel } from '../panel.ts';
import { byTime, GUARDRAIL_METRICS, overMetrics, type Scope } from '../scope.ts';
import { WEIGHTED_VIEW, weightedLatency } from './weighted.ts';

const G = 'aws_bedrock.guardrails';

/** Sets without a dimension where there are some, for sets with it count the same again; else those with it. */
const fewest = (dimension: string): readonly string[] => [
  `INLINE STATS coarse = COUNT(*) WHERE ${G}.${dimension} IS NULL`,
  `WHERE coarse == 0 OR ${G}.${dimension} IS NULL`,
];
const BY_POLICY = [
  `WHERE ${G}.guardrail_policy_type IS NOT NULL AND ${G}.guardrail_content_source IS NOT NULL`,
  ...fewest('guardrail_arn'),
] as const;
const UNITS = [
  `WHERE ${G}.guardrail_policy_type IS NOT NULL AND ${G}.text_unit_count IS NOT NULL`,
  ...fewest('guardrail_content_source'),
  ...fewest('guardrail_arn'),
] as const;
const BY_OPERATION = [
  `WHERE ${G}.operation IS NOT NULL AND ${G}.guardrail_policy_type IS NULL`,
  ...fewest('guardrail_content_source'),
  ...fewest('guardrail_arn'),
] as const;

const over = (scope: Scope, ...commands: readonly string[]): string =>
  overMetrics(GUARDRAIL_METRICS, scope, ...commands);

const common = {
  section: 'guardrail metrics',
  from: 'guardrail metrics',
  absent: 'Needs guardrail metrics of CloudWatch for these times, which are not loaded.',
} as const;

/** As CloudWatch writes where the content came from. */
const FROM_INPUT = `TO_LOWER(${G}.guardrail_content_source) == "input"`;
const FROM_OUTPUT = `TO_LOWER(${G}.guardrail_content_source) == "output"`;

export const GUARDRAIL_METRIC_PANELS: readonly Panel[] = [
  {
    ...common,
    id: 'metric-guardrail-policies',
    title: 'Interventions by policy',
    unit: 'interventions, in input and output',
    view: {
      kind: 'table',
      label: { column: `${G}.guardrail_policy_type`, label: 'Policy' },
      columns: [
        { column: 'input', label: 'Input', measure: 'calls', share: true },
        { column: 'output', label: 'Output', measure: 'calls', share: true },
      ],
    },
    esql: (scope) =>
      over(
        scope,
        ...BY_POLICY,
        `STATS input = SUM(${G}.invocations_intervened) WHERE ${FROM_INPUT}, output = SUM(${G}.invocations_intervened) WHERE ${FROM_OUTPUT}, n = SUM(${G}.invocations_intervened) BY ${G}.guardrail_policy_type`,
        `SORT n DESC, ${G}.guardrail_policy_type`,
        'LIMIT 8',
      ),
  },
  {
    ...common,
    id: 'metric-guardrail-calls',
    title: 'Guardrail invocations',
    unit: 'requests per {0}, by operation',
    view: {
      kind: 'bars',
      measure: 'calls',
      series: [{ column: 'calls', label: 'invocations' }],
      split: { column: `${G}.operation`, label: 'Operation' },
      lane: [
        { column: 'failed', label: 'errors', bad: true },
        { column: 'throttled', label: 'throttled' },
      ],
    },
    esql: (scope) =>
      over(
        scope,
        ...BY_OPERATION,
        `EVAL faults = COALESCE(${G}.invocation_client_errors, 0) + COALESCE(${G}.invocation_server_errors, 0)`,
        `STATS calls = SUM(${G}.invocations), failed = SUM(faults), throttled = SUM(${G}.invocation_throttles) BY ${byTime(scope)}, ${G}.operation`,
        'SORT t',
        'LIMIT 10000',
      ),
  },
  {
    ...common,
    id: 'metric-guardrail-latency',
    title: 'Guardrail latency',
    unit: 'seconds per {0}, mean weighted by calls',
    view: WEIGHTED_VIEW,
    esql: (scope) => over(scope, ...BY_OPERATION, ...weightedLatency(G, scope)),
  },
  {
    ...common,
    id: 'metric-text-units',
    title: 'Text units',
    unit: 'units per {0}, by policy',
    view: {
      kind: 'bars',
      measure: 'units',
      series: [{ column: 'units', label: 'text units' }],
      split: { column: `${G}.guardrail_policy_type`, label: 'Policy' },
    },
    esql: (scope) =>
      over(
        scope,
        ...UNITS,
        `STATS units = SUM(${G}.text_unit_count) BY ${byTime(scope)}, ${G}.guardrail_policy_type`,
        'SORT t',
        'LIMIT 10000',
      ),
  },
  {
    ...common,
    id: 'metric-interventions',
    title: 'Interventions over time',
    unit: 'interventions per {0}',
    view: {
      kind: 'bars',
      measure: 'calls',
      series: [
        { column: 'input', label: 'input' },
        { column: 'output', label: 'output' },
      ],
    },
    esql: (scope) =>
      over(
        scope,
        ...BY_POLICY,
        `STATS input = SUM(${G}.invocations_intervened) WHERE ${FROM_INPUT}, output = SUM(${G}.invocations_intervened) WHERE ${FROM_OUTPUT} BY ${byTime(scope)}`,
        'SORT t',
      ),
  },
];
