/** The parts of the way from Bedrock to here, each tried by the calls that reading it takes. */
import { METRICS } from '../../../ecs/metrics.ts';
import type { SetupLine } from '../../../session/protocol/aws.ts';
import type { Clock } from '../clock.ts';
import type { Aws, Identity } from '../connection/connection.ts';
import { Limiter, METRIC_CALLS } from '../limiter.ts';
import { groupsBelow, liveTail } from '../logs/calls.ts';
import { listMetrics, metricData } from '../metrics/calls.ts';
import { callsFor, type ListedMetric, queriesFor, wholePeriods } from '../metrics/plan.ts';
import {
  bucketRegion,
  type FoundObject,
  groupState,
  hasEvents,
  listObjects,
  queueState,
  readObject,
  remedy,
  type Trying,
  tried,
} from './attempts.ts';
import type { Delivery, LoggingSetup } from './discovery.ts';
import { failed, ok, warning } from './finding.ts';

const DAY_MS = 86_400_000;
/** How long a live tail is given to be refused. */
const REFUSAL_MS = 2_000;
/** Objects that are looked at for the newest one. */
const MOST_LISTED = 1_000;
const ANY_METRIC: ListedMetric = { namespace: 'AWS/Bedrock', metric: 'Invocations', dimensions: [] };

/** Each part as its lines. */
export class Parts {
  private readonly aws: Aws;
  private readonly who: Identity;
  private readonly clock: Clock;
  private readonly signal: AbortSignal | undefined;

  constructor(aws: Aws, who: Identity, clock: Clock, signal: AbortSignal | undefined) {
    this.aws = aws;
    this.who = who;
    this.clock = clock;
    this.signal = signal;
  }

  async *setup(setup: LoggingSetup, tryLiveTail: boolean): AsyncGenerator<SetupLine> {
    const { kinds, largeData, logGroup, region, s3 } = setup;
    if (!kinds.includes('text'))
      yield warning(
        `data in ${region}`,
        'text is not delivered: records come without prompts and answers',
        'turn on text data in the logging settings, if it may be kept',
      );
    if (s3) yield* this.bucket(s3, region, `AWSLogs/${this.who.account}/BedrockModelInvocationLogs/${region}/`);
    if (!logGroup) return;
    if (largeData) {
      yield ok(`large data in ${region}`, `goes to s3://${largeData.bucket}/${largeData.prefix}`);
      yield* this.bucket(largeData, region, undefined);
    } else
      yield warning(
        `large data in ${region}`,
        'bodies above 100 KB and binary ones are not kept: CloudWatch does not take them',
        'name a bucket for large data in the logging settings',
      );
    yield* this.group(logGroup, region, tryLiveTail);
  }

  /** `layout`: the rest of the keys of this account and region, where it is known. */
  async *bucket({ bucket, prefix }: Delivery, region: string, layout: string | undefined): AsyncGenerator<SetupLine> {
    const trying = this.trying(region);
    const subject = `bucket ${bucket}`;
    const below = `${prefix === '' ? '' : `${prefix.replace(/\/+$/, '')}/`}${layout ?? ''}`;
    const home = await tried(() => bucketRegion(trying, bucket));
    const elsewhere = 'value' in home && home.value !== undefined && home.value !== region;
    if (elsewhere)
      yield warning(
        subject,
        `lives in ${home.value}, not in ${region}`,
        `choose the region ${home.value} for this source`,
      );
    const found = await tried(() => this.newest(trying, bucket, below, layout !== undefined));
    if ('error' in found) {
      yield failed(subject, found.error.message, remedy(found.error));
      return;
    }
    const [newest] = found.value;
    if (!newest) {
      yield warning(
        subject,
        `nothing below ${below === '' ? 'its root' : below}`,
        'call a model, and look again after some minutes',
      );
      return;
    }
    yield ok(subject, `can be listed; the newest object that was seen is of ${time(newest.modified)}`);
    if (layout !== undefined && this.clock.now() - newest.modified > DAY_MS)
      yield warning(
        subject,
        'no object of the last day was seen',
        'see whether models were called, and whether the bucket still takes the logs',
      );
    const read = await tried(() => readObject(trying, bucket, newest));
    if ('value' in read)
      yield ok(
        `objects of ${bucket}`,
        read.value === undefined ? 'can be read' : `can be read, and decrypted with ${read.value}`,
      );
    else
      yield failed(`objects of ${bucket}`, read.error.message, remedyOfObject(read.error.message, remedy(read.error)));
  }

  async *group(group: string, region: string, tryLiveTail: boolean): AsyncGenerator<SetupLine> {
    const trying = this.trying(region);
    const subject = `log group ${group}`;
    const state = await tried(() => groupState(trying, group));
    if ('error' in state)
      yield warning(subject, state.error.message, `${remedy(state.error)}, to find groups by prefix`);
    else if (!state.value) {
      yield failed(subject, `is not in ${region}`, 'create it, or name another one in the logging settings');
      return;
    } else {
      const { days, key } = state.value;
      yield ok(
        subject,
        `keeps events ${days === undefined ? 'for ever' : `for ${days} days`}${key === undefined ? '' : `, encrypted with ${key}`}`,
      );
    }
    const now = this.clock.now();
    const events = await tried(() => hasEvents(trying, group, { from: now - DAY_MS, to: now }));
    if ('error' in events) yield failed(`events of ${group}`, events.error.message, remedy(events.error));
    else
      yield ok(
        `events of ${group}`,
        events.value ? 'can be read' : 'can be read; the last day has none on its first page',
      );
    yield tryLiveTail
      ? await this.liveTail(group, region)
      : {
          state: 'not tried',
          subject: `live tail of ${group}`,
          text: 'AWS charges it by the minute; ask for it with --live-tail',
        };
  }

