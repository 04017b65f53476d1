/** A bucket in the Sources view: what is between the slashes of its keys, listed when it is unfolded, a page at a time. */
import * as vscode from 'vscode';
import type { BucketPage } from '../../session/protocol/aws.ts';
import type { S3Source } from '../../session/protocol/protocol.ts';
import { parseLogPath } from '../../sources/logPath.ts';
import { sizeText } from '../sizes.ts';
import { keyOfSource, titleOfSource } from '../source-refs.ts';
import type { AwsWorker } from './aws-worker.ts';
import type { RemoteRoot, RemoteRow } from './remote-rows.ts';
import { stepOf } from './steps.ts';

/** Levels with a single way on that are gone through at once, such as `AWSLogs/ACCOUNT/BedrockModelInvocationLogs/`. */
const MOST_SINGLE = 6;

type Changed = (row: RemoteRow) => void;

/** What is below one prefix. Rows stay the same objects until they are forgotten. */
class Level {
  private readonly source: S3Source;
  private readonly aws: AwsWorker;
  private readonly owner: RemoteRow;
  private readonly changed: Changed;
  private prefix: string;
  private rows: RemoteRow[] = [];
  private token: string | undefined;
  private listing: Promise<void> | undefined;

  constructor(source: S3Source, owner: RemoteRow, aws: AwsWorker, changed: Changed) {
    this.source = source;
    this.prefix = source.prefix;
    this.owner = owner;
    this.aws = aws;
    this.changed = changed;
  }

  async children(): Promise<readonly RemoteRow[]> {
    this.listing ??= this.list();
    await this.listing;
    return this.token === undefined ? this.rows : [...this.rows, new MoreRow(this.source, () => this.more())];
  }

  private async more(): Promise<void> {
    this.listing = this.list();
    await this.listing;
    this.changed(this.owner);
  }

  private async list(): Promise<void> {
    try {
      this.add(await this.page());
    } catch (error) {
      // The next time that it is unfolded it is tried again.
      this.listing = undefined;
      this.rows = [...this.rows, new ProblemRow(this.source, error instanceof Error ? error.message : String(error))];
      this.token = undefined;
    }
  }

  private async page(): Promise<BucketPage> {
    if (!vscode.workspace.isTrusted)
      throw new Error(vscode.l10n.t('AWS cannot be asked while the workspace is not trusted.'));
    const { aws, bucket } = this.source;
    const token = this.token;
    for (let steps = 0; ; steps++) {
      const page = await this.aws.ask('browse', {
        aws,
        bucket,
        prefix: this.prefix,
        ...(token !== undefined && { token }),
      });
      const [only] = page.prefixes;
      const single = page.prefixes.length === 1 && page.objects.every(({ key }) => isAside(key)) && !page.token;
      if (only === undefined || !single || steps === MOST_SINGLE || token !== undefined) return page;
      // A day is not gone through: it is what people look for.
      if (stepOf(only).kind === 'day') return page;
      this.prefix = only;
    }
  }

  private add({ objects, prefixes, token }: BucketPage): void {
    const folders = prefixes
      .filter((prefix) => !prefix.endsWith('/data/'))
      .map((prefix) => new PrefixRow({ ...this.source, prefix }, this.aws, this.changed));
    const logs = objects
      .filter(({ key, size }) => !isAside(key) && !(size === 0 && key.endsWith('/')))
      .map(({ key, modified, size }) => new ObjectRow({ ...this.source, prefix: key }, size, modified));
    this.rows = [...this.rows.filter((row) => !(row instanceof ProblemRow)), ...newestFirst(folders), ...logs];
    this.token = token;
  }
}

function isAside(key: string): boolean {
  const { kind } = parseLogPath(key);
  return kind === 'body' || kind === 'permission check';
}

function newestFirst(rows: PrefixRow[]): PrefixRow[] {
  return rows.some(({ step }) => step.time) ? rows.reverse() : rows;
}

