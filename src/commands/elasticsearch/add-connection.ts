/** Asks for a connection, tries it, says what it leads to, and saves it. */
import * as vscode from 'vscode';
import { type Connection, readConnection, type Secret } from '../../elasticsearch/connection.ts';
import { type Examination, examine } from '../../elasticsearch/examine.ts';
import type { Connections } from '../../views/elasticsearch/connections.ts';

type Kind = Secret['kind'];

export async function addConnection(connections: Connections): Promise<Connection | undefined> {
  if (!vscode.workspace.isTrusted)
    throw new Error(vscode.l10n.t('Connections cannot be defined while the workspace is not trusted.'));
  const where = await text({
    prompt: vscode.l10n.t('Address or Cloud ID of the cluster'),
    placeHolder: 'https://localhost:9200',
    check: (value) => readConnection(placed('check', value)),
  });
  if (where === undefined) return undefined;
  const name = await text({
    prompt: vscode.l10n.t('Name of the connection'),
    value: suggested(where),
    check: () => undefined,
  });
  if (name === undefined) return undefined;
  const given = await credentials();
  if (!given) return undefined;
  const connection = readConnection({ ...placed(name, where), ...(given.user !== undefined && { user: given.user }) });
  const found = await tryOut(connections, connection, given.secret);
  await connections.save(connection, given.secret);
  void vscode.window.showInformationMessage(vscode.l10n.t('Connection saved: {0}', `${name}. ${told(found)}`));
  return connection;
}

/** What is typed is an address if it begins as one, else a Cloud ID. */
function placed(name: string, where: string): object {
  return /^https?:\/\//i.test(where.trim()) ? { name, url: where } : { name, cloudId: where };
}

function suggested(where: string): string {
  return /^https?:\/\/([^/:]+)/i.exec(where)?.[1] ?? where.slice(0, Math.max(0, where.indexOf(':')));
}

async function credentials(): Promise<{ readonly user?: string; readonly secret: Secret } | undefined> {
  const choices: (vscode.QuickPickItem & { readonly kind_: Kind })[] = [
    { label: vscode.l10n.t('API key'), kind_: 'api-key' },
    { label: vscode.l10n.t('User and password'), kind_: 'password' },
    { label: vscode.l10n.t('None'), description: vscode.l10n.t('a cluster without security'), kind_: 'none' },
  ];
  const chosen = await vscode.window.showQuickPick(choices, {
    title: title(),
    placeHolder: vscode.l10n.t('How to sign in?'),
    ignoreFocusOut: true,
  });
  switch (chosen?.kind_) {
    case undefined:
      return undefined;
    case 'none':
      return { secret: { kind: 'none' } };
    case 'api-key': {
      const key = await text({ prompt: vscode.l10n.t('API key, encoded'), password: true, check: () => undefined });
      return key === undefined ? undefined : { secret: { kind: 'api-key', key } };
    }
    case 'password': {
      const user = await text({ prompt: vscode.l10n.t('User'), check: () => undefined });
      if (user === undefined) return undefined;
      const password = await text({ prompt: vscode.l10n.t('Password'), password: true, check: () => undefined });
      return password === undefined ? undefined : { user, secret: { kind: 'password', password } };
    }
  }
}

async function tryOut(connections: Connections, connection: Connection, secret: Secret): Promise<Examination> {
  const cluster = await connections.open(connection, secret);
  try {
    const options = { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Trying the connection') };
    return await vscode.window.withProgress(options, () => examine(cluster, connection.namespace ?? 'default'));
  } finally {
    await cluster.close();
  }
}

function told({ version, flavour, missing, integration }: Examination): string {
  const said = [flavour === 'serverless' ? 'Elasticsearch Serverless' : `Elasticsearch ${version}`];
  said.push(
    integration === undefined
      ? vscode.l10n.t('the integration is not installed')
      : vscode.l10n.t('the integration is installed: {0}', integration),
  );
  if (missing && missing.length > 0) said.push(vscode.l10n.t('missing privileges: {0}', missing.join(', ')));
  return said.join('; ');
}

interface Question {
  readonly prompt: string;
  readonly value?: string;
  readonly placeHolder?: string;
  readonly password?: boolean;
  /** Throws what is wrong with the value. */
  readonly check: (value: string) => unknown;
}

const title = (): string => vscode.l10n.t('Add Connection');

function text({ check, ...shown }: Question): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: title(),
    ignoreFocusOut: true,
    ...shown,
    validateInput: (value) => {
      if (value.trim() === '') return vscode.l10n.t('Type something, or press Escape to give up.');
      try {
        check(value);
        return undefined;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
  });
}
