/** The commands that speak to a cluster: a bundle of its own, loaded with the first of them. */
import * as vscode from 'vscode';
import { compareMapping, integrationPipeline } from '../../elasticsearch/mapping/simulate.ts';
import { comparisonText } from '../../elasticsearch/mapping/text.ts';
import { DocumentCount, planPush, planText } from '../../elasticsearch/push/plan.ts';
import { SURROUNDINGS } from '../../elasticsearch/push/surroundings.ts';
import { Target } from '../../elasticsearch/push/target.ts';
import { signalOf } from '../../views/asking.ts';
import type { InspectorPage } from '../../views/inspector-page.ts';
import type { Services } from '../../views/services.ts';
import { addConnection } from './add-connection.ts';
import { chooseConnection, chooseRecords, withCluster } from './choose.ts';
import { exportRules as writeRules } from './export-rules.ts';
import { comparedRecords, parceled } from './parcels.ts';
import { pushRecords } from './push.ts';

const INVOCATIONS = 'logs-aws_bedrock.invocation';
/** Records of a comparison: more say nothing new, and each is mapped on the cluster. */
const MOST_COMPARED = 5_000;

function pageInSight({ pages }: Services): InspectorPage {
  const page = pages.current() ?? pages.latest();
  if (!page) throw new Error(vscode.l10n.t('No logs are in sight. Open logs first.'));
  return page;
}

/** Asks for a connection and keeps it. */
export async function add({ connections }: Services): Promise<void> {
  await addConnection(connections);
}

/** Writes the detection rules for Kibana. */
export function exportRules(services: Services): Promise<void> {
  return writeRules(services);
}

/** Pushes records of the page in sight. */
export async function push(services: Services): Promise<void> {
  await pushRecords(services, pageInSight(services));
}

/** Shows what a push would send, in a document. */
export async function dryRun(services: Services): Promise<void> {
  const { connections, reports } = services;
  const page = pageInSight(services);
  const scope = await chooseRecords(page, vscode.l10n.t('Dry Run'));
  const connection = scope && (await chooseConnection(connections));
  if (!connection) return;
  const namespace = connection.namespace ?? 'default';
  const stream = `${INVOCATIONS}-${namespace}`;
  const title = vscode.l10n.t('Looking at what would be pushed');
  const plan = await withCluster(connections, connection, (cluster) =>
    cancellable(title, async (signal) => {
      const counted = new DocumentCount();
      for await (const one of parceled(page.logs, { scope, form: 'mapped', namespace }, signal))
        counted.take(stream, one.name, one.bytes, one.start, one.end);
      return planPush(cluster, await Target.of(cluster, [stream], 'mapped', SURROUNDINGS.now), counted);
    }),
  );
  await reports.show(vscode.l10n.t('Dry run on {0}', connection.name), planText(plan));
}

/** Shows how the cluster's own pipeline maps the records of the page in sight: for people, and as JSON. */
export async function compare(services: Services): Promise<void> {
  const { connections, reports } = services;
  const page = pageInSight(services);
  const scope = await chooseRecords(page, vscode.l10n.t('Compare Mapping with Cluster'));
  const connection = scope && (await chooseConnection(connections));
  if (!connection) return;
  const namespace = connection.namespace ?? 'default';
  const stream = `${INVOCATIONS}-${namespace}`;
  const title = vscode.l10n.t('Comparing mappings');
  const comparison = await withCluster(connections, connection, (cluster) =>
    cancellable(title, async (signal, say) => {
      const pipeline = await integrationPipeline(cluster, stream);
      const records = comparedRecords(page.logs, scope, namespace, MOST_COMPARED, signal);
      const progress = (done: number): void => say(vscode.l10n.t('{0} records', done.toLocaleString('en')));
      return compareMapping(cluster, pipeline, stream, records, { signal, progress });
    }),
  );
  await reports.show(vscode.l10n.t('Mapping on {0}', connection.name), comparisonText(comparison));
  await reports.show(
    `${vscode.l10n.t('Mapping on {0}', connection.name)}.json`,
    `${JSON.stringify(comparison, undefined, 2)}\n`,
  );
}

function cancellable<T>(
  title: string,
  work: (signal: AbortSignal, say: (message: string) => void) => Promise<T>,
): Thenable<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, (progress, token) =>
    work(signalOf(token), (message) => progress.report({ message })),
  );
}