  async queue(url: string, region: string): Promise<SetupLine> {
    const named = /^https?:\/\/sqs\.([\w-]+)\.amazonaws/.exec(url)?.[1];
    const state = await tried(() => queueState(this.trying(named ?? region), url));
    if ('error' in state) return failed(`queue ${url}`, state.error.message, remedy(state.error));
    const { ApproximateNumberOfMessages: waiting = '?', RedrivePolicy } = state.value;
    if (RedrivePolicy === undefined)
      return warning(
        `queue ${url}`,
        `${waiting} messages wait, and it has no dead-letter queue`,
        'set a redrive policy, so that messages that cannot be read do not come back for ever',
      );
    return ok(`queue ${url}`, `${waiting} messages wait`);
  }

  async *metrics(region: string): AsyncGenerator<SetupLine> {
    const subject = `metrics in ${region}`;
    const limiter = new Limiter(METRIC_CALLS, this.clock);
    const access = { aws: this.aws, limiter, region, signal: this.signal };
    const metrics = await tried(() => listMetrics('AWS/Bedrock', false, access));
    if ('error' in metrics) {
      yield failed(subject, metrics.error.message, remedy(metrics.error));
      return;
    }
    yield ok(subject, metrics.value.length === 0 ? 'can be listed; no model was called lately' : 'can be listed');
    const undelivered = await tried(() => this.undelivered(metrics.value, access));
    if ('error' in undelivered)
      yield failed(`figures in ${region}`, undelivered.error.message, remedy(undelivered.error));
    else if (undelivered.value > 0)
      yield failed(
        `delivery in ${region}`,
        `${undelivered.value.toLocaleString('en')} records could not be delivered within the last day`,
        'check the policy of the bucket or the role of the log group, and the key',
      );
    else yield ok(`figures in ${region}`, 'can be read; no delivery failed within the last day');
  }

  private trying(region: string): Trying {
    return { aws: this.aws, region, signal: this.signal };
  }

  /** Newest first; of the last two days where keys have days, else of the first page. Side objects are no logs, but prove the same. */
  private async newest(trying: Trying, bucket: string, below: string, dated: boolean): Promise<FoundObject[]> {
    const days = [0, DAY_MS].map(
      (ago) => `${below}${new Date(this.clock.now() - ago).toISOString().slice(0, 10).replaceAll('-', '/')}/`,
    );
    for (const prefix of dated ? [...days, below] : [below]) {
      const found = await listObjects(trying, bucket, prefix, MOST_LISTED);
      if (found.length > 0) return found.sort((a, b) => b.modified - a.modified);
    }
    return [];
  }

  private async liveTail(group: string, region: string): Promise<SetupLine> {
    const subject = `live tail of ${group}`;
    const stop = new AbortController();
    const outer = (): void => stop.abort(this.signal?.reason);
    this.signal?.addEventListener('abort', outer, { once: true });
    const opened = await tried(async () => {
      const groups = (await groupsBelow(this.aws, group, { most: 1, signal: this.signal })).filter(
        ({ name }) => name === group,
      );
      const stream = liveTail(this.aws, groups, {}, stop.signal);
      const ended = stream.next().catch((error: unknown) => {
        if (!stop.signal.aborted) throw error;
      });
      // Either it was refused by now, or it is open.
      await Promise.race([ended, this.clock.sleep(REFUSAL_MS, this.signal)]);
      stop.abort();
      await ended;
    });
    this.signal?.removeEventListener('abort', outer);
    if ('error' in opened)
      return failed(
        subject,
        opened.error.message,
        `${remedy(opened.error)}; without it, groups are followed by polling (${region})`,
      );
    return ok(subject, 'can be opened');
  }

  private async undelivered(
    listedMetrics: readonly ListedMetric[],
    access: Parameters<typeof metricData>[2],
  ): Promise<number> {
    const now = this.clock.now();
    const range = wholePeriods({ from: now - DAY_MS, to: now }, 3600);
    const names = new Set(
      METRICS['AWS/Bedrock'].metrics
        .filter(({ field }) => field.endsWith('_delivery_failures'))
        .map(({ metric }) => metric),
    );
    const failures = listedMetrics.filter(({ metric }) => names.has(metric));
    // One query at least, to see whether it is allowed.
    const queries = queriesFor(failures.length > 0 ? failures : [ANY_METRIC], 'extended');
    let sum = 0;
    for (const call of callsFor(queries, range, 3600)) {
      const { points } = await metricData(call, 3600, access);
      if (failures.length > 0) sum += points.reduce((all, { values }) => all + values.reduce((a, b) => a + b, 0), 0);
    }
    return sum;
  }
}

function remedyOfObject(message: string, otherwise: string): string {
  return message.includes('kms:Decrypt')
    ? 'allow kms:Decrypt on the key of the bucket, in the policies of key and identity'
    : otherwise;
}

const time = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
