/** Latency of CloudWatch's metrics: what a period has is the mean of its calls. */
import type { TimeView } from '../panel.ts';
import { byTime, type Scope } from '../scope.ts';

/** A mean over periods, each weighted with its calls, and the slowest period's mean; no percentile can be told. */
export const WEIGHTED_VIEW: TimeView = {
  kind: 'lines',
  measure: 'ms',
  series: [
    { column: 'mean', label: 'mean' },
    { column: 'slowest', label: 'slowest, of one period' },
  ],
};

/** The commands behind that view; `group` is where the stream has its fields. */
export function weightedLatency(group: string, scope: Scope): readonly string[] {
  return [
    `EVAL w = ${group}.invocation_latency * ${group}.invocations`,
    `STATS total = SUM(w), calls = SUM(${group}.invocations) WHERE w IS NOT NULL, slowest = MAX(${group}.invocation_latency) BY ${byTime(scope)}`,
    'EVAL mean = 1.0 * total / calls',
    'SORT t',
  ];
}
