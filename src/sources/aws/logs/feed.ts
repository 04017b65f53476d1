/** A source in CloudWatch Logs as steps of reading: its events as files of an export, and then what arrives. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogsSource } from '../../../session/protocol/sources.ts';
import type { FetchedFile, RemoteReading, RemoteStep } from '../../remote.ts';
import { CLOCK, type Clock } from '../clock.ts';
import type { Aws } from '../connection/connection.ts';
import { AwsError } from '../connection/errors.ts';
import { requestsSince } from '../connection/requests.ts';
import { FILTER_LOG_EVENTS, Limiter } from '../limiter.ts';
import { addressOfGroup, type LogsAddress } from './address.ts';
import { filterEvents, groupsBelow, type LogGroup, liveTail } from './calls.ts';
import { type CloudWatchEvent, contentOf, exportLine } from './event.ts';
import { SeenEvents } from './overlap.ts';
import type { TimeRange } from './paging.ts';
import { Pieces } from './pieces.ts';
import { filterOf, groupsOf, readLogs, wantedOf } from './reading.ts';
import { OVERLAP_MS, tail } from './tail.ts';

export interface FeedOptions {
  readonly aws: Aws;
  /** The files of events go there; each is removed when it is settled. */
  readonly folder: string;
  readonly limiter?: Limiter;
  readonly clock?: Clock;
  readonly signal?: AbortSignal | undefined;
}

/** Without a range, so much of the past is read. */
export const USUAL_RANGE_MS = 24 * 3_600_000;
/** Events are handed on when they are so many bytes, or so many ms old. */
const FILE_BYTES = 1024 * 1024;
const FILE_MS = 500;
/** Files of events that nobody can be reading any more. */
const STALE_MS = 24 * 3_600_000;
/** Pages that one poll of one group takes at most; the rest comes with the next one, for polls overlap. */
const MOST_POLL_PAGES = 50;
/** CloudWatch follows so many groups in one live tail. */
const MOST_LIVE_GROUPS = 10;

export class LogsReading implements RemoteReading {
  private readonly source: LogsSource;
  private readonly options: FeedOptions;
  private readonly clock: Clock;
  private readonly limiter: Limiter;
  private readonly before: ReadonlyMap<string, number>;
  private readonly files: EventFiles;
  /** What was read of the time that following looks at again. */
  private readonly latest = new SeenEvents(contentOf);

  constructor(source: LogsSource, options: FeedOptions) {
    this.source = source;
    this.options = options;
    this.clock = options.clock ?? CLOCK;
    this.limiter = options.limiter ?? new Limiter(FILTER_LOG_EVENTS, this.clock);
    this.before = new Map(options.aws.requests);
    this.files = new EventFiles(options.folder, `logs:${source.group}`, this.clock);
  }

  get requests(): ReadonlyMap<string, number> {
    return requestsSince(this.before, this.options.aws);
  }

  /** Throws an `AwsError`, the signal's reason, what the file system throws, and an error for an address that is none. */
  async *[Symbol.asyncIterator](): AsyncGenerator<RemoteStep> {
    const { follow, group, streams, filter, linked } = this.source;
    const paused = follow?.paused === true;
    const address = addressOfGroup(group, {
      ...(streams !== undefined && { streams }),
      ...(filter !== undefined && { filter }),
      ...(linked !== undefined && { linked }),
    });
    if (typeof address === 'string') throw new Error(address);
    const now = this.clock.now();
    const [begin, to] = this.source.range ?? [now - USUAL_RANGE_MS, now];
    // Who comes back after days does not want all of them at once.
    const from = paused ? Math.max(begin, now - USUAL_RANGE_MS) : begin;
    // Who follows has no end in mind, and misses nothing between the two.
    yield* this.read(address, { from, to: follow ? now : to });
    // What arrives late, or by a clock that is not ours, lies before now: it was read then, or is read now.
    if (follow && !paused) yield* this.follow(address, now - OVERLAP_MS);
  }

  private async *read(address: LogsAddress, range: TimeRange): AsyncGenerator<RemoteStep> {
    const { aws, signal } = this.options;
    let any = false;
    try {
      for await (const batch of readLogs(address, range, { aws, limiter: this.limiter, signal })) {
        any = true;
        if (this.source.follow) this.latest.fresh(batch.events.filter(({ time }) => time >= range.to - OVERLAP_MS));
        yield* this.files.take(batch.events);
        for (const reason of batch.remarks) yield this.remark(reason);
        yield { step: 'covered', part: batch.covered };
      }
    } finally {
      // What came before it was given up, or failed, stays.
      yield* this.files.rest();
    }
    if (!any && range.from < range.to)
      yield {
        step: 'problem',
        severity: 'error',
        place: this.files.name,
        reason: 'no log group has a name that begins so',
      };
  }

