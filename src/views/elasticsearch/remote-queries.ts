/** Queries that a cluster answers, in the words of the protocol. One client stays open for the connection used last. */
import * as vscode from 'vscode';
import { type Cluster, isClusterError } from '../../elasticsearch/cluster.ts';
import type { Connection } from '../../elasticsearch/connection.ts';
import { isRemoteQueryError, queryCluster } from '../../elasticsearch/esql.ts';
import type { Query, QueryAnswer } from '../../session/protocol/protocol.ts';
import { abortedError, RequestError } from '../../session/protocol/rpc.ts';
import type { Connections } from './connections.ts';

export class RemoteQueries implements vscode.Disposable {
  private readonly connections: Connections;
  private open: { readonly key: string; readonly cluster: Promise<Cluster> } | undefined;

  constructor(connections: Connections) {
    this.connections = connections;
  }

  /** Throws a `RequestError`: of the kind `query` with its place for a text that the cluster refuses. */
  async query({ text, params, limit, within, target }: Query, signal: AbortSignal): Promise<QueryAnswer> {
    if (within && (within.search !== '' || within.where !== undefined))
      throw new RequestError(
        'failed',
        vscode.l10n.t("The page's filter holds for the records here. Add it to the query."),
      );
    return this.on(target ?? '', async (cluster, { namespace }) => {
      const answer = await queryCluster(
        cluster,
        {
          text,
          ...(params && { params }),
          ...(within?.range && { range: within.range }),
          ...(namespace !== undefined && { namespace }),
        },
        { signal },
      );
      return { ...answer, values: answer.values.map((column) => column.slice(0, limit)) };
    });
  }

  /** Works on the cluster of a connection. Throws a `RequestError` for whatever goes wrong there. */
  async on<T>(target: string, work: (cluster: Cluster, connection: Connection) => Promise<T>): Promise<T> {
    const connection = this.connections.named(target);
    if (!connection)
      throw new RequestError(
        'failed',
        vscode.l10n.t('There is no connection of this name in the settings: {0}', target),
      );
    try {
      return await work(await this.clusterOf(connection), connection);
    } catch (error) {
      if (isRemoteQueryError(error)) throw new RequestError('query', error.message, error.place);
      if (isClusterError(error) && error.kind === 'aborted') throw abortedError();
      // Another key may have been saved meanwhile.
      this.close();
      throw error instanceof RequestError
        ? error
        : new RequestError('failed', error instanceof Error ? error.message : String(error));
    }
  }

  /** The name of a connection, or null for the records here; `current` where the user gave up. */
  async choose(current: string | undefined): Promise<string | null> {
    const here = {
      label: vscode.l10n.t('Local records'),
      description: vscode.l10n.t('what is loaded here'),
      target: null,
    };
    const there = this.connections
      .list()
      .connections.map(({ name, url = '' }) => ({ label: name, description: url, target: name }));
    const add = { label: vscode.l10n.t('Add Elasticsearch Connection...'), target: undefined };
    const choices: (vscode.QuickPickItem & { readonly target?: string | null | undefined })[] = [here, ...there, add];
    const chosen = await vscode.window.showQuickPick(choices, {
      title: vscode.l10n.t('Where do queries run?'),
      ignoreFocusOut: true,
    });
    if (chosen === add) await vscode.commands.executeCommand('bedrockLogs.addConnection');
    const target = chosen?.target;
    return target === undefined ? (current ?? null) : target;
  }

  dispose(): void {
    this.close();
  }

  private clusterOf(connection: Connection): Promise<Cluster> {
    const key = JSON.stringify(connection);
    if (this.open?.key !== key) {
      this.close();
      this.open = { key, cluster: this.connections.open(connection) };
    }
    return this.open.cluster;
  }

  private close(): void {
    void this.open?.cluster.then((cluster) => cluster.close()).catch(() => undefined);
    this.open = undefined;
  }
}
