/** A source in S3 as steps of reading: listed, fetched, told of. */
import { setMaxListeners } from 'node:events';
import type { S3Source } from '../../../session/protocol/sources.ts';
import { parseLogPath } from '../../logPath.ts';
import type { Reached, RemoteReading, RemoteStep } from '../../remote.ts';
import { AwsError, isPassing } from '../connection/errors.ts';
import { requestsSince } from '../connection/requests.ts';
import { type Downloaded, type DownloadOptions, download } from './download.ts';
import { FETCH_LIMITS, FetchGauge, type FetchLimits, fetchInOrder } from './fetch.ts';
import { listObjects, type S3Object } from './listing.ts';
import { Reaching } from './reached.ts';

export interface ReadingOptions extends DownloadOptions {
  readonly limits?: FetchLimits;
  readonly signal?: AbortSignal | undefined;
  /** Objects that were read before: none is read twice. What is read is added. */
  readonly known?: Set<string>;
  /** How far this very source was read before: only what may be new is listed. */
  readonly reached?: Reached;
}

/** What may go wrong with one object after the other until it is held for what is wrong with all. */
const MOST_FAILURES = 3;

export class S3Reading implements RemoteReading {
  readonly gauge = new FetchGauge();
  /** Objects that were in the cache. */
  cached = 0;
  private readonly source: S3Source;
  private readonly options: ReadingOptions;
  private readonly before: ReadonlyMap<string, number>;

  constructor(source: S3Source, options: ReadingOptions) {
    this.source = source;
    this.options = options;
    this.before = new Map(options.aws.requests);
  }

  get requests(): ReadonlyMap<string, number> {
    return requestsSince(this.before, this.options.aws);
  }

  async close(): Promise<void> {
    await this.options.cache.trim();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RemoteStep> {
    const { aws, reached, signal } = this.options;
    const told: RemoteStep[] = [];
    const pages = this.logsOf(listObjects(aws, this.source, signal, reached), told);
    const reaching = reached && new Reaching(reached);
    const place = `s3://${this.source.bucket}/`;
    for await (const step of fetched(pages, told, this.options, this.gauge, (result) => {
      if (result.cached) this.cached++;
    })) {
      yield step;
      // Whoever asks for more has read it.
      if (step.step === 'file' && step.file.object) reaching?.note(step.file.object.key, true);
      if (step.step === 'problem' && step.bytes !== undefined) reaching?.note(step.place.slice(place.length), false);
    }
  }

  /** Objects that are logs, and new; the others are told of. */
  private async *logsOf(pages: AsyncIterable<S3Object[]>, told: RemoteStep[]): AsyncGenerator<S3Object[]> {
    const { known } = this.options;
    const { writtenSince = Number.NEGATIVE_INFINITY } = this.source;
    for await (const page of pages) {
      const logs = page.filter((object) => {
        if (isFolderMark(object) || object.modified < writtenSince) return false;
        const name = identity(object);
        if (known?.has(name)) return false;
        const { kind } = parseLogPath(object.key);
        if (kind === 'body') told.push({ step: 'skipped', kind: 'body in the data folder', count: 1 });
        else if (kind === 'permission check') told.push({ step: 'skipped', kind: 'permission check', count: 1 });
        else return true;
        known?.add(name);
        return false;
      });
      told.push({ step: 'found', objects: logs.length, bytes: logs.reduce((sum, { size }) => sum + size, 0) });
      yield logs;
    }
  }
}

/** What makes an object the same one as before. */
export function identity({ bucket, key, etag, size }: S3Object): string {
  return `${bucket}/${key} ${etag} ${size}`;
}

/** Consoles make these to show an empty folder. */
function isFolderMark({ key, size }: S3Object): boolean {
  return size === 0 && key.endsWith('/');
}

/**
 * The objects as steps. Throws an `AwsError` where going on would be in vain: without permission for the first object,
 * without credentials, or when nothing answers any more.
 */
export async function* fetched(
  pages: AsyncIterable<readonly S3Object[]>,
  told: RemoteStep[],
  options: ReadingOptions,
  gauge: FetchGauge,
  onResult: (result: Downloaded) => void,
): AsyncGenerator<RemoteStep> {
  const { known, limits = FETCH_LIMITS, signal } = options;
  const giving = new AbortController();
  // Each download under way listens.
  setMaxListeners(0, giving.signal);
  const stop = (): void => giving.abort(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  let inVain = 0;
  let read = 0;
  const fetch = (object: S3Object): Promise<Downloaded | AwsError> =>
    download(object, options, giving.signal).catch((error: unknown) => {
      if (error instanceof AwsError) return error;
      throw error;
    });
  try {
    for await (const { object, result } of fetchInOrder(pages, fetch, limits, gauge, () => giving.abort())) {
      signal?.throwIfAborted();
      while (told.length > 0) yield told.shift() as RemoteStep;
      const place = `s3://${object.bucket}/${object.key}`;
      if (result instanceof AwsError) {
        inVain = isPassing(result) || result.kind === 'denied' ? inVain + 1 : 0;
        if (result.kind === 'credentials' || (result.kind === 'denied' && read === 0) || inVain === MOST_FAILURES)
          throw result;
        const reason = result.kind === 'missing' ? 'the object was deleted after it was listed' : result.message;
        yield { step: 'problem', severity: 'error', place, reason, bytes: object.size };
        continue;
      }
      inVain = 0;
      read++;
      onResult(result);
      if (result.changed) {
        const reason = 'the object was changed after it was listed; what it holds now was read';
        yield { step: 'problem', severity: 'warning', place, reason };
      }
      yield { step: 'file', file: result.file };
      // Whoever asks for more has read it; one that was given up on the way is read again.
      known?.add(identity(object)).add(identity(result.object));
    }
    while (told.length > 0) yield told.shift() as RemoteStep;
  } finally {
    giving.abort();
    signal?.removeEventListener('abort', stop);
  }
}
