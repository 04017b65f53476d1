/**
 * The sources that the user keeps in the Sources view: files and folders with the workspace's own state, what is in AWS
 * in the settings, where it can be read, shared and written by hand. None of it is secret.
 */
import * as vscode from 'vscode';
import type { SourceRef } from '../session/protocol/protocol.ts';
import { isSourceRef } from '../session/protocol/source-guards.ts';
import { setContext } from './context-keys.ts';
import { awsSources } from './settings.ts';
import { areSourceRefs, sameSource } from './source-refs.ts';

const STORED_AS = 'sources';
const SETTING = 'aws.sources';

export class SourceList implements vscode.Disposable {
  private readonly memory: vscode.Memento;
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly wanted = new vscode.EventEmitter<SourceRef>();
  /** Fires with a source that the user is to see next. */
  readonly onDidWant = this.wanted.event;
  private list: readonly SourceRef[];
  private readonly following: vscode.Disposable;

  constructor(memory: vscode.Memento) {
    this.memory = memory;
    this.list = this.stored();
    this.following = vscode.workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration(`bedrockLogs.${SETTING}`)) return;
      this.list = this.stored();
      this.tell();
    });
    this.tell();
  }

  get sources(): readonly SourceRef[] {
    return this.list;
  }

  async add(sources: readonly SourceRef[]): Promise<void> {
    const added = sources.filter((source) => !this.list.some((known) => sameSource(known, source)));
    if (added.length > 0) await this.store([...this.list, ...added]);
  }

  async remove(source: SourceRef): Promise<void> {
    await this.store(this.list.filter((known) => !sameSource(known, source)));
  }

  /** Brings a source in sight and the focus to it. */
  show(source: SourceRef): void {
    this.wanted.fire(source);
  }

  dispose(): void {
    this.following.dispose();
    this.changed.dispose();
    this.wanted.dispose();
  }

  private async store(list: readonly SourceRef[]): Promise<void> {
    this.list = list;
    this.tell();
    const kept = (source: SourceRef): boolean => 'path' in source;
    await this.memory.update(STORED_AS, list.filter(kept));
    const remote = list.filter((source) => !kept(source));
    if (JSON.stringify(remote) === JSON.stringify(remoteSources())) return;
    await vscode.workspace.getConfiguration('bedrockLogs').update(SETTING, remote, target());
  }

  private stored(): readonly SourceRef[] {
    const files = this.memory.get<unknown>(STORED_AS);
    return [...(areSourceRefs(files) ? files.filter((source) => 'path' in source) : []), ...remoteSources()];
  }

  private tell(): void {
    setContext('bedrockLogs.sources', this.list.length > 0);
    this.changed.fire();
  }
}

/** Entries that are none are passed over; a workspace that is not trusted has no say, which the manifest declares. */
function remoteSources(): readonly SourceRef[] {
  return awsSources()
    .filter(isSourceRef)
    .filter((source) => !('path' in source));
}

/** The settings of the workspace where they have sources already, else the user's. */
function target(): vscode.ConfigurationTarget {
  const inspected = vscode.workspace.getConfiguration('bedrockLogs').inspect(SETTING);
  return inspected?.workspaceValue === undefined
    ? vscode.ConfigurationTarget.Global
    : vscode.ConfigurationTarget.Workspace;
}
