/** Pushes a row of the Sources view: reads what it leads to and sends all of it, with no page. */
import * as vscode from 'vscode';
import type { SourceRef } from '../../session/protocol/protocol.ts';
import { mayLoad } from '../../views/aws/estimate.ts';
import type { LoadedLogs } from '../../views/loaded-logs.ts';
import type { Services } from '../../views/services.ts';
import { chooseConnection } from './choose.ts';
import { type Pushed, pushRecords } from './push.ts';

export async function pushSources(services: Services, sources: readonly SourceRef[]): Promise<void> {
  if (sources.length === 0) throw new Error(vscode.l10n.t('Choose a row in the Sources view that can be opened.'));
  if (!vscode.workspace.isTrusted && sources.some((source) => 'aws' in source))
    throw new Error(vscode.l10n.t('AWS cannot be asked while the workspace is not trusted.'));
  if (!(await mayLoad(services, sources))) return;
  const connection = await chooseConnection(services.connections);
  if (!connection) return;
  // Messages of a queue that is consumed go once their records are on the cluster, not when they are read.
  const hold = sources.some((source) => source.kind === 'sqs' && source.mode === 'consume');
  const inUse = services.openLogs.use(sources, hold);
  const { logs } = inUse;
  const acknowledge = (pushed: Pushed) => logs.ask('settle', pushed);
  try {
    if (!(await read(logs))) return;
    const { counts, documents = 0 } = logs.state;
    if (counts.read + documents === 0)
      throw new Error(vscode.l10n.t('No record has been read. Open logs that hold invocations.'));
    await pushRecords(services, logs, connection, { kind: 'all' }, hold ? acknowledge : undefined);
  } finally {
    // Where it came to no push they go back; where it did nothing is left to be told.
    if (hold) await acknowledge({ taken: false, refused: [] }).catch(() => undefined);
    inUse.dispose();
  }
}

/** Waits until all is read, or reading has ended. False where the user gave up: half of what was meant is not pushed. */
async function read(logs: LoadedLogs): Promise<boolean> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Reading {0}', logs.title),
    cancellable: true,
  };
  const gone = await vscode.window.withProgress(options, async (progress, token) => {
    const cancelled = new Promise<true>((resolve) => token.onCancellationRequested(() => resolve(true)));
    const told = logs.onDidChangeState(({ counts }) =>
      progress.report({ message: vscode.l10n.t('{0} records', counts.read.toLocaleString('en')) }),
    );
    try {
      const given = await Promise.race([logs.loaded.then(() => false), cancelled]);
      if (given) logs.cancel();
      await logs.loaded;
      return given;
    } finally {
      told.dispose();
    }
  });
  const { phase, reason } = logs.state;
  if (!gone && phase === 'failed')
    throw new Error(vscode.l10n.t('Reading has failed, and nothing was pushed: {0}', reason ?? ''));
  return !gone && phase !== 'cancelled';
}
