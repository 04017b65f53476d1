/** Runs rules on a cluster and reads the documents behind their findings: loaded when somebody first asks for it. */
import { outcomeElsewhere } from '../../detections/elsewhere.ts';
import { measuredBy } from '../../detections/near-elsewhere.ts';
import type { Outcome } from '../../detections/outcome.ts';
import { junit } from '../../detections/report/junit.ts';
import { sarif } from '../../detections/report/sarif.ts';
import type { Rule } from '../../detections/rule.ts';
import { readSuppressions, suppress } from '../../detections/suppressions.ts';
import { documentsQuery, patternsIn } from '../../elasticsearch/behind.ts';
import { type Cluster, isClusterError } from '../../elasticsearch/cluster.ts';
import { type Behind, checkOnCluster, documentsById, idsBehind, rangeOf } from '../../elasticsearch/detections.ts';
import { NumberedDocuments } from '../../elasticsearch/numbered-documents.ts';
import { outcomeFacts } from '../../session/check-facts.ts';
import type { CheckAnswer, CheckWindow, RuleFacts, RuleFinding, RuleOutcome } from '../../session/protocol/checks.ts';
import type { FetchedDocument } from '../../session/protocol/clusters.ts';
import type { FindingsFormat } from '../../session/protocol/protocol.ts';
import { RULE_SCHEMA } from '../../session/rule-schema.ts';

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
  const rules = order.rules.map(ruleOf);
  const reached: Outcome[] = [];
  const measured = new Map(rules.map((rule) => [rule, measuredBy(rule, RULE_SCHEMA)]));
  const near = (rule: Rule): string | undefined => measured.get(rule)?.query;
  const asked = { now, window, signal, near, ...(namespace !== undefined && { namespace }) };
  try {
    for await (const one of checkOnCluster(cluster, rules, asked)) {
      reached.push(outcomeElsewhere(one, now, measured.get(one.rule)));
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

export interface BehindFinding extends Behind {
  /** Answers with all of them; undefined where the finding tells no more than `ids`. */
  readonly query: string | undefined;
}

/** Throws where the finding does not tell, and what the cluster says. */
export async function behindFinding(
  cluster: Cluster,
  { rule, columns }: RuleOutcome,
  finding: RuleFinding,
  occasion: RunAt,
): Promise<BehindFinding> {
  const asked = ruleOf(rule);
  const behind = await idsBehind(cluster, asked, columns, finding.values, occasion);
  return { ...behind, query: documentsQuery(rule.query, columns, finding.values, rangeOf(asked, occasion)) };
}

/** When a rule was run, and over what. */
export type RunAt = Pick<ClusterOrder, 'window' | 'now' | 'namespace' | 'signal'>;

export interface ReportOrder {
  readonly format: FindingsFormat;
  /** Of the extension. */
  readonly version: string;
  readonly runOf: (outcome: RuleOutcome) => RunAt;
}

/** Findings as a file: their documents, which are asked for, stand in it by their ids. */
export async function reportThere(
  cluster: Cluster,
  { range, outcomes }: CheckAnswer,
  { format, version, runOf }: ReportOrder,
): Promise<string> {
  const documents = new NumberedDocuments(cluster);
  const told: Outcome[] = [];
  for (const outcome of outcomes) {
    const { columns, findings } = outcome;
    const rule = ruleOf(outcome.rule);
    const rows = format === 'sarif' ? findings.map(({ values }) => values) : [];
    const numbers = await documents.behind(rule, columns, rows, runOf(outcome));
    told.push({ ...outcome, rule, findings: findings.map((one, i) => ({ ...one, records: numbers[i] ?? [] })) });
  }
  const report = { window: range, records: documents.count, outcomes: told };
  if (format === 'junit') return junit(report);
  return `${JSON.stringify(sarif(report, { version, locate: () => undefined, ids: documents.idsOf }), null, 2)}\n`;
}

const ruleOf = (rule: RuleFacts): Rule => ({ ...rule, from: rule.from, deprecated: false });

/** Documents of the streams that a rule reads; those that are gone are missing. */
export function documentsOf(
  cluster: Cluster,
  rule: RuleFacts,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly FetchedDocument[]> {
  return documentsById(cluster, patternsIn(rule.query).join(','), ids, signal);
}
