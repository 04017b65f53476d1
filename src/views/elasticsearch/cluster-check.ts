/** Runs rules on a cluster and reads the documents behind their findings: loaded when somebody first asks for it. */
import { outcomeElsewhere } from '../../detections/elsewhere.ts';
import type { Outcome } from '../../detections/outcome.ts';
import type { Rule } from '../../detections/rule.ts';
import { readSuppressions, suppress } from '../../detections/suppressions.ts';
import { behindQuery, MOST_BEHIND, patternsIn } from '../../elasticsearch/behind.ts';
import { type Cluster, isClusterError } from '../../elasticsearch/cluster.ts';
import { checkOnCluster, documentsById } from '../../elasticsearch/detections.ts';
import { queryCluster } from '../../elasticsearch/esql.ts';
import { outcomeFacts } from '../../session/check-facts.ts';
import type { CheckAnswer, CheckWindow, RuleFacts, RuleFinding, RuleOutcome } from '../../session/protocol/checks.ts';
import type { FetchedDocument } from '../../session/protocol/clusters.ts';

export interface ClusterOrder {
  readonly rules: readonly RuleFacts[];
  readonly window: CheckWindow;
  /** When the rules run, epoch ms. */
  readonly now: number;
  readonly namespace: string | undefined;
  /** The text of a file of suppressions. */
  readonly suppressions: string | undefined;
  readonly signal: AbortSignal;
  readonly progress: (done: number, of: number) => void;
}

/** Given up, it answers with the rules that were reached. Throws a `ClusterError` where the cluster cannot be asked. */
export async function checkThere(cluster: Cluster, order: ClusterOrder): Promise<CheckAnswer> {
  const { window, now, namespace, signal } = order;
  const began = performance.now();
  const rules = order.rules.map((rule): Rule => ({ ...rule, from: rule.from, deprecated: false }));
  const reached: Outcome[] = [];
  const asked = { now, window, signal, ...(namespace !== undefined && { namespace }) };
  try {
    for await (const one of checkOnCluster(cluster, rules, asked)) {
      reached.push(outcomeElsewhere(one, now));
      order.progress(reached.length, rules.length);
      if (signal.aborted) break;
    }
  } catch (error) {
    if (!isClusterError(error) || error.kind !== 'aborted') throw error;
  }
  const { suppressions } = readSuppressions(order.suppressions ?? '{"suppress":[]}');
  const { outcomes, notes } = suppress(reached, suppressions, new Date(now).toISOString().slice(0, 10));
  return {
    range: { from: Math.min(now, ...rules.map(({ from }) => now - (from ?? 0))), to: now },
    window,
    records: 0,
    outcomes: outcomes.map(outcomeFacts),
    complete: reached.length === rules.length,
    notes,
    took: performance.now() - began,
  };
}

/** Which documents are behind a finding. */
export interface Behind {
  readonly ids: readonly string[];
  /** There are more. */
  readonly more: boolean;
}

/** Throws where the finding does not tell, and what the cluster says. */
export async function behindFinding(
  cluster: Cluster,
  { rule, columns }: RuleOutcome,
  finding: RuleFinding,
  { window, now, namespace, signal }: Pick<ClusterOrder, 'window' | 'now' | 'namespace' | 'signal'>,
): Promise<Behind> {
  const own = columns.findIndex(({ name }) => name === '_id');
  if (own >= 0) return { ids: [String(finding.values[own])], more: false };
  const text = behindQuery(rule.query, columns, finding.values);
  if (text === undefined) return { ids: [], more: false };
  const range = window === 'rule' && rule.from !== undefined && ([now - rule.from, now - rule.to] as const);
  const query = { text, ...(range && { range }), ...(namespace !== undefined && { namespace }) };
  const { columns: found, values } = await queryCluster(cluster, query, { signal });
  const ids = (values[found.findIndex(({ name }) => name === '_id')] ?? []).map(String);
  return { ids: [...new Set(ids)], more: ids.length >= MOST_BEHIND };
}

/** Documents of the streams that a rule reads; those that are gone are missing. */
export function documentsOf(
  cluster: Cluster,
  rule: RuleFacts,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly FetchedDocument[]> {
  return documentsById(cluster, patternsIn(rule.query).join(','), ids, signal);
}
