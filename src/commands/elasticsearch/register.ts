/** Registers the commands that speak to a cluster; their code is loaded when one is run. */
import * as vscode from 'vscode';
import { attempt } from '../../views/asking.ts';
import type { Services } from '../../views/services.ts';

type Work = typeof import('./cluster-commands.ts');

export function registerElasticsearchCommands(services: Services): vscode.Disposable {
  const command = (id: string, run: (work: Work) => Promise<void>) =>
    vscode.commands.registerCommand(`bedrockLogs.${id}`, () =>
      attempt(services.log, async () => run(await import('./cluster-commands.ts'))),
    );
  return vscode.Disposable.from(
    command('addConnection', (work) => work.add(services)),
    command('push', (work) => work.push(services)),
    command('pushDryRun', (work) => work.dryRun(services)),
    command('compareMapping', (work) => work.compare(services)),
    command('exportRules', (work) => work.exportRules(services)),
  );
}
