/** The commands that speak to a cluster: a bundle of its own, loaded with the first of them. */
import * as vscode from 'vscode';
import { DocumentCount, planPush, planText } from '../../elasticsearch/push/plan.ts';
import { SURROUNDINGS } from '../../elasticsearch/push/surroundings.ts';
import { Target } from '../../elasticsearch/push/target.ts';
import type { ExportScope, RecordId } from '../../session/protocol/protocol.ts';
import { abortedError } from '../../session/protocol/rpc.ts';
import { signalOf } from '../../views/asking.ts';
import type { InspectorPage } from '../../views/inspector-page.ts';
import type { Services } from '../../views/services.ts';
import type { SourceNode } from '../../views/source-rows.ts';
import { sourcesAt } from '../../views/sources-view.ts';
import { addConnection } from './add-connection.ts';
import { chooseConnection, chooseRecords, withCluster } from './choose.ts';
import { exportRules as writeRules } from './export-rules.ts';
import { mappedPair, mappingReport } from './mapping-report.ts';
import { parceled } from './parcels.ts';
import { pushOfPage } from './push.ts';
import { pushSources } from './push-sources.ts';

const INVOCATIONS = 'logs-aws_bedrock.invocation';

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

/** Pushes records of a page, of the one in sight unless one is given. */
export async function push(services: Services, page = pageInSight(services), given?: ExportScope): Promise<void> {
  await pushOfPage(services, page, given);
}

/** Pushes what a row of the Sources view leads to. */
export async function pushSource(services: Services, node: SourceNode | undefined): Promise<void> {
  await pushSources(services, node ? sourcesAt(node) : []);
}

/** Shows what a push would send, in a document. */
export async function dryRun(services: Services, page = pageInSight(services), given?: ExportScope): Promise<void> {
  const { connections, reports } = services;
  const scope = await chooseRecords(page, vscode.l10n.t('Dry Run'), given);
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
      // Half of the records are no answer to what would be pushed.
      if (signal.aborted) throw abortedError();
      return planPush(cluster, await Target.of(cluster, [stream], 'mapped', SURROUNDINGS.now), counted);
    }),
  );
  await reports.show(vscode.l10n.t('Dry run on {0}', connection.name), planText(plan));
}

/** Shows in the page how the cluster's own pipeline maps its records. */
export async function compare(services: Services, page = pageInSight(services), given?: ExportScope): Promise<void> {
  const { connections, pages } = services;
  const scope = await chooseRecords(page, vscode.l10n.t('Compare Mapping with Cluster'), given);
  const connection = scope && (await chooseConnection(connections));
  if (!connection) return;
  page.mapping = await withCluster(connections, connection, (cluster) =>
    cancellable(vscode.l10n.t('Comparing mappings'), (signal, say) => {
      const progress = (done: number): void => say(vscode.l10n.t('{0} records', done.toLocaleString('en')));
      return mappingReport(cluster, connection, page.logs, scope, { signal, progress });
    }),
  );
  pages.reveal(page, { event: 'mapping' });
}

/** The last report of a page as JSON. */
export async function mappingJson({ reports }: Services, { mapping }: InspectorPage): Promise<void> {
  if (!mapping) throw new Error(noReport());
  const name = vscode.l10n.t('Mapping on {0}', mapping.target);
  await reports.show(`${name}.json`, `${JSON.stringify(mapping, undefined, 2)}\n`);
}

/** Both documents of a record, that of the last report's cluster on the left. */
export async function mappingPair(
  { connections, reports }: Services,
  { mapping, logs }: InspectorPage,
  record: RecordId,
): Promise<void> {
  const connection = mapping && connections.named(mapping.target);
  if (!mapping || !connection) throw new Error(noReport());
  const { pipeline } = mapping;
  const pair = await withCluster(connections, connection, (cluster) =>
    cancellable(vscode.l10n.t('Comparing mappings'), (signal) =>
      mappedPair(cluster, connection, logs, pipeline, record, signal),
    ),
  );
  const there = reports.keep(`${vscode.l10n.t('Record {0} on {1}', record, connection.name)}.json`, pair.there);
  const here = reports.keep(`${vscode.l10n.t('Record {0} here', record)}.json`, pair.here);
  const title = vscode.l10n.t('Mapping of a record: {0} and here', connection.name);
  await vscode.commands.executeCommand('vscode.diff', there, here, title);
}

const noReport = (): string => vscode.l10n.t('Compare the mapping with a cluster first.');

function cancellable<T>(
  title: string,
  work: (signal: AbortSignal, say: (message: string) => void) => Promise<T>,
): Thenable<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, (progress, token) =>
    work(signalOf(token), (message) => progress.report({ message })),
  );
}
