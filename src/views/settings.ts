/** The user's settings, checked: a settings file may hold anything. */
import * as vscode from 'vscode';
import type { Profile } from '../ecs/model.ts';

export interface Settings {
  readonly profile: Profile;
  /** IANA zone or `UTC`. */
  readonly timeZone: string;
  readonly tags: readonly string[];
}

export function settings(): Settings {
  const stored = vscode.workspace.getConfiguration('bedrockLogs');
  const tags = stored.get<unknown>('tags');
  return {
    profile: stored.get('profile') === 'integration' ? 'integration' : 'extended',
    timeZone: zone(stored.get<unknown>('timeZone')),
    tags: Array.isArray(tags) ? tags.filter((tag): tag is string => typeof tag === 'string') : ['forwarded'],
  };
}

export function onDidChangeSettings(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration('bedrockLogs')) listener();
  });
}

function zone(name: unknown): string {
  if (typeof name !== 'string' || name === '') return 'UTC';
  try {
    const timeZone = name === 'local' ? undefined : name;
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}
