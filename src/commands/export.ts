/** The export dialogue: which records, which format, where to; then the worker writes and the result is counted. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ExportResult, ExportScope, LoadState, Selection } from '../session/protocol/protocol.ts';
import { attempt, signalOf } from '../views/asking.ts';
import type { InspectorPage } from '../views/inspector-page.ts';
import type { LoadedLogs } from '../views/loaded-logs.ts';
import type { Services } from '../views/services.ts';
import { settings } from '../views/settings.ts';
import { type Choice, Steps } from './steps.ts';

/** More go to a file only: an editor holds its whole text in memory, in every process. */
export const MAX_IN_EDITOR = 5_000;

type Format = 'ndjson' | 'bulk';

export function registerExportCommand({ pages, log }: Services): vscode.Disposable {
  return vscode.commands.registerCommand('bedrockLogs.export', () =>
    attempt(log, async () => {
      const page = pages.current();
      if (!page) throw new Error(vscode.l10n.t('No logs are in sight. Open logs first.'));
      await exportDocuments(page);
    }),
  );
}

/** Asks for what is not given and exports. Returns silently where the user gave up. */
export async function exportDocuments(page: InspectorPage, given?: ExportScope): Promise<void> {
  const { logs } = page;
  if (logs.state.counts.read === 0) {
    throw new Error(
      vscode.l10n.t('No record has been read, so there is nothing to export. Open logs that hold invocations.'),
    );
  }
  const scopes = await scopeChoices(page);
  const wanted = await ask(scopes, given && scopeGiven(given, scopes));
  if (wanted?.target === 'editor') await toEditor(logs, wanted);
  else if (wanted) await toFile(logs, wanted);
}

interface Wanted {
  readonly scope: ExportScope;
  readonly format: Format;
  readonly target: 'file' | 'editor';
}

async function ask(scopes: readonly Choice<Counted>[], given: Counted | undefined): Promise<Wanted | undefined> {
  const steps = new Steps(vscode.l10n.t('Export Documents'), given ? 2 : 3);
  try {
    const records = given ?? (await steps.ask(vscode.l10n.t('Which records?'), scopes));
    const format = records && (await steps.ask(vscode.l10n.t('Which format?'), formats()));
    const target = format && (await steps.ask(vscode.l10n.t('Where to?'), targets(records.count)));
    return target && { scope: records.scope, format, target };
  } finally {
    steps.dispose();
  }
}

export interface Counted {
  readonly scope: ExportScope;
  readonly count: number;
}

/** What of a page's records can be taken. */
export async function scopeChoices({ logs, selection }: InspectorPage): Promise<Choice<Counted>[]> {
  const choices: Choice<Counted>[] = [];
  const add = (label: string, scope: ExportScope, count: number) => {
    if (count > 0) choices.push({ label, description: countOf(count), value: { scope, count } });
  };
  if (selection && leavesOut(selection.selection)) {
    const { matched } = await logs.ask('rows', { selection: selection.selection, from: 0, count: 0, fields: [] });
    add(vscode.l10n.t('Records that the filter left'), { kind: 'matched', selection: selection.selection }, matched);
  }
  if (selection) add(vscode.l10n.t('Selected records'), { kind: 'records', ids: selection.ids }, selection.ids.length);
  add(vscode.l10n.t('All records'), { kind: 'all' }, logs.state.counts.read);
  return choices;
}

function leavesOut({ search, where, range }: Selection): boolean {
  return search !== '' || where !== undefined || range !== undefined;
}

function scopeGiven(given: ExportScope, choices: readonly Choice<Counted>[]): Counted {
  if (given.kind === 'records') return { scope: given, count: given.ids.length };
  const known = choices.find(({ value }) => value.scope.kind === given.kind) ?? choices.at(-1);
  return { scope: given, count: known?.value.count ?? 0 };
}

function formats(): Choice<Format>[] {
  return [
    { label: 'NDJSON', description: vscode.l10n.t('one document a line'), value: 'ndjson' },
    {
      label: vscode.l10n.t('Bulk'),
      description: vscode.l10n.t('for the _bulk endpoint of Elasticsearch, an action line before each document'),
      value: 'bulk',
    },
  ];
}

function targets(count: number): Choice<'file' | 'editor'>[] {
  const file: Choice<'file'> = { label: vscode.l10n.t('File…'), value: 'file' };
  if (count > MAX_IN_EDITOR)
    return [{ ...file, description: vscode.l10n.t('a new editor takes at most {0} documents', MAX_IN_EDITOR) }];
  return [file, { label: vscode.l10n.t('New editor'), value: 'editor' }];
}

async function toFile(logs: LoadedLogs, { scope, format }: Wanted): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = format === 'bulk' ? 'bedrock-documents.bulk.ndjson' : 'bedrock-documents.ndjson';
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Documents'),
    saveLabel: vscode.l10n.t('Export'),
    filters: { NDJSON: ['ndjson'] },
    ...(folder?.scheme === 'file' && { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (!target) return;
  if (target.scheme !== 'file')
    throw new Error(vscode.l10n.t('Documents can only be written to the disk of this machine. Choose another folder.'));
  const result = await run(logs, scope, format, target.fsPath);
  const open = vscode.l10n.t('Open');
  const said = `${summary(result, logs.state)} ${vscode.l10n.t('Written to: {0}', basename(target.fsPath))}`;
  void vscode.window.showInformationMessage(said, open).then((answer) => {
    if (answer === open) void vscode.commands.executeCommand('vscode.openWith', target, 'default');
  });
}

async function toEditor(logs: LoadedLogs, { scope, format }: Wanted): Promise<void> {
  const result = await run(logs, scope, format);
  const document = await vscode.workspace.openTextDocument({ language: 'jsonl', content: result.text ?? '' });
  await vscode.window.showTextDocument(document);
  void vscode.window.showInformationMessage(summary(result, logs.state));
}

function run(
  logs: LoadedLogs,
  scope: ExportScope,
  format: Format,
  path?: string,
): Thenable<ExportResult & { readonly text?: string }> {
  const { profile, tags } = settings();
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Exporting documents'),
    cancellable: true,
  };
  return vscode.window.withProgress(options, (progress, token) => {
    let shown = 0;
    const onProgress = ({ done, total }: { readonly done: number; readonly total: number }) => {
      const percent = total > 0 ? (100 * done) / total : 0;
      progress.report({
        message: vscode.l10n.t('{0} of {1}', done.toLocaleString('en'), total.toLocaleString('en')),
        increment: percent - shown,
      });
      shown = percent;
    };
    return logs.ask(
      'export',
      { scope, profile, format, tags, ...(path !== undefined && { path }) },
      { signal: signalOf(token), onProgress },
    );
  });
}

function summary(result: ExportResult, state: LoadState): string {
  const said = [vscode.l10n.t('Exported {0}.', countOf(result.documents))];
  if (result.warned > 0) said.push(vscode.l10n.t('{0} with warnings.', result.warned.toLocaleString('en')));
  if (state.counts.failed > 0)
    said.push(vscode.l10n.t('{0} could not be read.', state.counts.failed.toLocaleString('en')));
  return said.join(' ');
}

function countOf(count: number): string {
  return count === 1 ? vscode.l10n.t('1 document') : vscode.l10n.t('{0} documents', count.toLocaleString('en'));
}
