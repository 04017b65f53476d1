/** Runs ES|QL on the loaded logs: from an editor, from a rule file, from the history; and saves what came out. */
import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import type { Query, QueryAnswer, QueryCell, QueryFormat, QueryParameter } from '../session/protocol/protocol.ts';
import { attempt, signalOf } from '../views/asking.ts';
import type { LoadedLogs } from '../views/loaded-logs.ts';
import { ESQL, queryAt, queryIn, queryRegions } from '../views/query-regions.ts';
import { QueryResults } from '../views/query-results.ts';
import type { Services } from '../views/services.ts';
import { openLogs } from './open.ts';
import { queryFile, queryTable } from './query-output.ts';
import { STARTER_QUERY } from './starter-query.ts';

/** Rows that are fetched; no query finds more. */
const ALL_ROWS = 10_000;
/** Rows of the table beside the query; files have them all. */
const SHOWN_ROWS = 1_000;

/** A query to be run. */
interface Asked {
  readonly text: string;
  /** Whether the query is a rule's: its times count back from the newest record. */
  readonly inRule: boolean;
}

export function registerQueryCommands(services: Services): vscode.Disposable {
  const results = new QueryResults();
  const command = (id: string, run: (...given: unknown[]) => unknown) =>
    vscode.commands.registerCommand(`bedrockLogs.${id}`, (...given: unknown[]) =>
      attempt(services.log, () => run(...given)),
    );
  return vscode.Disposable.from(
    results,
    command('runQuery', (given) => runQuery(services, results, given)),
    command('queryHistory', () => pickQuery(services)),
    command('saveResults', () => saveResults(results)),
  );
}

/** Runs what is given, else what is marked or stands in the active editor; where that holds no query, opens a new one. */
async function runQuery(services: Services, results: QueryResults, given: unknown): Promise<void> {
  const asked = queryIn(given) ?? inEditor();
  if (!asked) return openQuery(services.history.queries.length > 0 ? FIRST_LINES : STARTER_QUERY);
  const logs = await logsToAsk(services);
  if (!logs) return;
  const now = asked.inRule ? logs.state.range?.[1] : undefined;
  const params = await askParameters(asked.text);
  const query = { text: asked.text, params, ...(now !== undefined && { now }) };
  const answer = await ask(logs, query);
  await services.history.add(asked.text);
  const { path } = vscode.window.activeTextEditor?.document.uri ?? { path: ESQL };
  // Without its ending, or the results would be taken for a query themselves.
  const name = basename(path, extname(path));
  await results.show(name, {
    text: page(logs, query, answer),
    save: () => saveAnswer(answer),
  });
}

/** Asks for the value of each parameter; counted ones come first, as they are passed by their place. */
async function askParameters(text: string): Promise<readonly QueryParameter[]> {
  const { parametersOf } = await import('../views/esql-service.ts');
  const keys = parametersOf(text);
  const most = Math.max(0, ...keys.filter((key) => /^\d+$/.test(key)).map(Number));
  if (most > MOST_PARAMETERS) throw new Error(vscode.l10n.t('A query takes at most {0} parameters.', MOST_PARAMETERS));
  const values = new Map<string, QueryCell>();
  for (const key of keys) {
    const title = vscode.l10n.t('Parameter: {0}', `?${key}`);
    const prompt = vscode.l10n.t('A number, true, false or null; anything else is text');
    const given = await vscode.window.showInputBox({ title, prompt, ignoreFocusOut: true });
    if (given === undefined) throw new vscode.CancellationError();
    values.set(key, parameterValue(given));
  }
  const counted = Array.from({ length: most }, (_, i) => ({ value: values.get(String(i + 1)) ?? null }));
  const named = [...values].filter(([key]) => !/^\d+$/.test(key)).map(([name, value]) => ({ name, value }));
  return [...counted, ...named];
}

const MOST_PARAMETERS = 100;

