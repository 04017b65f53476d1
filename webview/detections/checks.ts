/** What the detections tab knows: the rules, what their checks found, and which of them are looked at. Holds no DOM. */
import type { CheckState, CheckWindow, RuleFacts, RuleOutcome } from '../../src/session/protocol/checks.ts';
import { type Group, type GroupName, groupsOf } from '../../src/session/protocol/rule-groups.ts';
import type { Host } from '../host.ts';
import { reasonOf } from '../host.ts';

/** Which rules the list shows. */
export type Choice = 'all' | 'fired' | 'near' | 'cannot-fire';

const NOTHING: CheckState = { phase: 'none', window: 'rule', rules: [], problems: [], stale: false };

interface Step {
  readonly done: number;
  readonly of: number;
}

/** Checks on the records here have no target, those on a cluster the name of its connection. */
type Target = string | undefined;

export class Checks {
  private readonly states = new Map<Target, CheckState>();
  private readonly steps = new Map<Target, Step>();
  private readonly lookedAt = new Set<Target>([undefined]);
  /** Text that a rule's name, tags or state hold. */
  filter = '';
  choice: Choice = 'all';
  readonly folded = new Set<GroupName>();
  private readonly host: Host;
  private readonly changed: () => void;
  private readonly say: (sentence: string) => void;
  private readonly chosen: () => Target;

  /** `chosen`: where the rules are to be run that are shown. */
  constructor(host: Host, changed: () => void, say: (sentence: string) => void, chosen: () => Target) {
    this.host = host;
    this.changed = changed;
    this.say = say;
    this.chosen = chosen;
  }

  /** The connection whose cluster is asked; undefined for the records here. */
  get target(): Target {
    return this.chosen();
  }

  /** Of the chosen place. The rules are those that are known here: they are the same everywhere. */
  get state(): CheckState {
    const here = this.states.get(undefined) ?? NOTHING;
    const { target } = this;
    if (target === undefined) return here;
    const { rules, problems } = here;
    return { ...(this.states.get(target) ?? NOTHING), rules, problems };
  }

  /** How far the check is that runs. */
  get progress(): Step | undefined {
    return this.steps.get(this.target);
  }

  take(state: CheckState, target: Target): void {
    this.states.set(target, state);
    this.lookedAt.add(target);
    if (state.phase !== 'running') this.steps.delete(target);
  }

  going(done: number, of: number, target: Target): void {
    if (this.states.get(target)?.phase === 'running') this.steps.set(target, { done, of });
  }

  /** Asks for what was found on the chosen cluster before this page was made. */
  async look(): Promise<void> {
    const { target } = this;
    if (target === undefined || this.lookedAt.has(target)) return;
    this.lookedAt.add(target);
    try {
      const state = await this.host.ask('checksOn', { target });
      if (state === null || this.states.has(target)) return;
      this.take(state, target);
      this.changed();
    } catch (error) {
      this.say(reasonOf(error));
    }
  }

  get running(): boolean {
    return this.state.phase === 'running';
  }

  count(name: GroupName): number {
    return groupsOf(this.state).find((group) => group.name === name)?.entries.length ?? 0;
  }

  get fired(): number {
    return this.state.answer?.outcomes.filter(({ state }) => state === 'fired').length ?? 0;
  }

  /** The groups with the rules that the filter and the choice leave. */
  get groups(): readonly Group[] {
    const wanted = this.filter.trim().toLowerCase();
    const fits = (name: GroupName, { name: title, tags, severity }: RuleFacts): boolean =>
      wanted === '' || [title, severity, name, ...tags].some((text) => text.toLowerCase().includes(wanted));
    return groupsOf(this.state)
      .filter(({ name }) => this.choice === 'all' || name === this.choice)
      .map(({ name, entries }) => ({ name, entries: entries.filter(({ rule }) => fits(name, rule)) }))
      .filter(({ entries }) => entries.length > 0);
  }

  rule(id: string | undefined): RuleFacts | undefined {
    return this.state.rules.find((rule) => rule.id === id);
  }

  outcome(id: string): RuleOutcome | undefined {
    return this.state.answer?.outcomes.find(({ rule }) => rule.id === id);
  }

  set(change: { readonly filter?: string; readonly choice?: Choice }): void {
    Object.assign(this, change);
    this.changed();
  }

  fold(name: GroupName, folded: boolean): void {
    if (folded) this.folded.add(name);
    else this.folded.delete(name);
    this.changed();
  }

  run(rules?: readonly string[], window: CheckWindow = this.state.window): void {
    this.ask(this.host.ask('runChecks', { window, ...(rules && { rules }), ...this.place }));
  }

  cancel(): void {
    this.ask(this.host.ask('cancelChecks', this.place));
  }

  edit(rule: string | undefined): void {
    this.ask(this.host.ask('editRule', { ...(rule !== undefined && { rule }) }));
  }

  suppress(rule: string, finding: number | undefined): void {
    this.ask(this.host.ask('suppressRule', { rule, ...(finding !== undefined && { finding }), ...this.place }));
  }

  save(): void {
    this.ask(this.host.ask('saveFindings', { format: 'sarif', ...this.place }));
  }

  private get place(): { readonly target?: string } {
    const { target } = this;
    return target === undefined ? {} : { target };
  }

  private ask(asked: Promise<unknown>): void {
    asked.catch((error: unknown) => this.say(reasonOf(error)));
  }
}
