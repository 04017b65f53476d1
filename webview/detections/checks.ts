/** What the detections tab knows: the rules, what their checks found, and which of them are looked at. Holds no DOM. */
import type { CheckState, CheckWindow, RuleFacts, RuleOutcome } from '../../src/session/protocol/checks.ts';
import { type Group, type GroupName, groupsOf } from '../../src/session/protocol/rule-groups.ts';
import type { Host } from '../host.ts';
import { reasonOf } from '../host.ts';

/** Which rules the list shows. */
export type Choice = 'all' | 'fired' | 'near' | 'cannot-fire';

const NOTHING: CheckState = { phase: 'none', window: 'rule', rules: [], problems: [], stale: false };

export class Checks {
  state = NOTHING;
  /** How far the check is that runs. */
  progress: { readonly done: number; readonly of: number } | undefined;
  /** Text that a rule's name, tags or state hold. */
  filter = '';
  choice: Choice = 'all';
  readonly folded = new Set<GroupName>();
  private readonly host: Host;
  private readonly changed: () => void;
  private readonly say: (sentence: string) => void;

  constructor(host: Host, changed: () => void, say: (sentence: string) => void) {
    this.host = host;
    this.changed = changed;
    this.say = say;
  }

  take(state: CheckState): void {
    this.state = state;
    if (state.phase !== 'running') this.progress = undefined;
  }

  going(done: number, of: number): void {
    if (this.state.phase === 'running') this.progress = { done, of };
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
    this.ask(this.host.ask('runChecks', { window, ...(rules && { rules }) }));
  }

  cancel(): void {
    this.ask(this.host.ask('cancelChecks', {}));
  }

  edit(rule: string | undefined): void {
    this.ask(this.host.ask('editRule', { ...(rule !== undefined && { rule }) }));
  }

  suppress(rule: string, finding: number | undefined): void {
    this.ask(this.host.ask('suppressRule', { rule, ...(finding !== undefined && { finding }) }));
  }

  save(): void {
    this.ask(this.host.ask('saveFindings', { format: 'sarif' }));
  }

  private ask(asked: Promise<unknown>): void {
    asked.catch((error: unknown) => this.say(reasonOf(error)));
  }
}
