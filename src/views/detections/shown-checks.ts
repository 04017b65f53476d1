/** The checks of a page that the sidebar shows and its commands mean: the last ones, on the records here or on a cluster. */
import * as vscode from 'vscode';
import type { CheckState, CheckWindow } from '../../session/protocol/checks.ts';
import type { PageEvent } from '../../session/protocol/protocol.ts';
import type { Signal } from '../../session/protocol/rpc.ts';
import type { ClusterChecks } from '../elasticsearch/cluster-checks.ts';
import type { CheckProgress, LogChecks } from './log-checks.ts';

/** Checks in one place. */
export interface Checking {
  /** The name of a connection; undefined for the records here. */
  readonly target: string | undefined;
  readonly state: CheckState | undefined;
  /** Never rejects: what came of it is in the state. */
  run(rules: readonly string[] | undefined, window: CheckWindow, signal?: Signal): Promise<void>;
  cancel(): void;
  readonly onDidProgress: vscode.Event<CheckProgress>;
}

export class ShownChecks implements vscode.Disposable {
  private readonly here: LogChecks;
  private readonly there: ClusterChecks;
  private readonly following: vscode.Disposable;
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly went = new vscode.EventEmitter<CheckProgress>();
  private last: string | undefined;

  constructor(here: LogChecks, there: ClusterChecks) {
    this.here = here;
    this.there = there;
    this.following = here.onDidChange(({ phase }) => this.follow(undefined, phase));
  }

  /** Where rules were run last. */
  get current(): Checking {
    return this.at(this.last);
  }

  at(target: string | undefined): Checking {
    const { here, there } = this;
    if (target === undefined)
      return {
        target,
        get state() {
          return here.state;
        },
        run: (rules, window, signal) => here.run(rules, window, signal),
        cancel: () => here.cancel(),
        onDidProgress: here.onDidProgress,
      };
    return {
      target,
      get state() {
        return there.state(target);
      },
      run: async (rules, window, signal) => {
        signal?.addEventListener('abort', () => there.cancel(target), { once: true });
        await there.run(target, rules, window);
      },
      cancel: () => there.cancel(target),
      onDidProgress: this.went.event,
    };
  }

  /** What the page hears of checks on a cluster. */
  note(event: PageEvent): void {
    if (event.event === 'checks' && event.target !== undefined) this.follow(event.target, event.state.phase);
    else if (event.event === 'checking' && event.target === this.last) this.went.fire(event);
  }

  dispose(): void {
    this.following.dispose();
    this.changed.dispose();
    this.went.dispose();
  }

  private follow(target: string | undefined, phase: CheckState['phase']): void {
    if (phase === 'running') this.last = target;
    if (target === this.last) this.changed.fire();
  }
}