function parameterValue(text: string): QueryCell {
  if (/^(?:true|false|null)$/.test(text)) return JSON.parse(text) as boolean | null;
  return /^-?\d+(?:\.\d+)?$/.test(text) && Number.isFinite(Number(text)) ? Number(text) : text;
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

/** The logs that were looked at last; where none are open, offers to open some. */
async function logsToAsk(services: Services): Promise<LoadedLogs | undefined> {
  const open = services.pages.latest()?.logs;
  if (open) return open;
  const files = vscode.l10n.t('Open Logs');
  const samples = vscode.l10n.t('Open Sample Logs');
  const said = vscode.l10n.t('No logs are open. A query runs on the records of opened logs.');
  const chosen = await vscode.window.showInformationMessage(said, files, samples);
  if (chosen === undefined) return undefined;
  await openLogs(services, chosen === files ? 'files' : 'samples');
  return services.pages.latest()?.logs;
}

function ask(logs: LoadedLogs, query: Omit<Query, 'limit'>): Thenable<QueryAnswer> {
  const title = vscode.l10n.t('Running the query');
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const signal = signalOf(token);
    if (logs.state.phase === 'loading') {
      progress.report({ message: vscode.l10n.t('the logs are still loading') });
      await Promise.race([logs.loaded, given(token)]);
    }
    if (token.isCancellationRequested) throw new vscode.CancellationError();
    const onProgress = ({ rows, of }: { readonly rows: number; readonly of: number }) =>
      progress.report({
        message: vscode.l10n.t('{0} of {1} records', rows.toLocaleString('en'), of.toLocaleString('en')),
      });
    return logs.ask('query', { ...query, limit: ALL_ROWS }, { signal, onProgress });
  });
}

const given = (token: vscode.CancellationToken): Promise<void> =>
  new Promise((resolve) => {
    token.onCancellationRequested(() => resolve());
  });

function page(logs: LoadedLogs, { now }: Omit<Query, 'limit'>, answer: QueryAnswer): string {
  const rows = answer.rows === 1 ? vscode.l10n.t('1 row') : vscode.l10n.t('{0} rows', answer.rows.toLocaleString('en'));
  const read = logs.state.counts.read.toLocaleString('en');
  const said = [vscode.l10n.t('{0} from {1} records of {2}, {3} ms', rows, read, logs.title, Math.ceil(answer.took))];
  if (now !== undefined) {
    said.push(vscode.l10n.t('NOW() is the time of the newest record: {0}', new Date(now).toISOString()));
  }
  said.push(...answer.warnings.map((warning) => vscode.l10n.t('Warning: {0}', warning)));
  if (answer.rows > SHOWN_ROWS) {
    said.push(vscode.l10n.t('The first {0} rows. Save the results to have them all.', SHOWN_ROWS.toLocaleString('en')));
  }
  const shown = { ...answer, values: answer.values.map((column) => column.slice(0, SHOWN_ROWS)) };
  return `${said.join('\n')}\n\n${queryTable(shown)}`;
}

async function pickQuery({ history }: Services): Promise<void> {
  const { queries } = history;
  if (queries.length === 0) {
    throw new Error(vscode.l10n.t('No query has been run in this workspace yet. Run one with: Run ES|QL Query'));
  }
  const choices = queries.map((text) => ({ label: text.replace(/\s+/g, ' ').slice(0, 200), text }));
  const title = vscode.l10n.t('Query History');
  const chosen = await vscode.window.showQuickPick(choices, {
    title,
    placeHolder: vscode.l10n.t('Opens in an editor'),
  });
  if (chosen) await openQuery(chosen.text);
}

async function saveResults(results: QueryResults): Promise<void> {
  const result = results.current();
  if (!result) throw new Error(vscode.l10n.t('No results are in sight. Run a query first.'));
  await result.save();
}

const FILTERS: Readonly<Record<QueryFormat, readonly [label: string, extension: string]>> = {
  csv: ['CSV', 'csv'],
  json: ['JSON', 'json'],
  ndjson: ['NDJSON', 'ndjson'],
};

/** Runs a query once more and saves all that it finds. */
export async function saveQuery(logs: LoadedLogs, query: Omit<Query, 'limit'>, format: QueryFormat): Promise<void> {
  await saveAnswer(await ask(logs, query), format);
}

async function saveAnswer(answer: QueryAnswer, wanted?: QueryFormat): Promise<void> {
  const formats = wanted ? [wanted] : (Object.keys(FILTERS) as QueryFormat[]);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save Results'),
    filters: Object.fromEntries(formats.map((format) => [FILTERS[format][0], [FILTERS[format][1]]])),
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `query-results.${formats[0]}`) }),
  });
  if (!target) return;
  const extension = extname(target.path).slice(1);
  const format = formats.find((one) => one === extension) ?? formats[0] ?? 'csv';
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(queryFile(answer, format)));
  const open = vscode.l10n.t('Open');
  const count = Math.min(answer.rows, answer.values[0]?.length ?? 0).toLocaleString('en');
  const said = vscode.l10n.t('Saved {0} rows. Written to: {1}', count, basename(target.path));
  void vscode.window.showInformationMessage(said, open).then((chosen) => {
    if (chosen === open) void vscode.commands.executeCommand('vscode.openWith', target, 'default');
  });
}
