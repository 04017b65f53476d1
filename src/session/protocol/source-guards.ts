/** Guards of sources, which come from settings, states of pages and other sides of a border. */
import { isObject } from './rpc.ts';
import type { AwsConnection, FileSource, QueueSource, RemoteSource, S3Source, SourceRef } from './sources.ts';

/** UTF-16 units of a path, key or address. */
const MAX_TEXT = 10_000;

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MAX_TEXT;
const isTextOrNone = (value: unknown): boolean => value === undefined || isText(value);
const isFlagOrNone = (value: unknown): boolean => value === undefined || typeof value === 'boolean';
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
  const { prefix, range } = value;
  const hasRange = Array.isArray(range) && range.length === 2 && range.every(isTime);
  return typeof prefix === 'string' && prefix.length <= MAX_TEXT && (range === undefined || hasRange);
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

export function isRemoteSource(value: unknown): value is RemoteSource {
  return isS3Source(value) || isQueueSource(value);
}

export function isSourceRef(value: unknown): value is SourceRef {
  return isFileSource(value) || isRemoteSource(value);
}
