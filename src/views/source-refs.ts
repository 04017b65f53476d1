/** Sources as they are kept in the editor's own storage, in a page's state and in the address of a virtual document. */
import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { SourceRef } from '../session/protocol/protocol.ts';

/** Sources that one address or state may name. */
const MAX_SOURCES = 10_000;

export function isSourceRef(value: unknown): value is SourceRef {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, path } = value as Partial<Record<string, unknown>>;
  return (kind === 'file' || kind === 'folder') && typeof path === 'string' && path !== '';
}

export function areSourceRefs(value: unknown): value is readonly SourceRef[] {
  return Array.isArray(value) && value.length <= MAX_SOURCES && value.every(isSourceRef);
}

/** The sources in a JSON text; none if it holds anything else. */
export function parseSources(text: unknown): readonly SourceRef[] {
  if (typeof text !== 'string') return [];
  try {
    const value: unknown = JSON.parse(text);
    return areSourceRefs(value) ? value : [];
  } catch {
    return [];
  }
}

export function sameSource(a: SourceRef, b: SourceRef): boolean {
  return a.kind === b.kind && a.path === b.path;
}

/** Throws where the address is not on this machine's disk or nothing is there. */
export async function sourceAt(uri: vscode.Uri): Promise<SourceRef> {
  if (uri.scheme !== 'file') {
    throw new Error(vscode.l10n.t('Only files on this machine can be read. Save a copy first: {0}', uri.path));
  }
  try {
    return { kind: (await stat(uri.fsPath)).isDirectory() ? 'folder' : 'file', path: uri.fsPath };
  } catch {
    throw new Error(
      vscode.l10n.t('Nothing is there any more. Refresh the list or choose another file: {0}', uri.fsPath),
    );
  }
}
