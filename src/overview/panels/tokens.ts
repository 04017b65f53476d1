/** Tokens: how many, how fast, and how many of them came out of a cache. */
import type { Panel } from '../panel.ts';
import { byTime, evalLatency, overRecords } from '../scope.ts';

export const TOKENS: Panel = {
  id: 'tokens',
  title: 'Tokens',
  unit: 'tokens per {0}',
  section: 'use',
  from: 'records',
  view: {
    kind: 'bars',
    measure: 'tokens',
    series: [
      { column: 'input', label: 'input, not cached' },
      { column: 'cache_read', label: 'cache read', part: true },
      { column: 'cache_write', label: 'cache write' },
      { column: 'output', label: 'output' },
    ],
  },
  absent: 'Token counts are not in these records.',
  esql: (scope) => {
    const cache = scope.extended
      ? ', cache_read = SUM(bedrock_logs.usage.cache_read_tokens), cache_write = SUM(bedrock_logs.usage.cache_write_tokens)'
      : '';
    return overRecords(
      scope,
      `STATS input = SUM(gen_ai.usage.prompt_tokens)${cache}, output = SUM(gen_ai.usage.completion_tokens) BY ${byTime(scope)}`,
      'SORT t',
    );
  },
};

/** Percentiles of calls, not a mean: one slow call says nothing of the others. */
export const TOKEN_RATE: Panel = {
  id: 'token-rate',
  title: 'How fast do answers come?',
  unit: 'output tokens per second',
  section: 'answers',
  from: 'records',
  view: {
    kind: 'lines',
    measure: 'rate',
    series: [
      { column: 'p50', label: 'p50' },
      { column: 'p5', label: 'p5, slowest' },
    ],
  },
  absent: 'Needs the latency and the output tokens of a call; these records have no call with both.',
  esql: (scope) =>
    overRecords(
      scope,
      evalLatency(scope),
      'WHERE ms > 0 AND gen_ai.usage.completion_tokens > 0',
      'EVAL rate = 1000.0 * gen_ai.usage.completion_tokens / ms',
      `STATS p5 = PERCENTILE(rate, 5), p50 = PERCENTILE(rate, 50), calls = COUNT(*) BY ${byTime(scope)}`,
      'SORT t',
    ),
};

export const CACHE_HITS: Panel = {
  id: 'cache-hits',
  title: 'Cache hits',
  unit: '% of input tokens per {0}',
  section: 'answers',
  from: 'records',
  extended: true,
  view: { kind: 'lines', measure: 'percent', series: [{ column: 'hit_pct', label: 'from cache' }] },
  absent: 'Needs cache token counts; no call of these records read or wrote a prompt cache.',
  esql: (scope) =>
    overRecords(
      scope,
      'WHERE bedrock_logs.usage.cache_read_tokens > 0 OR bedrock_logs.usage.cache_write_tokens > 0',
      `STATS read = SUM(bedrock_logs.usage.cache_read_tokens), written = SUM(bedrock_logs.usage.cache_write_tokens), input = SUM(bedrock_logs.usage.total_input_tokens), calls = COUNT(*) BY ${byTime(scope)}`,
      'EVAL hit_pct = ROUND(100.0 * read / input, 1)',
      'SORT t',
    ),
};
