/** `push --dry-run`: what would be sent and where to, without writing anything. */
import type { Cluster } from '../elasticsearch/cluster.ts';
import { DocumentCount, planPush, planText } from '../elasticsearch/push/plan.ts';
import type { Target } from '../elasticsearch/push/target.ts';
import type { Arguments } from './arguments.ts';
import { Output } from './output.ts';
import { readDocuments, type WantedDocuments } from './push-sources.ts';
import { plain } from './status.ts';

/** Counts and shows; gives the exit status. */
export async function dryRun(
  args: Arguments,
  cluster: Cluster,
  target: Target,
  wanted: WantedDocuments,
): Promise<number> {
  const counted = new DocumentCount();
  const status = await readDocuments(args, wanted, {
    take: (stream, id, bytes, start, end) => counted.take(stream, id, bytes, start, end),
    rest: async () => undefined,
  });
  const plan = await planPush(cluster, target, counted);
  const text = args.text.get('format') === 'json' ? `${JSON.stringify(plan)}\n` : planText(plan, plain);
  Output.to(undefined).write(Buffer.from(text));
  return status;
}
