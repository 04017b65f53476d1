/** The status bar while log groups are followed: rate, sampling, for how long; a click ends it. */
import * as vscode from 'vscode';
import type { FollowState } from '../../session/protocol/protocol.ts';
import { setContext } from '../context-keys.ts';
import type { LoadedLogs } from '../loaded-logs.ts';
import type { Services } from '../services.ts';

/** The duration counts on while nothing arrives. */
const TICK_MS = 1_000;

export function registerFollowStatus({ openLogs }: Services): vscode.Disposable {
  let shown: vscode.StatusBarItem | undefined;
  let ticking: NodeJS.Timeout | undefined;
  const followed = (): LoadedLogs[] =>
    openLogs.all.filter(({ state }) => state.phase === 'loading' && state.following !== undefined);
  const update = (): void => {
    const logs = followed();
    setContext('bedrockLogs.following', logs.length > 0);
    if (logs.length === 0) {
      clearInterval(ticking);
      ticking = undefined;
      shown?.dispose();
      shown = undefined;
      return;
    }
    ticking ??= setInterval(update, TICK_MS);
    shown ??= create();
    const states = logs.flatMap(({ state }) => state.following ?? []);
    const said = followText(states, Date.now());
    shown.text = `$(radio-tower) ${said}`;
    shown.accessibilityInformation = { label: said };
    shown.tooltip = tooltip(logs);
  };
  return vscode.Disposable.from(
    openLogs.onDidChange(update),
    vscode.commands.registerCommand('bedrockLogs.stopFollowing', () => {
      for (const logs of followed()) logs.cancel();
    }),
    {
      dispose: () => {
        clearInterval(ticking);
        shown?.dispose();
      },
    },
  );
}

/** `Tailing: 3.2 records/s, sampled, 0:12:05`. */
export function followText(states: readonly FollowState[], now: number): string {
  const rate = states.reduce((sum, each) => sum + each.rate, 0);
  const since = Math.min(...states.map((each) => each.since));
  const sampled = states.some((each) => each.sampled) ? `, ${vscode.l10n.t('sampled')}` : '';
  const perSecond = vscode.l10n.t('{0} records/s', rate < 10 ? rate.toFixed(1) : Math.round(rate).toLocaleString('en'));
  return vscode.l10n.t('Tailing: {0}', `${perSecond}${sampled}, ${duration(now - since)}`);
}

function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function tooltip(logs: readonly LoadedLogs[]): string {
  const lines = logs.map(({ state, title }) => {
    const by = state.following?.by === 'live tail' ? vscode.l10n.t('by live tail') : vscode.l10n.t('by polling');
    const records = vscode.l10n.t('{0} records', (state.following?.records ?? 0).toLocaleString('en'));
    const trimmed = state.trimmed ? `, ${vscode.l10n.t('{0} trimmed', state.trimmed.toLocaleString('en'))}` : '';
    return `${title}: ${records}, ${by}${trimmed}`;
  });
  return [...lines, vscode.l10n.t('Stop Tailing')].join('\n');
}

function create(): vscode.StatusBarItem {
  const bar = vscode.window.createStatusBarItem('bedrockLogs.following', vscode.StatusBarAlignment.Right);
  bar.name = vscode.l10n.t('Bedrock log groups that are tailed');
  bar.command = 'bedrockLogs.stopFollowing';
  bar.show();
  return bar;
}
