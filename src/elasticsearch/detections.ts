/** Detection rules on a cluster: each is run once over its own window, as Kibana would run it now. */
import { Tape } from '../json/tape.ts';
import { groupColumns } from './behind.ts';
import { type Cluster, type ClusterErrorKind, isClusterError, path } from './cluster.ts';
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
  /** Names of the columns that make a row's group; none where nothing is put together. */
  readonly groups: readonly string[];
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

/** What is refused to one rule: what it reads may be out of reach, or it asks for more than the cluster gives. */
const OF_ONE_RULE: ReadonlySet<ClusterErrorKind> = new Set(['forbidden', 'not-found', 'refused', 'too-large']);

/** Never throws for a rule that is wrong; throws a `ClusterError` where the cluster cannot be asked at all. */
export async function* checkOnCluster<R extends ClusterRule>(
  cluster: Cluster,
  rules: readonly R[],
  { now, window, namespace, signal }: ClusterCheck,
): AsyncGenerator<ClusterOutcome<R>> {
  for (const rule of rules) {
    const nothing = { rule, columns: [], rows: [], groups: [], ids: [], warnings: [] };
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
      if (!isRemoteQueryError(error) && !(isClusterError(error) && OF_ONE_RULE.has(error.kind))) throw error;
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
  const groups = groupColumns(rule.query).filter((group) => columns.some(({ name }) => name === group));
  return { rule, state: count > 0 ? 'fired' : 'clear', reason: '', columns, rows, groups, ids, warnings };
}

/** The most that one request asks for. */
export const MOST_DOCUMENTS = 1_000;

/** A document as the cluster keeps it. */
export interface IndexedDocument {
  readonly id: string;
  readonly index: string;
  /** `_source` letter by letter: numbers keep their digits. */
  readonly text: string;
}

/** Documents by their ids, in the order of these; those that are gone are missing. Throws a `ClusterError`. */
export async function documentsById(
  cluster: Cluster,
  pattern: string,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<readonly IndexedDocument[]> {
  const found = new Map<string, IndexedDocument>();
  for (let from = 0; from < ids.length; from += MOST_DOCUMENTS) {
    const values = ids.slice(from, from + MOST_DOCUMENTS);
    const body = { size: values.length, query: { ids: { values } } };
    const request = { method: 'POST', path: `${path(pattern)}/_search`, body, ...(signal && { signal }) } as const;
    try {
      for (const document of hitsOf((await cluster.text(request)).body)) found.set(document.id, document);
    } catch (error) {
      if (!isClusterError(error) || error.kind !== 'not-found') throw error;
    }
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}

function* hitsOf(answer: string): Generator<IndexedDocument> {
  const bytes = Buffer.from(answer);
  const tape = new Tape();
  if (!tape.parse(bytes, 0, bytes.length)) return;
  const hits = tape.get(tape.get(0, 'hits'), 'hits');
  for (let hit = tape.first(hits); hit >= 0; hit = tape.next(hit)) {
    const [id, index, source] = [tape.get(hit, '_id'), tape.get(hit, '_index'), tape.get(hit, '_source')];
    if (id < 0 || source < 0) continue;
    const text = bytes.toString('utf8', tape.start(source), tape.end(source));
    yield { id: tape.string(id), index: index < 0 ? '' : tape.string(index), text };
  }
}
