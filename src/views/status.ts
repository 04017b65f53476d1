/** The status bar while logs load: how many records so far, and a click that stops it; and what goes with tailing. */
import * as vscode from 'vscode';
import { registerArmedChecks } from './aws/armed-checks.ts';
import { registerFollowStatus } from './aws/follow-status.ts';
import { setContext } from './context-keys.ts';
import type { Services } from './services.ts';

export function registerLoadingStatus(services: Services): vscode.Disposable {
  const { openLogs } = services;
  let shown: vscode.StatusBarItem | undefined;
  const update = () => {
    // What is tailed loads for ever, and says so itself.
    const loading = openLogs.loading().filter(({ state }) => state.following === undefined);
    setContext('bedrockLogs.loading', loading.length > 0);
    if (loading.length === 0) {
      shown?.dispose();
      shown = undefined;
      return;
    }
    shown ??= create();
    const records = loading.reduce((sum, { state }) => sum + state.counts.read, 0);
    const said = vscode.l10n.t('Bedrock: {0} records so far', records.toLocaleString('en'));
    shown.text = `$(loading~spin) ${said}`;
    shown.accessibilityInformation = { label: said };
  };
  return vscode.Disposable.from(
    openLogs.onDidChange(update),
    vscode.commands.registerCommand('bedrockLogs.cancelLoading', () => {
      for (const logs of openLogs.loading()) logs.cancel();
    }),
    { dispose: () => shown?.dispose() },
    registerFollowStatus(services),
    registerArmedChecks(services),
  );
}

function create(): vscode.StatusBarItem {
  const bar = vscode.window.createStatusBarItem('bedrockLogs.loading', vscode.StatusBarAlignment.Right);
  bar.name = vscode.l10n.t('Bedrock logs loading');
  bar.tooltip = vscode.l10n.t('Cancel Loading');
  bar.command = 'bedrockLogs.cancelLoading';
  bar.show();
  return bar;
}
