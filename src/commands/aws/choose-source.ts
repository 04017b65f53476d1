/** Sources in CloudWatch, and whatever Bedrock says of its own logging: found, chosen, or typed. */
import * as vscode from 'vscode';
import type { AwsConnection, SourceRef } from '../../session/protocol/protocol.ts';
import type { LogsSource } from '../../session/protocol/sources.ts';
import { addressOfGroup } from '../../sources/aws/logs/address.ts';
import { isAborted, signalOf } from '../../views/asking.ts';
import type { Services } from '../../views/services.ts';
import { chooseAws } from './connection.ts';

const PERIOD_SECONDS = 300;

interface Offer extends vscode.QuickPickItem {
  readonly source?: SourceRef;
}

/** The places that Bedrock says it delivers to, first; others are typed. Undefined where the user gave up. */
export async function chooseFound(services: Services, title: string): Promise<readonly SourceRef[] | undefined> {
  const aws = await chooseAws(services, title);
  if (!aws) return undefined;
  const { found, problems } = await busy(vscode.l10n.t('Asking where Bedrock delivers its logs'), (signal) =>
    services.aws.ask('discover', { aws, regions: aws.region === undefined ? [] : [aws.region] }, { signal }),
  );
  const offers: Offer[] = found.flatMap(({ logGroup, region, s3 }) => {
    const own = { ...aws, region };
    return [
      ...(s3
        ? [offer('cloud', `s3://${s3.bucket}/${s3.prefix}`, region, { kind: 's3', ...withSlash(s3), aws: own })]
        : []),
      ...(logGroup ? [offer('output', `logs:${logGroup}`, region, { kind: 'logs', group: logGroup, aws: own })] : []),
      offer('graph', `metrics:${region}`, region, { kind: 'metrics', period: PERIOD_SECONDS, aws: own }),
    ];
  });
  if (offers.length === 0)
    throw new Error(problems[0] ?? vscode.l10n.t('Bedrock logs in none of these regions. Run Check Setup to see why.'));
  const chosen = await vscode.window.showQuickPick(offers, {
    title,
    placeHolder: problems[0] ?? vscode.l10n.t('What Bedrock says of its own logging'),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  return chosen?.flatMap(({ source }) => source ?? []);
}

function offer(icon: string, label: string, description: string, source: SourceRef): Offer {
  return { label, description, source, iconPath: new vscode.ThemeIcon(icon), picked: source.kind !== 'metrics' };
}

/** What lies below a prefix begins behind a slash. */
function withSlash({ bucket, prefix }: { readonly bucket: string; readonly prefix: string }) {
  return { bucket, prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/` };
}

/** A log group, chosen or typed: not everybody may list them. Undefined where the user gave up. */
export async function chooseGroup(services: Services, title: string): Promise<LogsSource | undefined> {
  const aws = await chooseAws(services, title);
  return aws && askGroup(services, aws, title);
}

async function askGroup(services: Services, aws: AwsConnection, title: string): Promise<LogsSource | undefined> {
  const names = await busy(vscode.l10n.t('Listing log groups'), (signal) =>
    services.aws.ask('groups', { aws, prefix: '' }, { signal }),
  ).catch((error: unknown): readonly string[] => {
    if (isAborted(error)) throw error;
    return [];
  });
  const box = vscode.window.createQuickPick();
  box.title = title;
  box.placeholder = vscode.l10n.t('Log group: a name, PREFIX* for all that begin so, or an ARN');
  box.ignoreFocusOut = true;
  const fill = (): void => {
    const typed = box.value.trim();
    const own = typed === '' || names.includes(typed) ? [] : [{ label: typed, alwaysShow: true }];
    box.items = [...own, ...names.map((label) => ({ label }))];
  };
  fill();
  const group = await new Promise<string | undefined>((resolve) => {
    box.onDidChangeValue(fill);
    box.onDidAccept(() => resolve(box.activeItems[0]?.label));
    box.onDidHide(() => resolve(undefined));
    box.show();
  });
  box.dispose();
  if (group === undefined) return undefined;
  const address = addressOfGroup(group, {});
  if (typeof address === 'string') throw new Error(address);
  return { kind: 'logs', group, aws };
}

/** The metrics of a region. Undefined where the user gave up. */
export async function chooseMetrics(services: Services, title: string): Promise<SourceRef | undefined> {
  const aws = await chooseAws(services, title);
  if (!aws) return undefined;
  const period = await vscode.window.showQuickPick(
    [
      { label: vscode.l10n.t('5 minutes'), seconds: 300 },
      { label: vscode.l10n.t('1 minute'), seconds: 60 },
      { label: vscode.l10n.t('1 hour'), seconds: 3600 },
    ],
    { title, placeHolder: vscode.l10n.t('Period of the figures'), ignoreFocusOut: true },
  );
  return period && { kind: 'metrics', period: period.seconds, aws };
}

async function busy<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, (_, token) => work(signalOf(token)));
}
