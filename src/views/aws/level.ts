/** What is below a row of the Sources view: listed when it is unfolded, a page at a time; given up, and tried again. */
import * as vscode from 'vscode';
import { isAborted } from '../asking.ts';
import type { FetchedSource, RemoteRow } from './remote-rows.ts';

export interface ListedPage {
  readonly rows: readonly RemoteRow[];
  /** Gives the next page. */
  readonly token?: string | undefined;
}

export type ListPage = (token: string | undefined, signal: AbortSignal) => Promise<ListedPage>;
/** Tells that what a row says, or what is below it, is not what it was. */
export type Changed = (row: RemoteRow) => void;

/**
 * A listing that is done sooner is not shown as one: rows would only flicker. After it the view is answered with what is
 * there, for it shows nothing new as long as it waits for an answer.
 */
const SHOWN_AFTER_MS = 400;

/** Rows stay the same objects until the level is forgotten. */
export class Level {
  private readonly owner: RemoteRow;
  private readonly changed: Changed;
  private readonly page: ListPage;
  private rows: readonly RemoteRow[] = [];
  private problem: RemoteRow | undefined;
  private token: string | undefined;
  private listing: Promise<void> | undefined;
  private giving: AbortController | undefined;
  /** Resolves when the listing has gone on for so long that it is said. */
  private shown: Promise<void> = Promise.resolve();

  constructor(owner: RemoteRow, changed: Changed, page: ListPage) {
    this.owner = owner;
    this.changed = changed;
    this.page = page;
  }

  /** It is being listed, for long enough to be said. */
  busy = false;

  async children(): Promise<readonly RemoteRow[]> {
    this.listing ??= this.list();
    if (!this.busy) await Promise.race([this.listing, this.shown]);
    if (this.busy) return [...this.rows, new ListingRow(this.owner.source, this)];
    if (this.problem) return [...this.rows, this.problem];
    return this.token === undefined ? this.rows : [...this.rows, new MoreRow(this.owner.source, () => this.more())];
  }

  /** Gives up a listing that is under way. */
  cancel(): void {
    this.giving?.abort();
  }

  /** The next page, or once more the one that could not be had. */
  private async more(): Promise<void> {
    if (this.giving) return;
    this.listing = this.list();
    await this.listing;
    this.changed(this.owner);
  }

  private async list(): Promise<void> {
    const giving = new AbortController();
    this.giving = giving;
    let saying: NodeJS.Timeout | undefined;
    this.shown = new Promise((resolve) => {
      saying = setTimeout(() => {
        this.say(true);
        resolve();
      }, SHOWN_AFTER_MS);
    });
    try {
      if (!vscode.workspace.isTrusted)
        throw new Error(vscode.l10n.t('AWS cannot be asked while the workspace is not trusted.'));
      const { rows, token } = await this.page(this.token, giving.signal);
      this.rows = [...this.rows, ...rows];
      this.token = token;
      this.problem = undefined;
    } catch (error) {
      this.problem = new ProblemRow(this.owner.source, error, () => this.more());
    } finally {
      clearTimeout(saying);
      this.giving = undefined;
      if (this.busy) this.say(false);
    }
  }

  private say(busy: boolean): void {
    this.busy = busy;
    this.changed(this.owner);
  }
}

/** Stands below a row while it is listed. */
class ListingRow implements RemoteRow {
  readonly source: FetchedSource;
  readonly opens = [];
  readonly level: Level;

  constructor(source: FetchedSource, level: Level) {
    this.source = source;
    this.level = level;
  }

  item(): vscode.TreeItem {
    return new vscode.TreeItem(vscode.l10n.t('Listing...'));
  }

  async children(): Promise<readonly RemoteRow[]> {
    return [];
  }
}

/** Stands where a page ends. */
class MoreRow implements RemoteRow {
  readonly source: FetchedSource;
  readonly opens = [];
  readonly more: () => Promise<void>;

  constructor(source: FetchedSource, more: () => Promise<void>) {
    this.source = source;
    this.more = more;
  }

  item(): vscode.TreeItem {
    const row = new vscode.TreeItem(vscode.l10n.t('Load More'));
    row.iconPath = new vscode.ThemeIcon('ellipsis');
    row.command = loadMore(this, vscode.l10n.t('Load More'));
    return row;
  }

  async children(): Promise<readonly RemoteRow[]> {
    return [];
  }
}

/** Why nothing, or no more, could be listed. Opening the row tries it again. */
class ProblemRow implements RemoteRow {
  readonly source: FetchedSource;
  readonly opens = [];
  readonly more: () => Promise<void>;
  private readonly problem: string;
  private readonly cancelled: boolean;

  constructor(source: FetchedSource, error: unknown, again: () => Promise<void>) {
    this.source = source;
    this.more = again;
    this.cancelled = isAborted(error);
    this.problem = error instanceof Error ? error.message : String(error);
  }

  item(): vscode.TreeItem {
    const row = new vscode.TreeItem(this.cancelled ? vscode.l10n.t('Listing was cancelled. Try again') : this.problem);
    row.iconPath = this.cancelled
      ? new vscode.ThemeIcon('circle-slash')
      : new vscode.ThemeIcon('error', new vscode.ThemeColor('errorForeground'));
    row.command = loadMore(this, vscode.l10n.t('Try again'));
    return row;
  }

  async children(): Promise<readonly RemoteRow[]> {
    return [];
  }
}

function loadMore(row: RemoteRow, title: string): vscode.Command {
  return { command: 'bedrockLogs.loadMoreObjects', title, arguments: [{ kind: 'remote', row }] };
}
