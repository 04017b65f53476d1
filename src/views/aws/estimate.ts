/** What a load would take, said before it is begun where it may be much. */
import * as vscode from 'vscode';
import { readPrices } from '../../overview/prices.ts';
import { amountText, requestCost } from '../../overview/request-prices.ts';
import type { ReadingEstimate } from '../../session/protocol/aws.ts';
import type { S3Source, SourceRef } from '../../session/protocol/protocol.ts';
import { isAborted, signalOf } from '../asking.ts';
import type { Services } from '../services.ts';
import { sizeText } from '../sizes.ts';
import { stepOf } from './steps.ts';

/** More objects, or more stored bytes, are asked about before they are loaded. */
const MANY_OBJECTS = 2_000;
const MANY_BYTES = 200_000_000;

/** Whether to go on. What is a day or less is not estimated: it is there before its keys are counted. */
export async function mayLoad(services: Services, sources: readonly SourceRef[]): Promise<boolean> {
  for (const source of sources) {
    if (source.kind !== 's3' || isShort(source)) continue;
    const estimate = await estimated(services, source);
    if (!estimate) return false;
    if (estimate.objects <= MANY_OBJECTS && estimate.bytes <= MANY_BYTES) continue;
    const load = vscode.l10n.t('Load');
    const chosen = await vscode.window.showWarningMessage(
      vscode.l10n.t('Load {0} objects?', estimate.objects.toLocaleString('en')),
      { modal: true, detail: await textOf(services, estimate) },
      load,
    );
    if (chosen !== load) return false;
  }
  return true;
}

export async function showEstimate(services: Services, source: SourceRef | undefined): Promise<void> {
  if (source?.kind !== 's3')
    throw new Error(vscode.l10n.t('Choose a bucket, prefix or object in the Sources view first.'));
  const estimate = await estimated(services, source);
  if (estimate) await vscode.window.showInformationMessage(await textOf(services, estimate));
}

function isShort({ prefix, range }: S3Source): boolean {
  const { kind } = stepOf(prefix);
  return range !== undefined || kind === 'day' || kind === 'hour' || !(prefix === '' || prefix.endsWith('/'));
}

/** Undefined where the user gave up. */
async function estimated(services: Services, source: S3Source): Promise<ReadingEstimate | undefined> {
  const location = vscode.ProgressLocation.Notification;
  const title = vscode.l10n.t('Counting objects');
  return vscode.window
    .withProgress({ location, title, cancellable: true }, (progress, token) =>
      services.aws.ask(
        'estimate',
        { source },
        {
          signal: signalOf(token),
          onProgress: ({ bytes, objects }) => progress.report({ message: amount(objects, bytes) }),
        },
      ),
    )
    .then(undefined, (error: unknown) => {
      if (isAborted(error)) return undefined;
      throw error;
    });
}

async function textOf(services: Services, { bytes, objects, requests }: ReadingEstimate): Promise<string> {
  const asked = Object.entries(requests).map(([name, count]) => `${count.toLocaleString('en')} ${name}`);
  const said = vscode.l10n.t('{0}. Requests: {1}', amount(objects, bytes), asked.join(', '));
  const cost = await costText(services, requests);
  return cost === undefined ? said : `${said}. ${cost}`;
}

/** By the user's own prices; undefined where they say nothing of requests. */
async function costText({ prices }: Services, requests: ReadingEstimate['requests']): Promise<string | undefined> {
  const file = await prices.read();
  if (!file || 'problem' in file) return undefined;
  const reading = readPrices(file.json);
  const cost = 'table' in reading ? requestCost(reading.table, requests) : undefined;
  if (!cost) return undefined;
  const said = cost.example
    ? vscode.l10n.t('Cost by the prices of an example: {0}', amountText(cost))
    : vscode.l10n.t('Cost by your prices: {0}', amountText(cost));
  return cost.unpriced.length === 0 ? said : vscode.l10n.t('{0}, without a price: {1}', said, cost.unpriced.join(', '));
}

function amount(objects: number, bytes: number): string {
  return vscode.l10n.t('{0} objects, {1}', objects.toLocaleString('en'), sizeText(bytes));
}
