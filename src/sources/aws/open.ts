/** Sources in AWS by kind, over connections that are made once. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Profile } from '../../ecs/model.ts';
import type { StreamPage } from '../../session/protocol/aws.ts';
import type { AwsConnection, RemoteSource, S3Source } from '../../session/protocol/sources.ts';
import type { StoredObject } from '../files.ts';
import type { Reached, RemoteReading } from '../remote.ts';
import { CLOCK } from './clock.ts';
import { Aws, type AwsOptions } from './connection/connection.ts';
import { FILTER_LOG_EVENTS, type Limiter, Limiters } from './limiter.ts';
import type { ObjectCache } from './s3/cache.ts';
import type { Estimate } from './s3/estimate.ts';

export interface SourceAccess {
  /** Folder for what is fetched. */
  readonly cache: string;
  readonly signal?: AbortSignal | undefined;
  /** What was read before: none is read twice. What is read is added. */
  readonly known: Set<string>;
  /** How far this very source was read before; what is read is noted. */
  readonly reached?: Reached;
  /** Which figures of metrics are asked for. */
  readonly profile?: Profile;
}

/** Stored bytes of an object that is wanted as a whole. */
const MOST_OBJECT_BYTES = 32 * 1024 * 1024;

const connections = new Map<string, Aws>();
const limiters = new Limiters(CLOCK);
const caches = new Map<string, ObjectCache>();

/** One connection for all who ask for the same one. */
export function connectionFor(connection: AwsConnection, options: AwsOptions = {}): Aws {
  const name = JSON.stringify(Object.entries(connection).sort());
  let aws = connections.get(name);
  if (!aws) {
    aws = new Aws(connection, options);
    connections.set(name, aws);
  }
  return aws;
}

/** Ends all connections; sources may be opened anew afterwards. */
export function closeConnections(): void {
  for (const aws of connections.values()) aws.close();
  connections.clear();
}

function placeOf(source: RemoteSource): AwsConnection {
  return source.kind === 'logs' ? placeOfGroup(source.aws, source.group) : source.aws;
}

/** The ARN of a log group says where it is. */
function placeOfGroup(aws: AwsConnection, group: string): AwsConnection {
  const region = /^arn:[^:]*:logs:([^:]+):/.exec(group)?.[1];
  return region === undefined ? aws : { ...aws, region };
}

/** The streams of a log group, by name or ARN: one page. Throws an `AwsError`, and the signal's reason. */
export async function listStreams(
  connection: AwsConnection,
  group: string,
  wanted: { readonly prefix?: string | undefined; readonly token?: string | undefined; readonly signal?: AbortSignal },
): Promise<StreamPage> {
  const { streamsOf } = await import('./logs/calls.ts');
  return streamsOf(connectionFor(placeOfGroup(connection, group)), group, wanted);
}

/** The quota is of an account and region, so all who read there share it. */
async function limiterOf(aws: Aws): Promise<Limiter> {
  const { connection } = aws;
  return limiters.of('FilterLogEvents', JSON.stringify([connection, await aws.region('logs')]), FILTER_LOG_EVENTS);
}

async function cacheIn(cache: string): Promise<ObjectCache> {
  const { ObjectCache } = await import('./s3/cache.ts');
  const folder = join(cache, 'objects');
  let objects = caches.get(folder);
  if (!objects) {
    objects = new ObjectCache(folder);
    caches.set(folder, objects);
  }
  return objects;
}

/** The stored bytes of one object that a record names. Throws an `AwsError`, and the signal's reason. */
export async function fetchObject(
  connection: AwsConnection,
  object: StoredObject,
  cache: string,
  signal?: AbortSignal,
): Promise<Buffer> {
  const { download } = await import('./s3/download.ts');
  const options = { aws: connectionFor(connection), cache: await cacheIn(cache) };
  // A record says nothing of its body's size and version.
  const { file } = await download({ ...object, size: -1, modified: 0, etag: '' }, options, signal);
  if (file.size > MOST_OBJECT_BYTES) throw new Error(`The object is too large: s3://${object.bucket}/${object.key}`);
  return file.bytes ?? readFile(file.path);
}

/** What reading a source in S3 would take. Throws an `AwsError`. */
export async function estimateSource(
  source: S3Source,
  signal?: AbortSignal,
  onProgress?: (sofar: Omit<Estimate, 'requests'>) => void,
): Promise<Estimate> {
  const { estimate } = await import('./s3/estimate.ts');
  return estimate(connectionFor(source.aws), source, signal, onProgress);
}

/** Throws an `AwsError`. */
export async function openSource(source: RemoteSource, access: SourceAccess): Promise<RemoteReading> {
  const { cache, known, profile, reached, signal } = access;
  const aws = connectionFor(placeOf(source));
  if (source.kind === 'logs') {
    const { LogsReading } = await import('./logs/feed.ts');
    return new LogsReading(source, { aws, folder: join(cache, 'events'), limiter: await limiterOf(aws), signal });
  }
  if (source.kind === 'metrics') {
    const { MetricsReading } = await import('./metrics/feed.ts');
    return new MetricsReading(source, { aws, signal, ...(profile && { profile }) });
  }
  const options = { aws, cache: await cacheIn(cache), known, signal };
  switch (source.kind) {
    case 's3':
      return new (await import('./s3/reading.ts')).S3Reading(source, { ...options, ...(reached && { reached }) });
    case 'sqs':
      return new (await import('./sqs/reading.ts')).QueueReading(source, options);
  }
}
