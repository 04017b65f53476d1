/** The checks of one set of logs: runs them, keeps what the last ones found, and tells who looks on. */
import * as vscode from 'vscode';
import type { CheckOrder, CheckState, CheckWindow, RuleList, RuleOutcome } from '../../session/protocol/checks.ts';
import type { SessionRequests } from '../../session/protocol/protocol.ts';
import { type Asker, failureOf, type Signal } from '../../session/protocol/rpc.ts';
import { isAborted } from '../asking.ts';
import { merged } from './merged.ts';
import type { RuleFiles } from './rule-files.ts';

export interface CheckProgress {
  readonly done: number;
  readonly of: number;
}

const NO_RULES: RuleList = { rules: [], problems: [] };

export class LogChecks implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<CheckState>();
  readonly onDidChange = this.changed.event;
  private readonly went = new vscode.EventEmitter<CheckProgress>();
  readonly onDidProgress = this.went.event;
  private readonly asker: Asker<SessionRequests>;
  private readonly files: RuleFiles;
  private readonly following: vscode.Disposable;
  private list = NO_RULES;
  private current: Omit<CheckState, 'rules' | 'problems'> = { phase: 'none', window: 'rule', stale: false };
  private running: AbortController | undefined;
  private rulesSet: Promise<unknown> = Promise.resolve();

  constructor(asker: Asker<SessionRequests>, files: RuleFiles) {
    this.asker = asker;
    this.files = files;
    this.following = files.onDidChange(() => void this.setRules().then(() => this.outdate()));
  }

  get state(): CheckState {
    return { ...this.current, ...this.list };
  }

  /** The rules as the worker read them, and what was wrong with their files. */
  get rules(): RuleList {
    return this.list;
  }

  /** Tells the worker the rules; resolves when it was told, so that what it is asked next comes after them. */
  async setRules(): Promise<void> {
    const source = this.files.source();
    this.rulesSet = source
      .then((rules) => this.asker.ask('rules', rules))
      .then(
        (list) => {
          this.list = list;
          this.tell();
        },
        (error: unknown) => this.take({ ...this.current, phase: 'failed', reason: failureOf(error).message }),
      );
    await source;
  }

  /** Resolves when the rules that were told last are known here. */
  get ready(): Promise<unknown> {
    return this.rulesSet;
  }

  /** Records came, or rules changed: what was found is of before. */
  outdate(): void {
    if (this.current.answer && !this.current.stale) this.take({ ...this.current, stale: true });
  }

  cancel(): void {
    this.running?.abort();
  }

  /** Checks all rules, or those that are named; a check that runs is given up. Never rejects. */
  async run(rules: readonly string[] | undefined, window: CheckWindow, given?: Signal): Promise<void> {
    this.running?.abort();
    const stop = new AbortController();
    this.running = stop;
    if (given?.aborted) stop.abort();
    given?.addEventListener('abort', () => stop.abort(), { once: true });
    const { reason: _, ...before } = this.current;
    this.take({ ...before, phase: 'running', window });
    try {
      await this.rulesSet;
      const order: CheckOrder = { window, today: new Date().toISOString().slice(0, 10), ...(rules && { rules }) };
      const onProgress = (step: CheckProgress) => this.running === stop && this.went.fire(step);
      const answer = await this.asker.ask('check', order, { signal: stop.signal, onProgress });
      if (this.running !== stop) return;
      const partly = rules !== undefined || !answer.complete;
      this.take({
        phase: answer.complete ? 'done' : 'cancelled',
        window,
        stale: partly && before.stale,
        answer: partly && before.answer ? merged(before.answer, answer) : answer,
      });
    } catch (error) {
      if (this.running !== stop) return;
      if (isAborted(error)) this.take({ ...before, phase: 'cancelled', window });
      else this.take({ ...before, phase: 'failed', window, reason: failureOf(error).message });
    } finally {
      if (this.running === stop) this.running = undefined;
    }
  }

  dispose(): void {
    this.running?.abort();
    this.following.dispose();
    this.changed.dispose();
    this.went.dispose();
  }

  private take(state: Omit<CheckState, 'rules' | 'problems'>): void {
    this.current = state;
    this.tell();
  }

  private tell(): void {
    this.changed.fire(this.state);
  }
}

/** The rules that a check counts as found, in the order of their severity. */
export function firedOf(state: CheckState): readonly RuleOutcome[] {
  return state.answer?.outcomes.filter(({ state }) => state === 'fired') ?? [];
}
