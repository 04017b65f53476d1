/** The user's table of prices: the file that the settings name, read again when it changes. */
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import type { PriceFile } from '../session/protocol/protocol.ts';
import { settingPath } from './setting-path.ts';
import { settings } from './settings.ts';

/** Bytes; a table of prices has a few kilobytes. */
const LARGEST = 1024 * 1024;

export class PriceTables implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** Fires when the prices may be others than before. */
  readonly onDidChange = this.changed.event;
  private readonly following: vscode.Disposable;
  private watcher: vscode.Disposable | undefined;
  private watched = '';

  constructor() {
    this.following = vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('bedrockLogs.prices')) this.changed.fire();
    });
  }

  /** Where the settings say that the table is; undefined where they name none. */
  get path(): string | undefined {
    return settingPath(settings().prices);
  }

  /** What the file holds, or why it could not be read; undefined where the settings name none. */
  async read(): Promise<PriceFile | undefined> {
    const { path } = this;
    this.watch(path);
    if (path === undefined) return undefined;
    try {
      const text = await readFile(path, 'utf8');
      if (text.length > LARGEST) return { problem: vscode.l10n.t('The table of prices is too large: {0}', path) };
      return { json: JSON.parse(text) };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { problem: vscode.l10n.t('The table of prices could not be read: {0}', reason) };
    }
  }

  dispose(): void {
    this.following.dispose();
    this.watcher?.dispose();
    this.changed.dispose();
  }

  private watch(path: string | undefined): void {
    if (path === this.watched) return;
    this.watched = path ?? '';
    this.watcher?.dispose();
    this.watcher = undefined;
    if (path === undefined) return;
    const pattern = new vscode.RelativePattern(vscode.Uri.file(dirname(path)), basename(path));
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const fire = (): void => this.changed.fire();
    this.watcher = vscode.Disposable.from(
      watcher,
      watcher.onDidChange(fire),
      watcher.onDidCreate(fire),
      watcher.onDidDelete(fire),
    );
  }
}
