/** What a panel of the overview is: a query, and how its answer is shown. */
import type { Scope } from './scope.ts';

/** What a number of an answer counts; how it is written follows from that. */
export type Measure = 'calls' | 'tokens' | 'ms' | 'percent' | 'rate' | 'units' | 'money' | 'findings';

/** A column of an answer with numbers. */
export interface Series {
  readonly column: string;
  readonly label: string;
  /** Meant as something bad, and drawn so. */
  readonly bad?: true;
  /** A part of the series before it, and drawn in its hue. */
  readonly part?: true;
}

/** What stands for a value of a label column when it is picked: an ES|QL condition on records. */
export type Condition = (value: string | number | boolean | null) => string;

export interface Label {
  readonly column: string;
  readonly label: string;
  /** Absent where the rows are no records that could be shown. */
  readonly condition?: Condition;
  /** What stands for rows without a value. */
  readonly none?: string;
}

/** Bars over time that stand on one another, or lines. The answer has a column `t`. */
export interface TimeView {
  readonly kind: 'bars' | 'lines';
  readonly measure: Measure;
  readonly series: readonly Series[];
  /** One series for each value of a column, of the first of `series`; the greatest of them, the rest as one. */
  readonly split?: Label;
  /** Below the bars, on a scale of its own. */
  readonly lane?: readonly Series[];
  readonly log?: true;
  /** Conditions that a picked bucket adds to its time. */
  readonly picks?: string;
}

/** How often a value lies in each of some bands, which are named by their lower ends. */
export interface BandView {
  readonly kind: 'bands';
  readonly measure: Measure;
  readonly band: string;
  readonly count: string;
  readonly condition: (from: number, to: number | undefined) => string;
}

/** A bar for each row. */
export interface RankingView {
  readonly kind: 'ranking';
  readonly measure: Measure;
  readonly label: Label;
  readonly value: string;
  /** So many rows are drawn; its table and its query have them all. */
  readonly drawn?: number;
  /** A column with the guardrail policy that a row's value belongs to, where the answer has it. */
  readonly policy?: string;
  readonly bad?: true;
  /** Values, in lower case, that ask for a second look, and are drawn so. */
  readonly notable?: readonly string[];
}

export interface Figure {
  readonly column: string;
  readonly label: string;
  readonly measure: Measure;
}

export interface TableColumn extends Series {
  readonly measure: Measure;
  /** Carries a bar for its share of the greatest value. */
  readonly share?: true;
  /** Numbers above this are marked as bad. */
  readonly badAbove?: number;
}

export interface TableView {
  readonly kind: 'table';
  readonly label: Label;
  /** A second column with text. */
  readonly also?: Label;
  readonly columns: readonly TableColumn[];
}

/** A number for each pair of two columns' values. */
export interface MatrixView {
  readonly kind: 'matrix';
  readonly measure: Measure;
  readonly row: Label;
  readonly column: Label;
  readonly value: string;
  /** The order of known values; others follow. */
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly condition: (row: string | null, column: string | null) => string;
}

/** One row of numbers; the page shows them in places of its own, a terminal as a list. */
export interface FiguresView {
  readonly kind: 'figures';
  readonly figures: readonly Figure[];
}

export type View = TimeView | BandView | RankingView | TableView | MatrixView | FiguresView;

export type Section = 'head' | 'use' | 'answers' | 'cost' | 'guardrails' | 'runtime' | 'guardrail metrics' | 'quality';

export interface Panel {
  /** Stable: programs that read the overview know panels by it. */
  readonly id: string;
  readonly title: string;
  /** What the numbers are, `{0}` being the width of a bucket. */
  readonly unit: string;
  readonly section: Section;
  readonly from: 'records' | 'runtime metrics' | 'guardrail metrics';
  readonly view: View;
  /** ES|QL. */
  readonly esql: (scope: Scope) => string;
  /** Said in place of an answer without values: what it needs, and why that may be missing. */
  readonly absent: string;
  /** The panel has nothing to say of documents without the extended profile. */
  readonly extended?: true;
}
