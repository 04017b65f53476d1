/** Rows of the Sources view for sources that are fetched. */
import * as vscode from 'vscode';
import type { FileSource, SourceRef } from '../../session/protocol/protocol.ts';
import { keyOfSource, titleOfSource } from '../source-refs.ts';

/** A source that is not on the disk. */
export type FetchedSource = Exclude<SourceRef, FileSource>;

export interface RemoteRow {
  /** The source that the user keeps. */
  readonly source: FetchedSource;
  /** What is loaded when the row is opened; nothing if it cannot be. */
  readonly opens: readonly SourceRef[];
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
export class PlainRoot implements RemoteRoot {
  readonly source: FetchedSource;
  readonly opens: readonly SourceRef[];
  private readonly changed = new vscode.EventEmitter<RemoteRow>();
  readonly onDidChange = this.changed.event;

  constructor(source: FetchedSource) {
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

  protected tell(): void {
    this.changed.fire(this);
  }

  dispose(): void {
    this.changed.dispose();
  }
}
