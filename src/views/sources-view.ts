/** The Sources view: what the user keeps there, listed when it is unfolded, grouped by account, region, day and hour. */
import { dirname, sep } from 'node:path';
import * as vscode from 'vscode';
import type { SourceRef } from '../session/protocol/protocol.ts';
import { attempt } from './asking.ts';
import type { AwsWorker } from './aws/aws-worker.ts';
import { mayLoad } from './aws/estimate.ts';
import { ReadingStates } from './aws/reading-states.ts';
import { explainRow, remoteRoot } from './aws/remote-roots.ts';
import type { RemoteRoot, RemoteRow } from './aws/remote-rows.ts';
import { type LogGroup, sourcesOf } from './log-groups.ts';
import type { Services } from './services.ts';
import { showSources } from './show-sources.ts';
import type { SourceList } from './source-list.ts';
import { SourceListing } from './source-listing.ts';
import { addressOfSource, sameSource, sourceAt, titleOfSource } from './source-refs.ts';
import { rowOf, type SourceNode } from './source-rows.ts';

const VIEW = 'bedrockLogs.sources';
/** Shows the row of a file or an object; answers whether there is one. For other parts of the extension. */
export const SHOW_ROW = 'bedrockLogs.showSourceRow';

type RootNode = Extract<SourceNode, { kind: 'source' | 'remote' }>;

export function registerSourcesView(services: Services): vscode.Disposable {
  const states = new ReadingStates(services.openLogs);
  const tree = new SourcesTree(services.sourceList, services.aws, states);
  const view = vscode.window.createTreeView(VIEW, {
    treeDataProvider: tree,
    dragAndDropController: dropTarget(services),
    showCollapseAll: true,
  });
  const command = (id: string, run: (node: SourceNode | undefined) => unknown) =>
    vscode.commands.registerCommand(`bedrockLogs.${id}`, (node?: SourceNode) =>
      attempt(services.log, () => run(node ?? view.selection[0])),
    );
  return vscode.Disposable.from(
    tree,
    states,
    view,
    states.onDidChange(() => {
      view.badge = badgeOf(states);
    }),
    services.sourceList.onDidWant((source) => attempt(services.log, () => goTo(source, tree, view))),
    vscode.commands.registerCommand(SHOW_ROW, async (place: string) => {
      const node = await tree.find(place);
      if (node) await view.reveal(node, { focus: true });
      return node !== undefined;
    }),
    command('refreshSources', () => tree.refresh()),
    command('loadMoreObjects', (node) => (node?.kind === 'remote' ? node.row.more?.() : undefined)),
    command('cancelSource', (node) => (node?.kind === 'remote' ? states.cancel(node.row) : undefined)),
    command('removeSource', (node) => remove(services.sourceList, node)),
    command('openSource', async (node) => {
      const sources = node ? sourcesAt(node) : [];
      if (sources.length > 0 && (await mayLoad(services, sources))) await showSources(services, sources);
    }),
    command('revealSource', (node) => {
      const uri = node && uriOf(node);
      if (uri) return vscode.commands.executeCommand(inWorkspace(uri) ? 'revealInExplorer' : 'revealFileInOS', uri);
    }),
  );
}

/** The editor draws rows a moment after it was given them; on a busy machine it takes its time. */
const DRAWN_MS = 50;
const MOST_TRIES = 40;

/**
 * Shows the view first, for what is in sight alone is asked for. A row that is not drawn yet the editor refuses or passes
 * over without a word, and the welcome that stands there until then loses the focus with its going: the selection tells.
 */
async function goTo(source: SourceRef, tree: SourcesTree, view: vscode.TreeView<SourceNode>): Promise<void> {
  await vscode.commands.executeCommand(`${VIEW}.focus`);
  const root = await tree.given(source);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    await new Promise((resolve) => setTimeout(resolve, DRAWN_MS));
    const taken = await Promise.resolve(view.reveal(root, { select: true, focus: true })).then(
      () => view.selection[0] === root,
      () => false,
    );
    if (taken) return;
  }
}

/** How many sources are being read. */
function badgeOf({ reading: value }: ReadingStates): vscode.ViewBadge | undefined {
  if (value === 0) return undefined;
  const tooltip = value === 1 ? vscode.l10n.t('1 source is read') : vscode.l10n.t('{0} sources are read', value);
  return { value, tooltip };
}

