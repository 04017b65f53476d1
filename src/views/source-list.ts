/** The sources that the user keeps in the Sources view, stored with the workspace. */
import * as vscode from 'vscode';
import type { SourceRef } from '../session/protocol/protocol.ts';
import { setContext } from './pages.ts';
import { areSourceRefs, sameSource } from './source-refs.ts';

const STORED_AS = 'sources';

export class SourceList implements vscode.Disposable {
  private readonly memory: vscode.Memento;
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private list: readonly SourceRef[];

  constructor(memory: vscode.Memento) {
    this.memory = memory;
    const stored = memory.get<unknown>(STORED_AS);
    this.list = areSourceRefs(stored) ? stored : [];
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

  dispose(): void {
    this.changed.dispose();
  }

  private async store(list: readonly SourceRef[]): Promise<void> {
    this.list = list;
    this.tell();
    await this.memory.update(STORED_AS, list);
  }

  private tell(): void {
    setContext('bedrockLogs.sources', this.list.length > 0);
    this.changed.fire();
  }
}
