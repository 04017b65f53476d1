/** Cancellation and failure of requests, in the editor's terms. */
import * as vscode from 'vscode';
import { isClusterError } from '../elasticsearch/cluster.ts';
import { RequestError } from '../session/protocol/rpc.ts';

/** Of a request here or on a cluster. */
export function isAborted(error: unknown): boolean {
  return (error instanceof RequestError || isClusterError(error)) && error.kind === 'aborted';
}

/** The platform's signal for the editor's token. */
export function signalOf(token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}

/** Runs a command's work; a failure is told in one sentence, a cancellation is none. */
export async function attempt(log: vscode.LogOutputChannel, work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isAborted(error) || error instanceof vscode.CancellationError) return;
    // The message may quote a record, so only its kind is logged.
    log.error(error instanceof RequestError ? error.kind : error instanceof Error ? error.name : 'unknown error');
    void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}
