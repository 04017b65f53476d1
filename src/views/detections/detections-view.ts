/**
 * The Detections view: the rules of the logs that were looked at last, by what came of them and how severe they are, on the
 * records here or on the cluster where they were run last.
 */
import * as vscode from 'vscode';
import type { CheckState, RuleFacts, RuleFinding, RuleOutcome } from '../../session/protocol/checks.ts';
import { type Group, type GroupName, groupsOf } from '../../session/protocol/rule-groups.ts';
import { setContext } from '../context-keys.ts';
import type { InspectorPage } from '../inspector-page.ts';
import type { Services } from '../services.ts';
import { findingRow, groupRow, ruleRow } from './detection-rows.ts';

const VIEW = 'bedrockLogs.detections';
/** Findings of a rule that the tree lists; the page has the others. */
const MAX_LISTED = 50;

export type DetectionNode =
  | { readonly kind: 'group'; readonly group: Group }
  | { readonly kind: 'rule'; readonly rule: RuleFacts; readonly outcome?: RuleOutcome; readonly group: GroupName }
  | { readonly kind: 'finding'; readonly rule: RuleFacts; readonly finding: RuleFinding; readonly at: number }
  | { readonly kind: 'note'; readonly text: string };

export function registerDetectionsView(services: Services): vscode.Disposable {
  const tree = new DetectionsTree(services);
  const view = vscode.window.createTreeView(VIEW, { treeDataProvider: tree, showCollapseAll: true });
  const show = (): void => {
    const { state } = tree;
    const fired = state?.answer?.outcomes.filter((outcome) => outcome.state === 'fired').length ?? 0;
    view.badge = fired > 0 ? { value: fired, tooltip: vscode.l10n.t('{0} detection rules fired', fired) } : undefined;
    view.message = state ? messageOf(state) : '';
    view.description = state?.answer ? (tree.target ?? vscode.l10n.t('Local records')) : '';
    setContext('bedrockLogs.checks', state !== undefined);
    setContext('bedrockLogs.checking', state?.phase === 'running');
    setContext('bedrockLogs.checkAll', state?.window === 'all');
  };
  show();
  return vscode.Disposable.from(tree, view, tree.onDidChangeTreeData(show));
}

function messageOf({ phase, reason, stale }: CheckState): string {
  if (phase === 'running') return vscode.l10n.t('Checking the rules');
  if (phase === 'failed') return vscode.l10n.t('The check failed: {0}', reason ?? '');
  if (phase === 'cancelled') return vscode.l10n.t('The check was cancelled. What it had found is shown.');
  return stale ? vscode.l10n.t('Records or rules have changed since this check.') : '';
}

class DetectionsTree implements vscode.TreeDataProvider<DetectionNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly services: Services;
  private readonly pages: vscode.Disposable;
  private page: InspectorPage | undefined;
  private following: vscode.Disposable | undefined;

  constructor(services: Services) {
    this.services = services;
    this.pages = services.pages.onDidChange(() => this.follow());
    this.follow();
  }

  get state(): CheckState | undefined {
    return this.page?.checks.current.state;
  }

  /** The connection that the findings come from; undefined for the records here. */
  get target(): string | undefined {
    return this.page?.checks.current.target;
  }

  getTreeItem(node: DetectionNode): vscode.TreeItem {
    switch (node.kind) {
      case 'group':
        return groupRow(node.group);
      case 'rule':
        return ruleRow(node.rule, node.outcome, node.group);
      case 'finding':
        return findingRow(node.rule, node.finding, node.at);
      case 'note':
        return new vscode.TreeItem(node.text);
    }
  }

  getChildren(node?: DetectionNode): DetectionNode[] {
    const { state } = this;
    if (!state) return [];
    if (!node) return groupsOf(state).map((group): DetectionNode => ({ kind: 'group', group }));
    if (node.kind === 'group') {
      const { entries, name } = node.group;
      return entries.map((entry): DetectionNode => ({ kind: 'rule', group: name, ...entry }));
    }
    if (node.kind !== 'rule' || !node.outcome) return [];
    const { findings, findingsTotal } = node.outcome;
    const { rule } = node;
    const listed = findings.slice(0, MAX_LISTED);
    const rows = listed.map((finding, at): DetectionNode => ({ kind: 'finding', rule, finding, at }));
    const more = findingsTotal - rows.length;
    return more > 0 ? [...rows, { kind: 'note', text: vscode.l10n.t('{0} more in the page', more) }] : rows;
  }

  dispose(): void {
    this.pages.dispose();
    this.following?.dispose();
    this.changed.dispose();
  }

  private follow(): void {
    const page = this.services.pages.latest();
    if (page === this.page) return;
    this.following?.dispose();
    this.page = page;
    this.following = page?.checks.onDidChange(() => this.changed.fire(undefined));
    this.changed.fire(undefined);
  }
}
