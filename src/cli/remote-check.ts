/** Checks detection rules on a cluster. */
import type { CheckReport } from '../detections/check.ts';
import { outcomeElsewhere } from '../detections/elsewhere.ts';
import type { Outcome } from '../detections/outcome.ts';
import type { Rule } from '../detections/rule.ts';
import { checkOnCluster } from '../elasticsearch/detections.ts';
import { type Arguments, UsageError } from './arguments.ts';
import { checkJson, checkTable } from './check-output.ts';
import { chosenCluster, openChosen } from './cluster-options.ts';
import { Output } from './output.ts';
import { DEFAULT_WIDTH } from './query-output.ts';

/** Gives the exit status: 1 with findings, or rules that are wrong. */
export async function remoteCheck(args: Arguments, rules: readonly Rule[], now: number): Promise<number> {
  const format = args.text.get('format') ?? 'table';
  if (args.positionals.length > 0) throw new UsageError('Rules are checked either on sources or on a cluster.');
  if (format !== 'table' && format !== 'json')
    throw new UsageError(`Of a cluster findings are written as table or json; not: ${format}`);
  const chosen = chosenCluster('check', args);
  const cluster = await openChosen(chosen);
  const window = args.text.get('window') === 'all' ? 'all' : 'rule';
  const namespace = args.text.has('namespace') ? { namespace: chosen.namespace } : {};
  const ids: string[] = [];
  const outcomes: Outcome[] = [];
  try {
    for await (const one of checkOnCluster(cluster, rules, { now, window, ...namespace })) {
      // The reports know records by number.
      const numberOf = (row: number): readonly number[] => {
        const id = one.ids[row];
        return id === undefined ? [] : [ids.push(id) - 1];
      };
      outcomes.push(outcomeElsewhere(one, now, numberOf));
    }
  } finally {
    await cluster.close();
  }
  const from = Math.min(now, ...rules.map((rule) => now - (rule.from ?? 0)));
  const report: CheckReport = { window: { from, to: now }, records: ids.length, outcomes };
  const idsOf = (records: readonly number[]): readonly string[] => records.map((record) => ids[record] ?? '');
  const text =
    format === 'json' ? checkJson(report, idsOf) : checkTable(report, idsOf, process.stdout.columns ?? DEFAULT_WIDTH);
  Output.to(undefined).write(Buffer.from(text));
  return outcomes.some(({ state }) => state === 'fired' || state === 'error') ? 1 : 0;
}
