import type { Extractor } from '../patterns/extractor.ts';
import type { Span } from '../syntax/position.ts';
import type { AggregateExpression, Attribute, Expression } from './expression.ts';

export interface Computed {
  readonly attribute: Attribute;
  readonly expression: Expression;
}

export interface ComputedAggregate {
  readonly attribute: Attribute;
  readonly aggregate: AggregateExpression;
  readonly filter: Expression | undefined;
}

/** What rows go through, in order. KEEP, DROP and RENAME change names only and leave no step. */
export type Step =
  | { readonly step: 'source'; readonly patterns: readonly string[]; readonly attributes: readonly Attribute[] }
  | { readonly step: 'row'; readonly columns: readonly Computed[] }
  | { readonly step: 'eval'; readonly columns: readonly Computed[] }
  | { readonly step: 'where'; readonly condition: Expression }
  | {
      readonly step: 'sort';
      readonly keys: readonly {
        readonly expression: Expression;
        readonly descending: boolean;
        readonly nullsFirst: boolean;
      }[];
    }
  | { readonly step: 'limit'; readonly count: number }
  | { readonly step: 'expand'; readonly from: Attribute; readonly to: Attribute }
  | {
      readonly step: 'extract';
      readonly input: Expression;
      readonly outputs: readonly Attribute[];
      readonly extractor: Extractor;
      readonly span: Span;
      readonly text: string;
    }
  | StatsStep;

/** `output` is the column of the group, `attribute` that of the row. */
export interface GroupKey extends Computed {
  readonly output: Attribute;
  /** The place of an earlier key that is the same column under another name; together they make one group. */
  readonly twin: number | undefined;
}

export interface StatsStep {
  readonly step: 'stats';
  readonly inline: boolean;
  /** Its rows come from ROW or have gone through LIMIT or STATS: a cluster has them on one node, not in parts. */
  readonly gathered: boolean;
  /** Evaluated per row. */
  readonly keys: readonly GroupKey[];
  readonly aggregates: readonly ComputedAggregate[];
  /** Expressions around aggregates, evaluated once per group. */
  readonly after: readonly Computed[];
}

/** Whether a cluster has all rows on one node after this step. */
export function gathers(step: Step): boolean {
  return step.step === 'row' || step.step === 'limit' || (step.step === 'stats' && !step.inline);
}

export interface Plan {
  readonly text: string;
  readonly steps: readonly Step[];
  /** The columns of the result, in order. */
  readonly output: readonly Attribute[];
  /** Warnings that need no rows. */
  readonly warnings: readonly string[];
}
