/** The user's settings, checked: a settings file may hold anything. */
import * as vscode from 'vscode';
import type { Profile } from '../ecs/model.ts';

export interface Settings {
  readonly profile: Profile;
  /** IANA zone or `UTC`. */
  readonly timeZone: string;
  readonly tags: readonly string[];
  /** Detection rules are checked as soon as logs are loaded. */
  readonly checkOnLoad: boolean;
  /** Paths of rule files and folders, as written. */
  readonly rules: readonly string[];
  readonly builtinRules: boolean;
  /** Elasticsearch connections, as written. */
  readonly connections: readonly unknown[];
  /** The file with the table of prices, as written. */
  readonly prices: string;
  /** Detection rules are checked on what arrives while a log group is tailed. */
  readonly checkWhileTailing: boolean;
  /** Records that stay in sight while a log group is tailed. */
  readonly followKeep: number;
  /** The file of suppressions, as written. */
  readonly suppressions: string;
}

export function settings(): Settings {
  const stored = vscode.workspace.getConfiguration('bedrockLogs');
  const connections = stored.get<unknown>('elasticsearch.connections');
  const suppressions = stored.get<unknown>('detections.suppressions');
  const prices = stored.get<unknown>('prices.file');
  return {
    profile: stored.get('profile') === 'integration' ? 'integration' : 'extended',
    timeZone: zone(stored.get<unknown>('timeZone')),
    tags: textsOf(stored.get<unknown>('tags')) ?? ['forwarded'],
    rules: textsOf(stored.get<unknown>('detections.rules')) ?? [],
    builtinRules: stored.get<unknown>('detections.builtin') !== false,
    prices: typeof prices === 'string' ? prices : '',
    suppressions: typeof suppressions === 'string' ? suppressions : '',
    connections: Array.isArray(connections) ? connections : [],
    checkWhileTailing: stored.get<unknown>('tail.checks') === true,
    followKeep: keptOf(stored.get<unknown>('tail.records')),
    checkOnLoad: stored.get<unknown>('detections.checkOnLoad') !== false,
  };
}

/** Sources in AWS, as written. By itself, as activation asks for it: the first time zone costs more than all the rest. */
export function awsSources(): readonly unknown[] {
  const stored = vscode.workspace.getConfiguration('bedrockLogs');
  const sources = stored.get<unknown>('aws.sources');
  return Array.isArray(sources) ? sources : [];
}

export function onDidChangeSettings(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration('bedrockLogs')) listener();
  });
}

function textsOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : undefined;
}

function zone(name: unknown): string {
  if (typeof name !== 'string' || name === '' || name === 'UTC') return 'UTC';
  try {
    const timeZone = name === 'local' ? undefined : name;
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}

const KEPT_WHILE_TAILING = 10_000;

function keptOf(value: unknown): number {
  const whole = typeof value === 'number' && Number.isInteger(value);
  return whole && value >= 100 && value <= 100_000 ? value : KEPT_WHILE_TAILING;
}
