/** Reads the metrics of one region over a time range, as documents. */
import { type MetricDocument, type MetricNamespace, type MetricSeries, metricDocuments } from '../../../ecs/metrics.ts';
import type { Profile } from '../../../ecs/model.ts';
import type { TimeRange } from '../logs/paging.ts';
import { listMetrics, type MetricsAccess, metricData, type Points } from './calls.ts';
import { callsFor, type ListedMetric, type MetricQuery, QUERIES_A_CALL, queriesFor, wholePeriods } from './plan.ts';

export const NAMESPACES: readonly MetricNamespace[] = ['AWS/Bedrock', 'AWS/Bedrock/Guardrails'];

export interface MetricsWanted {
  /** Whose metrics they are where the listing does not say. */
  readonly account: string;
  /** Seconds. */
  readonly period: number;
  readonly range: TimeRange;
  readonly linked: boolean;
  readonly profile: Profile;
  /** `data_stream.namespace`. */
  readonly dataStream: string;
  /** Leaves metrics out, by the tags of what they are about. Keeps all if absent. */
  readonly keeps?: (metric: ListedMetric) => Promise<boolean>;
}

export interface MetricsPortion {
  readonly documents: readonly MetricDocument[];
  readonly remarks: readonly string[];
  /** Calls for data that are done, and that there are. */
  readonly done: number;
  readonly of: number;
}

interface Batch {
  readonly namespace: MetricNamespace;
  readonly queries: readonly MetricQuery[];
}

/**
 * A portion for each piece of time of a namespace, oldest first. Whole periods only; all figures of a time and set of
 * dimensions are in one document. Throws an `AwsError`.
 */
export async function* readMetrics(wanted: MetricsWanted, access: MetricsAccess): AsyncGenerator<MetricsPortion> {
  const { dataStream, linked, period, profile } = wanted;
  const { region } = access;
  const range = wholePeriods(wanted.range, period);
  const batches: Batch[] = [];
  for (const namespace of NAMESPACES) {
    const listed = await listMetrics(namespace, linked, access);
    const kept = wanted.keeps ? await filtered(listed, wanted.keeps) : listed;
    batches.push({ namespace, queries: queriesFor(kept, profile) });
  }
  const pieces = batches.flatMap(({ namespace, queries }) =>
    callsByTime(queries, range, period).map((calls) => ({ namespace, queries, calls })),
  );
  const of = pieces.reduce((sum, { calls }) => sum + calls.length, 0);
  let done = 0;
  for (const { calls, namespace, queries } of pieces) {
    const answers = await Promise.all(calls.map((call) => metricData(call, period, access)));
    done += calls.length;
    const points = answers.flatMap((answer) => answer.points);
    const documents = byAccount(queries, wanted.account).flatMap(([account, own]) =>
      metricDocuments(seriesOf(own, points), {
        namespace,
        region,
        account,
        period: period * 1000,
        profile,
        dataStream,
      }),
    );
    yield { documents, remarks: answers.flatMap((answer) => answer.remarks), done, of };
  }
}

/** Calls for the same piece of time together: its figures come from several where there are many queries. */
function callsByTime(queries: readonly MetricQuery[], range: TimeRange, period: number) {
  const pieces = new Map<number, ReturnType<typeof callsFor>>();
  // Groups of different size would be cut at different times.
  const step = callsFor(queries.slice(0, QUERIES_A_CALL), range, period).map((call) => call.range);
  for (const piece of step) pieces.set(piece.from, callsFor(queries, piece, period));
  return [...pieces.values()];
}

async function filtered(listed: readonly ListedMetric[], keeps: (metric: ListedMetric) => Promise<boolean>) {
  const kept = await Promise.all(listed.map(keeps));
  return listed.filter((_, i) => kept[i]);
}

function byAccount(queries: readonly MetricQuery[], own: string): [account: string, queries: MetricQuery[]][] {
  const accounts = new Map<string, MetricQuery[]>();
  for (const query of queries) {
    const account = query.account ?? own;
    const known = accounts.get(account);
    if (known) known.push(query);
    else accounts.set(account, [query]);
  }
  return [...accounts];
}

function seriesOf(queries: readonly MetricQuery[], points: readonly Points[]): MetricSeries[] {
  const known = new Map<string, Points>(points.map((each) => [each.id, each]));
  return queries.flatMap(({ dimensions, id, metric, statistic }) => {
    const found = known.get(id);
    return found ? [{ metric, statistic, dimensions, timestamps: found.timestamps, values: found.values }] : [];
  });
}