class SourcesTree implements vscode.TreeDataProvider<SourceNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<SourceNode | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly sourceList: SourceList;
  private readonly aws: AwsWorker;
  private readonly following: vscode.Disposable;
  private roots: RootNode[] = [];
  /** The sources that the editor was given last. */
  private handedOut: readonly RootNode[] = [];
  private readonly handingOut = new vscode.EventEmitter<void>();
  private readonly states: ReadingStates;
  private readonly shown = new WeakMap<RemoteRow, SourceNode>();
  /** Rows that were shown, by what they open: what is read of them is said there. */
  private readonly opening = new Map<string, SourceNode>();
  private readonly parents = new WeakMap<SourceNode, SourceNode>();

  constructor(sourceList: SourceList, aws: AwsWorker, states: ReadingStates) {
    this.sourceList = sourceList;
    this.aws = aws;
    this.states = states;
    this.following = vscode.Disposable.from(
      sourceList.onDidChange(() => this.follow()),
      states.onDidChange((keys) => this.tell(keys)),
    );
  }

  /** Who AWS takes us for is asked when somebody wants to know. */
  async resolveTreeItem(
    row: vscode.TreeItem,
    node: SourceNode,
    token: vscode.CancellationToken,
  ): Promise<vscode.TreeItem> {
    if (node.kind === 'remote') row.tooltip = await explainRow(node.row, this.aws, token);
    return row;
  }

  getTreeItem(node: SourceNode): vscode.TreeItem {
    return node.kind === 'remote' ? this.states.item(node.row) : rowOf(node);
  }

  /** Asked before a row is brought in sight. */
  getParent(node: SourceNode): SourceNode | undefined {
    return this.parents.get(node);
  }

  /** The row of a kept source, once the editor has asked for it. */
  async given(source: SourceRef): Promise<RootNode> {
    for (;;) {
      const root = this.handedOut.find((one) => sameSource(keptBy(one).source, source));
      if (root) return root;
      await new Promise<void>((resolve) => {
        const listening = this.handingOut.event(() => {
          listening.dispose();
          resolve();
        });
      });
    }
  }

  async getChildren(node?: SourceNode): Promise<SourceNode[]> {
    if (!node) {
      if (this.roots.length !== this.sourceList.sources.length) this.follow(false);
      // Counts and sizes come when they are known; nobody waits for them.
      for (const root of this.roots) if (root.kind === 'source') void root.listing.list();
      this.handedOut = this.roots;
      this.handingOut.fire();
      return this.roots;
    }
    const children = await this.childrenOf(node);
    for (const child of children) this.parents.set(child, node);
    return children;
  }

  /** The row of a file or an object, or the nearest that is listed above an object; undefined if no source has it. */
  async find(place: string): Promise<SourceNode | undefined> {
    for (const root of await this.getChildren()) {
      const found = await this.below(root, place);
      if (found) return found;
    }
    return undefined;
  }

  private async below(node: SourceNode, place: string): Promise<SourceNode | undefined> {
    if (!holds(node, place)) return undefined;
    if (node.kind === 'file' || (node.kind === 'source' && node.listing.source.kind === 'file')) return node;
    for (const child of await this.getChildren(node)) {
      const found = await this.below(child, place);
      if (found) return found;
    }
    return node.kind === 'remote' ? node : undefined;
  }

  private async childrenOf(node: SourceNode): Promise<SourceNode[]> {
    if (node.kind === 'group') return childrenOf(node.listing, node.group);
    if (node.kind === 'remote') return (await node.row.children()).map((row) => this.nodeOf(node.root, row));
    if (node.kind !== 'source') return [];
    const { listing } = node;
    await listing.list();
    if (listing.problem !== undefined) return [{ kind: 'note', text: listing.problem }];
    if (!listing.tree || listing.tree.files.length === 0)
      return [{ kind: 'note', text: vscode.l10n.t('No log files here') }];
    const children = childrenOf(listing, listing.tree);
    if (listing.more)
      children.push({
        kind: 'note',
        text: vscode.l10n.t('Only the first {0} files are listed', listing.tree.files.length),
      });
    return children;
  }

  refresh(): void {
    for (const root of this.roots) keptBy(root).forget();
    this.changed.fire(undefined);
  }

  dispose(): void {
    this.following.dispose();
    for (const root of this.roots) keptBy(root).dispose();
    this.handingOut.dispose();
    this.changed.dispose();
  }

  private tell(keys: readonly string[]): void {
    for (const key of keys) {
      const node = this.opening.get(key);
      if (node) this.changed.fire(node);
    }
  }

  /** The last row that opens this is the one in sight. */
  private known(node: SourceNode, row: RemoteRow): void {
    const key = this.states.key(row);
    if (key !== undefined) this.opening.set(key, node);
  }

  /** The same node for the same row, so that the editor knows it again. */
  private nodeOf(root: RemoteRoot, row: RemoteRow): SourceNode {
    let node = this.shown.get(row);
    if (!node) {
      node = { kind: 'remote', root, row };
      this.shown.set(row, node);
      this.known(node, row);
    }
    return node;
  }

  /** Keeps the listings of sources that stay. */
  private follow(tell = true): void {
    const known = this.roots;
    this.roots = this.sourceList.sources.map(
      (source) => known.find((root) => sameSource(keptBy(root).source, source)) ?? this.root(source),
    );
    for (const old of known) if (!this.roots.includes(old)) keptBy(old).dispose();
    if (tell) this.changed.fire(undefined);
  }

  private root(source: SourceRef): RootNode {
    if (!('path' in source)) {
      const root = remoteRoot(source, this.aws);
      const node = { kind: 'remote', root, row: root } as const;
      this.known(node, root);
      root.onDidChange((row) => this.changed.fire(row === root ? node : (this.shown.get(row) ?? node)));
      return node;
    }
    const node = { kind: 'source', listing: new SourceListing(source) } as const;
    node.listing.onDidChange(() => this.changed.fire(node));
    return node;
  }
}

