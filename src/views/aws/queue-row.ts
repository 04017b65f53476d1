/** A queue in the Sources view: how many messages wait, and what becomes of those that nobody can use. */
import * as vscode from 'vscode';
import type { QueueFigures } from '../../session/protocol/aws.ts';
import type { QueueSource } from '../../session/protocol/protocol.ts';
import type { AwsWorker } from './aws-worker.ts';
import { PlainRoot } from './remote-rows.ts';

export class QueueRoot extends PlainRoot<QueueSource> {
  private readonly aws: AwsWorker;
  private asked: Promise<void> | undefined;
  private figures: QueueFigures | undefined;
  private problem: string | undefined;

  constructor(source: QueueSource, aws: AwsWorker) {
    super(source);
    this.aws = aws;
  }

  override item(): vscode.TreeItem {
    this.asked ??= this.ask();
    const row = super.item();
    const { held, waiting, redrive } = this.figures ?? {};
    const mode = this.source.mode === 'peek' ? vscode.l10n.t('peek') : vscode.l10n.t('consume');
    if (this.problem !== undefined) {
      row.description = this.problem;
      row.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('errorForeground'));
    } else if (waiting !== undefined) {
      const parts = [vscode.l10n.t('{0} waiting', waiting.toLocaleString('en')), mode];
      if (held) parts.splice(1, 0, vscode.l10n.t('{0} held', held.toLocaleString('en')));
      if (!redrive) parts.push(vscode.l10n.t('no redrive policy'));
      row.description = parts.join(', ');
    } else row.description = mode;
    return row;
  }

  override forget(): void {
    this.asked = undefined;
    this.problem = undefined;
  }

  private async ask(): Promise<void> {
    if (!vscode.workspace.isTrusted) return;
    try {
      this.figures = await this.aws.ask('queue', { aws: this.source.aws, url: this.source.url });
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
    this.tell();
  }
}
