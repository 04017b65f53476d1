/** Commands on the marked record: open its raw text and its document, compare them, copy. */
import * as vscode from 'vscode';
import type { EditorRequests, RecordId } from '../session/protocol/protocol.ts';
import { attempt } from '../views/asking.ts';
import type { LoadedLogs } from '../views/loaded-logs.ts';
import type { Services } from '../views/services.ts';
import { settings } from '../views/settings.ts';
import { documentOf } from '../views/virtual-documents.ts';

export type ShowWhat = EditorRequests['show']['params']['what'];
export type CopyWhat = 'request-id' | 'json' | 'document' | 'transcript';

export function registerRecordCommands({ pages, log }: Services): vscode.Disposable {
  const command = (id: string, run: (logs: LoadedLogs, record: RecordId) => Promise<void>) =>
    vscode.commands.registerCommand(`bedrockLogs.${id}`, () =>
      attempt(log, async () => {
        const page = pages.current();
        const record = page?.selection?.ids[0];
        if (page === undefined || record === undefined) {
          throw new Error(vscode.l10n.t('No record is selected. Select one in the table of invocations first.'));
        }
        await run(page.logs, record);
      }),
    );
  const tell = (id: string, event: 'focus-search' | 'next-record' | 'previous-record' | 'back' | 'compare') =>
    vscode.commands.registerCommand(`bedrockLogs.${id}`, () =>
      pages.current()?.tell({ event: 'command', command: event }),
    );
  return vscode.Disposable.from(
    command('showRaw', (logs, record) => show(logs, record, 'raw')),
    command('showDocument', (logs, record) => show(logs, record, 'document')),
    command('compare', (logs, record) => show(logs, record, 'compare')),
    command('copyRequestId', (logs, record) => copyRecord(logs, record, 'request-id')),
    command('copyJson', (logs, record) => copyRecord(logs, record, 'json')),
    command('copyDocument', (logs, record) => copyRecord(logs, record, 'document')),
    command('copyTranscript', (logs, record) => copyRecord(logs, record, 'transcript')),
    tell('search', 'focus-search'),
    tell('nextRecord', 'next-record'),
    tell('compareRecords', 'compare'),
    tell('previousRecord', 'previous-record'),
    tell('back', 'back'),
  );
}

export async function show(logs: LoadedLogs, id: RecordId, what: ShowWhat): Promise<void> {
  const { profile } = settings();
  if (what === 'compare') {
    const [raw, document] = await Promise.all([
      documentOf(logs, id, 'raw', profile),
      documentOf(logs, id, 'document', profile),
    ]);
    const title = vscode.l10n.t('Raw and ECS: {0}', name(raw));
    await vscode.commands.executeCommand('vscode.diff', raw, document, title);
    return;
  }
  const document = await vscode.workspace.openTextDocument(await documentOf(logs, id, what, profile));
  await vscode.window.showTextDocument(document);
}

function name(uri: vscode.Uri): string {
  return uri.path.slice(1);
}

export async function copyRecord(logs: LoadedLogs, id: RecordId, what: CopyWhat): Promise<void> {
  const { profile, tags } = settings();
  const text =
    what === 'request-id'
      ? (await logs.ask('record', { id, profile })).requestId
      : await logs.ask('text', { id, what: what === 'json' ? 'raw' : what, profile, tags });
  if (text === '') throw new Error(vscode.l10n.t('This record has no request id. Copy it as JSON instead.'));
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(`$(check) ${copied[what]()}`, 4000);
}

const copied: Readonly<Record<CopyWhat, () => string>> = {
  'request-id': () => vscode.l10n.t('Copied the request ID'),
  json: () => vscode.l10n.t('Copied the record as JSON'),
  document: () => vscode.l10n.t('Copied the ECS document'),
  transcript: () => vscode.l10n.t('Copied the transcript as Markdown'),
};
