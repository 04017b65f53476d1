/** The table of contents: what the extension builds and registers. */
import type * as vscode from 'vscode';
import { registerDetectionCommands } from './commands/detections.ts';
import { registerElasticsearchCommands } from './commands/elasticsearch/register.ts';
import { registerExportCommand } from './commands/export.ts';
import { registerOpenCommands } from './commands/open.ts';
import { pageActions } from './commands/page-actions.ts';
import { registerQueryCommands } from './commands/query.ts';
import { registerRecordCommands } from './commands/record.ts';
import { registerDetectionsView } from './views/detections/detections-view.ts';
import { registerFindingProblems } from './views/detections/finding-problems.ts';
import { registerEsqlLanguage } from './views/esql-language.ts';
import { registerInspectorEditors } from './views/inspector-editor.ts';
import { registerInspectorPanels } from './views/inspector-panel.ts';
import { buildServices } from './views/services.ts';
import { registerSourcesView } from './views/sources-view.ts';
import { registerLoadingStatus } from './views/status.ts';
import { registerVirtualDocuments } from './views/virtual-documents.ts';

export function activate(context: vscode.ExtensionContext): void {
  const started = performance.now();
  const services = buildServices(context, pageActions);
  context.subscriptions.push(
    registerInspectorPanels(services),
    registerInspectorEditors(services),
    registerVirtualDocuments(services),
    registerSourcesView(services),
    registerLoadingStatus(services),
    registerOpenCommands(services),
    registerRecordCommands(services),
    registerExportCommand(services),
    registerElasticsearchCommands(services),
    registerQueryCommands(services),
    registerEsqlLanguage(services),
    registerDetectionsView(services),
    registerFindingProblems(services),
    registerDetectionCommands(services),
  );
  services.log.info(`activated in ${(performance.now() - started).toFixed(1)} ms`);
}