export class BucketRoot implements RemoteRoot {
  readonly source: S3Source;
  readonly opens: readonly S3Source[];
  private readonly emitter = new vscode.EventEmitter<RemoteRow>();
  readonly onDidChange = this.emitter.event;
  private readonly aws: AwsWorker;
  private level: Level;

  constructor(source: S3Source, aws: AwsWorker) {
    this.source = source;
    this.opens = [source];
    this.aws = aws;
    this.level = this.fresh();
  }

  item(): vscode.TreeItem {
    const row = new vscode.TreeItem(this.source.bucket, vscode.TreeItemCollapsibleState.Collapsed);
    row.id = keyOfSource(this.source);
    row.description = this.source.prefix;
    row.contextValue = 'source remote openable s3 arn';
    row.iconPath = new vscode.ThemeIcon('cloud');
    return row;
  }

  children(): Promise<readonly RemoteRow[]> {
    return this.level.children();
  }

  forget(): void {
    this.level = this.fresh();
  }

  dispose(): void {
    this.emitter.dispose();
  }

  private fresh(): Level {
    return new Level(this.source, this, this.aws, (row) => this.emitter.fire(row));
  }
}

class PrefixRow implements RemoteRow {
  readonly source: S3Source;
  readonly opens: readonly S3Source[];
  readonly step: ReturnType<typeof stepOf>;
  private readonly level: Level;

  constructor(source: S3Source, aws: AwsWorker, changed: Changed) {
    this.source = source;
    this.opens = [source];
    this.step = stepOf(source.prefix);
    this.level = new Level(source, this, aws, changed);
  }

  item(): vscode.TreeItem {
    const row = new vscode.TreeItem(this.step.label, vscode.TreeItemCollapsibleState.Collapsed);
    row.contextValue = 'remote openable s3 arn';
    row.iconPath = new vscode.ThemeIcon(this.step.icon);
    return row;
  }

  children(): Promise<readonly RemoteRow[]> {
    return this.level.children();
  }
}

class ObjectRow implements RemoteRow {
  readonly source: S3Source;
  readonly opens: readonly S3Source[];
  private readonly size: number;
  private readonly modified: number;

  constructor(source: S3Source, size: number, modified: number) {
    this.source = source;
    this.opens = [source];
    this.size = size;
    this.modified = modified;
  }

  item(): vscode.TreeItem {
    const row = new vscode.TreeItem(titleOfSource(this.source));
    const written = `${new Date(this.modified).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
    row.description = `${sizeText(this.size)}, ${written}`;
    row.contextValue = 'remote openable s3 arn';
    row.iconPath = new vscode.ThemeIcon('file-zip');
    return row;
  }

  async children(): Promise<readonly RemoteRow[]> {
    return [];
  }
}

/** Stands where a page ends. */
class MoreRow implements RemoteRow {
  readonly source: S3Source;
  readonly opens: readonly S3Source[] = [];
  readonly more: () => Promise<void>;

  constructor(source: S3Source, more: () => Promise<void>) {
    this.source = source;
    this.more = more;
  }

  item(): vscode.TreeItem {
    const row = new vscode.TreeItem(vscode.l10n.t('Load More'));
    row.iconPath = new vscode.ThemeIcon('ellipsis');
    row.command = {
      command: 'bedrockLogs.loadMoreObjects',
      title: vscode.l10n.t('Load More'),
      arguments: [{ kind: 'remote', row: this }],
    };
    return row;
  }

  async children(): Promise<readonly RemoteRow[]> {
    return [];
  }
}

/** Why nothing, or no more, could be listed. */
class ProblemRow implements RemoteRow {
  readonly source: S3Source;
  readonly opens: readonly S3Source[] = [];
  private readonly problem: string;

  constructor(source: S3Source, problem: string) {
    this.source = source;
    this.problem = problem;
  }

  item(): vscode.TreeItem {
    const row = new vscode.TreeItem(this.problem);
    row.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('errorForeground'));
    row.command = { command: 'bedrockLogs.refreshSources', title: vscode.l10n.t('Refresh') };
    return row;
  }

  async children(): Promise<readonly RemoteRow[]> {
    return [];
  }
}
