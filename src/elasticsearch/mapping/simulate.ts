/** Lets a cluster's own pipeline map records, without storing anything. */
import { type Cluster, ClusterError, isClusterError, isRecord, listAt, member, path } from '../cluster.ts';
import { isIntegrationPipeline, streamState } from '../streams.ts';
import { MappingComparer, type MappingComparison, type Simulated } from './comparison.ts';
import { fieldValues } from './fields.ts';

/** A record to be compared: its document as JSON, and the event that an agent would send. */
export interface ComparedRecord {
  readonly document: string;
  readonly event: string;
}

/** One request takes so many records, and so many bytes of them. */
const BATCH_RECORDS = 100;
const BATCH_BYTES = 4 * 1024 * 1024;

/**
 * The pipeline of the integration that documents of a data stream go through. Throws a `ClusterError` of the kind
 * `not-found` where there is none.
 */
export async function integrationPipeline(cluster: Cluster, stream: string): Promise<string> {
  const { pipeline } = await streamState(cluster, stream);
  if (pipeline !== undefined && isIntegrationPipeline(pipeline)) return pipeline;
  const { body } = await cluster
    .request({ method: 'GET', path: '/_ingest/pipeline/logs-aws_bedrock.invocation-*' })
    .catch((error: unknown) => {
      if (isClusterError(error) && error.kind === 'not-found') return { body: {} };
      throw error;
    });
  const names = isRecord(body) ? Object.keys(body).filter(isIntegrationPipeline).sort(byVersion) : [];
  const newest = names.at(-1);
  if (newest !== undefined) return newest;
  throw new ClusterError(
    'not-found',
    'The cluster has no pipeline of the aws_bedrock integration. Install the integration, or name a pipeline.',
  );
}

function byVersion(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** Throws a `ClusterError`. `progress` is told how many records are done. */
export async function compareMapping(
  cluster: Cluster,
  pipeline: string,
  stream: string,
  records: AsyncIterable<ComparedRecord> | Iterable<ComparedRecord>,
  { signal, progress }: { readonly signal?: AbortSignal; readonly progress?: (records: number) => void } = {},
): Promise<MappingComparison> {
  const comparer = new MappingComparer(pipeline);
  let batch: ComparedRecord[] = [];
  let bytes = 0;
  let done = 0;
  const flush = async (): Promise<void> => {
    const simulated = await simulate(cluster, pipeline, stream, batch, signal);
    for (const [i, { document }] of batch.entries())
      comparer.add(fieldValues(JSON.parse(document)), simulated[i] ?? { error: 'no answer' });
    done += batch.length;
    batch = [];
    bytes = 0;
    progress?.(done);
  };
  for await (const record of records) {
    batch.push(record);
    bytes += record.event.length;
    if (batch.length >= BATCH_RECORDS || bytes >= BATCH_BYTES) await flush();
  }
  if (batch.length > 0) await flush();
  // Records that end early when they are given up would pass for all of them.
  if (signal?.aborted) throw new ClusterError('aborted', 'Given up.');
  return comparer.comparison;
}

/** What the pipeline makes of one event; its error, as an object, where it makes nothing of it. Throws a `ClusterError`. */
export async function simulatedDocument(
  cluster: Cluster,
  pipeline: string,
  stream: string,
  event: string,
  signal?: AbortSignal,
): Promise<unknown> {
  const [one] = await simulatedDocuments(cluster, pipeline, stream, [event], signal);
  return member(one, 'doc', '_source') ?? { error: member(one, 'error') ?? null };
}

async function simulatedDocuments(
  cluster: Cluster,
  pipeline: string,
  stream: string,
  events: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly unknown[]> {
  const docs = events.map((event, i) => ({ _index: stream, _id: String(i), _source: JSON.parse(event) as unknown }));
  const where = `/_ingest/pipeline${path(pipeline)}/_simulate`;
  const { body } = await cluster.request({ method: 'POST', path: where, body: { docs }, ...(signal && { signal }) });
  return listAt(body, 'docs');
}

async function simulate(
  cluster: Cluster,
  pipeline: string,
  stream: string,
  records: readonly ComparedRecord[],
  signal: AbortSignal | undefined,
): Promise<readonly Simulated[]> {
  const events = records.map(({ event }) => event);
  return (await simulatedDocuments(cluster, pipeline, stream, events, signal)).map((one): Simulated => {
    const source = member(one, 'doc', '_source');
    if (source !== undefined) return { document: fieldValues(source) };
    return { error: String(member(one, 'error', 'reason') ?? 'the pipeline dropped the record') };
  });
}
