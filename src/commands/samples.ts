/** Writes the sample logs once, in a process of its own: making and compressing them takes longer than the editor may wait. */
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { SourceRef } from '../session/protocol/protocol.ts';
import type { Services } from '../views/services.ts';

/** The folder of the samples, named for what they are: its name is the title of its page. */
export async function writeSamples({ extension, storage, version }: Services): Promise<SourceRef> {
  const folder = vscode.Uri.joinPath(storage, version, 'sample-logs').fsPath;
  if (!existsSync(folder)) {
    const title = vscode.l10n.t('Writing sample logs');
    const part = `${folder}.part`;
    await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, async () => {
      await rm(part, { recursive: true, force: true });
      await mkdir(part, { recursive: true });
      await generate(vscode.Uri.joinPath(extension, 'dist', 'cli.js').fsPath, part);
      await rename(part, folder);
    });
  }
  return { kind: 'folder', path: folder };
}

/** The command line tool does it; it is the same code in the same package. */
function generate(cli: string, folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const made = fork(cli, ['generate', '--scenario', 'week', '-o', folder], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    made.once('error', reject);
    made.once('exit', (status) => {
      if (status === 0) resolve();
      else
        reject(
          new Error(vscode.l10n.t('The sample logs could not be written. Is there room in this folder: {0}', folder)),
        );
    });
  });
}
