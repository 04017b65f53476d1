/** Which row stands for which kind of source in AWS, and what is said of it. */
import * as vscode from 'vscode';
import { isAborted, signalOf } from '../asking.ts';
import { addressOfSource } from '../source-refs.ts';
import type { AwsWorker } from './aws-worker.ts';
import { BucketRoot } from './bucket-rows.ts';
import { GroupRoot } from './group-rows.ts';
import { QueueRoot } from './queue-row.ts';
import { type FetchedSource, PlainRoot, type RemoteRoot, type RemoteRow } from './remote-rows.ts';

export function remoteRoot(source: FetchedSource, aws: AwsWorker): RemoteRoot {
  if (source.kind === 's3') return new BucketRoot(source, aws);
  if (source.kind === 'logs') return new GroupRoot(source, aws);
  return source.kind === 'sqs' ? new QueueRoot(source, aws) : new PlainRoot(source);
}

/** The address of what a row stands for, and as whom and where AWS is asked for it. */
export async function explainRow(row: RemoteRow, aws: AwsWorker, token: vscode.CancellationToken): Promise<string> {
  const address = addressOfSource(row.opens[0] ?? row.source);
  if (!vscode.workspace.isTrusted) return address;
  try {
    const { account, arn, region } = await aws.ask('whoAmI', { aws: row.source.aws }, { signal: signalOf(token) });
    return [address, vscode.l10n.t('As {0}', arn), vscode.l10n.t('Account {0}, {1}', account, region)].join('\n');
  } catch (error) {
    if (isAborted(error)) return address;
    return [address, error instanceof Error ? error.message : String(error)].join('\n');
  }
}
