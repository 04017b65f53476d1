/** Detection rules and what came of checking them, as they cross the borders. Types only. */
import type { QueryCell } from './queries.ts';
import type { Cell, RecordId } from './records.ts';

/** A rule file as it was read. */
export interface RuleText {
  readonly path: string;
  readonly text: string;
}

/** The rules that are checked from now on: those that come with the inspector, or not, and others. */
export interface RuleSource {
  readonly builtin: boolean;
  readonly files: readonly RuleText[];
  /** Whether their texts are looked for while records are loaded, or when rules are checked first. */
  readonly whileLoading: boolean;
  /** The text of a file of suppressions. */
  readonly suppressions?: string;
}

export type RuleSeverity = 'low' | 'medium' | 'high' | 'critical';

export interface RuleFacts {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly severity: RuleSeverity;
  readonly riskScore: number;
  /** `esql`, `eql`, `kuery` ... as written. */
  readonly language: string;
  readonly type: string;
  readonly query: string;
  /** Window and time between two runs, ms; `from` is absent where the rule has no schedule. */
  readonly from?: number | undefined;
  readonly to: number;
  readonly interval: number;
  readonly tags: readonly string[];
  readonly threats: readonly {
    readonly framework: string;
    readonly tactic?: string;
    readonly techniques: readonly string[];
  }[];
  readonly falsePositives: readonly string[];
  readonly references: readonly string[];
  /** Markdown. */
  readonly note: string;
  /** Of its file, or `builtin/NAME.toml`; and the line on which the query begins (1-based). */
  readonly path: string;
  readonly queryLine: number;
}

/** Something in a rule file, or in the file of suppressions, that is not as it should be. */
export interface RuleFileProblem {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

export interface RuleList {
  readonly rules: readonly RuleFacts[];
  readonly problems: readonly RuleFileProblem[];
}

export type CheckWindow = 'rule' | 'all';

export interface CheckOrder {
  /** Ids; all rules unless given. */
  readonly rules?: readonly string[];
  /** `rule`: each rule's schedule, replayed; `all`: one run over everything. */
  readonly window: CheckWindow;
  /** NOW() in epoch ms; the time of the newest record unless given. */
  readonly now?: number;
  /** The day on which suppressions hold, `yyyy-mm-dd`. */
  readonly today: string;
}

export type RuleState = 'fired' | 'clear' | 'cannot-fire' | 'not-applicable' | 'unsupported' | 'error';

export interface NamedCell {
  readonly name: string;
  readonly value: QueryCell;
}

export interface ReachedValue {
  readonly column: string;
  readonly value: number;
  readonly needed: number;
  /** The value has to be larger than `needed`, not only as large. */
  readonly exceed: boolean;
}

export interface RuleFinding {
  /** One value a column. */
  readonly values: readonly QueryCell[];
  /** What makes the group; empty where nothing was put together. */
  readonly group: readonly NamedCell[];
  readonly reached: readonly ReachedValue[];
  /** When the rule would have fired first and last, epoch ms, and in how many of its runs. */
  readonly first: number;
  readonly last: number;
  readonly runs: number;
  /** The first ones, ascending, and how many there are. None of a finding on a cluster, and no number: they are asked for. */
  readonly records: readonly RecordId[];
  readonly recordsTotal: number;
  /** Of all, how many have text that Elasticsearch would not hold. */
  readonly notIndexed: number;
}

/** A group that stayed below the threshold, in its best run. */
export interface BelowThreshold {
  readonly group: readonly NamedCell[];
  readonly reached: ReachedValue;
  readonly at: number;
}

export interface RuleOutcome {
  readonly rule: RuleFacts;
  readonly state: RuleState;
  /** Why, in a sentence; empty where the state says all. */
  readonly reason: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** The first ones; `findingsTotal` counts all. */
  readonly findings: readonly RuleFinding[];
  readonly findingsTotal: number;
  readonly nearMiss?: BelowThreshold;
  readonly below: readonly BelowThreshold[];
  /** With `cannot-fire`: the field that no record has. */
  readonly missing?: string;
  readonly suppressed: readonly { readonly finding: RuleFinding; readonly reason: string; readonly until: string }[];
  readonly notes: readonly string[];
}

export interface CheckAnswer {
  /** Epoch ms: the oldest record, and what NOW() was. */
  readonly range: { readonly from: number; readonly to: number };
  readonly window: CheckWindow;
  /** Records that were looked at. */
  readonly records: number;
  readonly outcomes: readonly RuleOutcome[];
  /** False where it was cancelled: rules that were not reached are missing. */
  readonly complete: boolean;
  /** Suppressions that have ended or met nothing, one sentence each. */
  readonly notes: readonly string[];
  /** Milliseconds. */
  readonly took: number;
}

/** What is shown of the records behind a finding. */
export interface RecordLines {
  /** One list a requested field, as long as the ids. */
  readonly cells: readonly (readonly Cell[])[];
  /** How the last prompt begins; empty where there is none. No list where it was not asked for. */
  readonly prompts: readonly string[];
  readonly places: readonly { readonly path: string; readonly line: number }[];
}

/** What the sidebar and the pages show of the checks of one set of logs. */
export interface CheckState {
  readonly phase: 'none' | 'running' | 'done' | 'cancelled' | 'failed';
  readonly window: CheckWindow;
  readonly rules: readonly RuleFacts[];
  readonly problems: readonly RuleFileProblem[];
  /** What the last checks found; kept while others run. */
  readonly answer?: CheckAnswer;
  /** Records, rules or suppressions have changed since. */
  readonly stale: boolean;
  /** Why it failed, one sentence. */
  readonly reason?: string;
}
