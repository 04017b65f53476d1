/** What the rows of the Sources view look like. */
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import type { FileSource } from '../session/protocol/protocol.ts';
import type { LogFile } from '../sources/files.ts';
import type { RemoteRoot, RemoteRow } from './aws/remote-rows.ts';
import { fileLabel, type LogGroup } from './log-groups.ts';
import { sizeText } from './sizes.ts';
import type { SourceListing } from './source-listing.ts';

export type SourceNode =
  | { readonly kind: 'source'; readonly listing: SourceListing }
  | { readonly kind: 'group'; readonly listing: SourceListing; readonly group: LogGroup }
  | { readonly kind: 'file'; readonly listing: SourceListing; readonly file: LogFile }
  /** Of a source that is fetched; `root` is the row of the source itself. */
  | { readonly kind: 'remote'; readonly root: RemoteRoot; readonly row: RemoteRow }
  | { readonly kind: 'note'; readonly text: string };

const groupIcons = { region: 'folder-opened', day: 'calendar', hour: 'history', folder: 'folder' } as const;

export function rowOf(node: SourceNode): vscode.TreeItem {
  switch (node.kind) {
    case 'source':
      return sourceRow(node.listing);
    case 'group': {
      const row = new vscode.TreeItem(node.group.label, vscode.TreeItemCollapsibleState.Collapsed);
      row.description = amount(node.group);
      row.iconPath = new vscode.ThemeIcon(groupIcons[node.group.kind]);
      row.contextValue = 'group openable';
      return row;
    }
    case 'file': {
      const row = new vscode.TreeItem(fileLabel(node.file));
      row.description = sizeText(node.file.size);
      row.tooltip = node.file.path;
      row.iconPath = new vscode.ThemeIcon('file-zip');
      row.contextValue = 'file openable onDisk';
      row.command = { command: 'bedrockLogs.openSource', title: vscode.l10n.t('Open'), arguments: [node] };
      return row;
    }
    case 'remote':
      return node.row.item();
    case 'note': {
      const row = new vscode.TreeItem(node.text);
      row.iconPath = new vscode.ThemeIcon('info');
      return row;
    }
  }
}

function sourceRow(listing: SourceListing): vscode.TreeItem {
  const { source } = listing;
  const folder = source.kind === 'folder';
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const row = new vscode.TreeItem(basename(source.path) || source.path, folder ? Collapsed : None);
  row.id = `${source.kind} ${source.path}`;
  row.tooltip = source.path;
  row.contextValue = 'source openable onDisk';
  if (listing.problem !== undefined) {
    row.description = listing.problem;
    row.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('errorForeground'));
    return row;
  }
  row.iconPath = new vscode.ThemeIcon(folder ? 'folder-library' : 'file-zip');
  row.description = listing.tree ? amount(listing.tree) : whereabouts(source);
  if (!folder)
    row.command = {
      command: 'bedrockLogs.openSource',
      title: vscode.l10n.t('Open'),
      arguments: [{ kind: 'source', listing }],
    };
  return row;
}

function amount({ files, bytes }: LogGroup): string {
  const count =
    files.length === 1 ? vscode.l10n.t('1 file') : vscode.l10n.t('{0} files', files.length.toLocaleString('en'));
  return `${count}, ${sizeText(bytes)}`;
}

/** Where several folders of the workspace are open, a source says in which it is. */
function whereabouts({ path }: FileSource): string {
  return vscode.workspace.asRelativePath(dirname(path), (vscode.workspace.workspaceFolders?.length ?? 0) > 1);
}
