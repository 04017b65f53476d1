/** Asks for a connection, tries it, says what it leads to, and saves it. */
import * as vscode from 'vscode';
import { type Connection, readConnection, type Secret } from '../../elasticsearch/connection.ts';
import { type Examination, examine } from '../../elasticsearch/examine.ts';
import type { Connections } from '../../views/elasticsearch/connections.ts';
import { Steps } from '../steps.ts';

export async function addConnection(connections: Connections): Promise<Connection | undefined> {
  if (!vscode.workspace.isTrusted)
    throw new Error(vscode.l10n.t('Connections cannot be defined while the workspace is not trusted.'));
  const asked = await ask();
  if (!asked) return undefined;
  const { connection, secret } = asked;
  const found = await tryOut(connections, connection, secret);
  await connections.save(connection, secret);
  const said = `${connection.name}. ${told(found)}`;
  void vscode.window.showInformationMessage(vscode.l10n.t('Connection saved: {0}', said));
  return connection;
}

async function ask(): Promise<{ readonly connection: Connection; readonly secret: Secret } | undefined> {
  const steps = new Steps(vscode.l10n.t('Add Connection'));
  try {
    const where = await steps.askText({
      prompt: vscode.l10n.t('Address or Cloud ID of the cluster'),
      placeholder: 'https://localhost:9200',
      problem: (text) => absent(text) ?? wrong(text),
    });
    if (where === undefined) return undefined;
    const name = await steps.askText({
      prompt: vscode.l10n.t('Name of the connection'),
      value: suggested(where),
      problem: absent,
    });
    if (name === undefined) return undefined;
    const given = await credentials(steps);
    if (!given) return undefined;
    const { user, secret } = given;
    return { connection: readConnection({ ...placed(name, where), ...(user !== undefined && { user }) }), secret };
  } finally {
    steps.dispose();
  }
}

/** What is typed is an address if it begins as one, else a Cloud ID. */
function placed(name: string, where: string): object {
  return /^https?:\/\//i.test(where.trim()) ? { name, url: where } : { name, cloudId: where };
}

function suggested(where: string): string {
  return /^https?:\/\/([^/:]+)/i.exec(where)?.[1] ?? where.slice(0, Math.max(0, where.indexOf(':')));
}

async function credentials(steps: Steps): Promise<{ readonly user?: string; readonly secret: Secret } | undefined> {
  const kind = await steps.ask<Secret['kind']>(vscode.l10n.t('How to sign in?'), [
    { label: vscode.l10n.t('API key'), value: 'api-key' },
    { label: vscode.l10n.t('User and password'), value: 'password' },
    { label: vscode.l10n.t('None'), description: vscode.l10n.t('a cluster without security'), value: 'none' },
  ]);
  const text = (prompt: string, password: boolean) => steps.askText({ prompt, password, problem: absent });
  switch (kind) {
    case undefined:
      return undefined;
    case 'none':
      return { secret: { kind } };
    case 'api-key': {
      const key = await text(vscode.l10n.t('API key, encoded'), true);
      return key === undefined ? undefined : { secret: { kind, key } };
    }
    case 'password': {
      const user = await text(vscode.l10n.t('User'), false);
      if (user === undefined) return undefined;
      const password = await text(vscode.l10n.t('Password'), true);
      return password === undefined ? undefined : { user, secret: { kind, password } };
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

function absent(text: string): string | undefined {
  return text.trim() === '' ? vscode.l10n.t('Type something, or press Escape to give up.') : undefined;
}

/** What is wrong with an address. */
function wrong(where: string): string | undefined {
  try {
    readConnection(placed('check', where));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
