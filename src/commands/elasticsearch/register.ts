/** Registers the commands that speak to a cluster; their code is loaded when one is run. */
import * as vscode from 'vscode';
import { attempt } from '../../views/asking.ts';
import type { Services } from '../../views/services.ts';
import type { SourceNode } from '../../views/source-rows.ts';

type Work = typeof import('./cluster-commands.ts');

export function registerElasticsearchCommands(services: Services): vscode.Disposable {
  const command = (id: string, run: (work: Work) => Promise<void>) =>
    vscode.commands.registerCommand(`bedrockLogs.${id}`, () => withWork(services, run));
  return vscode.Disposable.from(
    command('addConnection', (work) => work.add(services)),
    command('push', (work) => work.push(services)),
    vscode.commands.registerCommand('bedrockLogs.pushSource', (node?: SourceNode) =>
      withWork(services, (work) => work.pushSource(services, node)),
    ),
    command('pushDryRun', (work) => work.dryRun(services)),
    command('compareMapping', (work) => work.compare(services)),
    command('exportRules', (work) => work.exportRules(services)),
  );
}

function withWork({ log }: Services, run: (work: Work) => Promise<void>): Promise<void> {
  return attempt(log, async () => run(await import('./cluster-commands.ts')));
}
