/** How much was asked, by whom and of which models. */
import { equals } from '../conditions.ts';
import type { Label, Panel, TableColumn } from '../panel.ts';
import { byTime, evalLatency, overRecords, type Scope } from '../scope.ts';

export const THROTTLED = 'gen_ai.response.error_code == "ThrottlingException"';
export const FAILED = 'gen_ai.response.error_code IS NOT NULL';

const MODEL = 'gen_ai.request.model.id';
/** Rows of the tables of users of models; the query shows them all. */
const ROWS = 8;

const CACHED = 'cached = SUM(bedrock_logs.usage.cache_read_tokens)';

export const SUMMARY: Panel = {
  id: 'summary',
  title: 'Summary',
  unit: 'all calls',
  section: 'head',
  from: 'records',
  view: {
    kind: 'figures',
    figures: [
      { column: 'calls', label: 'Invocations', measure: 'calls' },
      { column: 'tokens_in', label: 'Input tokens', measure: 'tokens' },
      { column: 'cached', label: 'Input tokens read from cache', measure: 'tokens' },
      { column: 'cache_written', label: 'Input tokens written to cache', measure: 'tokens' },
      { column: 'tokens_out', label: 'Output tokens', measure: 'tokens' },
      { column: 'errors', label: 'Errors', measure: 'calls' },
      { column: 'error_pct', label: 'Errors of all calls', measure: 'percent' },
      { column: 'throttled', label: 'Throttled', measure: 'calls' },
      { column: 'p50', label: 'Latency, p50', measure: 'ms' },
      { column: 'p95', label: 'Latency, p95', measure: 'ms' },
      { column: 'p99', label: 'Latency, p99', measure: 'ms' },
      { column: 'timed', label: 'Calls with latency', measure: 'calls' },
      { column: 'first_p95', label: 'First byte, p95', measure: 'ms' },
      { column: 'streams', label: 'Streams with a first byte', measure: 'calls' },
      { column: 'intervened', label: 'Guardrail interventions', measure: 'calls' },
    ],
  },
  absent: 'There are no records.',
  esql: (scope) =>
    overRecords(
      scope,
      evalLatency(scope),
      stats([
        'calls = COUNT(*)',
        'tokens_in = SUM(gen_ai.usage.prompt_tokens)',
        'tokens_out = SUM(gen_ai.usage.completion_tokens)',
        ...(scope.extended ? [CACHED, 'cache_written = SUM(bedrock_logs.usage.cache_write_tokens)'] : []),
        'errors = COUNT(gen_ai.response.error_code)',
        `throttled = COUNT(*) WHERE ${THROTTLED}`,
        'timed = COUNT(ms)',
        'p50 = PERCENTILE(ms, 50)',
        'p95 = PERCENTILE(ms, 95)',
        'p99 = PERCENTILE(ms, 99)',
        'streams = COUNT(gen_ai.performance.start_response_time)',
        'first_p95 = PERCENTILE(gen_ai.performance.start_response_time, 95)',
        'intervened = COUNT(*) WHERE gen_ai.compliance.violation_detected',
      ]),
      'EVAL error_pct = ROUND(100.0 * errors / calls, 2)',
    ),
};

/** All times and all records: what the other panels' range is chosen from. */
export const BRUSH: Panel = {
  id: 'timeline',
  title: 'Invocations',
  unit: 'calls per {0}, all loaded records',
  section: 'head',
  from: 'records',
  view: {
    kind: 'bars',
    measure: 'calls',
    series: [{ column: 'calls', label: 'invocations' }],
    lane: [{ column: 'errors', label: 'errors', bad: true }],
  },
  absent: 'There are no records.',
  esql: ({ bucket, extended }) => {
    const all: Scope = { bucket, extended };
    return overRecords(
      all,
      `STATS calls = COUNT(*), errors = COUNT(gen_ai.response.error_code) BY ${byTime(all)}`,
      'SORT t',
    );
  },
};

