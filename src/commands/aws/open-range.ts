/** Opens what a bucket or log group got within a range of time. */
import * as vscode from 'vscode';
import type { SourceRef } from '../../session/protocol/protocol.ts';
import { mayLoad } from '../../views/aws/estimate.ts';
import type { Services } from '../../views/services.ts';
import { showSources } from '../../views/show-sources.ts';

const DAY_MS = 86_400_000;

export async function openRange(services: Services, source: SourceRef | undefined): Promise<void> {
  if (source?.kind !== 's3' && source?.kind !== 'logs')
    throw new Error(vscode.l10n.t('Choose a bucket, a prefix or a log group in the Sources view first.'));
  const now = Date.now();
  const from = await askTime(vscode.l10n.t('From when on, UTC'), textOf(now - DAY_MS));
  if (from === undefined) return;
  const to = await askTime(vscode.l10n.t('Before when, UTC'), textOf(now), from);
  if (to === undefined) return;
  const ranged = [{ ...source, range: [from, to] as const }];
  if (await mayLoad(services, ranged)) await showSources(services, ranged);
}

/** Epoch ms; undefined where the user gave up. `after`: it has to be later than that. */
async function askTime(prompt: string, value: string, after = Number.NEGATIVE_INFINITY): Promise<number | undefined> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Open Time Range'),
    prompt,
    value,
    ignoreFocusOut: true,
    validateInput: (text) => {
      const time = timeOf(text);
      if (Number.isNaN(time)) return vscode.l10n.t('Write a time such as 2026-01-31 12:00');
      return time > after ? undefined : vscode.l10n.t('Write a later time than {0}', textOf(after));
    },
  });
  return typed === undefined ? undefined : timeOf(typed);
}

/** A time without a zone is UTC. */
function timeOf(text: string): number {
  const typed = text.trim().replace(' ', 'T');
  return Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(typed) || !typed.includes('T') ? typed : `${typed}Z`);
}

function textOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}
