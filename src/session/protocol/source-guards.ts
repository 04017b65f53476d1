/** Guards of sources, which come from settings, states of pages and other sides of a border. */
import { isObject } from './rpc.ts';
import type {
  AwsConnection,
  FileSource,
  LogsSource,
  MetricsSource,
  QueueSource,
  RemoteSource,
  S3Source,
  SourceRef,
} from './sources.ts';

/** UTF-16 units of a path, key or address. */
const MAX_TEXT = 10_000;

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MAX_TEXT;
const isTextOrNone = (value: unknown): boolean => value === undefined || isText(value);
const isFlagOrNone = (value: unknown): boolean => value === undefined || typeof value === 'boolean';
const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isInteger(value) && value > 0;
const isTime = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const isAddressOrNone = (value: unknown): boolean =>
  value === undefined || (isText(value) && /^https?:\/\/[^/\s]/i.test(value));

export function isAwsConnection(value: unknown): value is AwsConnection {
  if (!isObject(value)) return false;
  const { role } = value;
  return (
    isTextOrNone(value.region) &&
    isTextOrNone(value.profile) &&
    isAddressOrNone(value.endpoint) &&
    isAddressOrNone(value.proxy) &&
    isFlagOrNone(value.pathStyle) &&
    isFlagOrNone(value.fips) &&
    isFlagOrNone(value.dualStack) &&
    (role === undefined || (isObject(role) && isText(role.arn) && isTextOrNone(role.externalId)))
  );
}

export function isFileSource(value: unknown): value is FileSource {
  return isObject(value) && (value.kind === 'file' || value.kind === 'folder') && isText(value.path);
}

function isS3Source(value: unknown): value is S3Source {
  if (!isObject(value) || value.kind !== 's3' || !isText(value.bucket) || !isAwsConnection(value.aws)) return false;
  const { prefix, range, writtenSince } = value;
  if (writtenSince !== undefined && !isTime(writtenSince)) return false;
  return typeof prefix === 'string' && prefix.length <= MAX_TEXT && isRangeOrNone(range);
}

function isRangeOrNone(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 2 && value.every(isTime));
}

function isQueueSource(value: unknown): value is QueueSource {
  return (
    isObject(value) &&
    value.kind === 'sqs' &&
    isText(value.url) &&
    (value.mode === 'peek' || value.mode === 'consume') &&
    isAwsConnection(value.aws)
  );
}

function isLogsSource(value: unknown): value is LogsSource {
  if (!isObject(value) || value.kind !== 'logs' || !isAwsConnection(value.aws)) return false;
  const { filter, follow, group, linked, range, streams } = value;
  return (
    isText(group) &&
    isTextOrNone(streams) &&
    isTextOrNone(filter) &&
    isFlagOrNone(linked) &&
    isRangeOrNone(range) &&
    (follow === undefined ||
      (isObject(follow) && isCount(follow.keep) && (follow.paused === undefined || follow.paused === true)))
  );
}

function isMetricsSource(value: unknown): value is MetricsSource {
  if (!isObject(value) || value.kind !== 'metrics' || !isAwsConnection(value.aws)) return false;
  const { linked, period, range, tag } = value;
  const hasTag = isObject(tag) && isText(tag.key) && typeof tag.value === 'string' && tag.value.length <= MAX_TEXT;
  return isCount(period) && isFlagOrNone(linked) && isRangeOrNone(range) && (tag === undefined || hasTag);
}

export function isRemoteSource(value: unknown): value is RemoteSource {
  return isS3Source(value) || isQueueSource(value) || isLogsSource(value) || isMetricsSource(value);
}

export function isSourceRef(value: unknown): value is SourceRef {
  return isFileSource(value) || isRemoteSource(value);
}
