/** Checks detection rules on a cluster. */
import type { CheckReport } from '../detections/check.ts';
import { outcomeElsewhere } from '../detections/elsewhere.ts';
import { measuredBy } from '../detections/near-elsewhere.ts';
import type { Outcome } from '../detections/outcome.ts';
import { junit } from '../detections/report/junit.ts';
import { sarif } from '../detections/report/sarif.ts';
import type { Rule } from '../detections/rule.ts';
import { type Suppression, suppress } from '../detections/suppressions.ts';
import { checkOnCluster } from '../elasticsearch/detections.ts';
import { closeAfterQueries } from '../elasticsearch/esql.ts';
import { NumberedDocuments } from '../elasticsearch/numbered-documents.ts';
import { RULE_SCHEMA } from '../session/rule-schema.ts';
import { type Arguments, UsageError } from './arguments.ts';
import { checkJson, checkTable } from './check-output.ts';
import { chosenCluster, openChosen } from './cluster-options.ts';
import { interruption } from './interruption.ts';
import { Output } from './output.ts';
import { DEFAULT_WIDTH } from './query-output.ts';
import { plain, say } from './status.ts';
import { VERSION } from './version.ts';

export interface RemoteCheck {
  readonly rules: readonly Rule[];
  readonly suppressions: readonly Suppression[];
  /** When the rules run, epoch ms. */
  readonly now: number;
}

/** Gives the exit status: 1 with findings, or rules that are wrong. */
export async function remoteCheck(args: Arguments, { rules, suppressions, now }: RemoteCheck): Promise<number> {
  if (args.positionals.length > 0) throw new UsageError('Rules are checked either on sources or on a cluster.');
  const chosen = chosenCluster('check', args);
  const cluster = await openChosen(chosen);
  const window = args.text.get('window') === 'all' ? 'all' : 'rule';
  const namespace = args.text.has('namespace') ? chosen.namespace : undefined;
  const measured = new Map(rules.map((rule) => [rule, measuredBy(rule, RULE_SCHEMA)]));
  const near = (rule: Rule): string | undefined => measured.get(rule)?.query;
  const interrupted = interruption();
  const { signal } = interrupted;
  const occasion = { window, now, namespace, signal } as const;
  const documents = new NumberedDocuments(cluster);
  const found: Outcome[] = [];
  try {
    const asked = { now, window, near, signal, ...(namespace !== undefined && { namespace }) } as const;
    for await (const one of checkOnCluster(cluster, rules, asked)) {
      const numbers = await documents.behind(one.rule, one.columns, one.rows, occasion);
      found.push(outcomeElsewhere(one, now, measured.get(one.rule), (row) => numbers[row] ?? []));
    }
  } finally {
    interrupted.end();
    await closeAfterQueries(cluster);
  }
  const { outcomes, notes } = suppress(found, suppressions, new Date(now).toISOString().slice(0, 10));
  const from = Math.min(now, ...rules.map((rule) => now - (rule.from ?? 0)));
  const report: CheckReport = { window: { from, to: now }, records: documents.count, outcomes };
  Output.to(undefined).write(Buffer.from(written(report, args.text.get('format') ?? 'table', documents)));
  if (!args.flags.has('quiet')) for (const note of notes) say(plain(note));
  return outcomes.some(({ state }) => state === 'fired' || state === 'error') ? 1 : 0;
}

function written(report: CheckReport, format: string, { idsOf }: NumberedDocuments): string {
  if (format === 'json') return checkJson(report, idsOf);
  if (format === 'junit') return junit(report);
  if (format !== 'sarif') return checkTable(report, idsOf, process.stdout.columns ?? DEFAULT_WIDTH);
  const log = sarif(report, { version: VERSION, locate: () => undefined, ids: idsOf });
  return `${JSON.stringify(log, null, 2)}\n`;
}
