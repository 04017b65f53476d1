/** The commands about CloudWatch, the setup and what it takes. */
import * as vscode from 'vscode';
import { attempt } from '../../views/asking.ts';
import { showEstimate } from '../../views/aws/estimate.ts';
import type { Services } from '../../views/services.ts';
import { addressOfSource } from '../../views/source-refs.ts';
import type { SourceNode } from '../../views/source-rows.ts';
import { consoleLink, resourceArn } from './console.ts';
import { fetchBodies } from './fetch-bodies.ts';
import { followGroup } from './follow.ts';
import { openRange } from './open-range.ts';
import { checkSetup, copyPolicy } from './setup.ts';

export function registerAwsCommands(services: Services): vscode.Disposable {
  const command = (id: string, run: (node: SourceNode | undefined) => unknown) =>
    vscode.commands.registerCommand(`bedrockLogs.${id}`, (node?: SourceNode) => attempt(services.log, () => run(node)));
  const sourceOf = (node: SourceNode | undefined) => (node?.kind === 'remote' ? node.row.source : undefined);
  return vscode.Disposable.from(
    command('checkSetup', () => checkSetup(services)),
    command('copyPolicy', () => copyPolicy(services)),
    command('tailLogGroup', (node) => followGroup(services, sourceOf(node))),
    command('openRange', (node) => openRange(services, sourceOf(node))),
    command('readNew', () => {
      const page = services.pages.current();
      if (!page) throw new Error(vscode.l10n.t('No logs are in sight. Open logs first.'));
      return page.logs.goOn();
    }),
    command('fetchBodies', () => fetchBodies(services)),
    command('estimateSource', (node) => showEstimate(services, sourceOf(node))),
    command('copyAddress', (node) => {
      const source = sourceOf(node);
      return copy(source && addressOfSource(source));
    }),
    command('copyArn', (node) => copy(resourceArn(sourceOf(node)))),
    command('copyConsoleLink', (node) => copy(consoleLink(sourceOf(node)))),
  );
}

async function copy(text: string | undefined): Promise<void> {
  if (text === undefined) throw new Error(vscode.l10n.t('Choose a source in AWS in the Sources view first.'));
  await vscode.env.clipboard.writeText(text);
}