  private async *follow(address: LogsAddress, since: number): AsyncGenerator<RemoteStep> {
    const { aws, signal = new AbortController().signal } = this.options;
    const groups = await groupsOf(address, { aws, limiter: this.limiter, signal });
    const passes = filterOf(address, { from: since, to: Number.POSITIVE_INFINITY });
    const pieces = new Pieces();
    const live = await this.liveGroups(address, groups);
    const batches = tail({
      clock: this.clock,
      signal,
      since,
      live: live && ((own) => liveTail(aws, live, address, own)),
      read: (range, own) => this.poll(address, groups, range, own),
      refusal: (error) =>
        error instanceof AwsError && error.kind !== 'network' && error.kind !== 'busy'
          ? `${error.message}; following by polling`
          : undefined,
    });
    for await (const { by, events, remark, sampled } of batches) {
      const mended = pieces.add(this.latest.fresh(events.filter(passes)));
      yield* this.files.take(mended.events);
      yield* this.files.rest();
      for (const reason of remark === undefined ? mended.remarks : [remark, ...mended.remarks])
        yield this.remark(reason);
      // Whatever is older is not asked for any more.
      this.latest.forgetBefore(this.clock.now() - 2 * OVERLAP_MS);
      yield { step: 'following', by, sampled };
    }
    signal.throwIfAborted();
  }

  /** A live tail needs the ARNs of its groups; undefined where they cannot be had, or are too many. */
  private async liveGroups(
    address: LogsAddress,
    groups: readonly LogGroup[],
  ): Promise<readonly LogGroup[] | undefined> {
    if (groups.length > MOST_LIVE_GROUPS) return undefined;
    if (groups.every(({ arn }) => arn !== undefined)) return groups;
    const { aws, signal } = this.options;
    try {
      const found = (await groupsBelow(aws, address.name, { signal })).filter(({ name }) => name === address.name);
      return found.length > 0 ? found : undefined;
    } catch (error) {
      if (error instanceof AwsError) return undefined;
      throw error;
    }
  }

  private async poll(
    address: LogsAddress,
    groups: readonly LogGroup[],
    range: TimeRange,
    signal: AbortSignal,
  ): Promise<readonly CloudWatchEvent[]> {
    const found: CloudWatchEvent[] = [];
    for (const group of groups) {
      const wanted = wantedOf(address, group);
      let token: string | undefined;
      for (let page = 0; page < MOST_POLL_PAGES; page++) {
        const answer = await this.limiter.ask(
          () => filterEvents(this.options.aws, wanted, range, token, signal),
          signal,
        );
        found.push(...answer.events);
        token = answer.token;
        if (token === undefined) break;
      }
    }
    return found.sort((a, b) => a.time - b.time);
  }

  private remark(reason: string): RemoteStep {
    return { step: 'problem', severity: 'warning', place: this.files.name, reason };
  }
}

/** Removes what processes that ended badly have left. */
async function sweep(folder: string, now: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    if (!name.startsWith('events-')) continue;
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: now }));
    if (now - mtimeMs > STALE_MS) await rm(path, { force: true });
  }
}

/** Events collected into files of a fair size. */
class EventFiles {
  readonly name: string;
  private readonly folder: string;
  private readonly clock: Clock;
  private readonly own = randomBytes(6).toString('hex');
  private lines: string[] = [];
  private bytes = 0;
  private since = 0;
  private made = 0;

  constructor(folder: string, name: string, clock: Clock) {
    this.folder = folder;
    this.name = name;
    this.clock = clock;
  }

  async *take(events: readonly CloudWatchEvent[]): AsyncGenerator<RemoteStep> {
    for (const event of events) {
      if (this.lines.length === 0) this.since = this.clock.now();
      const line = exportLine(event);
      this.lines.push(line);
      this.bytes += line.length;
      if (this.bytes >= FILE_BYTES) yield* this.rest();
    }
    if (this.lines.length > 0 && this.clock.now() - this.since >= FILE_MS) yield* this.rest();
  }

  async *rest(): AsyncGenerator<RemoteStep> {
    if (this.lines.length === 0) return;
    const bytes = Buffer.from(this.lines.join(''));
    this.lines = [];
    this.bytes = 0;
    const file = await this.written(bytes);
    yield { step: 'found', objects: 1, bytes: file.size };
    // Records are taken out of their events and kept elsewhere: nobody needs the file once it has been read.
    const settle = (): void => rmSync(file.path, { force: true });
    yield { step: 'file', file, settle };
  }

  private async written(bytes: Buffer): Promise<FetchedFile> {
    if (this.made === 0) {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      await sweep(this.folder, this.clock.now());
    }
    const path = join(this.folder, `events-${this.own}-${String(this.made++).padStart(6, '0')}.jsonl`);
    await writeFile(path, bytes, { mode: 0o600 });
    const { mtimeMs, size } = await stat(path);
    return { path, size, modified: Math.floor(mtimeMs), named: this.name, bytes };
  }
}
