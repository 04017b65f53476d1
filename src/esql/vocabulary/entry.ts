import type { Vector } from '../columns/vector.ts';
import type { DataType, TypeFamily } from '../types.ts';
import type { Constant, Scalar, Value } from '../values/value.ts';

/** A parameter of a function, as checked and as shown. */
export interface Parameter {
  readonly name: string;
  readonly accepts: TypeFamily;
  readonly optional?: boolean;
  /** Takes all further arguments. */
  readonly repeats?: boolean;
  /** Must not depend on a row; `late`: a column that was given one constant for all rows serves too. */
  readonly constant?: boolean | 'late';
  /** Given by name in braces as well: `TO_IP(x, {"leading_zeros": "octal"})`. */
  readonly option?: boolean;
  /** Where it is not given, messages speak of the others as if it did not exist. */
  readonly uncounted?: boolean;
  /** A string literal here is read as this type. */
  readonly literal?: DataType;
}

/** What a type rule sees of an argument. */
export interface ArgumentType {
  readonly type: DataType;
  /** As written, for messages. */
  readonly text: string;
  /** Known when the argument is a literal. */
  readonly value?: Constant | undefined;
  readonly foldable: boolean;
}

/** What is wrong with a call: the message, and the argument that it is said of where it is not the whole call. */
export interface CallProblem {
  readonly problem: string;
  readonly argument?: number;
}

/** The type of a call, or why it is none. */
export type TypeRule = (types: readonly ArgumentType[], text: string) => DataType | CallProblem;

interface Entry {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly example: string;
  readonly parameters: readonly Parameter[];
  readonly returns: DataType | TypeRule;
}

/** What a function may ask while it is evaluated. */
export interface Call {
  readonly type: DataType;
  readonly types: readonly DataType[];
  /** The arguments as written. */
  readonly texts: readonly string[];
  /** NOW() in epoch milliseconds. */
  readonly now: number;
  /** Of an aggregate: its rows are at one place already (see `StatsStep`). */
  readonly gathered: boolean;
  /** The values of the arguments that do not depend on a row; undefined for the others. */
  readonly constants: readonly (Constant | undefined)[];
  /** Called for every value that is computed, so that long work can be cut. */
  tick(): void;
  /** For work on long lists: the result of `make`, which is done in steps before the evaluation is done again. */
  inSteps(given: readonly Vector[], make: () => Generator<undefined, Vector>): Vector;
  /** Records the cause of a failure as a warning; the value is then null. */
  fail(cause: string): null;
  /** The same for a condition, which then counts as false: the call itself, or one of its arguments. */
  failFalse(cause: string, argument?: number): void;
  /** What is made once per pattern: automata, parsed zones. */
  cached<T>(key: string, make: () => T): T;
}

/**
 * How a function is evaluated.
 *
 * - `row`: on single values; null in, null out; a multivalue is null and a warning.
 * - `each`: on every value of the first argument on its own; the others are single values.
 * - `whole`: on all values of a row together; null in, null out unless `nulls` is set.
 * - `vector`: on columns.
 */
export type Evaluation =
  | { readonly style: 'row'; evaluate(values: readonly Scalar[], call: Call): Value }
  | { readonly style: 'each'; evaluate(value: Scalar, call: Call, others: readonly Scalar[]): Scalar | null }
  | {
      readonly style: 'whole';
      readonly nulls?: boolean;
      evaluate(values: readonly Value[], call: Call): Value;
      /** The same for long lists, where it takes long. */
      inSteps?(values: readonly Value[], call: Call): Generator<undefined, Value>;
    }
  | { readonly style: 'vector'; evaluate(vectors: readonly Vector[], length: number, call: Call): Vector };

/** An argument that is only asked about the rows that need it: for the others it must not warn. */
export interface Arm {
  /** A column or a constant, which says nothing wrong of any row. */
  readonly plain: boolean;
  /** As long as the batch, with the values of these rows, or of all; in the others is anything. */
  values(rows?: Int32Array): Vector;
}

export interface ScalarEntry extends Entry {
  readonly kind: 'scalar' | 'grouping' | 'operator';
  readonly evaluation: Evaluation;
  /** The same where not all rows need all arguments: CASE, COALESCE. */
  readonly lazily?: (arms: readonly Arm[], length: number, call: Call) => Vector;
  /** All arguments meet in one type, the widest of the numbers: CASE, COALESCE, GREATEST. */
  readonly unites?: (position: number, count: number) => boolean;
  /** The type of the first number is that of all: others are widened to it, never it to them. */
  readonly firstLeads?: boolean;
  /** NOW and the like are the same for a whole query, but not for two. */
  readonly clock?: boolean;
}

/**
 * Rows sorted into groups. Entry i belongs to group `groups[i]` and is row `rows[i]`, or row i when
 * `rows` is absent. A row may come several times, under several groups.
 */
export interface GroupedRows {
  readonly groups: Int32Array;
  readonly rows: Int32Array | undefined;
  /** Groups that are known so far, in these rows and before. */
  readonly groupCount: number;
  /** The number of entries of each group; counted once, for all that ask. */
  tally(): Int32Array;
  readonly tallied: boolean;
  /** For whoever has counted them on the way. */
  keepTally(tally: Int32Array): void;
}

/** Collects values per group. */
export interface Accumulator {
  /** Takes a list as one value; others take each value of it. */
  readonly wholeLists?: boolean;
  add(entries: GroupedRows, vectors: readonly Vector[]): void;
  /** One row per group; a group may have had no rows. Made in steps, between which the work may pause. */
  finish(groupCount: number): Generator<undefined, Vector>;
}

export interface AggregateEntry extends Entry {
  readonly kind: 'aggregate';
  /** `beside`: what was made before for the very values that this one will be given; it may leave collecting them to it. */
  create(call: Call, beside: readonly Accumulator[]): Accumulator;
}

export type FunctionEntry = ScalarEntry | AggregateEntry;

/** The signature line: `ROUND(number, [decimals])`. */
export function signature(entry: FunctionEntry): string {
  const shown = entry.parameters.map((p) => (p.optional ? `[${p.name}]` : p.name) + (p.repeats ? ', ...' : ''));
  return `${entry.name}(${shown.join(', ')})`;
}
