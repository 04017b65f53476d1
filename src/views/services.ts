/** What is built once and shared by the features. */
import * as vscode from 'vscode';
import { AwsWorker } from './aws/aws-worker.ts';
import { RuleFiles } from './detections/rule-files.ts';
import { Connections } from './elasticsearch/connections.ts';
import { RemoteQueries } from './elasticsearch/remote-queries.ts';
import { Reports } from './elasticsearch/reports.ts';
import type { EditorActions } from './inspector-page.ts';
import { OpenLogs } from './loaded-logs.ts';
import { Pages } from './pages.ts';
import { PriceTables } from './prices.ts';
import { QueryHistory } from './query-history.ts';
import { SourceList } from './source-list.ts';

export interface Services {
  readonly extension: vscode.Uri;
  /** The extension's version: what it keeps on disk is kept apart by it. */
  readonly version: string;
  /** A folder of the extension's own, for what outlives a window. */
  readonly storage: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  readonly openLogs: OpenLogs;
  readonly pages: Pages;
  readonly sourceList: SourceList;
  readonly history: QueryHistory;
  readonly rules: RuleFiles;
  readonly prices: PriceTables;
  readonly connections: Connections;
  readonly remoteQueries: RemoteQueries;
  readonly aws: AwsWorker;
  readonly reports: Reports;
  readonly actions: EditorActions;
}

/** The actions are commands, which stand above the views and are therefore handed in. */
export function buildServices(
  context: vscode.ExtensionContext,
  actions: (services: Services) => EditorActions,
): Services {
  const log = vscode.window.createOutputChannel('Bedrock Log Inspector', { log: true });
  const rules = new RuleFiles(log);
  const connections = new Connections(context.secrets, context.globalState);
  const services: Services = {
    extension: context.extensionUri,
    version: String((context.extension.packageJSON as { readonly version?: unknown }).version),
    storage: context.globalStorageUri,
    log,
    openLogs: new OpenLogs(
      {
        file: vscode.Uri.joinPath(context.extensionUri, 'dist', 'worker.js').fsPath,
        storage: vscode.Uri.joinPath(context.globalStorageUri, 'spool').fsPath,
        rules,
      },
      log,
    ),
    pages: new Pages(),
    sourceList: new SourceList(context.workspaceState),
    history: new QueryHistory(context.workspaceState),
    rules,
    prices: new PriceTables(),
    connections,
    remoteQueries: new RemoteQueries(connections),
    aws: new AwsWorker(vscode.Uri.joinPath(context.extensionUri, 'dist', 'worker.js').fsPath),
    reports: new Reports(),
    get actions() {
      return offered;
    },
  };
  const offered = actions(services);
  context.subscriptions.push(
    log,
    services.prices,
    rules,
    services.openLogs,
    services.pages,
    services.remoteQueries,
    services.aws,
    services.reports,
    services.sourceList,
  );
  return services;
}
