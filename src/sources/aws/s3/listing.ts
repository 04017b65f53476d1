/** What a bucket holds: page by page, below a prefix, in a time range. */
import type { S3Source } from '../../../session/protocol/sources.ts';
import type { Reached } from '../../remote.ts';
import type { Aws } from '../connection/connection.ts';
import { isWithin, type Lane, lanesOf, splitRoot } from './keys.ts';
import { newLanes, newSince } from './reached.ts';

export interface S3Object {
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  /** Epoch ms, in whole seconds. */
  readonly modified: number;
  readonly etag: string;
}

export interface Page {
  /** What is grouped by a delimiter, each with it. */
  readonly prefixes: readonly string[];
  readonly objects: readonly S3Object[];
  /** Gives the next page. */
  readonly token?: string;
}

export interface PageRequest {
  readonly bucket: string;
  readonly prefix: string;
  /** Groups what is below the next one of these. */
  readonly delimiter?: string;
  /** Keys behind this one. */
  readonly after?: string | undefined;
  readonly token?: string | undefined;
  /** Keys and groups of a page, at most 1,000. */
  readonly limit?: number;
}

/** Accounts and regions below one prefix that are looked for before a range is applied to each. */
const MOST_DELIVERIES = 500;
/** Ways through a listing that are followed at once. */
export const PARALLEL_LISTINGS = 8;
/** Pages that such a way is ahead of its reader. */
const PAGES_AHEAD = 2;

/** One page. Throws an `AwsError`. */
export async function listPage(aws: Aws, request: PageRequest, signal?: AbortSignal): Promise<Page> {
  const { ListObjectsV2Command } = await import('@aws-sdk/client-s3');
  const { bucket, prefix, delimiter, after, token, limit } = request;
  const command = new ListObjectsV2Command({
    Bucket: bucket,
    Prefix: prefix,
    ...(delimiter !== undefined && { Delimiter: delimiter }),
    ...(after !== undefined && token === undefined && { StartAfter: after }),
    ...(token !== undefined && { ContinuationToken: token }),
    ...(limit !== undefined && { MaxKeys: limit }),
  });
  const { CommonPrefixes, Contents, NextContinuationToken } = await aws.ask(
    's3',
    (client, options) => client.send(command, options),
    { call: 'ListObjectsV2', resource: `s3://${bucket}/${prefix}`, signal },
  );
  return {
    prefixes: (CommonPrefixes ?? []).flatMap(({ Prefix }) => (Prefix === undefined ? [] : [Prefix])),
    objects: (Contents ?? []).flatMap(({ Key, Size, LastModified, ETag }) =>
      Key === undefined
        ? []
        : [{ bucket, key: Key, size: Size ?? 0, modified: LastModified?.getTime() ?? 0, etag: ETag ?? '' }],
    ),
    ...(NextContinuationToken !== undefined && { token: NextContinuationToken }),
  };
}

/**
 * The objects of a source, in the order of their keys, page by page as they come. With a range only what it leaves is
 * listed, several parts at once, and of a source that was read before only what may be new. Throws an `AwsError`, and the
 * signal's reason.
 */
export async function* listObjects(
  aws: Aws,
  source: S3Source,
  signal?: AbortSignal,
  reached?: Reached,
): AsyncGenerator<S3Object[]> {
  const { bucket, prefix, range } = source;
  const fresh = range ? undefined : newLanes(reached, prefix);
  if (fresh) {
    yield* inTurn(fresh, (lane) => listLane(aws, bucket, lane, signal, false));
    return;
  }
  if (!range) {
    let pages = 0;
    for await (const page of listLane(aws, bucket, { prefix }, signal, true)) {
      pages++;
      if (reached) reached.pages = Math.max(reached.pages, pages);
      yield page;
    }
    return;
  }
  const { loose, prefixes } = await deliveriesBelow(aws, bucket, prefix, signal);
  const within = ({ key, modified }: S3Object): boolean => isWithin(key, modified, range);
  yield loose.filter(within);
  const lanes = prefixes.flatMap((below) => narrowed(below, range, reached));
  for await (const page of inTurn(lanes, (lane) => listLane(aws, bucket, lane, signal, false)))
    yield page.filter(within);
}

/** What a range leaves of one delivery. A prefix that is none is looked through; one that names a day is short enough. */
function narrowed(below: string, [from, to]: readonly [number, number], reached: Reached | undefined): Lane[] {
  const split = splitRoot(below);
  if (split?.rest !== '') return [{ prefix: below }];
  const begin = Math.max(from, newSince(reached, split.root) ?? from);
  return begin < to ? lanesOf(split.root, [begin, to], PARALLEL_LISTINGS) : [];
}

