/** Sources as they are kept in the editor's own storage, in a page's state and in the address of a virtual document. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { SourceRef } from '../session/protocol/protocol.ts';
import { isSourceRef } from '../session/protocol/source-guards.ts';

/** Sources that one address or state may name. */
const MAX_SOURCES = 10_000;

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

/** The same for the same source, whatever the order of its fields. */
export function keyOfSource(source: SourceRef): string {
  return 'path' in source ? `${source.kind} ${source.path}` : JSON.stringify(source, sortedKeys);
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The address of a source as it is typed in a terminal. */
export function addressOfSource(source: SourceRef): string {
  switch (source.kind) {
    case 'file':
    case 'folder':
      return source.path;
    case 's3':
      return `s3://${source.bucket}/${source.prefix}`;
    case 'sqs':
      return `sqs:${source.url}`;
    case 'logs':
      return `logs:${source.group}`;
    case 'metrics':
      return `metrics:${source.aws.region ?? ''}`;
  }
}

/** The short name of a source, for tabs and rows. */
export function titleOfSource(source: SourceRef): string {
  switch (source.kind) {
    case 'file':
    case 'folder':
      return basename(source.path) || source.path;
    case 's3':
      return source.prefix.split('/').filter(Boolean).at(-1) ?? source.bucket;
    case 'sqs':
      return source.url.slice(source.url.lastIndexOf('/') + 1);
    default:
      return addressOfSource(source);
  }
}

export function sameSource(a: SourceRef, b: SourceRef): boolean {
  return keyOfSource(a) === keyOfSource(b);
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
