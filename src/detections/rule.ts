/** What a detection rule is, wherever it was written. */

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a rule is about in one of the public catalogues. */
export interface Threat {
  readonly framework: string;
  readonly tactic?: string;
  readonly techniques: readonly string[];
}

export interface Rule {
  /** `rule_id`; of the queries of a hunt their `uuid` and number. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly severity: Severity;
  readonly riskScore: number;
  /** As written: `esql`, `eql`, `kuery`, `lucene` ... */
  readonly language: string;
  /** `esql`, `query`, `threshold`, `new_terms`, `machine_learning` ... or `hunt`. */
  readonly type: string;
  readonly query: string;
  /** How far before a run its window begins, ms; undefined where the rule has no schedule, as a hunt. */
  readonly from: number | undefined;
  /** How far before a run its window ends, ms. */
  readonly to: number;
  /** Time between two runs, ms. */
  readonly interval: number;
  readonly tags: readonly string[];
  readonly threats: readonly Threat[];
  readonly falsePositives: readonly string[];
  readonly references: readonly string[];
  /** Markdown: what to look at and what to do. */
  readonly note: string;
  readonly deprecated: boolean;
  /** Where it was read, and the line on which the text of its query begins (1-based). */
  readonly path: string;
  readonly queryLine: number;
}

/** Something in a rule file that is not as it should be. */
export interface RuleProblem {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** An error: no rule came of it. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
}
