/** What came of checking a rule. */
import type { ResultColumn, Shown } from '../esql/result.ts';
import type { Rule } from './rule.ts';

/**
 * - `fired`: there are findings. - `clear`: it was asked and found nothing.
 * - `cannot-fire`: no loaded record could ever match. - `not-applicable`: another language, or data of another kind.
 * - `unsupported`: needs what only a cluster has. - `error`: the query is wrong.
 */
export type RuleState = 'fired' | 'clear' | 'cannot-fire' | 'not-applicable' | 'unsupported' | 'error';

export interface Reached {
  readonly column: string;
  readonly value: number;
  readonly needed: number;
  /** The value has to be larger than `needed`, not only as large. */
  readonly exceed: boolean;
}

export interface NamedValue {
  readonly name: string;
  readonly value: Shown;
}

export interface Finding {
  /** The row of the answer. */
  readonly values: readonly Shown[];
  /** The values that make the row's group; empty where nothing was put together. */
  readonly group: readonly NamedValue[];
  /** What was needed, and what was reached. */
  readonly reached: readonly Reached[];
  /** When the rule would have fired first and last (epoch ms), and in how many of its runs. */
  readonly first: number;
  readonly last: number;
  readonly runs: number;
  /** Numbers of the records behind the row, ascending. */
  readonly records: readonly number[];
  /** Of these, how many have text that Elasticsearch would not hold. */
  readonly notIndexed: number;
}

/** A group that stayed below a threshold: the nearest one of a quiet rule is its near miss. */
export interface NearMiss {
  readonly group: readonly NamedValue[];
  readonly reached: Reached;
  readonly at: number;
}

export interface Outcome {
  readonly rule: Rule;
  readonly state: RuleState;
  /** Why, in a sentence; empty where the state says all. */
  readonly reason: string;
  readonly columns: readonly ResultColumn[];
  readonly findings: readonly Finding[];
  readonly nearMiss?: NearMiss;
  /** Groups that stayed below the threshold, each as it was in its best run, the nearest first; the first few. */
  readonly below: readonly NearMiss[];
  /** With `cannot-fire`: the field that no record has. */
  readonly missing?: string;
  /** Findings that a suppression took out, with its reason. */
  readonly suppressed: readonly { readonly finding: Finding; readonly reason: string; readonly until: string }[];
  /** What to know about the answer: warnings of the query, a replay that was made coarser. */
  readonly notes: readonly string[];
}

/** `near miss: 4 of 5 (failures, user.id alice)` */
export function nearMissText({ reached, group }: NearMiss): string {
  const of = group.map(({ name, value }) => `${name} ${value === null ? 'null' : String(value)}`).join(', ');
  const needed = reached.exceed ? `more than ${count(reached.needed)}` : count(reached.needed);
  return `near miss: ${count(reached.value)} of ${needed} (${reached.column}${of ? `, ${of}` : ''})`;
}

function count(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString('en') : String(Math.round(value * 1000) / 1000);
}
