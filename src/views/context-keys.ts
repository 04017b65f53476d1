/** What `when` clauses of commands and views ask. */
import * as vscode from 'vscode';

const contexts = new Map<string, unknown>();

/** Sets a context key of `when` clauses; a value that it has already is not sent again. */
export function setContext(key: string, value: boolean): void {
  if (contexts.get(key) === value) return;
  contexts.set(key, value);
  void vscode.commands.executeCommand('setContext', key, value);
}
