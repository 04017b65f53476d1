/** A bucket in the Sources view: what is between the slashes of its keys. */
import * as vscode from 'vscode';
import type { BucketPage } from '../../session/protocol/aws.ts';
import type { S3Source } from '../../session/protocol/protocol.ts';
import { parseLogPath } from '../../sources/logPath.ts';
import { sizeText } from '../sizes.ts';
import { titleOfSource } from '../source-refs.ts';
import type { AwsWorker } from './aws-worker.ts';
import { type Changed, Level, type ListedPage } from './level.ts';
import { ListedRoot, type RemoteRow } from './remote-rows.ts';
import { stepOf } from './steps.ts';

/** Levels with a single way on that are gone through at once, such as `AWSLogs/ACCOUNT/BedrockModelInvocationLogs/`. */
const MOST_SINGLE = 6;

/** Lists what is below the prefix of a source. */
function levelOf(source: S3Source, owner: RemoteRow, aws: AwsWorker, changed: Changed): Level {
  // Levels that were gone through are not gone through again for the next page.
  let { prefix } = source;
  return new Level(owner, changed, async (token, signal) => {
    for (let steps = 0; ; steps++) {
      const params = { aws: source.aws, bucket: source.bucket, prefix, ...(token !== undefined && { token }) };
      const page = await aws.ask('browse', params, { signal });
      const [only] = page.prefixes;
      const single = page.prefixes.length === 1 && page.objects.every(({ key }) => isAside(key)) && !page.token;
      // A day is not gone through: it is what people look for.
      const stays = steps === MOST_SINGLE || token !== undefined || only === undefined || stepOf(only).kind === 'day';
      if (!single || stays) return rowsOf(page, source, aws, changed);
      prefix = only;
    }
  });
}

function rowsOf(
  { objects, prefixes, token }: BucketPage,
  source: S3Source,
  aws: AwsWorker,
  changed: Changed,
): ListedPage {
  const folders = prefixes
    .filter((prefix) => !prefix.endsWith('/data/'))
    .map((prefix) => new PrefixRow({ ...source, prefix }, aws, changed));
  const logs = objects
    .filter(({ key, size }) => !isAside(key) && !(size === 0 && key.endsWith('/')))
    .map(({ key, modified, size }) => new ObjectRow({ ...source, prefix: key }, size, modified));
  return { rows: [...newestFirst(folders), ...logs], token };
}

function isAside(key: string): boolean {
  const { kind } = parseLogPath(key);
  return kind === 'body' || kind === 'permission check';
}

function newestFirst(rows: PrefixRow[]): PrefixRow[] {
  return rows.some(({ step }) => step.time) ? rows.reverse() : rows;
}

export class BucketRoot extends ListedRoot<S3Source> {
  private readonly aws: AwsWorker;

  constructor(source: S3Source, aws: AwsWorker) {
    super(source);
    this.aws = aws;
  }

  override item(): vscode.TreeItem {
    const row = super.item();
    row.label = this.source.bucket;
    row.description = this.source.prefix;
    return row;
  }

  protected fresh(): Level {
    return levelOf(this.source, this, this.aws, this.changed);
  }
}

class PrefixRow implements RemoteRow {
  readonly source: S3Source;
  readonly opens: readonly S3Source[];
  readonly step: ReturnType<typeof stepOf>;
  readonly level: Level;

  constructor(source: S3Source, aws: AwsWorker, changed: Changed) {
    this.source = source;
    this.opens = [source];
    this.step = stepOf(source.prefix);
    this.level = levelOf(source, this, aws, changed);
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
