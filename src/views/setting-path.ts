import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';

/** A path of a setting: `~` is the home folder; what is not absolute lies in the first folder of the workspace. */
export function settingPath(path: string): string | undefined {
  const text = path.trim();
  if (text === '') return undefined;
  if (text === '~' || /^~[\\/]/.test(text)) return join(homedir(), text.slice(1));
  if (isAbsolute(text)) return text;
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  return folder?.uri.scheme === 'file' ? join(folder.uri.fsPath, text) : undefined;
}
