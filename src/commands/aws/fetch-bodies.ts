/** Brings the bodies that are in S3 into all records of the page in sight. */
import * as vscode from 'vscode';
import { isAborted, signalOf } from '../../views/asking.ts';
import type { Services } from '../../views/services.ts';

export async function fetchBodies({ pages }: Services): Promise<void> {
  const page = pages.current();
  if (!page) throw new Error(vscode.l10n.t('No logs are in sight. Open logs first.'));
  const location = vscode.ProgressLocation.Notification;
  const title = vscode.l10n.t('Fetching bodies from S3');
  const brought = await vscode.window
    .withProgress({ location, title, cancellable: true }, (progress, token) =>
      page.logs.ask(
        'bodies',
        {},
        {
          signal: signalOf(token),
          onProgress: ({ done, of }) => progress.report({ message: vscode.l10n.t('{0} of {1}', done, of) }),
        },
      ),
    )
    .then(undefined, (error: unknown) => {
      if (isAborted(error)) return undefined;
      throw error;
    });
  if (!brought) return;
  const { failed, problems, records } = brought;
  if (records === 0) await vscode.window.showInformationMessage(vscode.l10n.t('No record names a body in S3.'));
  else if (failed === 0)
    await vscode.window.showInformationMessage(vscode.l10n.t('Bodies of {0} records are there now.', records));
  else
    await vscode.window.showWarningMessage(
      vscode.l10n.t('Bodies of {0} of {1} records could not be had: {2}', failed, records, problems[0] ?? ''),
    );
}
