/** SOURCE arguments as sources: what is on the disk, and what has to be fetched. */
import type { RemoteSource } from '../session/protocol/protocol.ts';
import { readLogsAddress } from '../sources/aws/logs/address.ts';
import { readMetricsAddress } from '../sources/aws/metrics/address.ts';
import { type Arguments, UsageError } from './arguments.ts';
import { connectionOf, rangeOf, timeOf } from './aws-options.ts';

export interface ChosenSources {
  /** Files, folders and `-`. */
  readonly paths: readonly string[];
  readonly remote: readonly RemoteSource[];
}

const DAY_MS = 86_400_000;
const BUCKET = /^s3:\/\/((?:arn:aws[\w-]*:s3[^/]*:[^/]*:accesspoint[/:][^/]+)|[^/]+)\/?(.*)$/is;
const QUEUE = /^sqs:(?:\/\/)?(.*)$/is;

/** `profileOption`: whether `--profile` means AWS's. Throws a `UsageError`. */
export function chosenSources(args: Arguments, profileOption: boolean, now = Date.now()): ChosenSources {
  const aws = connectionOf(args, profileOption);
  const range = rangeOf(args, now);
  const writtenSince = timeOf(args, 'written-since', now);
  const recent = range && withBeginning(range);
  const paths: string[] = [];
  const remote: RemoteSource[] = [];
  for (const source of args.positionals) {
    const bucket = BUCKET.exec(source);
    const queue = QUEUE.exec(source);
    const group = readLogsAddress(source);
    const metrics = readMetricsAddress(source);
    if (bucket)
      remote.push({
        kind: 's3',
        bucket: bucket[1] ?? '',
        prefix: bucket[2] ?? '',
        ...(range && { range }),
        ...(writtenSince !== undefined && { writtenSince }),
        aws,
      });
    else if (queue)
      remote.push({
        kind: 'sqs',
        url: queueUrl(queue[1] ?? ''),
        mode: args.flags.has('consume') ? 'consume' : 'peek',
        aws,
      });
    else if (typeof group === 'string' || typeof metrics === 'string') throw new UsageError(`${group ?? metrics}`);
    else if (metrics) {
      const { linked, period, region, tag } = metrics;
      remote.push({
        kind: 'metrics',
        period,
        ...(linked && { linked }),
        ...(tag && { tag }),
        ...(recent && { range: recent }),
        aws: region === '' ? aws : { ...aws, region },
      });
    } else if (group) {
      const { filter, linked, streams } = group;
      remote.push({
        kind: 'logs',
        group: group.arn ?? (group.kind === 'prefix' ? `${group.name}*` : group.name),
        ...(streams !== undefined && { streams }),
        ...(filter !== undefined && { filter }),
        ...(linked === true && { linked }),
        ...(recent && { range: recent }),
        aws,
      });
    } else paths.push(source);
  }
  if (args.flags.has('consume') && !remote.some(({ kind }) => kind === 'sqs'))
    throw new UsageError('--consume deletes messages of a queue; name one: sqs:QUEUE-URL');
  return { paths, remote };
}

/** CloudWatch is not asked for all times: what has no beginning begins a day before its end. */
function withBeginning([from, to]: readonly [number, number]): readonly [number, number] {
  return [from === 0 ? to - DAY_MS : from, to];
}

function queueUrl(url: string): string {
  if (/^https?:\/\/[^/]+\/\S+/.test(url)) return url;
  throw new UsageError(
    `A queue is named by its address, sqs:https://sqs.REGION.amazonaws.com/ACCOUNT/NAME; not: ${url}`,
  );
}
