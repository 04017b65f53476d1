/** Queries that are kept as files of the workspace, so that a team has them under version control: `.bedrock-logs/queries/*.esql`. */
import * as vscode from 'vscode';
import type { SavedQuery } from '../session/protocol/protocol.ts';

const FOLDER = ['.bedrock-logs', 'queries'] as const;
const ENDING = '.esql';
/** Files that are listed, and bytes of one: the language takes no longer query. */
const MOST_FILES = 200;
const MOST_BYTES = 1_000_000;
/** Characters that no file system and no shell takes for more than a letter. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} _().,+-]{0,79}$/u;

/** By name; those that cannot be read are left out. */
export async function savedQueries(): Promise<readonly SavedQuery[]> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const found = (await Promise.all(folders.map(({ uri }) => queriesIn(vscode.Uri.joinPath(uri, ...FOLDER))))).flat();
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function queriesIn(folder: vscode.Uri): Promise<readonly SavedQuery[]> {
  const { fs } = vscode.workspace;
  const entries = await fs.readDirectory(folder).then(
    (all) => all,
    () => [],
  );
  const names = entries
    .filter(([name, type]) => (type & vscode.FileType.File) !== 0 && name.endsWith(ENDING))
    .map(([name]) => name);
  const read = async (name: string): Promise<readonly SavedQuery[]> => {
    const file = vscode.Uri.joinPath(folder, name);
    try {
      if ((await fs.stat(file)).size > MOST_BYTES) return [];
      return [{ name: name.slice(0, -ENDING.length), text: new TextDecoder().decode(await fs.readFile(file)) }];
    } catch {
      // Taken away or closed to us since it was listed.
      return [];
    }
  };
  return (await Promise.all(names.sort().slice(0, MOST_FILES).map(read))).flat();
}

/** Asks for a name and writes the file; undefined where the user gave up. */
export async function keepQuery(text: string): Promise<SavedQuery | undefined> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!folder) {
    throw new Error(
      vscode.l10n.t('Queries are saved as files of the workspace. Open a folder first, or: Open in editor'),
    );
  }
  const before = await savedQueries();
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Save Query'),
    prompt: vscode.l10n.t('Name of the query. It is kept in the workspace in: {0}', FOLDER.join('/')),
    value: nameFrom(text),
    validateInput: (typed) => faultOf(typed, before),
  });
  if (name === undefined) return undefined;
  const file = vscode.Uri.joinPath(folder.uri, ...FOLDER, `${name}${ENDING}`);
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text.endsWith('\n') ? text : `${text}\n`));
  return { name, text };
}

function faultOf(name: string, before: readonly SavedQuery[]): vscode.InputBoxValidationMessage | undefined {
  if (!NAME.test(name)) {
    const message = vscode.l10n.t(
      'A name has letters, figures, blanks and _().,+- and begins with a letter or a figure.',
    );
    return { message, severity: vscode.InputBoxValidationSeverity.Error };
  }
  if (!before.some((saved) => saved.name === name)) return undefined;
  const message = vscode.l10n.t('There is such a query: it will be replaced.');
  return { message, severity: vscode.InputBoxValidationSeverity.Warning };
}

/** The comment that a query begins with is its name. */
function nameFrom(text: string): string {
  const said = /^\s*\/\/\s*(.+)/.exec(text)?.[1]?.slice(0, 80).trim() ?? '';
  return NAME.test(said) ? said : '';
}
