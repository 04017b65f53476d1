/** What a page asks the editor to do. Whatever comes from a page may come from a log: it is checked here once more. */
import * as vscode from 'vscode';
import type { Problem } from '../session/protocol/protocol.ts';
import type { EditorActions } from '../views/inspector-page.ts';
import type { LoadedLogs } from '../views/loaded-logs.ts';
import type { Services } from '../views/services.ts';
import { editRule, saveFindings } from './detections.ts';
import { exportDocuments } from './export.ts';
import { openLogs } from './open.ts';
import { editPrices } from './prices.ts';
import { openQuery, saveQuery } from './query.ts';
import { copyRecord, show } from './record.ts';
import { isCompressed, openAt, showSource } from './source-file.ts';
import { suppress } from './suppress.ts';

/** A bundle of its own: loaded when it is first needed. */
const clusterWork = () => import('./elasticsearch/cluster-commands.ts');

export function pageActions(services: Services): EditorActions {
  return {
    show: (page, { id, what }) => show(page.logs, id, what),
    copy: async (page, params) => {
      if ('text' in params) await vscode.env.clipboard.writeText(params.text);
      else await copyRecord(page.logs, params.id, params.what);
    },
    exportDocuments: (page, { scope }) => exportDocuments(page, scope),
    openFiles: (_page, { what }) => openLogs(services, what),
    showProblem: (page, { problem }) => showProblem(page.logs, problem),
    showSource: (page, { id }) => showSource(page.logs, id),
    openLink: (_page, { url }) => openLink(url),
    openQuery: (_page, { text }) => openQuery(text),
    push: async (page, { scope }) => (await clusterWork()).push(services, page, scope),
    dryRun: async (page, { scope }) => (await clusterWork()).dryRun(services, page, scope),
    compareMapping: async (page, { scope }) => (await clusterWork()).compare(services, page, scope),
    mappingJson: async (page) => (await clusterWork()).mappingJson(services, page),
    mappingPair: async (page, { record }) => (await clusterWork()).mappingPair(services, page, record),
    editPrices: () => editPrices(services),
    editRule: (page, { rule, query }) => editRule(page.logs, rule, query),
    suppressRule: (page, { rule, finding, target }) => suppress(services, page.checks.at(target), rule, finding),
    saveFindings: (page, { format, target }) => saveFindings(page, format, target),
    saveQuery: (page, { query, format }) => saveQuery(page.logs, query, format),
  };
}

async function openLink(url: string): Promise<void> {
  const uri = vscode.Uri.parse(url, true);
  if (uri.scheme !== 'https')
    throw new Error(vscode.l10n.t('Only https links are opened. Copy the address to use it elsewhere.'));
  await vscode.env.openExternal(uri);
}

async function showProblem(logs: LoadedLogs, { file, line, offset }: Problem): Promise<void> {
  // A page opens no file but those that it was told of.
  if (!logs.state.problems.some((known) => known.file === file)) return;
  if (isCompressed(file)) {
    throw new Error(
      vscode.l10n.t(
        'The file is compressed, so its line cannot be shown. Inflate it and go to line {0}, byte {1}: {2}',
        line,
        offset,
        file,
      ),
    );
  }
  await openAt(file, line);
}
