/** Opened logs: one set of sources, read by one session worker that starts when somebody first looks at them. */
import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import type { LoadState, SessionRequests, SourceRef } from '../session/protocol/protocol.ts';
import { Asker, type AskOptions, failureOf } from '../session/protocol/rpc.ts';
import { isAborted } from './asking.ts';
import { LogChecks } from './detections/log-checks.ts';
import type { RuleFiles } from './detections/rule-files.ts';
import { settings } from './settings.ts';
import { keyOfSource, titleOfSource } from './source-refs.ts';

type Name = keyof SessionRequests & string;

/** Events of a log group may come so late. What is read twice is known by its request id. */
const LATE_MS = 5 * 60_000;

const nothing: LoadState = {
  phase: 'empty',
  files: { done: 0, total: 0 },
  bytes: { done: 0, total: 0 },
  counts: { seen: 0, read: 0, skipped: 0, failed: 0, skippedBy: {}, warned: 0 },
  problems: [],
  problemsTotal: 0,
};

export interface WorkerThread {
  /** The worker's bundle. */
  readonly file: string;
  /** The folder that it keeps its spool in. */
  readonly storage: string;
  /** The detection rules that it checks. */
  readonly rules: RuleFiles;
}

export class LoadedLogs implements vscode.Disposable {
  readonly sources: readonly SourceRef[];
  readonly title: string;
  private readonly changed = new vscode.EventEmitter<LoadState>();
  readonly onDidChangeState = this.changed.event;
  private readonly worker: Worker;
  private readonly asker: Asker<SessionRequests>;
  private loading = new AbortController();
  /** When the last load ended, epoch ms. */
  private ended = 0;
  private readonly log: vscode.LogOutputChannel;
  private current: LoadState = nothing;
  readonly checks: LogChecks;
  private begun: Promise<void>;
  private readonly hold: boolean;

  /** `hold`: messages of queues wait until it is told by `settle` what became of their records. */
  constructor(sources: readonly SourceRef[], thread: WorkerThread, log: vscode.LogOutputChannel, hold = false) {
    this.sources = sources;
    this.hold = hold;
    this.title = titleOf(sources);
    this.log = log;
    this.worker = new Worker(thread.file, { workerData: { storage: thread.storage }, stdout: true, stderr: true });
    this.asker = new Asker<SessionRequests>((message) => this.worker.postMessage(message));
    this.worker.on('message', (message: unknown) => this.asker.receive(message));
    this.worker.on('error', (error: Error) => this.end(vscode.l10n.t('Reading stopped: {0}', error.message)));
    this.worker.on('exit', () => this.end(vscode.l10n.t('Reading has ended. Open the logs again.')));
    this.checks = new LogChecks(this.asker, thread.rules);
    this.take({ ...nothing, phase: 'loading' });
    this.begun = this.load(sources);
  }

  get state(): LoadState {
    return this.current;
  }

  ask<K extends Name>(
    name: K,
    params: SessionRequests[K]['params'],
    options: AskOptions<SessionRequests[K]['progress']> = {},
  ): Promise<SessionRequests[K]['result']> {
    return this.asker.ask(name, params, options);
  }

  /** Settles when loading has ended, however it ended. */
  get loaded(): Promise<void> {
    return this.begun;
  }

  /** Reads what is new, and what was given up; log groups that were tailed are tailed again. */
  goOn(): Promise<void> {
    if (this.current.phase !== 'loading') {
      this.loading = new AbortController();
      const { following: _, reason: __, ...kept } = this.current;
      this.take({ ...kept, phase: 'loading' });
      this.begun = this.load(this.sources.map((source) => goneOn(source, this.ended)));
    }
    return this.begun;
  }

  /** Stops reading; what was read stays usable. */
  cancel(): void {
    this.loading.abort();
  }

  dispose(): void {
    this.loading.abort();
    this.checks.dispose();
    this.asker.close(vscode.l10n.t('The logs were closed.'));
    this.changed.dispose();
    void this.worker.terminate();
  }

