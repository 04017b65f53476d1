/**
 * Connections to clusters: what they are stands in the settings, keys and passwords in the editor's own store. A secret
 * belongs to a name and an address together: another address under the same name, which a workspace could bring, gets none.
 */
import * as vscode from 'vscode';
import { type Cluster, isClusterError, PROXY_ERROR } from '../../elasticsearch/cluster.ts';
import {
  addressOf,
  type Connection,
  isPlainToOthers,
  readConnection,
  type Secret,
} from '../../elasticsearch/connection.ts';
import { settings } from '../settings.ts';

const SETTING = 'elasticsearch.connections';
const AGREED = 'elasticsearch.plain';

const client = () => import('../../elasticsearch/client.ts');

export class Connections {
  private readonly secrets: vscode.SecretStorage;
  private readonly state: vscode.Memento;

  constructor(secrets: vscode.SecretStorage, state: vscode.Memento) {
    this.secrets = secrets;
    this.state = state;
  }

  /** Those that are as they should be; `wrong` has a sentence for each of the others. */
  list(): { readonly connections: readonly Connection[]; readonly wrong: readonly string[] } {
    const connections: Connection[] = [];
    const wrong: string[] = [];
    for (const one of settings().connections) {
      try {
        connections.push(readConnection(one));
      } catch (error) {
        wrong.push(error instanceof Error ? error.message : String(error));
      }
    }
    return { connections, wrong };
  }

  named(name: string): Connection | undefined {
    return this.list().connections.find((connection) => connection.name === name);
  }

  /** In the user's settings, in place of one of the same name. Throws in a workspace that is not trusted. */
  async save(connection: Connection, secret: Secret): Promise<void> {
    if (!vscode.workspace.isTrusted)
      throw new Error(vscode.l10n.t('Connections cannot be defined while the workspace is not trusted.'));
    const configuration = vscode.workspace.getConfiguration('bedrockLogs');
    const before = configuration.inspect<unknown>(SETTING)?.globalValue;
    const others = (Array.isArray(before) ? (before as readonly unknown[]) : []).filter(
      (one) => (one as Partial<Connection> | null)?.name !== connection.name,
    );
    await configuration.update(SETTING, [...others, connection], vscode.ConfigurationTarget.Global);
    if (secret.kind === 'none') await this.secrets.delete(keyOf(connection));
    else await this.secrets.store(keyOf(connection), JSON.stringify(secret));
  }

  async secretOf(connection: Connection): Promise<Secret> {
    const stored = await this.secrets.get(keyOf(connection));
    return stored === undefined ? { kind: 'none' } : (JSON.parse(stored) as Secret);
  }

  /** Asks first where everybody on the way could read. The caller closes it. Throws `CancellationError` for a no. */
  async open(connection: Connection, secret?: Secret): Promise<Cluster> {
    await this.agree(connection);
    const given = secret ?? (await this.secretOf(connection));
    if (connection.proxyUser === undefined) return (await client()).openCluster(connection, given);
    const password = await this.proxyPassword(connection.proxyUser, connection);
    return this.forgetting(connection, (await client()).openCluster(connection, given, password));
  }

  /** Asked for once, and kept with the other secrets. Throws `CancellationError` where the user gave up. */
  private async proxyPassword(user: string, connection: Connection): Promise<string> {
    const known = await this.secrets.get(proxyKeyOf(connection));
    if (known !== undefined) return known;
    const given = await vscode.window.showInputBox({
      title: connection.name,
      prompt: vscode.l10n.t('Password of {0} at the proxy {1}', user, connection.proxy ?? ''),
      password: true,
      ignoreFocusOut: true,
    });
    if (given === undefined) throw new vscode.CancellationError();
    await this.secrets.store(proxyKeyOf(connection), given);
    return given;
  }

  /** A password that the proxy does not accept is asked for again. */
  private forgetting(connection: Connection, cluster: Cluster): Cluster {
    const forget = async (error: unknown): Promise<never> => {
      if (isClusterError(error) && error.type === PROXY_ERROR) await this.secrets.delete(proxyKeyOf(connection));
      throw error;
    };
    return {
      url: cluster.url,
      request: (request) => cluster.request(request).catch(forget),
      text: (request) => cluster.text(request).catch(forget),
      close: () => cluster.close(),
    };
  }

  private async agree(connection: Connection): Promise<void> {
    if (!isPlainToOthers(connection)) return;
    const address = addressOf(connection);
    const agreed = this.state.get<readonly string[]>(AGREED) ?? [];
    if (agreed.includes(address)) return;
    const send = vscode.l10n.t('Use Plain HTTP');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('Keys and prompts can be read on the way to another host over plain http: {0}', address),
      { modal: true },
      send,
    );
    if (answer !== send) throw new vscode.CancellationError();
    await this.state.update(AGREED, [...agreed, address]);
  }
}

const keyOf = (connection: Connection): string =>
  JSON.stringify(['elasticsearch', connection.name, addressOf(connection)]);

const proxyKeyOf = ({ proxy, proxyUser }: Connection): string =>
  JSON.stringify(['elasticsearch proxy', proxy, proxyUser]);
