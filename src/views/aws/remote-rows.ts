/** Rows of the Sources view for sources that are fetched. */
import * as vscode from 'vscode';
import type { FileSource, SourceRef } from '../../session/protocol/protocol.ts';
import { keyOfSource, titleOfSource } from '../source-refs.ts';
import type { Level } from './level.ts';

/** A source that is not on the disk. */
export type FetchedSource = Exclude<SourceRef, FileSource>;

export interface RemoteRow {
  /** The source that the user keeps. */
  readonly source: FetchedSource;
  /** What is loaded when the row is opened; nothing if it cannot be. */
  readonly opens: readonly FetchedSource[];
  /** What is below it, if that has to be listed. */
  readonly level?: Level;
  item(): vscode.TreeItem;
  children(): Promise<readonly RemoteRow[]>;
  /** Of the row behind a page: brings the next one. */
  more?(): Promise<void>;
}

/** The row of a kept source itself. */
export interface RemoteRoot extends RemoteRow, vscode.Disposable {
  /** Fires with the row whose children have changed. */
  readonly onDidChange: vscode.Event<RemoteRow>;
  /** What was listed may no longer hold. */
  forget(): void;
}

const ICONS = { s3: 'cloud', sqs: 'mail', logs: 'output', metrics: 'graph' } as const;

/** A source without anything below it. */
export class PlainRoot<S extends FetchedSource = FetchedSource> implements RemoteRoot {
  readonly source: S;
  readonly opens: readonly S[];
  private readonly emitter = new vscode.EventEmitter<RemoteRow>();
  readonly onDidChange = this.emitter.event;

  constructor(source: S) {
    this.source = source;
    this.opens = [source];
  }

  item(): vscode.TreeItem {
    const row = new vscode.TreeItem(titleOfSource(this.source));
    row.id = keyOfSource(this.source);
    row.contextValue = `source remote openable ${this.source.kind}${this.source.kind === 'metrics' ? '' : ' arn'}`;
    row.iconPath = new vscode.ThemeIcon(ICONS[this.source.kind]);
    return row;
  }

  async children(): Promise<readonly RemoteRow[]> {
    return [];
  }

  forget(): void {}

  protected tell(row: RemoteRow = this): void {
    this.emitter.fire(row);
  }

  dispose(): void {
    this.emitter.dispose();
  }
}

/** A source with rows below it, which are listed when it is unfolded. */
export abstract class ListedRoot<S extends FetchedSource> extends PlainRoot<S> {
  private listed: Level | undefined;
  protected readonly changed = (row: RemoteRow): void => this.tell(row);

  get level(): Level {
    this.listed ??= this.fresh();
    return this.listed;
  }

  override item(): vscode.TreeItem {
    const row = super.item();
    row.collapsibleState = vscode.TreeItemCollapsibleState.Collapsed;
    return row;
  }

  override children(): Promise<readonly RemoteRow[]> {
    return this.level.children();
  }

  override forget(): void {
    this.listed?.cancel();
    this.listed = undefined;
  }

  override dispose(): void {
    this.listed?.cancel();
    super.dispose();
  }

  protected abstract fresh(): Level;
}
