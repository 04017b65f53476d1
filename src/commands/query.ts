/** ES|QL from editors, rule files and the history: it is run in the page of the opened logs, whose answers can be saved. */
import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import { answerFile } from '../esql/answer-files.ts';
import type { Query, QueryAnswer, QueryCell, QueryFormat } from '../session/protocol/protocol.ts';
import { attempt, signalOf } from '../views/asking.ts';
import type { InspectorPage } from '../views/inspector-page.ts';
import type { LoadedLogs } from '../views/loaded-logs.ts';
import { ESQL, queryAt, queryIn, queryRegions } from '../views/query-regions.ts';
import type { Services } from '../views/services.ts';
import { openLogs } from './open.ts';
import { STARTER_QUERY } from './starter-query.ts';

/** Rows that are fetched; no query finds more. */
const ALL_ROWS = 10_000;

/** A query to be run. */
interface Asked {
  readonly text: string;
  /** Whether the query is a rule's: its times count back from the newest record. */
  readonly inRule: boolean;
}

export function registerQueryCommands(services: Services): vscode.Disposable {
  const command = (id: string, run: (...given: unknown[]) => unknown) =>
    vscode.commands.registerCommand(`bedrockLogs.${id}`, (...given: unknown[]) =>
      attempt(services.log, () => run(...given)),
    );
  return vscode.Disposable.from(
    command('runQuery', (given) => runQuery(services, given)),
    command('queryHistory', () => pickQuery(services)),
  );
}

/** Runs what is given, else what is marked or stands in the active editor; where that holds no query, opens a new one. */
async function runQuery(services: Services, given: unknown): Promise<void> {
  const asked = queryIn(given) ?? inEditor();
  if (!asked) return openQuery(services.history.queries.length > 0 ? FIRST_LINES : STARTER_QUERY);
  const page = await pageToAsk(services);
  if (!page) return;
  const now = asked.inRule ? page.logs.state.range?.[1] : undefined;
  services.pages.reveal(page, { event: 'query', text: asked.text, ...(now !== undefined && { now }) });
}

const FIRST_LINES = `${STARTER_QUERY.split('\n')[1]}\n| `;

function inEditor(): Asked | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const { document, selection } = editor;
  const region = queryAt(document, selection.active)?.region ?? queryRegions(document)[0];
  if (!region) return undefined;
  const marked = selection.isEmpty || region.inRule ? '' : document.getText(selection);
  const text = marked.trim() === '' ? region.text : marked;
  return text.trim() === '' ? undefined : { text, inRule: region.inRule };
}

/** Opens a query in an editor of its own. */
export async function openQuery(text: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: ESQL, content: text });
  const end = document.positionAt(text.length);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(end, end) });
}

/** The page that was looked at last; where no logs are open, offers to open some. */
export async function pageToAsk(services: Services): Promise<InspectorPage | undefined> {
  const open = services.pages.latest();
  if (open) return open;
  const files = vscode.l10n.t('Open Logs');
  const samples = vscode.l10n.t('Open Sample Logs');
  const said = vscode.l10n.t('No logs are open. Open some first: this works on the records of opened logs.');
  const chosen = await vscode.window.showInformationMessage(said, files, samples);
  if (chosen === undefined) return undefined;
  await openLogs(services, chosen === files ? 'files' : 'samples');
  const page = services.pages.latest();
  // Its times count back from the newest record, and its rows are those of all of them.
  await page?.logs.loaded;
  return page;
}

async function pickQuery({ history }: Services): Promise<void> {
  const { queries } = history;
  if (queries.length === 0) {
    throw new Error(vscode.l10n.t('No query has been run in this workspace yet. Run one with: Run ES|QL Query'));
  }
  const choices = queries.map(({ text }) => ({ label: text.replace(/\s+/g, ' ').slice(0, 200), text }));
  const title = vscode.l10n.t('Query History');
  const chosen = await vscode.window.showQuickPick(choices, {
    title,
    placeHolder: vscode.l10n.t('Opens in an editor'),
  });
  if (chosen) await openQuery(chosen.text);
}

const FILTERS: Readonly<Record<QueryFormat, readonly [label: string, extension: string]>> = {
  csv: ['CSV', 'csv'],
  json: ['JSON', 'json'],
  ndjson: ['NDJSON', 'ndjson'],
};

/** Runs a query once more and saves all that it finds. */
export async function saveQuery(logs: LoadedLogs, query: Omit<Query, 'limit'>, format: QueryFormat): Promise<void> {
  const target = await askTarget(format);
  if (!target) return;
  const answer = await ask(logs, query);
  const file = [...answerFile({ ...answer, rows: () => rowsOf(answer) }, format)].join('');
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(file));
  const open = vscode.l10n.t('Open');
  const rows = answer.values[0]?.length ?? 0;
  const name = basename(target.path);
  const said =
    rows === 1
      ? vscode.l10n.t('Saved 1 row. Written to: {0}', name)
      : vscode.l10n.t('Saved {0} rows. Written to: {1}', rows.toLocaleString('en'), name);
  void vscode.window.showInformationMessage(said, open).then((chosen) => {
    if (chosen === open) void vscode.commands.executeCommand('vscode.openWith', target, 'default');
  });
}

function* rowsOf({ values }: QueryAnswer): Generator<readonly QueryCell[]> {
  const count = values[0]?.length ?? 0;
  for (let row = 0; row < count; row++) yield values.map((column) => column[row] ?? null);
}

async function askTarget(format: QueryFormat): Promise<vscode.Uri | undefined> {
  const [label, extension] = FILTERS[format];
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save Results'),
    filters: { [label]: [extension] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `query-results.${extension}`) }),
  });
  // Some dialogues leave the ending to the user.
  return target && extname(target.path) === '' ? target.with({ path: `${target.path}.${extension}` }) : target;
}

function ask(logs: LoadedLogs, query: Omit<Query, 'limit'>): Thenable<QueryAnswer> {
  const title = vscode.l10n.t('Running the query');
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, (progress, token) => {
    const onProgress = ({ rows, of }: { readonly rows: number; readonly of: number }) =>
      progress.report({
        message: vscode.l10n.t('{0} of {1} records', rows.toLocaleString('en'), of.toLocaleString('en')),
      });
    return logs.ask('query', { ...query, limit: ALL_ROWS }, { signal: signalOf(token), onProgress });
  });
}
