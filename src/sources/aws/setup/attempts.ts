/** Calls that are made to see whether they are allowed; each takes as little as it can. */
import type { Asked, Aws, SendOptions } from '../connection/connection.ts';
import { AwsError } from '../connection/errors.ts';
import type { Patience } from '../connection/patience.ts';
import type { TimeRange } from '../logs/paging.ts';

const QUICK: Patience = { attempts: 2, firstMs: 200, mostMs: 200 };

/** Where and for whom calls are tried. */
export interface Trying {
  readonly aws: Aws;
  readonly region: string;
  readonly signal?: AbortSignal | undefined;
}

/** What a call gave, or why it gave nothing. Throws the signal's reason. */
export type Tried<T> = { readonly value: T } | { readonly error: AwsError };

export async function tried<T>(call: () => Promise<T>): Promise<Tried<T>> {
  try {
    return { value: await call() };
  } catch (error) {
    if (error instanceof AwsError) return { error };
    throw error;
  }
}

/** What to do about an error, as far as its own text does not say it. */
export function remedy({ action, kind }: AwsError): string {
  switch (kind) {
    case 'denied':
      return `allow ${action} in a policy of this identity`;
    case 'credentials':
      return 'renew the credentials';
    case 'missing':
      return 'check the name, the account and the region';
    case 'region':
      return 'choose the region it names';
    case 'clock':
      return 'set the clock of this machine';
    case 'network':
      return 'check network, endpoint and proxy';
    default:
      return 'try again later';
  }
}

function asked({ region, signal }: Trying, call: string, resource: string): Asked {
  return { call, resource, region, signal, patience: QUICK };
}

/** By how many ms this machine's clock is ahead of AWS's; undefined if AWS does not tell the time. */
export async function clockAhead(trying: Trying, now: () => number): Promise<number | undefined> {
  const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  let ahead: number | undefined;
  await trying.aws.ask(
    'sts',
    (client, options: SendOptions) => {
      const command = new GetCallerIdentityCommand({});
      command.middlewareStack.add(
        (next) => async (args) => {
          const sent = now();
          const answer = await next(args);
          const { headers = {} } = answer.response as { readonly headers?: Readonly<Record<string, string>> };
          const told = Date.parse(headers.date ?? '');
          // Halfway is when AWS looked at its clock, more or less; it tells whole seconds.
          if (!Number.isNaN(told)) ahead = (sent + now()) / 2 - (told + 500);
          return answer;
        },
        { step: 'deserialize', priority: 'low' },
      );
      return client.send(command, options);
    },
    asked(trying, 'GetCallerIdentity', 'the clock'),
  );
  return ahead;
}

export interface FoundObject {
  readonly key: string;
  readonly size: number;
  /** Epoch ms. */
  readonly modified: number;
}

/** The first objects below a prefix, one page at most. */
export async function listObjects(
  trying: Trying,
  bucket: string,
  prefix: string,
  most: number,
): Promise<FoundObject[]> {
  const { ListObjectsV2Command } = await import('@aws-sdk/client-s3');
  const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: most });
  const { Contents = [] } = await trying.aws.ask(
    's3',
    (client, options) => client.send(command, options),
    asked(trying, 'ListObjectsV2', `s3://${bucket}/${prefix}`),
  );
  return Contents.map(({ Key = '', LastModified, Size = 0 }) => ({
    key: Key,
    size: Size,
    modified: LastModified?.getTime() ?? 0,
  }));
}

/** Reads one byte of an object: the key that encrypted it, if it was KMS. */
export async function readObject(
  trying: Trying,
  bucket: string,
  { key, size }: FoundObject,
): Promise<string | undefined> {
  const { GetObjectCommand } = await import('@aws-sdk/client-s3');
  const command = new GetObjectCommand({ Bucket: bucket, Key: key, ...(size > 0 && { Range: 'bytes=0-0' }) });
  const { Body, SSEKMSKeyId } = await trying.aws.ask(
    's3',
    (client, options) => client.send(command, options),
    asked(trying, 'GetObject', `s3://${bucket}/${key}`),
  );
  await Body?.transformToByteArray();
  return SSEKMSKeyId;
}

/** Where a bucket lives. */
export async function bucketRegion(trying: Trying, bucket: string): Promise<string | undefined> {
  const { HeadBucketCommand } = await import('@aws-sdk/client-s3');
  const { BucketRegion } = await trying.aws.ask(
    's3',
    (client, options) => client.send(new HeadBucketCommand({ Bucket: bucket }), options),
    asked(trying, 'HeadBucket', `s3://${bucket}`),
  );
  return BucketRegion;
}

/** Whether a group has events in a range. */
export async function hasEvents(trying: Trying, group: string, { from, to }: TimeRange): Promise<boolean> {
  const { FilterLogEventsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  const command = new FilterLogEventsCommand({ logGroupName: group, startTime: from, endTime: to, limit: 1 });
  const { events = [] } = await trying.aws.ask(
    'logs',
    (client, options) => client.send(command, options),
    asked(trying, 'FilterLogEvents', group),
  );
  return events.length > 0;
}

export interface GroupState {
  readonly days: number | undefined;
  readonly key: string | undefined;
}

/** Retention and key of a group; undefined if it is not there. */
export async function groupState(trying: Trying, group: string): Promise<GroupState | undefined> {
  const { DescribeLogGroupsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  const command = new DescribeLogGroupsCommand({ logGroupNamePrefix: group });
  const { logGroups = [] } = await trying.aws.ask(
    'logs',
    (client, options) => client.send(command, options),
    asked(trying, 'DescribeLogGroups', group),
  );
  const found = logGroups.find(({ logGroupName }) => logGroupName === group);
  return found && { days: found.retentionInDays, key: found.kmsKeyId };
}

/** What a queue says of itself. */
export async function queueState(trying: Trying, url: string): Promise<Readonly<Record<string, string>>> {
  const { GetQueueAttributesCommand } = await import('@aws-sdk/client-sqs');
  const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
  const { Attributes = {} } = await trying.aws.ask(
    'sqs',
    (client, options) => client.send(command, options),
    asked(trying, 'GetQueueAttributes', url),
  );
  return Attributes;
}