  private async load(sources: readonly SourceRef[]): Promise<void> {
    const started = performance.now();
    try {
      // The rules first: what they look for in texts is then found while records are read.
      await this.checks.setRules();
      const options = { signal: this.loading.signal, onProgress: (state: LoadState) => this.take(state) };
      this.take(await this.asker.ask('load', { sources, hold: this.hold }, options));
    } catch (error) {
      await this.takeAfter(error);
    }
    this.ended = Date.now();
    const { phase, counts, files } = this.current;
    // Counts only: nothing of a record may reach a log.
    this.log.info(
      `${phase}: ${files.done} files, ${counts.read} records read, ${counts.skipped} skipped, ${counts.failed} failed, ${Math.round(performance.now() - started)} ms`,
    );
    if (phase === 'done' && settings().checkOnLoad) void this.checks.run(undefined, this.checks.state.window);
  }

  /** What is left after loading was cancelled or failed. */
  private async takeAfter(error: unknown): Promise<void> {
    try {
      const state = await this.asker.ask('state', {});
      const phase = isAborted(error) ? 'cancelled' : 'failed';
      this.take(state.phase === 'loading' ? { ...state, phase, reason: failureOf(error).message } : state);
    } catch {
      this.take({ ...this.current, phase: 'failed', reason: failureOf(error).message });
    }
  }

  private take(state: LoadState): void {
    if (state.counts.read !== this.current.counts.read) this.checks.outdate();
    const { mayFollow: _, ...own } = state;
    this.current = own.phase !== 'loading' && this.sources.some(isTail) ? { ...own, mayFollow: true } : own;
    this.changed.fire(this.current);
  }

  private end(reason: string): void {
    this.asker.close(reason);
    if (this.current.phase === 'loading') this.take({ ...this.current, phase: 'failed', reason });
  }
}

function isTail(source: SourceRef): boolean {
  return source.kind === 'logs' && source.follow !== undefined;
}

/** What is to be read of a source that was read until `ended`, epoch ms. Of a log group that is what has come since. */
function goneOn(source: SourceRef, ended: number): SourceRef {
  if (source.kind !== 'logs' || !source.follow) return source;
  const { keep } = source.follow;
  const begin = Math.max(source.range?.[0] ?? 0, ended - LATE_MS);
  return { ...source, range: [begin, Math.max(Date.now(), begin + 1)], follow: { keep } };
}

/** Several pages and documents may look at the same sources; they share one worker, which ends with the last of them. */
export class OpenLogs implements vscode.Disposable {
  private readonly open = new Map<string, { readonly logs: LoadedLogs; uses: number }>();
  private held = 0;
  private readonly changed = new vscode.EventEmitter<LoadedLogs>();
  /** Fires when logs are opened and whenever their state changes. */
  readonly onDidChange = this.changed.event;
  private readonly thread: WorkerThread;
  private readonly log: vscode.LogOutputChannel;

  constructor(thread: WorkerThread, log: vscode.LogOutputChannel) {
    this.thread = thread;
    this.log = log;
  }

  /** The caller disposes what it was given. `hold`: as in `LoadedLogs`; these are nobody else's. */
  use(sources: readonly SourceRef[], hold = false): LogsInUse {
    const key = hold ? `held ${this.held++}` : keyOf(sources);
    let entry = this.open.get(key);
    if (!entry) {
      const logs = new LoadedLogs(sources, this.thread, this.log, hold);
      logs.onDidChangeState(() => this.changed.fire(logs));
      entry = { logs, uses: 0 };
      this.open.set(key, entry);
      this.changed.fire(logs);
    }
    const used = entry;
    used.uses++;
    let disposed = false;
    return {
      logs: used.logs,
      dispose: () => {
        if (disposed) return;
        disposed = true;
        if (--used.uses > 0) return;
        this.open.delete(key);
        used.logs.dispose();
        this.changed.fire(used.logs);
      },
    };
  }

  get all(): readonly LoadedLogs[] {
    return [...this.open.values()].map(({ logs }) => logs);
  }

  loading(): readonly LoadedLogs[] {
    return this.all.filter(({ state }) => state.phase === 'loading');
  }

  dispose(): void {
    for (const { logs } of this.open.values()) logs.dispose();
    this.open.clear();
    this.changed.dispose();
  }
}

export interface LogsInUse extends vscode.Disposable {
  readonly logs: LoadedLogs;
}

export function keyOf(sources: readonly SourceRef[]): string {
  return JSON.stringify(sources.map(keyOfSource).sort());
}

function titleOf(sources: readonly SourceRef[]): string {
  const [first] = sources;
  if (!first) return vscode.l10n.t('No logs');
  const name = titleOfSource(first);
  return sources.length === 1 ? name : vscode.l10n.t('{0} and {1} more', name, sources.length - 1);
}
