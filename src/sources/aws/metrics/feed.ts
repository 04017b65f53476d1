/** The metrics of a region as steps of reading. */
import type { Profile } from '../../../ecs/model.ts';
import type { MetricsSource } from '../../../session/protocol/sources.ts';
import type { RemoteReading, RemoteStep } from '../../remote.ts';
import { CLOCK, type Clock } from '../clock.ts';
import type { Aws } from '../connection/connection.ts';
import { requestsSince } from '../connection/requests.ts';
import { Limiter, METRIC_CALLS } from '../limiter.ts';
import { periodProblem } from './plan.ts';
import { readMetrics } from './reading.ts';
import { TagFilter } from './tags.ts';

export interface MetricsFeedOptions {
  readonly aws: Aws;
  /** Figures of the extended profile are further queries. */
  readonly profile?: Profile;
  /** `data_stream.namespace`. */
  readonly dataStream?: string;
  readonly limiter?: Limiter;
  readonly clock?: Clock;
  readonly signal?: AbortSignal | undefined;
}

/** Without a range, so much of the past is read. */
export const USUAL_METRICS_MS = 24 * 3_600_000;

export class MetricsReading implements RemoteReading {
  private readonly source: MetricsSource;
  private readonly options: MetricsFeedOptions;
  private readonly before: ReadonlyMap<string, number>;

  constructor(source: MetricsSource, options: MetricsFeedOptions) {
    this.source = source;
    this.options = options;
    this.before = new Map(options.aws.requests);
  }

  get requests(): ReadonlyMap<string, number> {
    return requestsSince(this.before, this.options.aws);
  }

  /** Throws an `AwsError`, the signal's reason, and an error for a period that CloudWatch does not have. */
  async *[Symbol.asyncIterator](): AsyncGenerator<RemoteStep> {
    const { linked = false, period, tag } = this.source;
    const { aws, clock = CLOCK, dataStream = 'default', profile = 'extended', signal } = this.options;
    const now = clock.now();
    const [from, to] = this.source.range ?? [now - USUAL_METRICS_MS, now];
    const problem = periodProblem(period, from, now);
    if (problem !== undefined) throw new Error(problem);
    const { account, region } = await aws.whoAmI(signal);
    const limiter = this.options.limiter ?? new Limiter(METRIC_CALLS, clock);
    const tags = tag && new TagFilter(aws, region, tag, signal);
    const wanted = {
      account,
      period,
      linked,
      profile,
      dataStream,
      range: { from, to },
      ...(tags && { keeps: (metric: Parameters<TagFilter['keeps']>[0]) => tags.keeps(metric) }),
    };
    for await (const { documents, remarks, done, of } of readMetrics(wanted, { aws, limiter, region, signal })) {
      signal?.throwIfAborted();
      yield { step: 'documents', documents };
      for (const reason of remarks) yield { step: 'problem', severity: 'warning', place: `metrics:${region}`, reason };
      yield { step: 'covered', part: done / of };
    }
  }
}
