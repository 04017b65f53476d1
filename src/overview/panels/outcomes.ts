/** How calls ended. */
import { contains, equals } from '../conditions.ts';
import type { Panel } from '../panel.ts';
import { evalStop, overRecords, quoted } from '../scope.ts';
import { FAILED } from './traffic.ts';

/** What models say when they had to stop before the end, in lower case. */
const CUT = ['max_tokens', 'length', 'max_output_tokens', 'max_length', 'model_context_window_exceeded'] as const;
const IS_CUT = `TO_LOWER(stop) IN (${CUT.map(quoted).join(', ')})`;

const STOPPED = 'COALESCE(bedrock_logs.stop_reason, gen_ai.response.finish_reasons)';

export const STOPS: Panel = {
  id: 'stop-reasons',
  title: 'Why did answers stop?',
  unit: 'calls without an error',
  section: 'answers',
  from: 'records',
  view: {
    kind: 'ranking',
    measure: 'calls',
    label: {
      column: 'stop',
      label: 'Stop reason',
      condition: (value) =>
        `gen_ai.response.error_code IS NULL AND ${STOPPED} ${value === null ? 'IS NULL' : `== ${quoted(String(value))}`}`,
      none: 'none given',
    },
    value: 'calls',
    notable: [...CUT, 'guardrail_intervened'],
    drawn: 6,
  },
  absent: 'There are no calls without an error.',
  esql: (scope) =>
    overRecords(
      scope,
      evalStop(scope),
      'WHERE gen_ai.response.error_code IS NULL',
      'STATS calls = COUNT(*) BY stop',
      'SORT calls DESC, stop',
      'LIMIT 8',
    ),
};

export const TRUNCATED: Panel = {
  id: 'truncated',
  title: 'Whose answers were cut off?',
  unit: 'at a token limit',
  section: 'answers',
  from: 'records',
  view: {
    kind: 'table',
    label: {
      column: 'gen_ai.request.model.id',
      label: 'Model',
      condition: (value) => {
        const cut = `TO_LOWER(${STOPPED}) IN (${CUT.map(quoted).join(', ')})`;
        return `${equals('gen_ai.request.model.id')(value)} AND ${cut}`;
      },
      none: 'no model',
    },
    columns: [
      { column: 'cut', label: 'Cut off', measure: 'calls', share: true },
      { column: 'cut_pct', label: 'of answers', measure: 'percent' },
    ],
  },
  absent: 'No answer of these records reached a token limit.',
  esql: (scope) =>
    overRecords(
      scope,
      evalStop(scope),
      'WHERE stop IS NOT NULL',
      `STATS calls = COUNT(*), cut = COUNT(*) WHERE ${IS_CUT} BY gen_ai.request.model.id`,
      'WHERE cut > 0',
      'EVAL cut_pct = ROUND(100.0 * cut / calls, 1)',
      'SORT cut DESC, gen_ai.request.model.id',
      'LIMIT 6',
    ),
};

export const ERRORS: Panel = {
  id: 'errors',
  title: 'Errors by code',
  unit: 'calls, throttling included',
  section: 'answers',
  from: 'records',
  view: {
    kind: 'ranking',
    measure: 'calls',
    label: { column: 'gen_ai.response.error_code', label: 'Error', condition: contains('gen_ai.response.error_code') },
    value: 'calls',
    bad: true,
  },
  absent: 'No call of these records failed.',
  esql: (scope) =>
    overRecords(
      scope,
      `WHERE ${FAILED}`,
      'STATS calls = COUNT(*) BY gen_ai.response.error_code',
      'SORT calls DESC, gen_ai.response.error_code',
      'LIMIT 8',
    ),
};

export const THROTTLES: Panel = {
  id: 'throttled',
  title: 'Who is throttled?',
  unit: 'throttled calls by model and region',
  section: 'answers',
  from: 'records',
  view: {
    kind: 'table',
    label: {
      column: 'gen_ai.request.model.id',
      label: 'Model',
      condition: (value) =>
        `${equals('gen_ai.request.model.id')(value)} AND gen_ai.response.error_code == "ThrottlingException"`,
      none: 'no model',
    },
    also: { column: 'cloud.region', label: 'Region', condition: equals('cloud.region'), none: 'not given' },
    columns: [
      { column: 'throttled', label: 'Throttled', measure: 'calls', share: true },
      { column: 'throttled_pct', label: 'of calls', measure: 'percent' },
    ],
  },
  absent: 'No call of these records was throttled.',
  esql: (scope) =>
    overRecords(
      scope,
      'STATS calls = COUNT(*), throttled = COUNT(*) WHERE gen_ai.response.error_code == "ThrottlingException" BY gen_ai.request.model.id, cloud.region',
      'WHERE throttled > 0',
      'EVAL throttled_pct = ROUND(100.0 * throttled / calls, 1)',
      'SORT throttled DESC, gen_ai.request.model.id',
      'LIMIT 6',
    ),
};
