/**
 * ES|QL on a cluster, with the same text as here. Asked for in columns, as an asynchronous query: short ones answer at
 * once, long ones are looked after until they end, are given up, or the cluster loses them.
 */
import { type Cluster, ClusterError, isClusterError, isRecord, listAt, member, path } from './cluster.ts';
import { type Exact, exactJson } from './exact.ts';

export type RemoteCell = string | number | boolean | null | readonly (string | number | boolean)[];

export interface RemoteQuery {
  readonly text: string;
  readonly params?: readonly { readonly name?: string; readonly value: RemoteCell }[];
  /** `@timestamp` from the first, before the second, epoch ms; sent beside the text, as Kibana does. */
  readonly range?: readonly [from: number, to: number];
  /** `data_stream.namespace`; all of them unless given. */
  readonly namespace?: string;
}

/** As the session's own answers, so that the same tables and charts show it. */
export interface RemoteAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: number;
  /** One list a column. */
  readonly values: readonly (readonly RemoteCell[])[];
  readonly warnings: readonly string[];
  /** Milliseconds, as the cluster counts them. */
  readonly took: number;
  /** Some shards or clusters did not answer. */
  readonly partial: boolean;
}

/** The text cannot be run: the message is the cluster's, with the place in it. */
export class RemoteQueryError extends Error {
  override readonly name = 'RemoteQueryError';
  /** From 1. */
  readonly place: { readonly line: number; readonly column: number } | undefined;

  constructor(message: string) {
    super(message);
    const place = /\bline (\d+):(\d+)/.exec(message);
    this.place = place ? { line: Number(place[1]), column: Number(place[2]) } : undefined;
  }
}

export function isRemoteQueryError(error: unknown): error is RemoteQueryError {
  return error instanceof Error && error.name === 'RemoteQueryError';
}

/** How long one request waits for the end of the query, and how long the cluster keeps it. */
const FIRST_WAIT = '1s';
const NEXT_WAIT = '10s';
const KEEP = '5m';
/** How long the end of a query that was given up is waited for. */
const ENDING_MS = 5_000;
/** Names of errors that are about the text. */
const ABOUT_TEXT = new Set([
  'parsing_exception',
  'verification_exception',
  'illegal_argument_exception',
  'x_content_parse_exception',
]);

/** Throws a `RemoteQueryError` for the text, a `ClusterError` for all else; of the kind `aborted` where `signal` is. */
export async function queryCluster(
  cluster: Cluster,
  query: RemoteQuery,
  { signal, waiting }: { readonly signal?: AbortSignal; readonly waiting?: (ms: number) => void } = {},
): Promise<RemoteAnswer> {
  if (signal?.aborted) throw givenUp();
  const began = performance.now();
  const warnings = new Set<string>();
  let id: string | undefined;
  try {
    // Without the signal: the query whose number never came could not be ended.
    const first = ask(cluster, { method: 'POST', path: '/_query/async', body: bodyOf(query) }, warnings);
    const ended = (): void =>
      endLater(
        cluster,
        first.then((late) => end(cluster, late)).catch(() => undefined),
      );
    let answer = await unlessAborted(first, signal, ended);
    while (member(answer, 'is_running') === true) {
      const given = member(answer, 'id');
      if (typeof given !== 'string') throw new ClusterError('refused', 'Elasticsearch keeps no answer. Run it again.');
      id = given;
      waiting?.(performance.now() - began);
      const later = { path: `/_query/async${path(id)}`, query: { wait_for_completion_timeout: NEXT_WAIT } };
      answer = await ask(cluster, { method: 'GET', ...later, ...(signal && { signal }) }, warnings);
    }
    return answerOf(answer, [...warnings], performance.now() - began);
  } catch (error) {
    if (id !== undefined) endLater(cluster, end(cluster, { id }));
    throw aboutText(error);
  }
}

const givenUp = (): ClusterError => new ClusterError('aborted', 'Given up.');

function bodyOf(query: RemoteQuery): object {
  const filter = filterOf(query);
  return {
    query: query.text,
    columnar: true,
    wait_for_completion_timeout: FIRST_WAIT,
    keep_alive: KEEP,
    keep_on_completion: false,
    ...(query.params && query.params.length > 0 && { params: query.params.map(parameter) }),
    ...(filter && { filter }),
  };
}

