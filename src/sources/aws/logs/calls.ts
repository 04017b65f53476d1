/** The calls to CloudWatch Logs, one function each, with what they answer in this room's terms. */
import type { LiveTailSessionLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import type { StreamPage } from '../../../session/protocol/aws.ts';
import type { Aws, SendOptions } from '../connection/connection.ts';
import type { Patience } from '../connection/patience.ts';
import type { CloudWatchEvent } from './event.ts';
import type { EventPage, TimeRange } from './paging.ts';

export interface LogGroup {
  readonly name: string;
  /** Needed for a live tail and for groups of linked accounts. */
  readonly arn?: string;
  readonly storedBytes?: number;
}

/** What of a group is read. */
export interface Wanted {
  readonly group: LogGroup;
  /** The group is of another account: it is asked for by its ARN. */
  readonly byArn: boolean;
  readonly streams?: string | undefined;
  readonly filter?: string | undefined;
}

const GROUPS_A_PAGE = 50;
const STREAMS_A_PAGE = 50;
const EVENTS_A_PAGE = 10_000;
/** Groups that one prefix stands for at most. */
export const MOST_GROUPS = 1_000;

/** The limiter waits; what is tried again at once is a call with renewed credentials. */
const SOON: Patience = { attempts: 2, firstMs: 50, mostMs: 50 };

/** The groups whose names begin so, sorted; with `linked` also those of linked accounts. Throws an `AwsError`. */
export async function groupsBelow(
  aws: Aws,
  prefix: string,
  { linked = false, most = MOST_GROUPS, signal }: { linked?: boolean; most?: number; signal?: AbortSignal | undefined },
): Promise<LogGroup[]> {
  const { DescribeLogGroupsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  const groups = new Map<string, LogGroup>();
  let nextToken: string | undefined;
  do {
    const command = new DescribeLogGroupsCommand({
      limit: GROUPS_A_PAGE,
      ...(prefix !== '' && { logGroupNamePrefix: prefix }),
      ...(linked && { includeLinkedAccounts: true }),
      ...(nextToken !== undefined && { nextToken }),
    });
    const answer = await aws.ask('logs', (client, options) => client.send(command, options), {
      call: 'DescribeLogGroups',
      resource: prefix === '' ? 'all log groups' : `${prefix}*`,
      signal,
    });
    for (const { arn, logGroupArn = arn, logGroupName: name, storedBytes } of answer.logGroups ?? []) {
      if (name === undefined || !name.startsWith(prefix)) continue;
      const bare = logGroupArn?.replace(/:\*$/, '');
      groups.set(bare ?? name, {
        name,
        ...(bare !== undefined && { arn: bare }),
        ...(storedBytes !== undefined && { storedBytes }),
      });
    }
    nextToken = answer.nextToken === nextToken ? undefined : answer.nextToken;
  } while (nextToken !== undefined && groups.size < most);
  return [...groups.values()].slice(0, most).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** One page of a group's streams: those that were written last first, which AWS does not have together with a prefix. Throws an `AwsError`. */
export async function streamsOf(
  aws: Aws,
  group: string,
  wanted: {
    readonly prefix?: string | undefined;
    readonly token?: string | undefined;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<StreamPage> {
  const { DescribeLogStreamsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  const { prefix, signal, token } = wanted;
  const command = new DescribeLogStreamsCommand({
    ...(group.startsWith('arn:') ? { logGroupIdentifier: group } : { logGroupName: group }),
    ...(prefix === undefined
      ? { orderBy: 'LastEventTime' as const, descending: true }
      : { logStreamNamePrefix: prefix }),
    limit: STREAMS_A_PAGE,
    ...(token !== undefined && { nextToken: token }),
  });
  const asked = { call: 'DescribeLogStreams', resource: group, signal };
  const answer = await aws.ask('logs', (client, options) => client.send(command, options), asked);
  const streams = (answer.logStreams ?? []).flatMap(({ lastEventTimestamp: latest, logStreamName: name }) =>
    name === undefined ? [] : [{ name, ...(latest !== undefined && { latest }) }],
  );
  const { nextToken } = answer;
  return { streams, ...(nextToken !== undefined && nextToken !== token && { token: nextToken }) };
}

/** One page of events. Throws an `AwsError`, also at the first refusal for its rate. */
export async function filterEvents(
  aws: Aws,
  { group, byArn, streams, filter }: Wanted,
  { from, to }: TimeRange,
  token: string | undefined,
  signal?: AbortSignal,
): Promise<EventPage> {
  const { FilterLogEventsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  const command = new FilterLogEventsCommand({
    ...(byArn && group.arn !== undefined ? { logGroupIdentifier: group.arn } : { logGroupName: group.name }),
    // Both ends are part of what CloudWatch gives.
    startTime: from,
    endTime: to - 1,
    limit: EVENTS_A_PAGE,
    interleaved: true,
    ...(streams !== undefined && { logStreamNamePrefix: streams }),
    ...(filter !== undefined && { filterPattern: filter }),
    ...(token !== undefined && { nextToken: token }),
  });
  const answer = await aws.ask('logs', (client, options) => client.send(command, options), {
    call: 'FilterLogEvents',
    resource: group.name,
    patience: SOON,
    signal,
  });
  const events = (answer.events ?? []).map(
    ({ eventId, ingestionTime, logStreamName = '', message = '', timestamp = from }): CloudWatchEvent => ({
      ...(eventId !== undefined && { id: eventId }),
      ...(ingestionTime !== undefined && { ingested: ingestionTime }),
      time: timestamp,
      group: group.name,
      stream: logStreamName,
      message,
    }),
  );
  return { events, ...(answer.nextToken !== undefined && { token: answer.nextToken }) };
}

/** Events as they come, until CloudWatch ends it or the signal does. `groups` have their ARNs. Throws an `AwsError`, or what the stream throws. */
export async function* liveTail(
  aws: Aws,
  groups: readonly LogGroup[],
  { streams, filter }: Pick<Wanted, 'streams' | 'filter'>,
  signal: AbortSignal,
): AsyncGenerator<{ readonly events: readonly CloudWatchEvent[]; readonly sampled: boolean }> {
  const { StartLiveTailCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  const command = new StartLiveTailCommand({
    logGroupIdentifiers: groups.flatMap(({ arn }) => arn ?? []),
    // CloudWatch takes prefixes of streams for a single group only.
    ...(streams !== undefined && groups.length === 1 && { logStreamNamePrefixes: [streams] }),
    ...(filter !== undefined && { logEventFilterPattern: filter }),
  });
  const answer = await aws.ask('logs', (client, options: SendOptions) => client.send(command, options), {
    call: 'StartLiveTail',
    resource: groups.map(({ name }) => name).join(', '),
    patience: SOON,
    signal,
  });
  try {
    for await (const { sessionUpdate } of answer.responseStream ?? []) {
      if (!sessionUpdate) continue;
      const { sessionMetadata, sessionResults = [] } = sessionUpdate;
      yield {
        events: sessionResults.map((event) => liveEvent(event, groups)),
        sampled: sessionMetadata?.sampled === true,
      };
    }
  } catch (error) {
    // After three hours CloudWatch ends it by an exception.
    if (!(error instanceof Error) || error.name !== 'SessionTimeoutException') throw error;
  }
}

function liveEvent(event: LiveTailSessionLogEvent, groups: readonly LogGroup[]): CloudWatchEvent {
  const { ingestionTime, logGroupIdentifier = '', logStreamName = '', message = '', timestamp } = event;
  // An account id and the name, or the ARN.
  const name = logGroupIdentifier.slice(logGroupIdentifier.lastIndexOf(':') + 1);
  return {
    time: timestamp ?? ingestionTime ?? 0,
    ...(ingestionTime !== undefined && { ingested: ingestionTime }),
    group: groups.find((group) => group.name === name || group.arn === logGroupIdentifier)?.name ?? name,
    stream: logStreamName,
    message,
  };
}
