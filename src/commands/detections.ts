/** Commands on detection rules: check them, show what they found, change them, save the findings. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { CheckState, CheckWindow, RuleFacts } from '../session/protocol/checks.ts';
import type { FindingsFormat } from '../session/protocol/protocol.ts';
import { attempt, signalOf } from '../views/asking.ts';
import type { DetectionNode } from '../views/detections/detections-view.ts';
import { firedOf } from '../views/detections/log-checks.ts';
import type { Checking } from '../views/detections/shown-checks.ts';
import type { InspectorPage } from '../views/inspector-page.ts';
import type { LoadedLogs } from '../views/loaded-logs.ts';
import type { Services } from '../views/services.ts';
import { pageToAsk } from './query.ts';
import { NEW_RULE, ruleOf as ruleOfQuery } from './starter-rule.ts';
import { suppress } from './suppress.ts';

export function registerDetectionCommands(services: Services): vscode.Disposable {
  const command = (id: string, run: (given: unknown) => unknown) =>
    vscode.commands.registerCommand(`bedrockLogs.${id}`, (given?: unknown) => attempt(services.log, () => run(given)));
  const page = () => services.pages.latest();
  const again = (window: CheckWindow) => {
    const shown = page();
    return shown && runOn(shown.logs, shown.checks.current, undefined, window);
  };
  return vscode.Disposable.from(
    command('runChecks', async () => {
      const asked = await pageToAsk(services);
      if (asked) await runOn(asked.logs, asked.checks.current, undefined);
    }),
    command('runCheck', (given) => runOne(services, ruleOf(given))),
    command('checkFile', (given) => checkFile(services, given)),
    command('cancelChecks', () => page()?.checks.current.cancel()),
    command('checkByRule', () => again('rule')),
    command('checkAtOnce', () => again('all')),
    command('showRule', (given) => showRule(services, page(), page()?.checks.current.target, ruleOf(given))),
    command('newRule', () => editRule(page()?.logs, undefined)),
    command('editRule', (given) => editRule(page()?.logs, ruleOf(given)?.id)),
    command('suppressRule', (given) => suppress(services, page()?.checks.current, ruleOf(given)?.id, findingOf(given))),
    command('saveFindings', () => saveFindings(page(), undefined, page()?.checks.current.target)),
  );
}

function isNode(value: unknown): value is Partial<Extract<DetectionNode, { kind: 'finding' }>> {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

function ruleOf(given: unknown): RuleFacts | undefined {
  return isNode(given) ? given.rule : undefined;
}

function findingOf(given: unknown): number | undefined {
  return isNode(given) ? given.at : undefined;
}

/** Checks with progress and a way to give up; the sidebar and the page show what comes of it. */
async function runOn(
  logs: LoadedLogs,
  checks: Checking,
  rules: readonly string[] | undefined,
  window = checks.state?.window ?? 'rule',
): Promise<void> {
  const { target } = checks;
  const title =
    target === undefined
      ? vscode.l10n.t('Checking detection rules')
      : vscode.l10n.t('Checking detection rules on the cluster {0}', target);
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  await vscode.window.withProgress(options, async (progress, token) => {
    if (target === undefined && logs.state.phase === 'loading') {
      progress.report({ message: vscode.l10n.t('the logs are still loading') });
      await Promise.race([logs.loaded, cancelled(token)]);
    }
    let before = 0;
    const step = checks.onDidProgress(({ done, of }) => {
      progress.report({
        message: vscode.l10n.t('{0} of {1} rules', done, of),
        increment: ((done - before) / of) * 100,
      });
      before = done;
    });
    try {
      await checks.run(rules, window, signalOf(token));
    } finally {
      step.dispose();
    }
  });
  const { state } = checks;
  if (state?.phase === 'failed') throw new Error(state.reason);
  if (state?.phase === 'done' && rules === undefined) void told(state);
}

const cancelled = (token: vscode.CancellationToken): Promise<void> =>
  new Promise((resolve) => {
    token.onCancellationRequested(() => resolve());
  });

async function told(state: CheckState): Promise<void> {
  const fired = firedOf(state).length;
  const of = state.answer?.outcomes.length ?? 0;
  const show = vscode.l10n.t('Show');
  const said = vscode.l10n.t('{0} of {1} detection rules fired.', fired, of);
  if ((await vscode.window.showInformationMessage(said, show)) === show)
    await vscode.commands.executeCommand('bedrockLogs.detections.focus');
}

