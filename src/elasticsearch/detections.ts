/** Detection rules on a cluster: each is run once over its own window, as Kibana would run it now. */
import { type Cluster, isClusterError, listAt, member, path } from './cluster.ts';
import { isRemoteQueryError, queryCluster, type RemoteAnswer, type RemoteCell } from './esql.ts';

/** What is asked of a rule here. */
export interface ClusterRule {
  /** As written; only `esql` is run. */
  readonly language: string;
  readonly query: string;
  /** How far before the run its window begins, ms; undefined where the rule has no schedule. */
  readonly from: number | undefined;
  readonly to: number;
}

export interface ClusterOutcome<R extends ClusterRule> {
  readonly rule: R;
  readonly state: 'fired' | 'clear' | 'not-applicable' | 'error';
  readonly reason: string;
  readonly columns: RemoteAnswer['columns'];
  /** One list a finding, in the order of the columns. */
  readonly rows: readonly (readonly RemoteCell[])[];
  /** `_id` of the document behind each row, where the rule asks for it. */
  readonly ids: readonly string[];
  readonly warnings: readonly string[];
}

export interface ClusterCheck {
  /** When the run is, epoch ms. */
  readonly now: number;
  /** `all`: over everything, whatever the rules say. */
  readonly window: 'rule' | 'all';
  readonly namespace?: string;
  readonly signal?: AbortSignal;
}

/** Never throws for a rule that is wrong; throws a `ClusterError` where the cluster cannot be asked at all. */
export async function* checkOnCluster<R extends ClusterRule>(
  cluster: Cluster,
  rules: readonly R[],
  { now, window, namespace, signal }: ClusterCheck,
): AsyncGenerator<ClusterOutcome<R>> {
  for (const rule of rules) {
    const nothing = { rule, columns: [], rows: [], ids: [], warnings: [] };
    if (rule.language !== 'esql') {
      yield { ...nothing, state: 'not-applicable', reason: `the rule is written in ${rule.language}` };
      continue;
    }
    const range =
      window === 'rule' && rule.from !== undefined ? ([now - rule.from, now - rule.to] as const) : undefined;
    const query = { text: rule.query, ...(range && { range }), ...(namespace !== undefined && { namespace }) };
    try {
      const answer = await queryCluster(cluster, query, signal ? { signal } : {});
      yield outcomeOf(rule, answer);
    } catch (error) {
      if (!isRemoteQueryError(error)) throw error;
      yield { ...nothing, state: 'error', reason: error.message };
    }
  }
}

function outcomeOf<R extends ClusterRule>(
  rule: R,
  { columns, values, rows: count, warnings }: RemoteAnswer,
): ClusterOutcome<R> {
  const rows = Array.from({ length: count }, (_, row) => values.map((column) => column[row] ?? null));
  const at = columns.findIndex(({ name }) => name === '_id');
  const ids = at < 0 ? [] : rows.map((row) => String(row[at]));
  return { rule, state: count > 0 ? 'fired' : 'clear', reason: '', columns, rows, ids, warnings };
}

/** The most that one request asks for. */
export const MOST_DOCUMENTS = 1_000;

/** Documents of our data streams by their ids, as they were indexed; those that are gone are missing. */
export async function documentsById(
  cluster: Cluster,
  pattern: string,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, unknown>> {
  const found = new Map<string, unknown>();
  for (let from = 0; from < ids.length; from += MOST_DOCUMENTS) {
    const values = ids.slice(from, from + MOST_DOCUMENTS);
    const body = { size: values.length, query: { ids: { values } } };
    const request = { method: 'POST', path: `${path(pattern)}/_search`, body, ...(signal && { signal }) } as const;
    try {
      const answer = await cluster.request(request);
      for (const hit of listAt(answer.body, 'hits', 'hits'))
        found.set(String(member(hit, '_id')), member(hit, '_source'));
    } catch (error) {
      if (!isClusterError(error) || error.kind !== 'not-found') throw error;
    }
  }
  return found;
}
