/** Detection rules on a cluster: each is run once over its own window, as Kibana would run it now. */
import { Tape } from '../json/tape.ts';
import { behindQuery, groupColumns, MOST_BEHIND } from './behind.ts';
import { type Cluster, type ClusterErrorKind, isClusterError, path } from './cluster.ts';
import { isRemoteQueryError, queryCluster, type RemoteAnswer, type RemoteCell, type RemoteQuery } from './esql.ts';

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
  /** What came near in a rule that found nothing, where it was asked. */
  readonly near?: Pick<ClusterOutcome<R>, 'columns' | 'rows'>;
}

export interface ClusterCheck<R extends ClusterRule> {
  /** When the run is, epoch ms. */
  readonly now: number;
  /** `all`: over everything, whatever the rules say. */
  readonly window: 'rule' | 'all';
  readonly namespace?: string;
  readonly signal?: AbortSignal;
  /** The query that tells what came near a rule; it is asked where the rule finds nothing. */
  readonly near?: (rule: R) => string | undefined;
}

/** What is refused to one rule: what it reads may be out of reach, or it asks for more than the cluster gives. */
const OF_ONE_RULE: ReadonlySet<ClusterErrorKind> = new Set(['forbidden', 'not-found', 'refused', 'too-large']);

/** Never throws for a rule that is wrong; throws a `ClusterError` where the cluster cannot be asked at all. */
export async function* checkOnCluster<R extends ClusterRule>(
  cluster: Cluster,
  rules: readonly R[],
  { now, window, namespace, signal, near }: ClusterCheck<R>,
): AsyncGenerator<ClusterOutcome<R>> {
  for (const rule of rules) {
    const nothing = { rule, columns: [], rows: [], groups: [], ids: [], warnings: [] };
    if (rule.language !== 'esql') {
      yield { ...nothing, state: 'not-applicable', reason: `the rule is written in ${rule.language}` };
      continue;
    }
    const query = queryOf(rule.query, rule, { window, now, namespace });
    try {
      const outcome = outcomeOf(rule, await queryCluster(cluster, query, signal ? { signal } : {}));
      const text = outcome.state === 'clear' ? near?.(rule) : undefined;
      yield text === undefined ? outcome : { ...outcome, ...(await nearOf(cluster, { ...query, text }, signal)) };
    } catch (error) {
      if (!isOfOneRule(error)) throw error;
      yield { ...nothing, state: 'error', reason: error.message };
    }
  }
}

/** Of a rule's schedule, or nothing: all times. Epoch ms. */
export function rangeOf(
  { from, to }: Pick<ClusterRule, 'from' | 'to'>,
  { window, now }: Pick<ClusterCheck<ClusterRule>, 'window' | 'now'>,
): readonly [from: number, to: number] | undefined {
  return window === 'rule' && from !== undefined ? [now - from, now - to] : undefined;
}

/** A run of a rule: when, and over what. */
export type Occasion = Pick<ClusterCheck<ClusterRule>, 'window' | 'now' | 'signal'> & {
  readonly namespace: string | undefined;
};

function queryOf(
  text: string,
  rule: Pick<ClusterRule, 'from' | 'to'>,
  occasion: Omit<Occasion, 'signal'>,
): RemoteQuery {
  const range = rangeOf(rule, occasion);
  const { namespace } = occasion;
  return { text, ...(range && { range }), ...(namespace !== undefined && { namespace }) };
}

function isOfOneRule(error: unknown): error is Error {
  return isRemoteQueryError(error) || (isClusterError(error) && OF_ONE_RULE.has(error.kind));
}

/** The rule's own answer stands, whatever is said of this. */
async function nearOf(
  cluster: Cluster,
  query: RemoteQuery,
  signal: AbortSignal | undefined,
): Promise<Pick<ClusterOutcome<ClusterRule>, 'near'>> {
  try {
    const answer = await queryCluster(cluster, query, signal ? { signal } : {});
    return { near: { columns: answer.columns, rows: rowsOf(answer) } };
  } catch (error) {
    if (!isOfOneRule(error)) throw error;
    return {};
  }
}

function rowsOf({ values, rows: count }: RemoteAnswer): readonly (readonly RemoteCell[])[] {
  return Array.from({ length: count }, (_, row) => values.map((column) => column[row] ?? null));
}

function outcomeOf<R extends ClusterRule>(rule: R, answer: RemoteAnswer): ClusterOutcome<R> {
  const { columns, warnings } = answer;
  const rows = rowsOf(answer);
  const at = columns.findIndex(({ name }) => name === '_id');
  const ids = at < 0 ? [] : rows.map((row) => String(row[at]));
  const groups = groupColumns(rule.query).filter((group) => columns.some(({ name }) => name === group));
  return { rule, state: rows.length > 0 ? 'fired' : 'clear', reason: '', columns, rows, groups, ids, warnings };
}

/** Which documents are behind a finding. */
export interface Behind {
  readonly ids: readonly string[];
  /** There are more. */
  readonly more: boolean;
}

/** None where the row does not tell. Throws a `ClusterError`, or a `RemoteQueryError` where the query is refused. */
export async function idsBehind(
  cluster: Cluster,
  rule: ClusterRule,
  columns: RemoteAnswer['columns'],
  row: readonly RemoteCell[],
  occasion: Occasion,
): Promise<Behind> {
  const own = columns.findIndex(({ name }) => name === '_id');
  if (own >= 0) return { ids: [String(row[own])], more: false };
  const text = behindQuery(rule.query, columns, row);
  if (text === undefined) return { ids: [], more: false };
  const { signal } = occasion;
  const { columns: found, values } = await queryCluster(
    cluster,
    queryOf(text, rule, occasion),
    signal ? { signal } : {},
  );
  const ids = (values[found.findIndex(({ name }) => name === '_id')] ?? []).map(String);
  return { ids: [...new Set(ids)], more: ids.length >= MOST_BEHIND };
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
