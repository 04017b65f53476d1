/** How long calls took. Percentiles of calls always; never a mean of means. */
import { equals } from '../conditions.ts';
import type { Panel } from '../panel.ts';
import { byTime, evalLatency, overRecords } from '../scope.ts';

const PERCENTILES = [
  { column: 'p50', label: 'p50' },
  { column: 'p95', label: 'p95' },
  { column: 'p99', label: 'p99' },
] as const;

const NO_LATENCY =
  'Needs latency, which streams and Converse answers carry; it is not in these records, or their bodies are not logged.';

const FIRST_BYTE = 'gen_ai.performance.start_response_time';

/** Lower ends of the bands after the first, which begins at 0; each about 1.4 times the one before, ms. */
const BANDS = [
  100, 140, 200, 280, 400, 560, 800, 1100, 1600, 2200, 3200, 4500, 6300, 9000, 13000, 18000, 25000, 36000, 50000, 70000,
  100_000,
] as const;

export const LATENCY: Panel = {
  id: 'latency',
  title: 'How slow are answers?',
  unit: 'seconds per {0}, log scale',
  section: 'use',
  from: 'records',
  view: { kind: 'lines', measure: 'ms', series: PERCENTILES, log: true },
  absent: NO_LATENCY,
  esql: (scope) =>
    overRecords(
      scope,
      evalLatency(scope),
      'WHERE ms IS NOT NULL',
      `STATS p50 = PERCENTILE(ms, 50), p95 = PERCENTILE(ms, 95), p99 = PERCENTILE(ms, 99), calls = COUNT(*) BY ${byTime(scope)}`,
      'SORT t',
    ),
};

export const LATENCY_BANDS: Panel = {
  id: 'latency-distribution',
  title: 'Latency distribution',
  unit: 'calls per band, log bands',
  section: 'answers',
  from: 'records',
  view: {
    kind: 'bands',
    measure: 'ms',
    band: 'band',
    count: 'calls',
    condition: (from, to) => {
      const ms = 'COALESCE(gen_ai.performance.response_time, bedrock_logs.latency)';
      return to === undefined ? `${ms} >= ${from}` : `${ms} >= ${from} AND ${ms} < ${to}`;
    },
  },
  absent: NO_LATENCY,
  esql: (scope) => {
    const cases = BANDS.map((band, i) => `ms < ${band}, ${BANDS[i - 1] ?? 0}`);
    return overRecords(
      scope,
      evalLatency(scope),
      'WHERE ms IS NOT NULL',
      // All bands begin at multiples of 20 ms, and choosing a band for each of those is cheaper than for each call.
      'STATS calls = COUNT(*) BY ms = ms / 20 * 20',
      `EVAL band = CASE(${cases.join(', ')}, ${BANDS[BANDS.length - 1]})`,
      'STATS calls = SUM(calls) BY band',
      'SORT band',
    );
  },
};

/** The lower ends of all bands, ms. */
export const LATENCY_STEPS: readonly number[] = [0, ...BANDS];

export const FIRST_BYTE_LATENCY: Panel = {
  id: 'first-byte',
  title: 'How soon does an answer begin?',
  unit: 'seconds, streams only',
  section: 'answers',
  from: 'records',
  view: { kind: 'lines', measure: 'ms', series: PERCENTILES, log: true },
  absent: 'Needs first byte latency, which only streamed answers carry; there is none in these records.',
  esql: (scope) =>
    overRecords(
      scope,
      `WHERE ${FIRST_BYTE} IS NOT NULL`,
      `STATS p50 = PERCENTILE(${FIRST_BYTE}, 50), p95 = PERCENTILE(${FIRST_BYTE}, 95), p99 = PERCENTILE(${FIRST_BYTE}, 99), calls = COUNT(*) BY ${byTime(scope)}`,
      'SORT t',
    ),
};

export const FIRST_BYTE_MODELS: Panel = {
  id: 'first-byte-models',
  title: 'First byte by model',
  unit: 'streams, seconds, share of the whole time',
  section: 'answers',
  from: 'records',
  view: {
    kind: 'table',
    label: {
      column: 'gen_ai.request.model.id',
      label: 'Model',
      condition: (value) => `${FIRST_BYTE} IS NOT NULL AND ${equals('gen_ai.request.model.id')(value)}`,
    },
    columns: [
      { column: 'calls', label: 'Streams', measure: 'calls', share: true },
      { column: 'first_p50', label: 'p50', measure: 'ms' },
      { column: 'first_p95', label: 'p95', measure: 'ms' },
      { column: 'whole_p95', label: 'total p95', measure: 'ms' },
      { column: 'first_pct', label: 'Before first byte', measure: 'percent' },
    ],
  },
  absent: 'Needs first byte latency, which only streamed answers carry; there is none in these records.',
  esql: (scope) =>
    overRecords(
      scope,
      `WHERE ${FIRST_BYTE} IS NOT NULL`,
      `STATS calls = COUNT(*), first_p50 = PERCENTILE(${FIRST_BYTE}, 50), first_p95 = PERCENTILE(${FIRST_BYTE}, 95), whole_p95 = PERCENTILE(gen_ai.performance.response_time, 95), first_ms = SUM(${FIRST_BYTE}), whole_ms = SUM(gen_ai.performance.response_time) BY gen_ai.request.model.id`,
      'EVAL first_pct = ROUND(100.0 * first_ms / whole_ms, 1)',
      'SORT calls DESC, gen_ai.request.model.id',
      'LIMIT 8',
    ),
};
