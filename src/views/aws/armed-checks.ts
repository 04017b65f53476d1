/** Detection rules armed on what arrives while a log group is tailed: each at its interval, each finding told once. */
import * as vscode from 'vscode';
import type { RuleFinding, RuleOutcome } from '../../session/protocol/checks.ts';
import { firedOf } from '../detections/log-checks.ts';
import type { LoadedLogs } from '../loaded-logs.ts';
import type { Services } from '../services.ts';
import { settings } from '../settings.ts';
import { RuleClock, ToldFindings } from './due-rules.ts';

const TICK_MS = 2_000;

interface Armed {
  readonly clock: RuleClock;
  readonly told: ToldFindings;
}

export function registerArmedChecks(services: Services): vscode.Disposable {
  const armed = new Map<LoadedLogs, Armed>();
  let ticking: NodeJS.Timeout | undefined;
  const update = (): void => {
    const followed = services.openLogs.all.filter(isFollowed);
    for (const logs of armed.keys()) if (!followed.includes(logs)) armed.delete(logs);
    for (const logs of followed)
      if (!armed.has(logs)) armed.set(logs, { clock: new RuleClock(), told: new ToldFindings() });
    if (armed.size === 0) {
      clearInterval(ticking);
      ticking = undefined;
    } else ticking ??= setInterval(tick, TICK_MS);
  };
  const tick = (): void => {
    if (!settings().checkWhileTailing) return;
    for (const [logs, own] of armed) void check(logs, own);
  };
  return vscode.Disposable.from(
    services.openLogs.onDidChange(update),
    vscode.commands.registerCommand('bedrockLogs.armChecks', () => toggle()),
    { dispose: () => clearInterval(ticking) },
  );
}

function isFollowed({ state }: LoadedLogs): boolean {
  return state.phase === 'loading' && state.following !== undefined;
}

async function toggle(): Promise<void> {
  const on = !settings().checkWhileTailing;
  await vscode.workspace.getConfiguration('bedrockLogs').update('tail.checks', on, vscode.ConfigurationTarget.Global);
  const said = on
    ? vscode.l10n.t('Checks are armed while log groups are tailed')
    : vscode.l10n.t('Checks are disarmed');
  vscode.window.setStatusBarMessage(said, 5_000);
}

async function check(logs: LoadedLogs, { clock, told }: Armed): Promise<void> {
  const { checks } = logs;
  // What the user runs himself goes first.
  if (checks.state.phase === 'running') return;
  const due = clock.due(checks.state.rules, Date.now(), logs.state.counts.read);
  if (due.length === 0) return;
  await checks.run(due, 'rule');
  const fired = firedOf(checks.state).filter(({ rule }) => due.includes(rule.id));
  for (const { findings, outcome } of told.fresh(fired)) void tell(outcome, findings);
}

/** Quiet: it waits in the list of notifications for who wants to look, and takes nobody's place. */
async function tell({ rule }: RuleOutcome, findings: readonly RuleFinding[]): Promise<void> {
  const [first] = findings;
  const group = first?.group.map(({ value }) => String(value)).join(', ') ?? '';
  const what = group === '' ? rule.name : `${rule.name} (${group})`;
  const more = findings.length - 1;
  const said = more > 0 ? vscode.l10n.t('{0} and {1} more findings', what, more) : what;
  const show = vscode.l10n.t('Show');
  const chosen = await vscode.window.showInformationMessage(vscode.l10n.t('Detection rule fired: {0}', said), show);
  if (chosen === show) await vscode.commands.executeCommand('bedrockLogs.detections.focus');
}
