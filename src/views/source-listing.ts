/** What stands below one source: listed when asked for, forgotten when its folder changes. */
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import type { FileSource } from '../session/protocol/protocol.ts';
import { listFiles } from '../sources/files.ts';
import { groupFiles, type LogGroup } from './log-groups.ts';

/** Files that one source lists at most in the tree; loading reads all of them. */
export const MAX_LISTED = 50_000;
/** A burst of changes below a folder is followed once. */
const QUIET_MS = 500;

export class SourceListing implements vscode.Disposable {
  readonly source: FileSource;
  tree: LogGroup | undefined;
  /** Why it could not be listed. */
  problem: string | undefined;
  /** There are more files than are listed. */
  more = false;
  private readonly changed = new vscode.EventEmitter<void>();
  /** Fires when what is shown of the source itself has changed, and when what was listed may no longer hold. */
  readonly onDidChange = this.changed.event;
  private readonly owned: vscode.Disposable[];
  private readonly ending = new AbortController();
  private listing: Promise<void> | undefined;
  private quiet: NodeJS.Timeout | undefined;

  constructor(source: FileSource) {
    this.source = source;
    this.owned = [this.changed, this.watch()];
  }

  /** Lists once until it is forgotten. Never rejects. */
  list(): Promise<void> {
    this.listing ??= this.read();
    return this.listing;
  }

  forget(): void {
    this.listing = undefined;
    this.tree = undefined;
    this.problem = undefined;
    this.more = false;
  }

  dispose(): void {
    this.ending.abort();
    clearTimeout(this.quiet);
    for (const owned of this.owned) owned.dispose();
  }

  private async read(): Promise<void> {
    const { path } = this.source;
    try {
      const { files, problems } = await listFiles([path], this.ending.signal);
      const missing = problems.some(({ named }) => named);
      this.problem = missing ? vscode.l10n.t('not found or not readable') : undefined;
      this.more = files.length > MAX_LISTED;
      this.tree = missing ? undefined : groupFiles(path, files.slice(0, MAX_LISTED));
    } catch {
      return; // Nobody looks at it any more.
    }
    this.changed.fire();
  }

  private watch(): vscode.Disposable {
    const { kind, path } = this.source;
    const folder = vscode.Uri.file(kind === 'folder' ? path : dirname(path));
    const pattern = new vscode.RelativePattern(folder, kind === 'folder' ? '**/*' : basename(path));
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const again = () => {
      clearTimeout(this.quiet);
      this.quiet = setTimeout(() => {
        this.forget();
        this.changed.fire();
      }, QUIET_MS);
    };
    return vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(again),
      watcher.onDidDelete(again),
      watcher.onDidChange(again),
    );
  }
}