/**
 * Deliveries below a prefix, found by what is between slashes, and prefixes that lead to none; sorted. `loose`: objects
 * that were seen on the way.
 */
async function deliveriesBelow(
  aws: Aws,
  bucket: string,
  prefix: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly loose: readonly S3Object[]; readonly prefixes: readonly string[] }> {
  if (splitRoot(prefix)) return { loose: [], prefixes: [prefix] };
  const loose: S3Object[] = [];
  const prefixes: string[] = [];
  const open = [prefix];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    let token: string | undefined;
    do {
      const page = await listPage(aws, { bucket, prefix: next, delimiter: '/', token }, signal);
      loose.push(...page.objects);
      for (const below of page.prefixes) {
        const deeper = leadsToDelivery(below) && prefixes.length + open.length < MOST_DELIVERIES;
        (deeper ? open : prefixes).push(below);
      }
      token = page.token;
    } while (token !== undefined);
  }
  return { loose, prefixes: prefixes.sort() };
}

/** Slashes of a prefix that may still lead to `AWSLogs/`. */
const MOST_ABOVE = 3;
const LEADS = /(?:^|\/)AWSLogs\/(?:[^/]+\/(?:BedrockModelInvocationLogs\/)?)?$/;

function leadsToDelivery(prefix: string): boolean {
  if (LEADS.test(prefix)) return true;
  return !prefix.includes('AWSLogs/') && prefix.split('/').length <= MOST_ABOVE;
}

/** One way, page after page. A key that is exactly the prefix stands for itself alone. */
async function* listLane(
  aws: Aws,
  bucket: string,
  { prefix, after, before }: Lane,
  signal: AbortSignal | undefined,
  exact: boolean,
): AsyncGenerator<S3Object[]> {
  let token: string | undefined;
  do {
    const page = await listPage(aws, { bucket, prefix, after, token }, signal);
    const { objects } = page;
    if (exact && token === undefined && objects[0]?.key === prefix && objects[0].size > 0) {
      yield [objects[0]];
      return;
    }
    const end = before === undefined ? -1 : objects.findIndex(({ key }) => key >= before);
    yield end < 0 ? [...objects] : objects.slice(0, end);
    token = end < 0 ? page.token : undefined;
  } while (token !== undefined);
}

/** What several generators give, one generator's after the other's, while the next ones are already at work. */
async function* inTurn<L, T>(lanes: readonly L[], follow: (lane: L) => AsyncGenerator<T>): AsyncGenerator<T> {
  const running: Ahead<T>[] = [];
  let begun = 0;
  try {
    while (begun < lanes.length || running.length > 0) {
      // The first way alone, and no page of it too many, until somebody asks for a second page.
      const most = begun === 0 ? 1 : PARALLEL_LISTINGS;
      while (begun < lanes.length && running.length < most)
        running.push(new Ahead(follow(lanes[begun++] as L), running.length === 0 && begun === 1 ? 0 : PAGES_AHEAD));
      const current = running[0] as Ahead<T>;
      const next = await current.next();
      if (next.done === true) running.shift();
      else yield next.value;
      current.most = PAGES_AHEAD;
    }
  } finally {
    await Promise.all(running.map((ahead) => ahead.stop()));
  }
}

/** A generator that works before it is asked, up to some results. */
class Ahead<T> {
  most: number;
  private readonly source: AsyncGenerator<T>;
  private readonly waiting: Promise<IteratorResult<T>>[] = [];
  private ended = false;

  constructor(source: AsyncGenerator<T>, most: number) {
    this.source = source;
    this.most = most;
    this.work();
  }

  async next(): Promise<IteratorResult<T>> {
    const next = this.waiting.shift() ?? this.ask();
    this.work();
    return next;
  }

  async stop(): Promise<void> {
    this.ended = true;
    await Promise.allSettled(this.waiting);
    await this.source.return(undefined);
  }

  private work(): void {
    while (!this.ended && this.waiting.length < this.most) this.waiting.push(this.ask());
  }

  private ask(): Promise<IteratorResult<T>> {
    const asked = this.source.next();
    // Whoever takes it from the queue gets the error; until then nobody need hear of it.
    asked.then(
      ({ done }) => {
        this.ended ||= done === true;
      },
      () => {
        this.ended = true;
      },
    );
    return asked;
  }
}
