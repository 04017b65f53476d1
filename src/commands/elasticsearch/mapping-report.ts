/** The comparison of mappings over a page's records, in the words of the protocol. */
import type { Cluster } from '../../elasticsearch/cluster.ts';
import type { Connection } from '../../elasticsearch/connection.ts';
import { FOLLOWED_VERSION, type MappingComparison } from '../../elasticsearch/mapping/comparison.ts';
import { compareMapping, integrationPipeline, simulatedDocument } from '../../elasticsearch/mapping/simulate.ts';
import type { MappingReport } from '../../session/protocol/clusters.ts';
import type { ExportScope, RecordId } from '../../session/protocol/protocol.ts';
import type { LoadedLogs } from '../../views/loaded-logs.ts';
import { comparedRecords } from './parcels.ts';

const INVOCATIONS = 'logs-aws_bedrock.invocation';
/** Records of a comparison: more say nothing new, and each is mapped on the cluster. */
const MOST_COMPARED = 5_000;

const namespaceOf = ({ namespace = 'default' }: Connection): string => namespace;

interface Course {
  readonly signal: AbortSignal;
  readonly progress: (records: number) => void;
}

/** Throws a `ClusterError`: `not-found` where the integration is not installed. */
export async function mappingReport(
  cluster: Cluster,
  connection: Connection,
  logs: LoadedLogs,
  scope: ExportScope,
  { signal, progress }: Course,
): Promise<MappingReport> {
  const namespace = namespaceOf(connection);
  const stream = `${INVOCATIONS}-${namespace}`;
  const pipeline = await integrationPipeline(cluster, stream);
  const ids: RecordId[] = [];
  let chosen = 0;
  const records = comparedRecords(logs, scope, namespace, MOST_COMPARED, signal, (id, total) => {
    ids.push(id);
    chosen = total;
  });
  const comparison = await compareMapping(cluster, pipeline, stream, records, { signal, progress });
  return reportOf(comparison, connection.name, ids, chosen);
}

/** Examples name records by their numbers instead of their places in the order of the comparison. */
export function reportOf(
  { differences, ...comparison }: MappingComparison,
  target: string,
  ids: readonly RecordId[],
  of: number,
): MappingReport {
  return {
    target,
    followed: FOLLOWED_VERSION,
    of,
    ...comparison,
    differences: differences.map(({ example, ...difference }) => ({
      ...difference,
      example: { ...example, record: ids[example.record] ?? 0 },
    })),
  };
}

/** The documents of one record as JSON, their members sorted, so that only what differs stands out. */
export async function mappedPair(
  cluster: Cluster,
  connection: Connection,
  logs: LoadedLogs,
  pipeline: string,
  record: RecordId,
  signal: AbortSignal,
): Promise<{ readonly here: string; readonly there: string }> {
  const namespace = namespaceOf(connection);
  const scope = { kind: 'records', ids: [record] } as const;
  for await (const { document, event } of comparedRecords(logs, scope, namespace, 1, signal)) {
    const there = await simulatedDocument(cluster, pipeline, `${INVOCATIONS}-${namespace}`, event, signal);
    return { here: sorted(JSON.parse(document)), there: sorted(there) };
  }
  throw new Error(`There is no record ${record} in these logs.`);
}

function sorted(document: unknown): string {
  const inOrder = (_: string, value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return `${JSON.stringify(document, inOrder, 2)}\n`;
}