function keptBy(root: RootNode): SourceListing | RemoteRoot {
  return root.kind === 'source' ? root.listing : root.root;
}

/** Whether what a row stands for has a file or an object in it. */
function holds(node: SourceNode, place: string): boolean {
  switch (node.kind) {
    case 'source': {
      const { kind, path } = node.listing.source;
      return kind === 'file' ? place === path : place.startsWith(path.endsWith(sep) ? path : path + sep);
    }
    case 'group':
      return node.group.files.some(({ path }) => path === place);
    case 'file':
      return node.file.path === place;
    case 'remote':
      return node.row.opens.some((it) => it.kind === 's3' && place.startsWith(addressOfSource(it)));
    case 'note':
      return false;
  }
}

function childrenOf(listing: SourceListing, { groups, own }: LogGroup): SourceNode[] {
  return [
    ...groups.map((group): SourceNode => ({ kind: 'group', listing, group })),
    ...own.map((file): SourceNode => ({ kind: 'file', listing, file })),
  ];
}

/** What a row leads to; nothing for one that only says something. */
export function sourcesAt(node: SourceNode): readonly SourceRef[] {
  switch (node.kind) {
    case 'source':
      return [node.listing.source];
    case 'group':
      return sourcesOf(node.group, node.listing.tree?.files ?? []);
    case 'file':
      return [{ kind: 'file', path: node.file.path }];
    case 'remote':
      return node.row.opens;
    case 'note':
      return [];
  }
}

function uriOf(node: SourceNode): vscode.Uri | undefined {
  if (node.kind === 'source') return vscode.Uri.file(node.listing.source.path);
  return node.kind === 'file' ? vscode.Uri.file(node.file.path) : undefined;
}

function inWorkspace(uri: vscode.Uri): boolean {
  return vscode.workspace.getWorkspaceFolder(uri) !== undefined;
}

async function remove(sourceList: SourceList, node: SourceNode | undefined): Promise<void> {
  if (node?.kind === 'source' || node?.kind === 'remote')
    return sourceList.remove(node.kind === 'source' ? node.listing.source : node.root.source);
  const choices = sourceList.sources.map((source) => ({
    label: titleOfSource(source),
    description: 'path' in source ? dirname(source.path) : addressOfSource(source),
    source,
  }));
  const chosen = await vscode.window.showQuickPick(choices, {
    title: vscode.l10n.t('Remove Source'),
    placeHolder: vscode.l10n.t('The files stay where they are'),
  });
  if (chosen) await sourceList.remove(chosen.source);
}

/** Files and folders that are dropped on the view are added to it. */
function dropTarget({ log, sourceList }: Services): vscode.TreeDragAndDropController<SourceNode> {
  const type = 'text/uri-list';
  return {
    dropMimeTypes: [type],
    dragMimeTypes: [],
    handleDrop: (_target, transfer) =>
      attempt(log, async () => {
        const text = await transfer.get(type)?.asString();
        const addresses = (text ?? '').split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
        await sourceList.add(await Promise.all(addresses.map((address) => sourceAt(vscode.Uri.parse(address, true)))));
      }),
  };
}
