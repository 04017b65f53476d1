/** The calls to CloudWatch's metrics, with all their pages. */
import type { MetricNamespace } from '../../../ecs/metrics.ts';
import type { Aws } from '../connection/connection.ts';
import type { Patience } from '../connection/patience.ts';
import type { Limiter } from '../limiter.ts';
import type { ListedMetric, MetricCall } from './plan.ts';

export interface MetricsAccess {
  readonly aws: Aws;
  readonly limiter: Limiter;
  readonly region: string;
  readonly signal?: AbortSignal | undefined;
}

/** The limiter waits; what is tried again at once is a call with renewed credentials. */
const SOON: Patience = { attempts: 2, firstMs: 50, mostMs: 50 };
/** Metrics of one namespace and region at most. */
export const MOST_METRICS = 50_000;
/** Pages of one request; a token that never ends must not either. */
const MOST_PAGES = 1_000;

export interface Points {
  /** Of the query. */
  readonly id: string;
  /** Epoch ms, as many as values. */
  readonly timestamps: readonly number[];
  readonly values: readonly number[];
}

export interface Answer {
  readonly points: readonly Points[];
  /** What CloudWatch could not give, one sentence each. */
  readonly remarks: readonly string[];
}

/** Every metric and set of dimensions that had points in the last two weeks. Throws an `AwsError`. */
export async function listMetrics(
  namespace: MetricNamespace,
  linked: boolean,
  { aws, limiter, region, signal }: MetricsAccess,
): Promise<ListedMetric[]> {
  const { ListMetricsCommand } = await import('@aws-sdk/client-cloudwatch');
  const asked = { call: 'ListMetrics', resource: `${namespace} in ${region}`, region, patience: SOON, signal };
  const listed: ListedMetric[] = [];
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES && listed.length < MOST_METRICS; page++) {
    const command = new ListMetricsCommand({
      Namespace: namespace,
      ...(linked && { IncludeLinkedAccounts: true }),
      ...(token !== undefined && { NextToken: token }),
    });
    const answer = await limiter.ask(
      () => aws.ask('cloudwatch', (client, options) => client.send(command, options), asked),
      signal,
    );
    for (const [i, { Dimensions = [], MetricName, Namespace }] of (answer.Metrics ?? []).entries()) {
      if (MetricName === undefined || Namespace !== namespace) continue;
      const account = answer.OwningAccounts?.[i];
      listed.push({
        namespace,
        metric: MetricName,
        dimensions: Dimensions.map(({ Name = '', Value = '' }) => ({ name: Name, value: Value })),
        ...(account !== undefined && { account }),
      });
    }
    token = answer.NextToken;
    if (token === undefined) break;
  }
  return listed;
}

/** All points of one call, pages put together. `period` in seconds. Throws an `AwsError`. */
export async function metricData(
  { queries, range }: MetricCall,
  period: number,
  { aws, limiter, region, signal }: MetricsAccess,
): Promise<Answer> {
  const { GetMetricDataCommand } = await import('@aws-sdk/client-cloudwatch');
  const asked = { call: 'GetMetricData', resource: `metrics of ${region}`, region, patience: SOON, signal };
  const points = new Map<string, { timestamps: number[]; values: number[] }>();
  const remarks = new Set<string>();
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const command = new GetMetricDataCommand({
      MetricDataQueries: queries.map(({ account, dimensions, id, metric, namespace, statistic }) => ({
        Id: id,
        ...(account !== undefined && { AccountId: account }),
        MetricStat: {
          Metric: {
            Namespace: namespace,
            MetricName: metric,
            Dimensions: dimensions.map(({ name, value }) => ({ Name: name, Value: value })),
          },
          Period: period,
          Stat: statistic,
        },
      })),
      StartTime: new Date(range.from),
      EndTime: new Date(range.to),
      ScanBy: 'TimestampAscending',
      ...(token !== undefined && { NextToken: token }),
    });
    const answer = await limiter.ask(
      () => aws.ask('cloudwatch', (client, options) => client.send(command, options), asked),
      signal,
    );
    for (const { Id, Messages = [], StatusCode, Timestamps = [], Values = [] } of answer.MetricDataResults ?? []) {
      if (Id === undefined) continue;
      const known = points.get(Id) ?? { timestamps: [], values: [] };
      points.set(Id, known);
      const pairs = Math.min(Timestamps.length, Values.length);
      for (let i = 0; i < pairs; i++) {
        known.timestamps.push((Timestamps[i] as Date).getTime());
        known.values.push(Values[i] as number);
      }
      if (StatusCode === 'InternalError' || StatusCode === 'Forbidden')
        remarks.add(`CloudWatch could not give ${nameOf(queries, Id)} (${StatusCode})`);
      for (const { Value } of Messages)
        if (Value !== undefined) remarks.add(`CloudWatch says of ${nameOf(queries, Id)}: ${Value}`);
    }
    for (const { Value } of answer.Messages ?? []) if (Value !== undefined) remarks.add(`CloudWatch says: ${Value}`);
    token = answer.NextToken;
    if (token === undefined) break;
  }
  return { points: [...points].map(([id, own]) => ({ id, ...own })), remarks: [...remarks] };
}

function nameOf(queries: MetricCall['queries'], id: string): string {
  return queries.find((query) => query.id === id)?.metric ?? id;
}
