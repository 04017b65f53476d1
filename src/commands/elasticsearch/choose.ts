/** Which connection, and which records. */
import * as vscode from 'vscode';
import type { Cluster } from '../../elasticsearch/cluster.ts';
import type { Connection } from '../../elasticsearch/connection.ts';
import type { ExportScope } from '../../session/protocol/protocol.ts';
import type { Connections } from '../../views/elasticsearch/connections.ts';
import type { InspectorPage } from '../../views/inspector-page.ts';
import { scopeChoices } from '../export.ts';
import { Steps } from '../steps.ts';
import { addConnection } from './add-connection.ts';

/** The only one, or the chosen one; one that is made where there is none. Undefined where the user gave up. */
export async function chooseConnection(connections: Connections): Promise<Connection | undefined> {
  const { connections: known, wrong } = connections.list();
  const [first, ...others] = known;
  if (first && others.length === 0) return first;
  if (!first) {
    if (wrong[0] !== undefined)
      throw new Error(vscode.l10n.t('A connection in the settings is not right: {0}', wrong[0]));
    return addConnection(connections);
  }
  const choices = known.map((connection) => ({
    label: connection.name,
    description: connection.url ?? '',
    connection,
  }));
  const chosen = await vscode.window.showQuickPick(choices, {
    placeHolder: vscode.l10n.t('Which connection?'),
    ignoreFocusOut: true,
  });
  return chosen?.connection;
}

/** Opens the cluster for as long as `work` takes. */
export async function withCluster<T>(
  connections: Connections,
  connection: Connection,
  work: (cluster: Cluster) => PromiseLike<T>,
): Promise<T> {
  const cluster = await connections.open(connection);
  try {
    return await work(cluster);
  } finally {
    await cluster.close();
  }
}

/**
 * What is given, or what is chosen of the page's records. `withMetrics`: where there are metrics alone they are taken.
 * Undefined where the user gave up.
 */
export async function chooseRecords(
  page: InspectorPage,
  title: string,
  given?: ExportScope,
  withMetrics = false,
): Promise<ExportScope | undefined> {
  const { counts, documents = 0 } = page.logs.state;
  if (counts.read === 0 && documents > 0 && withMetrics) return { kind: 'all' };
  if (counts.read === 0) throw new Error(vscode.l10n.t('No record has been read. Open logs that hold invocations.'));
  if (given) return given;
  const steps = new Steps(title, 1);
  try {
    return (await steps.ask(vscode.l10n.t('Which records?'), await scopeChoices(page)))?.scope;
  } finally {
    steps.dispose();
  }
}
