/** Where logs are shown: one file on a tab of its own, all else in a panel. */
import * as vscode from 'vscode';
import type { SourceRef } from '../session/protocol/protocol.ts';
import { FILE_EDITOR } from './inspector-editor.ts';
import { showPanel } from './inspector-panel.ts';
import type { Services } from './services.ts';

export async function showSources(services: Services, sources: readonly SourceRef[]): Promise<void> {
  const [first] = sources;
  // Profiles may run programs, and endpoints may be anybody's.
  if (!vscode.workspace.isTrusted && sources.some((source) => 'aws' in source))
    throw new Error(vscode.l10n.t('AWS cannot be asked while the workspace is not trusted.'));
  if (sources.length === 1 && first?.kind === 'file') {
    await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(first.path), FILE_EDITOR);
  } else if (first) {
    showPanel(services, sources);
  }
}
