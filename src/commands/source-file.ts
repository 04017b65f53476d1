/** The file that a record or a problem is in: at its line where the editor can show it, else its row among the sources. */
import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import type { RecordId } from '../session/protocol/protocol.ts';
import type { LoadedLogs } from '../views/loaded-logs.ts';
import { SHOW_ROW } from '../views/sources-view.ts';

const COMPRESSED = /\.gz$/i;

export function isCompressed(file: string): boolean {
  return COMPRESSED.test(file);
}

/** Opens a file as text, however long it is, whatever editor it opens in otherwise. `line` counts from 1. */
export async function openAt(file: string, line: number): Promise<void> {
  const at = new vscode.Position(Math.max(0, line - 1), 0);
  const options: vscode.TextDocumentShowOptions = { selection: new vscode.Range(at, at) };
  await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(file), 'default', options);
}

export async function showSource(logs: LoadedLogs, id: RecordId): Promise<void> {
  const { places } = await logs.ask('lines', { ids: [id], fields: [] });
  const [{ path, line } = { path: '', line: 0 }] = places;
  const onDisk = isAbsolute(path);
  if (onDisk && !isCompressed(path)) return openAt(path, line);
  if (await vscode.commands.executeCommand<boolean>(SHOW_ROW, path)) return;
  const uri = vscode.Uri.file(path);
  if (onDisk && vscode.workspace.getWorkspaceFolder(uri)) {
    await vscode.commands.executeCommand('revealInExplorer', uri);
    return;
  }
  throw new Error(
    onDisk
      ? vscode.l10n.t(
          'The file is compressed and in no folder that is open. Line {0} of it is this record: {1}',
          line,
          path,
        )
      : vscode.l10n.t('The record is line {0} of what is no source here. Add it to the Sources view: {1}', line, path),
  );
}
