/** Leaves findings out from now on: for a reason and until a day, written into a file that can be committed. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { NamedCell, RuleFacts, RuleFinding } from '../session/protocol/checks.ts';
import type { Checking } from '../views/detections/shown-checks.ts';
import type { Services } from '../views/services.ts';
import { type Choice, Steps } from './steps.ts';
import { type NewSuppression, suppressionText } from './suppression-text.ts';

const DAY = 86_400_000;

/** Asks what is to be left out. Without `at` any group of what the rule found can be chosen. */
export async function suppress(
  { rules }: Services,
  checks: Checking | undefined,
  id: string | undefined,
  at: number | undefined,
): Promise<void> {
  const state = checks?.state;
  const rule = state?.rules.find((each) => each.id === id);
  if (!checks || !state || !rule) return;
  const path = rules.suppressions;
  if (path === undefined)
    throw new Error(
      vscode.l10n.t(
        'Open a folder, or name a file in the setting "Detections: Suppressions", to keep suppressions in.',
      ),
    );
  const findings = state.answer?.outcomes.find((outcome) => outcome.rule.id === id)?.findings ?? [];
  const entry = await ask(rule, at === undefined ? findings : findings.slice(at, at + 1));
  if (!entry) return;
  const before = await readFile(path, 'utf8').catch(() => '');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, suppressionText(before, entry));
  rules.again();
  await checks.run([rule.id], state.window);
  const open = vscode.l10n.t('Open File');
  const said = vscode.l10n.t('Left out until {0}: {1}', entry.until, rule.name);
  void vscode.window.showInformationMessage(said, open).then((chosen) => {
    if (chosen === open) void vscode.window.showTextDocument(vscode.Uri.file(path));
  });
}

async function ask(rule: RuleFacts, findings: readonly RuleFinding[]): Promise<NewSuppression | undefined> {
  const values = [...new Map(findings.flatMap(({ group }) => group).flatMap(choiceOf)).values()];
  const steps = new Steps(vscode.l10n.t('Suppress: {0}', rule.name));
  try {
    const whole = { label: vscode.l10n.t('The whole rule'), value: null };
    const only =
      values.length === 0 ? null : await steps.ask<Only | null>(vscode.l10n.t('What is left out?'), [...values, whole]);
    if (only === undefined) return undefined;
    const reason = await steps.askText({
      prompt: vscode.l10n.t('The reason, for whoever reads the file later'),
      problem: (text) => (text.trim() === '' ? vscode.l10n.t('A suppression needs a reason.') : undefined),
    });
    if (reason === undefined) return undefined;
    const until = await steps.askText({
      prompt: vscode.l10n.t('The last day on which it holds'),
      value: new Date(Date.now() + 90 * DAY).toISOString().slice(0, 10),
      problem: (text) => (isDay(text) ? undefined : vscode.l10n.t('A day such as 2026-12-31.')),
    });
    if (until === undefined) return undefined;
    return { rule: rule.id, name: rule.name, reason: reason.trim(), until, ...(only && { only }) };
  } finally {
    steps.dispose();
  }
}

interface Only {
  readonly field: string;
  readonly value: string;
}

function choiceOf({ name, value }: NamedCell): [string, Choice<Only>][] {
  if (value === null || typeof value === 'object') return [];
  const text = String(value);
  return [[`${name} ${text}`, { label: text, description: name, value: { field: name, value: text } }]];
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}
