/** What the rows of the Sources view say of logs that are being read, or were not read whole. */
import * as vscode from 'vscode';
import type { LoadState } from '../../session/protocol/protocol.ts';
import type { LoadedLogs, OpenLogs } from '../loaded-logs.ts';
import { keyOfSource } from '../source-refs.ts';
import type { FetchedSource, RemoteRow } from './remote-rows.ts';

/** While something is read its row is told no oftener than this. */
const TELL_MS = 300;

/** The same for a source, whatever range of it is read. */
function placeKey(source: FetchedSource): string {
  const { kind, ...own } = source;
  const place = Object.entries(own).filter(([name]) => !['range', 'follow', 'writtenSince'].includes(name));
  return keyOfSource({ kind, ...Object.fromEntries(place) } as FetchedSource);
}

function placesOf({ sources }: LoadedLogs): readonly string[] {
  return sources.flatMap((source) => ('aws' in source ? [placeKey(source)] : []));
}

export class ReadingStates implements vscode.Disposable {
  private readonly openLogs: OpenLogs;
  private readonly emitter = new vscode.EventEmitter<readonly string[]>();
  /** Fires with the keys of sources of which something else is to be said. */
  readonly onDidChange = this.emitter.event;
  private readonly following: vscode.Disposable;
  private readonly waiting = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(openLogs: OpenLogs) {
    this.openLogs = openLogs;
    this.following = openLogs.onDidChange((logs) => this.take(logs));
  }

  /** Fetched sources that are being read. */
  get reading(): number {
    return this.openLogs.loading().filter((logs) => placesOf(logs).length > 0).length;
  }

  key(row: RemoteRow): string | undefined {
    const [source] = row.opens;
    return source && placeKey(source);
  }

  /** The row's item, with what is to be said of its reading and listing. */
  item(row: RemoteRow): vscode.TreeItem {
    const item = row.item();
    const logs = this.logsOf(row);
    const busy = row.level?.busy === true || logs?.state.phase === 'loading';
    if (busy) item.contextValue = `${item.contextValue ?? ''} busy`;
    const said = logs ? readingText(logs.state) : undefined;
    if (said !== undefined) item.description = said;
    else if (row.level?.busy && logs === undefined && row.opens.length > 0) item.description = vscode.l10n.t('listing');
    if (logs?.state.phase === 'failed')
      item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('errorForeground'));
    else if (busy) item.iconPath = new vscode.ThemeIcon(logs?.state.following ? 'radio-tower' : 'loading~spin');
    return item;
  }

  /** Gives up what is being listed or read; what is there by then stays. */
  cancel(row: RemoteRow): void {
    row.level?.cancel();
    const logs = this.logsOf(row);
    if (logs?.state.phase === 'loading') logs.cancel();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.following.dispose();
    this.emitter.dispose();
  }

  /** Of several that show the row's source, the one that is being read. */
  private logsOf(row: RemoteRow): LoadedLogs | undefined {
    const key = this.key(row);
    if (key === undefined) return undefined;
    const fitting = this.openLogs.all.filter((logs) => placesOf(logs).includes(key));
    return fitting.find(({ state }) => state.phase === 'loading') ?? fitting.at(-1);
  }

  private take(logs: LoadedLogs): void {
    const places = placesOf(logs);
    if (places.length === 0) return;
    for (const key of places) this.waiting.add(key);
    this.timer ??= setTimeout(() => this.tell(), TELL_MS);
  }

  private tell(): void {
    this.timer = undefined;
    const keys = [...this.waiting];
    this.waiting.clear();
    this.emitter.fire(keys);
  }
}

/** `reading 3 of 12`, `partial: 3 of 12`, `failed: ...`; undefined of logs that were read whole. */
export function readingText(state: LoadState): string | undefined {
  const { counts, covered, files, following, phase, problemsTotal, reason } = state;
  const n = (count: number): string => count.toLocaleString('en');
  const amount = covered === undefined ? vscode.l10n.t('{0} of {1}', n(files.done), n(files.total)) : percent(covered);
  switch (phase) {
    case 'loading':
      if (following) return vscode.l10n.t('tailing, {0} records', n(counts.read));
      return covered === undefined && files.total === 0
        ? vscode.l10n.t('reading')
        : vscode.l10n.t('reading {0}', amount);
    case 'cancelled':
      return following ? vscode.l10n.t('not tailed any more') : vscode.l10n.t('partial: {0}', amount);
    case 'failed':
      return vscode.l10n.t('failed: {0}', reason ?? '');
    case 'done':
      if (problemsTotal === 0) return undefined;
      return problemsTotal === 1 ? vscode.l10n.t('1 problem') : vscode.l10n.t('{0} problems', n(problemsTotal));
    case 'empty':
      return undefined;
  }
}

function percent(part: number): string {
  return `${Math.floor(part * 100)} %`;
}
