/** Check Setup and Copy Policy. */
import * as vscode from 'vscode';
import type { SetupLine } from '../../session/protocol/aws.ts';
import type { SourceRef } from '../../session/protocol/protocol.ts';
import { type PolicySource, policyFor } from '../../sources/aws/setup/policy.ts';
import { signalOf } from '../../views/asking.ts';
import type { Services } from '../../views/services.ts';
import { chooseAws, labelOf } from './connection.ts';

/** Looks at the whole way from Bedrock to here; the lines are a document in the end. */
export async function checkSetup(services: Services): Promise<void> {
  const title = vscode.l10n.t('Check Setup');
  const aws = await chooseAws(services, title);
  if (!aws) return;
  const own = services.sourceList.sources.filter((source) => 'aws' in source && labelOf(source.aws) === labelOf(aws));
  const params = {
    aws,
    regions: aws.region === undefined ? [] : [aws.region],
    buckets: own.flatMap((source) => (source.kind === 's3' ? [{ bucket: source.bucket, prefix: source.prefix }] : [])),
    groups: own.flatMap((source) => (source.kind === 'logs' && /^[^*:]+$/.test(source.group) ? [source.group] : [])),
    queues: own.flatMap((source) => (source.kind === 'sqs' ? [source.url] : [])),
  };
  const location = vscode.ProgressLocation.Notification;
  const lines = await vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) => {
    const onProgress = ({ subject }: SetupLine): void => progress.report({ message: subject });
    return services.aws.ask('checkSetup', params, { signal: signalOf(token), onProgress });
  });
  await services.reports.show(vscode.l10n.t('Setup of {0}', labelOf(aws)), setupText(lines));
}

const MARKS: Readonly<Record<SetupLine['state'], string>> = {
  ok: 'ok',
  warning: 'warning',
  failed: 'FAILED',
  'not tried': 'not tried',
};

export function setupText(lines: readonly SetupLine[]): string {
  const rows = lines.map(({ state, subject, text, todo }) => {
    const row = `${MARKS[state].padEnd(10)}${subject}: ${text}`;
    return todo === undefined ? row : `${row}\n${' '.repeat(10)}-> ${todo}`;
  });
  return `${rows.join('\n')}\n`;
}

/** The least that has to be allowed for the sources of the view, to the clipboard. */
export async function copyPolicy({ sourceList }: Services): Promise<void> {
  const sources = sourceList.sources.flatMap(policySource);
  await vscode.env.clipboard.writeText(policyFor(sources));
  const said =
    sources.length === 0
      ? vscode.l10n.t(
          'Copied a policy that allows to find the logs. Add sources in AWS for one that allows to read them.',
        )
      : vscode.l10n.t('Copied a policy that allows to read the sources in AWS.');
  vscode.window.setStatusBarMessage(said, 5_000);
}

function policySource(source: SourceRef): readonly PolicySource[] {
  switch (source.kind) {
    case 's3':
      return [{ kind: 's3', bucket: source.bucket, prefix: source.prefix }];
    case 'sqs':
      return [{ kind: 'sqs', queue: source.url, consume: source.mode === 'consume' }];
    case 'logs': {
      const { aws, group } = source;
      const arn = group.startsWith('arn:') ? { arn: group } : {};
      const prefix = group.endsWith('*');
      return [{ kind: 'logs', group: group.replace(/\*$/, ''), prefix, region: aws.region ?? '', ...arn }];
    }
    case 'metrics':
      return [
        {
          kind: 'metrics',
          region: source.aws.region ?? '',
          tags: source.tag !== undefined,
          linked: source.linked === true,
        },
      ];
    default:
      return [];
  }
}
