/** The rule files and suppressions that the settings name, read once and again when they change on the disk. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { RuleSource, RuleText } from '../../session/protocol/checks.ts';
import { settingPath } from '../setting-path.ts';
import { settings } from '../settings.ts';
import { readRuleTexts } from './rule-reading.ts';

const SECTION = 'bedrockLogs.detections';
/** Milliseconds after the last change before files are read again: a checkout changes hundreds. */
const QUIET = 500;

export class RuleFiles implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** Fires when rules or suppressions may be others than before. */
  readonly onDidChange = this.changed.event;
  private readonly log: vscode.LogOutputChannel;
  private readonly following: vscode.Disposable;
  private watchers: vscode.Disposable[] = [];
  private timer: NodeJS.Timeout | undefined;
  private read: Promise<RuleSource> | undefined;
  /** Files that were checked although no setting names them, by path. */
  private readonly added = new Map<string, RuleText>();

  constructor(log: vscode.LogOutputChannel) {
    this.log = log;
    this.following = vscode.Disposable.from(
      vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration(SECTION) && this.again()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.again()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.again()),
    );
  }

  source(): Promise<RuleSource> {
    this.read ??= this.readAll();
    return this.read;
  }

  /** Takes one more file along, or a newer text of it. */
  add(path: string, text: string): void {
    if (this.added.get(path)?.text === text) return;
    this.added.set(path, { path, text });
    this.again();
  }

  /** The file that suppressions are kept in; undefined where no folder is open and no setting names one. */
  get suppressions(): string | undefined {
    return settingPath(settings().suppressions);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.following.dispose();
    for (const watcher of this.watchers) watcher.dispose();
    this.changed.dispose();
  }

  /** Reads everything anew when it is asked for next. */
  again(): void {
    this.read = undefined;
    this.changed.fire();
  }

  private later(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.again(), QUIET);
  }

  private async readAll(): Promise<RuleSource> {
    const { rules, builtinRules, checkOnLoad } = settings();
    const paths = rules.flatMap((path) => settingPath(path) ?? []);
    const { suppressions } = this;
    this.watch(suppressions === undefined ? paths : [...paths, suppressions]);
    const { texts, problems, suppressed } = await readRuleTexts(paths, suppressions);
    for (const problem of problems) this.log.warn(problem);
    const named = new Set(texts.map(({ path }) => path));
    const own = [...this.added.values()].filter(({ path }) => !named.has(path));
    return {
      builtin: builtinRules,
      whileLoading: checkOnLoad,
      files: [...texts, ...own],
      ...(suppressed !== undefined && { suppressions: suppressed }),
    };
  }

  private watch(paths: readonly string[]): void {
    for (const watcher of this.watchers) watcher.dispose();
    this.watchers = paths.map((path) => {
      const pattern = /\.(?:toml|ndjson)$/.test(path) ? '' : '**/*.toml';
      const base = pattern === '' ? vscode.Uri.file(join(path, '..')) : vscode.Uri.file(path);
      const glob = pattern === '' ? (path.split(/[\\/]/).pop() ?? '*.toml') : pattern;
      const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(base, glob));
      const later = () => this.later();
      return vscode.Disposable.from(
        watcher,
        watcher.onDidChange(later),
        watcher.onDidCreate(later),
        watcher.onDidDelete(later),
      );
    });
  }
}
