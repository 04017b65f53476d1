/** Opens the user's table of prices; where there is none, an example of one is put where the user says. */
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { Services } from '../views/services.ts';

const NAME = 'bedrock-prices.json';

export async function editPrices({ prices, extension }: Services): Promise<void> {
  const path = prices.path ?? (await choosePlace());
  if (path === undefined) return;
  if (!(await isThere(path))) {
    const example = vscode.Uri.joinPath(extension, 'media', 'prices.example.json');
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, await readFile(example.fsPath, 'utf8'), { flag: 'wx' });
  }
  await vscode.window.showTextDocument(vscode.Uri.file(path));
}

/** Asks where the table is to be kept, and says so in the settings: of the workspace where there is one. */
async function choosePlace(): Promise<string | undefined> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const chosen = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Where to keep the table of prices'),
    saveLabel: vscode.l10n.t('Keep prices here'),
    filters: { JSON: ['json'] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder.uri, NAME) }),
  });
  if (!chosen) return undefined;
  const { ConfigurationTarget } = vscode;
  await vscode.workspace
    .getConfiguration('bedrockLogs.prices')
    .update('file', chosen.fsPath, folder ? ConfigurationTarget.Workspace : ConfigurationTarget.Global);
  return chosen.fsPath;
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