export const CALLS: Panel = {
  id: 'calls',
  title: 'Invocations and errors by model',
  unit: 'calls per {0}',
  section: 'use',
  from: 'records',
  view: {
    kind: 'bars',
    measure: 'calls',
    series: [{ column: 'calls', label: 'invocations' }],
    split: { column: MODEL, label: 'Model', condition: equals(MODEL), none: 'no model' },
    lane: [
      { column: 'failed', label: 'errors', bad: true },
      { column: 'throttled', label: 'throttled' },
    ],
  },
  absent: 'There are no records.',
  esql: (scope) =>
    overRecords(
      scope,
      `STATS calls = COUNT(*), errors = COUNT(gen_ai.response.error_code), throttled = COUNT(*) WHERE ${THROTTLED} BY ${byTime(scope)}, ${MODEL}`,
      'EVAL failed = errors - throttled',
      'SORT t',
      'LIMIT 10000',
    ),
};

function stats(aggregates: readonly string[], by?: string): string {
  return `STATS ${aggregates.join(', ')}${by ? ` BY ${by}` : ''}`;
}

/** Who uses what: the same figures for each value of one field. */
function users(id: string, title: string, label: Label, scoped: 'always' | 'extended', absent: string): Panel {
  const { column } = label;
  return {
    id,
    title,
    unit: 'calls, tokens, seconds',
    section: 'answers',
    from: 'records',
    view: { kind: 'table', label, columns: USER_COLUMNS },
    absent,
    ...(scoped === 'extended' ? { extended: true } : {}),
    esql: (scope) =>
      overRecords(
        scope,
        evalLatency(scope),
        stats(
          [
            'calls = COUNT(*)',
            'tokens_in = SUM(gen_ai.usage.prompt_tokens)',
            ...(scope.extended ? [CACHED] : []),
            'tokens_out = SUM(gen_ai.usage.completion_tokens)',
            'errors = COUNT(gen_ai.response.error_code)',
            'p95 = PERCENTILE(ms, 95)',
            'intervened = COUNT(*) WHERE gen_ai.compliance.violation_detected',
          ],
          column,
        ),
        'EVAL error_pct = ROUND(100.0 * errors / calls, 1)',
        `SORT calls DESC, ${column}`,
        `LIMIT ${ROWS}`,
      ),
  };
}

/** Shares of errors above this are marked, percent. */
const MANY_ERRORS = 5;

const USER_COLUMNS: readonly TableColumn[] = [
  { column: 'calls', label: 'Calls', measure: 'calls', share: true },
  { column: 'tokens_in', label: 'Input', measure: 'tokens' },
  { column: 'cached', label: 'Cached', measure: 'tokens' },
  { column: 'tokens_out', label: 'Output', measure: 'tokens' },
  { column: 'error_pct', label: 'Errors', measure: 'percent', badAbove: MANY_ERRORS },
  { column: 'p95', label: 'p95', measure: 'ms' },
  { column: 'intervened', label: 'Intervened', measure: 'calls' },
];

export const USERS: readonly Panel[] = [
  users(
    'models',
    'Models',
    { column: MODEL, label: 'Model', condition: equals(MODEL), none: 'no model' },
    'always',
    'There are no records.',
  ),
  users(
    'callers',
    'Callers',
    { column: 'user.id', label: 'Caller', condition: equals('user.id'), none: 'not given' },
    'always',
    'There are no records.',
  ),
  users(
    'regions',
    'Regions',
    { column: 'cloud.region', label: 'Region', condition: equals('cloud.region'), none: 'not given' },
    'always',
    'There are no records.',
  ),
  users(
    'profiles',
    'Profiles',
    {
      column: 'bedrock_logs.model.profile',
      label: 'Inference profile',
      condition: equals('bedrock_logs.model.profile'),
      none: 'none: called by the model',
    },
    'extended',
    'There are no records.',
  ),
];
