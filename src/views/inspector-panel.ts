/** Inspector pages in panels: for folders, several files, and what is not on one file's tab. */
import * as vscode from 'vscode';
import type { SourceRef } from '../session/protocol/protocol.ts';
import { InspectorPage } from './inspector-page.ts';
import { keyOf } from './loaded-logs.ts';
import type { Services } from './services.ts';
import { parseSources } from './source-refs.ts';

const VIEW_TYPE = 'bedrockLogs.inspector';

/** Shows the panel of these sources, a new one unless it is open. */
export function showPanel(services: Services, sources: readonly SourceRef[]): void {
  const key = keyOf(sources);
  const host = services.pages.find((page) => keyOf(page.logs.sources) === key);
  if (host) host.reveal();
  else fill(vscode.window.createWebviewPanel(VIEW_TYPE, '', vscode.ViewColumn.Active, {}), services, sources);
}

/** Panels come back after the window was reloaded. */
export function registerInspectorPanels(services: Services): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
    async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown) {
      const restore = typeof state === 'object' && state !== null && 'restore' in state ? state.restore : undefined;
      const sources = parseSources(restore);
      if (sources.length > 0) fill(panel, services, sources.map(paused));
      else panel.dispose();
    },
  });
}

/** Who comes back does not want to be followed, and charged, for a panel that happens to be there. */
function paused(source: SourceRef): SourceRef {
  return source.kind === 'logs' && source.follow ? { ...source, follow: { ...source.follow, paused: true } } : source;
}

function fill(panel: vscode.WebviewPanel, services: Services, sources: readonly SourceRef[]): void {
  const inUse = services.openLogs.use(sources);
  panel.title = vscode.l10n.t('Bedrock: {0}', inUse.logs.title);
  const icon = (theme: string) => vscode.Uri.joinPath(services.extension, 'media', `page-${theme}.svg`);
  panel.iconPath = { light: icon('light'), dark: icon('dark') };
  services.pages.add(new InspectorPage(panel.webview, inUse, services, 'overview'), panel);
}
