/** Commands on detection rules: check them, show what they found, change them, save the findings. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { RuleFacts } from '../session/protocol/checks.ts';
import type { FindingsFormat } from '../session/protocol/protocol.ts';
import { attempt, signalOf } from '../views/asking.ts';
import type { DetectionNode } from '../views/detections/detections-view.ts';
import { firedOf } from '../views/detections/log-checks.ts';
import type { LoadedLogs } from '../views/loaded-logs.ts';
import type { Services } from '../views/services.ts';
import { pageToAsk } from './query.ts';
import { NEW_RULE, ruleOf as ruleOfQuery } from './starter-rule.ts';
import { suppress } from './suppress.ts';

export function registerDetectionCommands(services: Services): vscode.Disposable {
  const command = (id: string, run: (given: unknown) => unknown) =>
    vscode.commands.registerCommand(`bedrockLogs.${id}`, (given?: unknown) => attempt(services.log, () => run(given)));
  const logs = () => services.pages.latest()?.logs;
  return vscode.Disposable.from(
    command('runChecks', async () => runOn((await pageToAsk(services))?.logs, undefined)),
    command('runCheck', (given) => runOne(services, ruleOf(given))),
    command('checkFile', (given) => checkFile(services, given)),
    command('cancelChecks', () => logs()?.checks.cancel()),
    command('checkByRule', () => runOn(logs(), undefined, 'rule')),
    command('checkAtOnce', () => runOn(logs(), undefined, 'all')),
    command('showRule', (given) => showRule(services, logs(), ruleOf(given))),
    command('newRule', () => editRule(logs(), undefined)),
    command('editRule', (given) => editRule(logs(), ruleOf(given)?.id)),
    command('suppressRule', (given) => suppress(services, logs()?.checks, ruleOf(given)?.id, findingOf(given))),
    command('saveFindings', () => saveFindings(services, logs(), undefined)),
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
  logs: LoadedLogs | undefined,
  rules: readonly string[] | undefined,
  window = logs?.checks.state.window ?? 'rule',
): Promise<void> {
  if (!logs) return;
  const title = vscode.l10n.t('Checking detection rules');
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  await vscode.window.withProgress(options, async (progress, token) => {
    if (logs.state.phase === 'loading') {
      progress.report({ message: vscode.l10n.t('the logs are still loading') });
      await Promise.race([logs.loaded, cancelled(token)]);
    }
    let before = 0;
    const step = logs.checks.onDidProgress(({ done, of }) => {
      progress.report({
        message: vscode.l10n.t('{0} of {1} rules', done, of),
        increment: ((done - before) / of) * 100,
      });
      before = done;
    });
    try {
      await logs.checks.run(rules, window, signalOf(token));
    } finally {
      step.dispose();
    }
  });
  const { state } = logs.checks;
  if (state.phase === 'failed') throw new Error(state.reason);
  if (state.phase === 'done' && rules === undefined) void told(logs);
}

const cancelled = (token: vscode.CancellationToken): Promise<void> =>
  new Promise((resolve) => {
    token.onCancellationRequested(() => resolve());
  });

async function told(logs: LoadedLogs): Promise<void> {
  const { state } = logs.checks;
  const fired = firedOf(state).length;
  const of = state.answer?.outcomes.length ?? 0;
  const show = vscode.l10n.t('Show');
  const said = vscode.l10n.t('{0} of {1} detection rules fired.', fired, of);
  if ((await vscode.window.showInformationMessage(said, show)) === show)
    await vscode.commands.executeCommand('bedrockLogs.detections.focus');
}

async function runOne(services: Services, given: RuleFacts | undefined): Promise<void> {
  const logs = (await pageToAsk(services))?.logs;
  if (!logs) return;
  const rule = given ?? (await pickRule(logs));
  if (!rule) return;
  await runOn(logs, [rule.id]);
  await showRule(services, logs, rule);
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
  const logs = (await pageToAsk(services))?.logs;
  if (!logs) return;
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
  await runOn(
    logs,
    own.map(({ id }) => id),
  );
  await showRule(services, logs, own[0]);
}

async function showRule(services: Services, logs: LoadedLogs | undefined, rule: RuleFacts | undefined): Promise<void> {
  if (!logs || !rule) return;
  const page = services.pages.pageOf(logs);
  if (page) services.pages.reveal(page, { event: 'rule', rule: rule.id });
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
  { version }: Services,
  logs: LoadedLogs | undefined,
  format: FindingsFormat | undefined,
): Promise<void> {
  if (!logs) return;
  const formats = format ? [format] : (Object.keys(FORMATS) as FindingsFormat[]);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save Findings'),
    filters: Object.fromEntries(formats.map((each) => [FORMATS[each][0], [FORMATS[each][1]]])),
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `findings.${FORMATS[formats[0] ?? 'sarif'][1]}`) }),
  });
  if (!target) return;
  const chosen = formats.find((each) => target.path.endsWith(`.${FORMATS[each][1]}`)) ?? formats[0] ?? 'sarif';
  const text = await logs.ask('findings', { format: chosen, root: folder?.fsPath ?? '/', version });
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  void vscode.window.showInformationMessage(
    vscode.l10n.t('Saved the findings. Written to: {0}', basename(target.path)),
  );
}
