/** Reads log groups over a time range: pages, filtered once more, each event once, split records put together. */
import type { Aws } from '../connection/connection.ts';
import type { Limiter } from '../limiter.ts';
import type { LogsAddress } from './address.ts';
import { filterEvents, groupsBelow, type LogGroup, type Wanted } from './calls.ts';
import type { CloudWatchEvent } from './event.ts';
import { testOf } from './filter-pattern.ts';
import { SeenEvents } from './overlap.ts';
import { readWindows, type TimeRange } from './paging.ts';
import { Pieces } from './pieces.ts';

export interface LogsBatch {
  readonly group: string;
  /** In the order of time within a stream. */
  readonly events: readonly CloudWatchEvent[];
  /** Of the whole range and all groups, 0 to 1. */
  readonly covered: number;
  /** Everything of this group before this time has been read, epoch ms. */
  readonly until: number;
  readonly remarks: readonly string[];
  /** Calls so far, of this group. */
  readonly calls: number;
}

export interface LogsAccess {
  readonly aws: Aws;
  readonly limiter: Limiter;
  readonly signal?: AbortSignal | undefined;
}

/** The groups that an address stands for. A group that is named need not be listed, for not everybody may list. */
export async function groupsOf(address: LogsAddress, { aws, signal }: LogsAccess): Promise<readonly LogGroup[]> {
  if (address.kind === 'prefix') return groupsBelow(aws, address.name, { linked: address.linked === true, signal });
  return [{ name: address.name, ...(address.arn !== undefined && { arn: address.arn }) }];
}

/** Group after group, oldest first. What came before an error has come. Throws an `AwsError`. */
export async function* readLogs(address: LogsAddress, range: TimeRange, access: LogsAccess): AsyncGenerator<LogsBatch> {
  const groups = await groupsOf(address, access);
  for (const [i, group] of groups.entries()) {
    const wanted = wantedOf(address, group);
    const length = Math.max(1, range.to - range.from);
    for await (const batch of readGroup(wanted, range, access))
      yield { ...batch, covered: (i + (batch.until - range.from) / length) / groups.length };
  }
}

export function wantedOf({ arn, filter, linked, streams }: LogsAddress, group: LogGroup): Wanted {
  return { group, byArn: arn !== undefined || linked === true, streams, filter };
}

async function* readGroup(
  wanted: Wanted,
  range: TimeRange,
  { aws, limiter, signal }: LogsAccess,
): AsyncGenerator<Omit<LogsBatch, 'covered'>> {
  const { name: group } = wanted.group;
  const seen = new SeenEvents();
  const pieces = new Pieces();
  const passes = filterOf(wanted, range);
  const read = (window: TimeRange, token: string | undefined) =>
    limiter.ask(() => filterEvents(aws, wanted, window, token, signal), signal);
  let calls = 0;
  for await (const portion of readWindows(range, read)) {
    signal?.throwIfAborted();
    calls = portion.calls;
    const { events, remarks } = pieces.add(seen.fresh(portion.events.filter(passes)));
    const remark = portion.remark === undefined ? [] : [`${group}: ${portion.remark}`];
    yield { group, events, until: portion.covered, remarks: [...remarks, ...remark], calls };
  }
  const { events, remarks } = pieces.end();
  if (events.length > 0) yield { group, events, until: range.to, remarks, calls };
}

/** What was asked for, applied to what came. */
export function filterOf(
  { filter = '', streams = '' }: Pick<Wanted, 'filter' | 'streams'>,
  { from, to }: TimeRange,
): (event: CloudWatchEvent) => boolean {
  const fits = testOf(filter) ?? (() => true);
  return ({ message, stream, time }) => time >= from && time < to && stream.startsWith(streams) && fits(message);
}
