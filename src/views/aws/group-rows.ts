/** Log groups in the Sources view: those that begin with a prefix, and the streams of each, the latest first. */
import * as vscode from 'vscode';
import type { LogsSource } from '../../session/protocol/sources.ts';
import type { AwsWorker } from './aws-worker.ts';
import { type Changed, Level } from './level.ts';
import { ListedRoot, type RemoteRow } from './remote-rows.ts';

function levelOf(source: LogsSource, owner: RemoteRow, aws: AwsWorker, changed: Changed): Level {
  if (!source.group.endsWith('*')) return streamsOf(source, owner, aws, changed);
  const prefix = source.group.slice(0, -1);
  return new Level(owner, changed, async (_, signal) => {
    const params = { aws: source.aws, prefix, ...(source.linked === true && { linked: true }) };
    const groups = await aws.ask('groups', params, { signal });
    if (groups.length === 0) throw new Error(vscode.l10n.t('No log group has a name that begins so.'));
    return { rows: groups.map((group) => new GroupRow({ ...source, group }, aws, changed)) };
  });
}

function streamsOf(source: LogsSource, owner: RemoteRow, aws: AwsWorker, changed: Changed): Level {
  return new Level(owner, changed, async (token, signal) => {
    const { group, streams: prefix } = source;
    const params = { aws: source.aws, group, ...(prefix && { prefix }), ...(token !== undefined && { token }) };
    const page = await aws.ask('streams', params, { signal });
    const rows = page.streams.map(({ latest, name }) => new StreamRow({ ...source, streams: name }, latest));
    return { rows, token: page.token };
  });
}

export class GroupRoot extends ListedRoot<LogsSource> {
  private readonly aws: AwsWorker;

  constructor(source: LogsSource, aws: AwsWorker) {
    super(source);
    this.aws = aws;
  }

  protected fresh(): Level {
    return levelOf(this.source, this, this.aws, this.changed);
  }
}

class GroupRow implements RemoteRow {
  readonly source: LogsSource;
  readonly opens: readonly LogsSource[];
  readonly level: Level;

  constructor(source: LogsSource, aws: AwsWorker, changed: Changed) {
    this.source = source;
    this.opens = [source];
    this.level = streamsOf(source, this, aws, changed);
  }

  item(): vscode.TreeItem {
    const row = new vscode.TreeItem(this.source.group, vscode.TreeItemCollapsibleState.Collapsed);
    row.contextValue = 'remote openable logs arn';
    row.iconPath = new vscode.ThemeIcon('output');
    return row;
  }

  children(): Promise<readonly RemoteRow[]> {
    return this.level.children();
  }
}

class StreamRow implements RemoteRow {
  readonly source: LogsSource;
  readonly opens: readonly LogsSource[];
  private readonly latest: number | undefined;

  /** `latest`: when its last event was written, epoch ms. */
  constructor(source: LogsSource, latest: number | undefined) {
    this.source = source;
    this.opens = [source];
    this.latest = latest;
  }

  item(): vscode.TreeItem {
    const row = new vscode.TreeItem(this.source.streams ?? '');
    if (this.latest !== undefined)
      row.description = `${new Date(this.latest).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
    row.contextValue = 'remote openable logs arn';
    row.iconPath = new vscode.ThemeIcon('list-flat');
    return row;
  }

  async children(): Promise<readonly RemoteRow[]> {
    return [];
  }
}
