/**
 * Queries that a cluster answers, in the words of the protocol. One client stays open for the connection used last; one that
 * is let go is closed once nobody uses it any more.
 */
import * as vscode from 'vscode';
import { type Cluster, type ClusterErrorKind, isClusterError } from '../../elasticsearch/cluster.ts';
import type { Connection } from '../../elasticsearch/connection.ts';
import { closeAfterQueries, isRemoteQueryError, queryCluster } from '../../elasticsearch/esql.ts';
import type { Query, QueryAnswer } from '../../session/protocol/protocol.ts';
import { abortedError, RequestError } from '../../session/protocol/rpc.ts';
import type { Connections } from './connections.ts';

interface Client {
  readonly key: string;
  readonly cluster: Promise<Cluster>;
  users: number;
  letGo: boolean;
}

/** After these another key may be saved, or the way there be mended: the next query begins anew. */
const BEGIN_ANEW: ReadonlySet<ClusterErrorKind> = new Set([
  'unauthenticated',
  'forbidden',
  'unreachable',
  'unsupported',
]);

export class RemoteQueries implements vscode.Disposable {
  private readonly connections: Connections;
  private client: Client | undefined;

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
    const client = this.clientOf(connection);
    client.users++;
    try {
      return await work(await client.cluster, connection);
    } catch (error) {
      if (isRemoteQueryError(error)) throw new RequestError('query', error.message, error.place);
      if (isClusterError(error) && error.kind === 'aborted') throw abortedError();
      // Who says no is not asked again by every panel.
      if (error instanceof vscode.CancellationError)
        throw new RequestError(
          'failed',
          vscode.l10n.t('You did not open the connection. Choose it again: {0}', target),
        );
      if (!isClusterError(error) || BEGIN_ANEW.has(error.kind)) this.letGo(client);
      throw error instanceof RequestError
        ? error
        : new RequestError('failed', error instanceof Error ? error.message : String(error));
    } finally {
      client.users--;
      end(client);
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
    // It may have been said no to before.
    if (target && this.client?.users === 0) this.letGo(this.client);
    return target === undefined ? (current ?? null) : target;
  }

  dispose(): void {
    if (this.client) this.letGo(this.client);
  }

  private clientOf(connection: Connection): Client {
    const key = JSON.stringify(connection);
    if (this.client?.key === key) return this.client;
    if (this.client) this.letGo(this.client);
    const client = { key, cluster: this.connections.open(connection), users: 0, letGo: false };
    this.client = client;
    return client;
  }

  private letGo(client: Client): void {
    client.letGo = true;
    if (this.client === client) this.client = undefined;
    end(client);
  }
}

function end({ cluster, users, letGo }: Client): void {
  if (users === 0 && letGo) void cluster.then(closeAfterQueries).catch(() => undefined);
}
