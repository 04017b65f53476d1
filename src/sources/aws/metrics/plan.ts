/** What to ask GetMetricData for: queries, and the calls that they fit into. Pure. */
import { METRICS, type MetricNamespace, type Statistic } from '../../../ecs/metrics.ts';
import type { Profile } from '../../../ecs/model.ts';
import type { TimeRange } from '../logs/paging.ts';

/** A metric with one set of dimensions, as ListMetrics names it. */
export interface ListedMetric {
  readonly namespace: MetricNamespace;
  readonly metric: string;
  readonly dimensions: readonly { readonly name: string; readonly value: string }[];
  /** Where the listing is of linked accounts: whose metric it is. */
  readonly account?: string;
}

export interface MetricQuery extends ListedMetric {
  /** `m0`, `m1`, ...; unique in a plan. */
  readonly id: string;
  readonly statistic: Statistic;
}

/** One GetMetricData request, but for the token of its further pages. */
export interface MetricCall {
  readonly queries: readonly MetricQuery[];
  readonly range: TimeRange;
}

/** GetMetricData takes so many queries, and gives so many points in all its pages. */
export const QUERIES_A_CALL = 500;
export const POINTS_A_CALL = 100_800;

/** How long CloudWatch keeps points whose period is a multiple of so many seconds, by its documentation. */
const KEPT: readonly (readonly [seconds: number, days: number])[] = [
  [3600, 455],
  [300, 63],
  [60, 15],
];
const DAY_MS = 86_400_000;

/** Why CloudWatch would not take the period, or give nothing for it; undefined if it is right. Seconds, epoch ms. */
export function periodProblem(period: number, from: number, now: number): string | undefined {
  const kept = KEPT.find(([seconds]) => period % seconds === 0);
  if (!kept || period < 60 || period > 86_400)
    return `The period is a multiple of 60 seconds, at most 86400; not: ${period}`;
  if (now - from <= kept[1] * DAY_MS) return undefined;
  return `CloudWatch keeps points of ${period} seconds for ${kept[1]} days: ask for ${kept[1] === 455 ? '' : 'a longer period or '}later times.`;
}

/** The range as whole periods, so that a period that has only begun is not counted as one. */
export function wholePeriods({ from, to }: TimeRange, period: number): TimeRange {
  const ms = period * 1000;
  return { from: Math.floor(from / ms) * ms, to: Math.floor(to / ms) * ms };
}

/**
 * A query for each wanted metric and statistic of the listing; what nobody wants is passed over, and so is what is
 * listed twice. Sorted, so that one listing always makes one plan.
 */
export function queriesFor(listed: readonly ListedMetric[], profile: Profile): MetricQuery[] {
  const wanted = new Map<string, Omit<MetricQuery, 'id'>>();
  for (const metric of listed) {
    for (const { metric: name, statistic, extended } of METRICS[metric.namespace].metrics) {
      if (name !== metric.metric || (extended && profile !== 'extended')) continue;
      const dimensions = [...metric.dimensions].sort((a, b) => (a.name < b.name ? -1 : 1));
      const set = dimensions.map((each) => [each.name, each.value]);
      wanted.set(JSON.stringify([metric.namespace, metric.account ?? '', name, statistic, set]), {
        ...metric,
        dimensions,
        statistic,
      });
    }
  }
  return [...wanted].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, query], i) => ({ id: `m${i}`, ...query }));
}

/** Calls that keep to what GetMetricData takes and gives: queries in groups, and the range in pieces. */
export function callsFor(queries: readonly MetricQuery[], range: TimeRange, period: number): MetricCall[] {
  const calls: MetricCall[] = [];
  for (let at = 0; at < queries.length; at += QUERIES_A_CALL) {
    const group = queries.slice(at, at + QUERIES_A_CALL);
    const step = Math.max(1, Math.floor(POINTS_A_CALL / group.length)) * period * 1000;
    for (let { from } = range; from < range.to; from += step)
      calls.push({ queries: group, range: { from, to: Math.min(range.to, from + step) } });
  }
  return calls;
}