async function runOne(services: Services, given: RuleFacts | undefined): Promise<void> {
  const page = await pageToAsk(services);
  if (!page) return;
  const rule = given ?? (await pickRule(page.logs));
  if (!rule) return;
  const checks = page.checks.current;
  await runOn(page.logs, checks, [rule.id]);
  showRule(services, page, checks.target, rule);
}

async function pickRule(logs: LoadedLogs): Promise<RuleFacts | undefined> {
  await logs.checks.ready;
  const choices = logs.checks.state.rules.map((rule) => ({
    label: rule.name,
    description: rule.severity,
    detail: rule.description.replace(/\s+/g, ' '),
    rule,
  }));
  const title = vscode.l10n.t('Run Detection Check');
  const chosen = await vscode.window.showQuickPick(choices, { title, matchOnDetail: true });
  return chosen?.rule;
}

/** From the lens in a rule file: the rule as it stands in the editor, saved or not. */
async function checkFile(services: Services, given: unknown): Promise<void> {
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === given);
  if (!document) return;
  const page = await pageToAsk(services);
  if (!page) return;
  const { logs } = page;
  const path = document.uri.scheme === 'file' ? document.uri.fsPath : document.uri.path;
  services.rules.add(path, document.getText());
  await logs.checks.ready;
  const own = logs.checks.state.rules.filter((rule) => rule.path === path);
  if (own.length === 0) {
    const [problem] = logs.checks.state.problems.filter((each) => each.path === path);
    throw new Error(
      problem
        ? vscode.l10n.t('The rule cannot be used, line {0}: {1}', problem.line, problem.message)
        : vscode.l10n.t('The file holds no detection rule.'),
    );
  }
  const here = page.checks.at(undefined);
  await runOn(
    logs,
    here,
    own.map(({ id }) => id),
  );
  showRule(services, page, here.target, own[0]);
}

/** `target`: where it was run; undefined for the records here. */
function showRule(
  { pages }: Services,
  page: InspectorPage | undefined,
  target: string | undefined,
  rule: RuleFacts | undefined,
): void {
  if (page && rule) pages.reveal(page, { event: 'rule', rule: rule.id, target: target ?? null });
}

/** Opens a rule's file; of one that comes with the inspector a copy that can be kept. */
export async function editRule(logs: LoadedLogs | undefined, id: string | undefined, query?: string): Promise<void> {
  const rule = logs?.checks.state.rules.find((each) => each.id === id);
  if (rule && !rule.path.startsWith('builtin/')) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(rule.path));
    const line = Math.max(0, rule.queryLine - 1);
    await vscode.window.showTextDocument(document, { selection: new vscode.Range(line, 0, line, 0) });
    return;
  }
  const begun = query === undefined ? NEW_RULE : ruleOfQuery(query);
  const content = rule && logs ? await logs.ask('ruleText', { rule: rule.id }) : begun;
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'toml', content }));
  if (rule) {
    const said = vscode.l10n.t('This is a copy. Save it in a folder of rules: it then stands for the original.');
    void vscode.window.showInformationMessage(said);
  }
}

const FORMATS: { readonly [format in FindingsFormat]: readonly [label: string, extension: string] } = {
  sarif: ['SARIF', 'sarif'],
  junit: ['JUnit', 'xml'],
};

export async function saveFindings(
  page: InspectorPage | undefined,
  format: FindingsFormat | undefined,
  target: string | undefined,
): Promise<void> {
  if (!page) return;
  const formats = format ? [format] : (Object.keys(FORMATS) as FindingsFormat[]);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const file = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save Findings'),
    filters: Object.fromEntries(formats.map((each) => [FORMATS[each][0], [FORMATS[each][1]]])),
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `findings.${FORMATS[formats[0] ?? 'sarif'][1]}`) }),
  });
  if (!file) return;
  const chosen = formats.find((each) => file.path.endsWith(`.${FORMATS[each][1]}`)) ?? formats[0] ?? 'sarif';
  const text = await page.findings(chosen, target, folder?.fsPath ?? '/');
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  void vscode.window.showInformationMessage(vscode.l10n.t('Saved the findings. Written to: {0}', basename(file.path)));
}