/** What nobody waits for must not go on on the cluster. */
async function end(cluster: Cluster, answer: unknown): Promise<void> {
  const id = member(answer, 'id');
  if (typeof id !== 'string') return;
  await cluster.request({ method: 'DELETE', path: `/_query/async${path(id)}` }).catch(() => undefined);
}

/** Queries that were given up, and are being ended there. */
const ending = new WeakMap<Cluster, Set<Promise<void>>>();

function endLater(cluster: Cluster, ended: Promise<void>): void {
  const own = ending.get(cluster) ?? new Set();
  ending.set(cluster, own.add(ended));
  void ended.then(() => own.delete(ended));
}

/** Closes a cluster once no query of ours goes on on it; one that does not answer is waited for only so long. */
export async function closeAfterQueries(cluster: Cluster): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ENDING_MS);
  });
  await Promise.race([Promise.all(ending.get(cluster) ?? []), late]);
  clearTimeout(timer);
  await cluster.close();
}

/** Throws an `aborted` error as soon as the signal is, and tells `late`, as the answer comes nevertheless. */
function unlessAborted<T>(answer: Promise<T>, signal: AbortSignal | undefined, late: () => void): Promise<T> {
  if (!signal) return answer;
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(givenUp());
      late();
    };
    signal.addEventListener('abort', abort, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

type Asked = Parameters<Cluster['text']>[0];

async function ask(cluster: Cluster, request: Asked, warnings: Set<string>): Promise<Exact> {
  const answer = await cluster.text(request);
  for (const header of answer.warnings) warnings.add(warningText(header));
  try {
    return exactJson(answer.body);
  } catch {
    throw new ClusterError(
      'refused',
      'The answer of Elasticsearch is no JSON. Is there something between it and here?',
    );
  }
}

/** `299 Elasticsearch-8.19.2-... "text"`, in which quotes and backslashes are escaped. */
function warningText(header: string): string {
  const quoted = /^\s*\d{3} \S+ "((?:[^"\\]|\\.)*)"/.exec(header)?.[1];
  return quoted === undefined ? header : quoted.replace(/\\(.)/g, '$1');
}

function parameter({ name, value }: { readonly name?: string; readonly value: RemoteCell }): unknown {
  return name === undefined ? value : { [name]: value };
}

function filterOf({ range, namespace }: RemoteQuery): object | undefined {
  const filter: object[] = [];
  if (range) {
    const [gte, lt] = range.map((at) => new Date(at).toISOString());
    filter.push({ range: { '@timestamp': { gte, lt, format: 'strict_date_optional_time' } } });
  }
  if (namespace !== undefined) filter.push({ term: { 'data_stream.namespace': namespace } });
  return filter.length === 0 ? undefined : { bool: { filter } };
}

function answerOf(answer: Exact, warnings: readonly string[], took: number): RemoteAnswer {
  const columns = listAt(answer, 'columns').map((one) => ({
    name: String(member(one, 'name')),
    type: String(member(one, 'type')),
  }));
  const values = listAt(answer, 'values') as readonly (readonly RemoteCell[])[];
  const partial = member(answer, 'is_partial') === true;
  const said = partial ? ['The answer is partial: some shards or clusters did not answer.', ...failures(answer)] : [];
  const counted = member(answer, 'took');
  return {
    columns,
    values,
    rows: values[0]?.length ?? 0,
    warnings: [...said, ...warnings],
    took: typeof counted === 'number' ? counted : took,
    partial,
  };
}

/** What went wrong, where a partial answer tells it. */
function failures(answer: Exact): readonly string[] {
  const details = member(answer, '_clusters', 'details');
  if (!isRecord(details)) return [];
  return Object.entries(details).flatMap(([name, one]) =>
    listAt(one, 'failures').map(
      (failure) => `${name}: ${String(member(failure, 'reason', 'reason') ?? 'no reason given')}`,
    ),
  );
}

function aboutText(error: unknown): unknown {
  if (isClusterError(error) && error.status === 400 && ABOUT_TEXT.has(error.type))
    return new RemoteQueryError(error.reason);
  return error;
}
