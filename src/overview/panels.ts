/** All panels of the overview, in the order in which they are shown and answered. */
import type { Panel } from './panel.ts';
import { COST } from './panels/cost.ts';
import { GUARDRAIL_METRIC_PANELS } from './panels/guardrail-metrics.ts';
import { CODES, CONFIDENCE, INTERVENTIONS, POLICIES, TRIGGERED } from './panels/guardrails.ts';
import { FIRST_BYTE_LATENCY, FIRST_BYTE_MODELS, LATENCY, LATENCY_BANDS } from './panels/latency.ts';
import { ERRORS, STOPS, THROTTLES, TRUNCATED } from './panels/outcomes.ts';
import { QUALITY } from './panels/quality.ts';
import { RUNTIME } from './panels/runtime.ts';
import { CACHE_HITS, TOKEN_RATE, TOKENS } from './panels/tokens.ts';
import { BRUSH, CALLS, SUMMARY, USERS } from './panels/traffic.ts';
import type { Scope } from './scope.ts';

export const PANELS: readonly Panel[] = [
  SUMMARY,
  BRUSH,
  CALLS,
  TOKENS,
  LATENCY,
  LATENCY_BANDS,
  ...USERS,
  STOPS,
  ERRORS,
  FIRST_BYTE_LATENCY,
  FIRST_BYTE_MODELS,
  TOKEN_RATE,
  CACHE_HITS,
  THROTTLES,
  TRUNCATED,
  ...COST,
  POLICIES,
  CONFIDENCE,
  CODES,
  TRIGGERED,
  INTERVENTIONS,
  ...RUNTIME,
  ...GUARDRAIL_METRIC_PANELS,
  QUALITY,
];

/** What is loaded, as far as it decides which panels there are. */
export interface Present {
  readonly runtimeMetrics: boolean;
  readonly guardrailMetrics: boolean;
}

/** The panels that have something to say: of metrics and of cost only where there are metrics and prices. */
export function panelsFor(scope: Scope, present: Present): readonly Panel[] {
  return PANELS.filter(({ from, section, extended }) => {
    if (extended && !scope.extended) return false;
    if (from === 'runtime metrics') return present.runtimeMetrics;
    if (from === 'guardrail metrics') return present.guardrailMetrics;
    return section !== 'cost' || scope.prices !== undefined;
  });
}
