/** Follows a log group: what arrives is shown as it comes, and rules can be armed on it. */
import * as vscode from 'vscode';
import type { LogsSource, SourceRef } from '../../session/protocol/sources.ts';
import type { Services } from '../../views/services.ts';
import { settings } from '../../views/settings.ts';
import { showSources } from '../../views/show-sources.ts';
import { chooseGroup } from './choose-source.ts';

const BEFORE_MS = 15 * 60_000;

/** `given`: a kept source; one is chosen without it. */
export async function followGroup(services: Services, given: SourceRef | undefined): Promise<void> {
  const source = given?.kind === 'logs' ? given : await chooseGroup(services, vscode.l10n.t('Tail Log Group'));
  if (!source) return;
  const now = Date.now();
  const { range: _, ...group } = source;
  const followed: LogsSource = { ...group, range: [now - BEFORE_MS, now], follow: { keep: settings().followKeep } };
  await showSources(services, [followed]);
}
