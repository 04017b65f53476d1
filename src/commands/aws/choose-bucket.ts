/** Sources in S3 and queues, typed: people often may read a bucket, but not list buckets. */
import * as vscode from 'vscode';
import type { QueueSource, S3Source } from '../../session/protocol/protocol.ts';
import type { Services } from '../../views/services.ts';
import { chooseAws } from './connection.ts';

const BUCKET =
  /^(?:s3:\/\/)?((?:arn:aws[\w-]*:s3:[\w-]*:\d*:accesspoint[/:][\w.-]+)|[a-z0-9][\w.-]{1,62})(?:\/(.*))?$/s;
const QUEUE = /^https?:\/\/[^/\s]+\/\S+$/;

/** A bucket, a prefix or the ARN of an access point. Undefined where the user gave up. */
export async function chooseBucket(services: Services, title: string): Promise<S3Source | undefined> {
  const aws = await chooseAws(services, title);
  if (!aws) return undefined;
  const typed = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Bucket and prefix, or the ARN of an access point'),
    placeHolder: 's3://my-bucket/prefix/',
    ignoreFocusOut: true,
    validateInput: (text) =>
      BUCKET.test(text.trim()) ? undefined : vscode.l10n.t('Write s3://BUCKET/PREFIX, or the ARN of an access point'),
  });
  const [, bucket, prefix = ''] = BUCKET.exec(typed?.trim() ?? '') ?? [];
  return bucket === undefined ? undefined : { kind: 's3', bucket, prefix, aws };
}

/** A queue that S3 tells of new objects. Undefined where the user gave up. */
export async function chooseQueue(services: Services, title: string): Promise<QueueSource | undefined> {
  const aws = await chooseAws(services, title);
  if (!aws) return undefined;
  const url = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Address of the queue'),
    placeHolder: 'https://sqs.REGION.amazonaws.com/ACCOUNT/NAME',
    ignoreFocusOut: true,
    validateInput: (text) =>
      QUEUE.test(text.trim()) ? undefined : vscode.l10n.t('Write https://sqs.REGION.amazonaws.com/ACCOUNT/NAME'),
  });
  if (url === undefined) return undefined;
  const peek = {
    label: vscode.l10n.t('Peek'),
    description: vscode.l10n.t('messages go back to the queue; nothing is deleted'),
    mode: 'peek' as const,
  };
  const consume = {
    label: vscode.l10n.t('Consume'),
    description: vscode.l10n.t('a message is deleted once what it tells of is loaded: other readers do not get it'),
    mode: 'consume' as const,
  };
  const chosen = await vscode.window.showQuickPick([peek, consume], { title, ignoreFocusOut: true });
  return chosen && { kind: 'sqs', url: url.trim(), mode: chosen.mode, aws };
}
