/** The kinds of sources in AWS that "Add Source" offers. */
import * as vscode from 'vscode';
import type { SourceRef } from '../../session/protocol/protocol.ts';
import type { Services } from '../../views/services.ts';
import { chooseBucket, chooseQueue } from './choose-bucket.ts';
import { chooseFound, chooseGroup, chooseMetrics } from './choose-source.ts';

type Choose = (services: Services, title: string) => Promise<readonly SourceRef[]>;

export interface SourceKind extends vscode.QuickPickItem {
  readonly choose: Choose;
}

/** What Bedrock says of its own logging comes first: who does not know where the logs are finds them there. */
export function awsKinds(): readonly SourceKind[] {
  return [
    {
      label: vscode.l10n.t('Where Bedrock Delivers'),
      description: vscode.l10n.t('buckets, log groups and metrics that Bedrock itself names'),
      choose: async (services, title) => (await chooseFound(services, title)) ?? [],
    },
    {
      label: vscode.l10n.t('S3 Bucket or Prefix'),
      description: vscode.l10n.t('by its name, or an access point by its ARN'),
      choose: async (services, title) => one(await chooseBucket(services, title)),
    },
    {
      label: vscode.l10n.t('SQS Queue'),
      description: vscode.l10n.t('that is told of new objects'),
      choose: async (services, title) => one(await chooseQueue(services, title)),
    },
    {
      label: vscode.l10n.t('Log Group'),
      description: vscode.l10n.t('of CloudWatch Logs, by name, prefix or ARN'),
      choose: async (services, title) => one(await chooseGroup(services, title)),
    },
    {
      label: vscode.l10n.t('Metrics'),
      description: vscode.l10n.t('of models and guardrails in a region'),
      choose: async (services, title) => one(await chooseMetrics(services, title)),
    },
  ];
}

function one(source: SourceRef | undefined): readonly SourceRef[] {
  return source ? [source] : [];
}
