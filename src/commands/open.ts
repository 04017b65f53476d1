/** Commands that open logs: chosen in a dialogue, in the Explorer, in the Sources view, or the samples. */
import * as vscode from 'vscode';
import type { SourceRef } from '../session/protocol/protocol.ts';
import { attempt } from '../views/asking.ts';
import type { Services } from '../views/services.ts';
import { showSources } from '../views/show-sources.ts';
import { sourceAt } from '../views/source-refs.ts';
import { awsKinds, type SourceKind } from './aws/add-source.ts';
import { registerAwsCommands } from './aws/register.ts';
import { writeSamples } from './samples.ts';

export type OpenWhat = 'files' | 'folder' | 'samples';

export function registerOpenCommands(services: Services): vscode.Disposable {
  const command = (id: string, run: (...given: unknown[]) => unknown) =>
    vscode.commands.registerCommand(`bedrockLogs.${id}`, (...given: unknown[]) =>
      attempt(services.log, () => run(...given)),
    );
  return vscode.Disposable.from(
    command('open', () => openLogs(services, 'files')),
    command('openFolder', () => openLogs(services, 'folder')),
    command('openSamples', () => openLogs(services, 'samples')),
    command('openResource', (uri, uris) => openResources(services, uri, uris)),
    command('addWorkspace', () => addWorkspace(services)),
    command('addSource', () => addSources(services)),
    command('showLog', () => services.log.show()),
    registerAwsCommands(services),
  );
}

/** What was opened is kept in the Sources view, so that it is found again. */
export async function openLogs(services: Services, what: OpenWhat): Promise<void> {
  const sources = what === 'samples' ? [await writeSamples(services)] : await choose(what, titles[what]());
  if (sources.length === 0) return;
  await services.sourceList.add(sources);
  await showSources(services, sources);
}

const titles = {
  files: () => vscode.l10n.t('Open Logs'),
  folder: () => vscode.l10n.t('Open Folder of Logs'),
};

async function choose(what: 'files' | 'folder', title: string): Promise<SourceRef[]> {
  const chosen = await vscode.window.showOpenDialog({
    title,
    openLabel: title,
    canSelectFiles: what === 'files',
    canSelectFolders: what === 'folder',
    canSelectMany: true,
    ...(what === 'files' && {
      filters: {
        [vscode.l10n.t('Invocation logs')]: ['gz', 'jsonl', 'ndjson', 'json', 'log', 'txt'],
        [vscode.l10n.t('All files')]: ['*'],
      },
    }),
  });
  return Promise.all((chosen ?? []).map(sourceAt));
}

async function addWorkspace(services: Services): Promise<void> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  await keep(services, await Promise.all(folders.map(({ uri }) => sourceAt(uri))));
}

async function addSources(services: Services): Promise<void> {
  const title = vscode.l10n.t('Add Source');
  const kinds: readonly SourceKind[] = [
    { label: vscode.l10n.t('Files'), choose: () => choose('files', title) },
    { label: vscode.l10n.t('Folder'), choose: () => choose('folder', title) },
    ...awsKinds(),
  ];
  const kind = await vscode.window.showQuickPick(kinds, { title });
  if (kind) await keep(services, await kind.choose(services, title));
}

/** Whoever adds a source goes on with it: the welcome that had the focus until then is gone with the first one. */
async function keep({ sourceList }: Services, sources: readonly SourceRef[]): Promise<void> {
  await sourceList.add(sources);
  const [first] = sources;
  if (first) sourceList.show(first);
}

/** From the Explorer: the clicked entry and, if several are marked, all of them. */
async function openResources(services: Services, uri: unknown, uris: unknown): Promise<void> {
  const marked = Array.isArray(uris) && uris.length > 0 ? uris : [uri];
  const chosen = marked.filter((entry): entry is vscode.Uri => entry instanceof vscode.Uri);
  await showSources(services, await Promise.all(chosen.map(sourceAt)));
}
