/** One object to one file: what was received counts, a cut connection is gone on with, a changed object begun anew. */
import type { Readable } from 'node:stream';
import type { FetchedFile } from '../../remote.ts';
import { CLOCK, type Clock } from '../clock.ts';
import type { Aws } from '../connection/connection.ts';
import { AwsError, awsErrorOf, isPassing } from '../connection/errors.ts';
import { DEFAULT_PATIENCE, type Patience, pauseBefore } from '../connection/patience.ts';
import type { ObjectCache, PartFile } from './cache.ts';
import type { S3Object } from './listing.ts';

/** An object that is longer goes to the disk as it comes, instead of through memory. */
export const IN_MEMORY_BYTES = 4 * 1024 * 1024;
/** Times that an object may turn out to be another one than before. */
const MOST_CHANGES = 3;

export interface DownloadOptions {
  readonly aws: Aws;
  readonly cache: ObjectCache;
  readonly patience?: Patience;
  readonly clock?: Clock;
  readonly random?: () => number;
}

export interface Downloaded {
  /** What was read: not what was listed, if that has changed. */
  readonly object: S3Object;
  readonly file: FetchedFile;
  /** It was not downloaded: it was there. */
  readonly cached: boolean;
  /** It is not the object that was listed, but what has taken its place. */
  readonly changed: boolean;
}

/** Throws an `AwsError`, the signal's reason, and what the file system throws. */
export async function download(listed: S3Object, options: DownloadOptions, signal?: AbortSignal): Promise<Downloaded> {
  const { cache } = options;
  const asked = listed.size < 0 ? await present(listed, options.aws, signal) : listed;
  const known = await cache.find(asked);
  if (known) return { object: asked, file: known, cached: true, changed: false };
  for (let object = asked, changes = 0; ; changes++) {
    try {
      const file = await received(object, options, signal);
      return { object, file, cached: false, changed: changes > 0 };
    } catch (error) {
      if (!(error instanceof AwsError) || error.kind !== 'changed' || changes === MOST_CHANGES) throw error;
      object = await present(object, options.aws, signal);
    }
  }
}

/** What stands at the object's place now. Throws an `AwsError`. */
async function present(object: S3Object, aws: Aws, signal: AbortSignal | undefined): Promise<S3Object> {
  const { HeadObjectCommand } = await import('@aws-sdk/client-s3');
  const { bucket: Bucket, key: Key } = object;
  const { ETag, ContentLength, LastModified } = await aws.ask(
    's3',
    (client, send) => client.send(new HeadObjectCommand({ Bucket, Key }), send),
    { call: 'HeadObject', resource: `s3://${Bucket}/${Key}`, signal },
  );
  return {
    ...object,
    size: ContentLength ?? object.size,
    modified: LastModified?.getTime() ?? object.modified,
    etag: ETag ?? '',
  };
}

/** Where the bytes of one download go. */
interface Target {
  readonly length: number;
  append(bytes: Uint8Array): Promise<void> | void;
}

async function received(
  object: S3Object,
  options: DownloadOptions,
  signal: AbortSignal | undefined,
): Promise<FetchedFile> {
  if (object.size <= IN_MEMORY_BYTES) {
    const memory = new Memory(object.size);
    await fill(memory, object, options, signal);
    return options.cache.keep(object, memory.bytes);
  }
  const part: PartFile = await options.cache.part(object);
  try {
    await fill(part, object, options, signal);
  } catch (error) {
    await part.leave();
    throw error;
  }
  return part.finish();
}

/** As long as something comes, it goes on; only attempts that brought nothing count. */
async function fill(
  target: Target,
  object: S3Object,
  options: DownloadOptions,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { clock = CLOCK, patience = DEFAULT_PATIENCE, random = Math.random } = options;
  for (let attempt = 1; target.length < object.size || object.size === 0; attempt++) {
    const before = target.length;
    try {
      await receive(target, object, options.aws, signal);
      if (object.size === 0) return;
    } catch (thrown) {
      signal?.throwIfAborted();
      const asked = { service: 's3', call: 'GetObject', resource: `s3://${object.bucket}/${object.key}` };
      const error = awsErrorOf(thrown, asked, undefined);
      // A call has been tried often enough by itself; what breaks off in the middle of an answer has not.
      if (target.length === before && thrown instanceof AwsError) throw error;
      if (target.length > before) attempt = 0;
      if (!isPassing(error) || attempt >= patience.attempts) throw error;
      await clock.sleep(pauseBefore(Math.max(1, attempt), error, patience, random), signal);
    }
  }
}

async function receive(target: Target, object: S3Object, aws: Aws, signal: AbortSignal | undefined): Promise<void> {
  const { GetObjectCommand } = await import('@aws-sdk/client-s3');
  const { bucket: Bucket, key: Key, etag } = object;
  const from = target.length;
  const command = new GetObjectCommand({
    Bucket,
    Key,
    ...(etag !== '' && { IfMatch: etag }),
    ...(from > 0 && { Range: `bytes=${from}-` }),
  });
  const { Body, ContentRange } = await aws.ask('s3', (client, send) => client.send(command, send), {
    call: 'GetObject',
    resource: `s3://${Bucket}/${Key}`,
    signal,
  });
  if (!Body) return;
  // A store that knows no ranges sends all from the start.
  let skip = from > 0 && ContentRange === undefined ? from : 0;
  for await (const chunk of Body as Readable as AsyncIterable<Buffer>) {
    signal?.throwIfAborted();
    const useful = skip > 0 ? chunk.subarray(Math.min(skip, chunk.length)) : chunk;
    skip -= chunk.length - useful.length;
    const room = object.size - target.length;
    if (useful.length > 0) await target.append(useful.length > room ? useful.subarray(0, room) : useful);
  }
}

class Memory implements Target {
  readonly bytes: Buffer;
  length = 0;

  constructor(size: number) {
    this.bytes = Buffer.allocUnsafe(size);
  }

  append(bytes: Uint8Array): void {
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }
}
