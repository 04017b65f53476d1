/** Pushes a row of the Sources view: reads what it leads to and sends all of it, with no page. */
import * as vscode from 'vscode';
import type { SourceRef } from '../../session/protocol/protocol.ts';
import { mayLoad } from '../../views/aws/estimate.ts';
import type { LoadedLogs } from '../../views/loaded-logs.ts';
import type { Services } from '../../views/services.ts';
import { chooseConnection } from './choose.ts';
import { pushRecords } from './push.ts';

export async function pushSources(services: Services, sources: readonly SourceRef[]): Promise<void> {
  if (sources.length === 0) throw new Error(vscode.l10n.t('Choose a row in the Sources view that can be opened.'));
  if (!vscode.workspace.isTrusted && sources.some((source) => 'aws' in source))
    throw new Error(vscode.l10n.t('AWS cannot be asked while the workspace is not trusted.'));
  // What is read of a queue is acknowledged then, before it is pushed: only the terminal waits for the push.
  if (sources.some((source) => source.kind === 'sqs' && source.mode === 'consume'))
    throw new Error(vscode.l10n.t('A queue that is consumed is pushed by the command line tool: bedrock-logs push'));
  if (!(await mayLoad(services, sources))) return;
  const connection = await chooseConnection(services.connections);
  if (!connection) return;
  const inUse = services.openLogs.use(sources);
  try {
    if (!(await read(inUse.logs))) return;
    const { counts, documents = 0 } = inUse.logs.state;
    if (counts.read + documents === 0)
      throw new Error(vscode.l10n.t('No record has been read. Open logs that hold invocations.'));
    await pushRecords(services, inUse.logs, connection, { kind: 'all' });
  } finally {
    inUse.dispose();
  }
}

/** Waits until all is read. False where the user gave up: half of what was meant is not pushed. */
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
      return await Promise.race([logs.loaded.then(() => false), cancelled]);
    } finally {
      told.dispose();
    }
  });
  const { phase, reason } = logs.state;
  if (!gone && phase === 'failed')
    throw new Error(vscode.l10n.t('Reading has failed, and nothing was pushed: {0}', reason ?? ''));
  return !gone && phase !== 'cancelled';
}
