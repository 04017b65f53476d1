/** How rules and findings look in the Detections view. */
import * as vscode from 'vscode';
import type { RuleFacts, RuleFinding, RuleOutcome, RuleSeverity } from '../../session/protocol/checks.ts';
import { type Group, type GroupName, subjectOf } from '../../session/protocol/rule-groups.ts';

const TITLES: { readonly [name in GroupName]: () => string } = {
  fired: () => vscode.l10n.t('Fired'),
  near: () => vscode.l10n.t('Near misses'),
  clear: () => vscode.l10n.t('Clear'),
  suppressed: () => vscode.l10n.t('Suppressed'),
  'cannot-fire': () => vscode.l10n.t('Cannot fire'),
  'not-applicable': () => vscode.l10n.t('Not applicable'),
  unsupported: () => vscode.l10n.t('Only on Elasticsearch'),
  error: () => vscode.l10n.t('Wrong'),
  unchecked: () => vscode.l10n.t('Not checked'),
};

const ICONS: { readonly [name in GroupName]: readonly [icon: string, color?: string] } = {
  fired: ['flame', 'errorForeground'],
  near: ['warning', 'list.warningForeground'],
  clear: ['pass'],
  suppressed: ['bell-slash'],
  'cannot-fire': ['circle-slash'],
  'not-applicable': ['dash'],
  unsupported: ['cloud'],
  error: ['error', 'errorForeground'],
  unchecked: ['circle-outline'],
};

const SEVERITIES: { readonly [severity in RuleSeverity]: () => string } = {
  critical: () => vscode.l10n.t('critical'),
  high: () => vscode.l10n.t('high'),
  medium: () => vscode.l10n.t('medium'),
  low: () => vscode.l10n.t('low'),
};

/** Groups that are unfolded at first. */
const OPEN: ReadonlySet<GroupName> = new Set(['fired', 'near', 'error', 'unchecked'] as const);

export function groupRow({ name, entries }: Group): vscode.TreeItem {
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const row = new vscode.TreeItem(TITLES[name](), OPEN.has(name) ? Expanded : Collapsed);
  row.id = `group ${name}`;
  row.description = String(entries.length);
  return row;
}

export function ruleRow(rule: RuleFacts, outcome: RuleOutcome | undefined, group: GroupName): vscode.TreeItem {
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const fired = outcome?.state === 'fired';
  const row = new vscode.TreeItem(rule.name, fired ? Collapsed : None);
  row.id = `rule ${rule.id}`;
  const [icon, color] = ICONS[group];
  row.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  const said = [SEVERITIES[rule.severity](), resultOf(outcome)].filter((part) => part !== '').join(', ');
  row.description = said;
  row.tooltip = tooltipOf(rule, outcome);
  row.contextValue = fired ? 'rule fired' : 'rule';
  row.command = opening(rule);
  row.accessibilityInformation = { label: `${rule.name}, ${TITLES[group]()}, ${said}` };
  return row;
}

export function findingRow(rule: RuleFacts, finding: RuleFinding, at: number): vscode.TreeItem {
  const [reached] = finding.reached;
  const { recordsTotal } = finding;
  // Those of a cluster are not counted before somebody asks for them.
  const records = recordsTotal === 0 ? '' : countOf(recordsTotal);
  const row = new vscode.TreeItem(subjectOf(finding) || records || vscode.l10n.t('Finding {0}', at + 1));
  row.id = `finding ${rule.id} ${at}`;
  const count = reached ? vscode.l10n.t('{0} of {1}', reached.value, reached.needed) : '';
  row.description = [count, records].filter((part) => part !== '').join(', ');
  row.contextValue = 'finding';
  row.command = opening(rule);
  return row;
}

function countOf(records: number): string {
  return records === 1 ? vscode.l10n.t('1 record') : vscode.l10n.t('{0} records', records);
}

function opening(rule: RuleFacts): vscode.Command {
  return { command: 'bedrockLogs.showRule', title: vscode.l10n.t('Open'), arguments: [{ kind: 'rule', rule }] };
}

function resultOf(outcome: RuleOutcome | undefined): string {
  if (!outcome) return '';
  const { state, findingsTotal, nearMiss, missing, suppressed, reason } = outcome;
  if (state === 'fired')
    return findingsTotal === 1 ? vscode.l10n.t('1 finding') : vscode.l10n.t('{0} findings', findingsTotal);
  if (nearMiss) return vscode.l10n.t('{0} of {1}', nearMiss.reached.value, nearMiss.reached.needed);
  if (missing !== undefined) return vscode.l10n.t('needs {0}', missing);
  if (suppressed.length > 0) return vscode.l10n.t('{0} left out', suppressed.length);
  return state === 'clear' ? '' : reason;
}

/** Rule files are the texts of others: nothing of them is taken for a command or a link. */
function tooltipOf(rule: RuleFacts, outcome: RuleOutcome | undefined): vscode.MarkdownString {
  const said = new vscode.MarkdownString();
  said.appendMarkdown('**').appendText(rule.name).appendMarkdown('**\n\n').appendText(rule.description);
  const more = [outcome?.reason ?? '', ...(outcome?.notes ?? []), rule.tags.join(', ')];
  for (const text of more) if (text !== '') said.appendMarkdown('\n\n').appendText(text);
  return said;
}
