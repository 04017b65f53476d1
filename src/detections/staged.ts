/**
 * What a rule does with each record on its own, done once for all its runs. The windows of a schedule overlap, and each
 * of them is asked twice, with and without the thresholds; only what puts records together has to be done again.
 */
import type { Attribute, Expression } from '../esql/analysis/expression.ts';
import type { ComputedAggregate, GroupKey, Plan, StatsStep, Step } from '../esql/analysis/plan.ts';
import { concatenated, gather } from '../esql/columns/gather.ts';
import type { Vector } from '../esql/columns/vector.ts';
import { liveColumns } from '../esql/pipeline.ts';
import { QueryResult } from '../esql/result.ts';
import type { TableSource } from '../esql/table.ts';
import { planOf, ROW, withRows } from './behind.ts';
import { asksTime, expressionsOf, idsOf } from './conditions.ts';
import { answer, inSlices, type Pace } from './pace.ts';
import type { CheckedRecords } from './records.ts';
import { lastStats } from './thresholds.ts';

/** The steps that are done once, and what is left of the plan. */
interface Cut {
  readonly done: readonly Step[];
  /** Columns that the rest reads. */
  readonly columns: readonly Attribute[];
  /** How many steps of the plan `done` stands for, its source included. */
  readonly count: number;
  /** The first STATS with its expressions as columns, where it comes next. */
  readonly stats: StatsStep | undefined;
}

export class Staged {
  private readonly cut: Cut;
  private readonly columns: ReadonlyMap<string, Vector>;
  /** The records of which something is left, ascending. */
  readonly records: Int32Array;
  /** The rows that a record has become: from its own place here to that of the next. */
  private readonly starts: Int32Array;
  /** The most rows that one record has become. */
  private readonly most: number;

  /** `numbers`: of each row the record that it was made of, ascending; all of them below `count`. */
  private constructor(cut: Cut, columns: ReadonlyMap<string, Vector>, numbers: Int32Array, count: number) {
    this.cut = cut;
    this.columns = columns;
    const records = new Int32Array(numbers.length);
    const starts = new Int32Array(count + 1);
    let known = 0;
    let most = 0;
    for (let row = 0, before = -1, first = 0; row < numbers.length; row++) {
      const record = numbers[row] as number;
      if (record !== before) {
        records[known++] = record;
        starts.fill(row, before + 1, record + 1);
        before = record;
        first = row;
      }
      if (row - first >= most) most = row - first + 1;
    }
    this.most = most;
    starts.fill(numbers.length, (records[known - 1] ?? -1) + 1);
    this.records = records.subarray(0, known);
    this.starts = starts;
  }

  /** Undefined where nothing can be done beforehand. `rows`: ascending. */
  static async of(plan: Plan, records: CheckedRecords, rows: Int32Array, pace: Pace): Promise<Staged | undefined> {
    const cut = cutOf(plan, (field) => records.inMemory(field));
    if (!cut) return undefined;
    const output = [...cut.columns, ROW];
    const { parts } = await answer(planOf(plan, cut.done, output), records.select(rows), 0, pace);
    const columns = new Map<string, Vector>();
    const count = (rows.at(-1) ?? -1) + 1;
    if (parts.length === 0) return new Staged(cut, columns, new Int32Array(0), count);
    const lengths = parts.map(({ length }) => length);
    for (const [i, { id }] of output.entries()) {
      const pieces = parts.map(({ vectors }) => vectors[i] as Vector);
      columns.set(nameOf(id), await inSlices(concatenated(pieces, lengths), pace));
    }
    return new Staged(cut, columns, (columns.get(ROW.name) as Vector).values as Int32Array, count);
  }

  /** A plan with the same first steps, reading what has been made of them. */
  rest(plan: Plan): Plan {
    const { columns, count, stats } = this.cut;
    const steps = plan.steps.map((step, i) => (i === count && step.step === 'stats' && stats ? stats : step));
    const rest = restOf({ ...plan, steps }, count, columns);
    return { ...rest, steps: withRows(rest.steps) };
  }

  /** What has been made of some records, named in ascending order. */
  select(records: Int32Array): TableSource {
    const { columns, starts } = this;
    const places = this.placesOf(records);
    const all = places.length === (starts.at(-1) ?? 0);
    const chosen = new Map<string, Vector>();
    const choose = (name: string): Vector => {
      const known = chosen.get(name);
      if (known) return known;
      const column = columns.get(name) as Vector;
      const made = all ? column : gather(column, places);
      chosen.set(name, made);
      return made;
    };
    return {
      rowCount: places.length,
      read: (names) => (places.length > 0 ? [{ length: places.length, columns: names.map(choose) }] : []),
    };
  }

  private placesOf(records: Int32Array): Int32Array {
    const { starts } = this;
    const places = new Int32Array(Math.min(records.length * this.most, starts.at(-1) as number));
    let at = 0;
    for (let i = 0; i < records.length; i++) {
      const record = records[i] as number;
      const end = starts[record + 1] as number;
      for (let place = starts[record] as number; place < end; place++) places[at++] = place;
    }
    return places.subarray(0, at);
  }
}

/** What comes after the first `count` steps of a plan, reading the columns that those have made. */
export function restOf(plan: Plan, count: number, columns: readonly Attribute[]): Plan {
  const attributes = columns.map((attribute) => ({ ...attribute, name: nameOf(attribute.id) }));
  return { ...plan, steps: [{ step: 'source', patterns: [], attributes }, ...plan.steps.slice(count)] };
}

/** An answer with other columns of those that it has, as if nothing else had been asked for. */
export function withColumns(
  { columns, complete, parts, warnings }: QueryResult,
  output: readonly Attribute[],
  wanted: readonly Attribute[],
): QueryResult {
  const places = wanted.map(({ id }) => output.findIndex((attribute) => attribute.id === id));
  const chosen = <T>(all: readonly T[]): T[] => places.map((place) => all[place] as T);
  const fewer = parts.map(({ length, vectors }) => ({ length, vectors: chosen(vectors) }));
  return new QueryResult(chosen(columns), fewer, warnings, complete);
}

/** An answer as what `restOf` reads. `columns`: those of the answer, in their order. */
export function sourceOf({ parts, rowCount }: QueryResult, columns: readonly Attribute[]): TableSource {
  const places = new Map(columns.map(({ id }, i) => [nameOf(id), i]));
  return {
    rowCount,
    read: (names) =>
      parts.map(({ length, vectors }) => ({
        length,
        columns: names.map((name) => vectors[places.get(name) as number] as Vector),
      })),
  };
}

/** Under which a column is read: several columns may have had the same name. */
function nameOf(id: number): string {
  return id === ROW.id ? ROW.name : `#${id}`;
}

/**
 * The first steps of a plan that treat each record on its own and do not ask for the time. None of a plan that puts no
 * records together, and none where what they make is not in memory anyway: texts would have to be held all at once.
 */
function cutOf(plan: Plan, inMemory: (field: string) => boolean): Cut | undefined {
  const [source, ...others] = plan.steps;
  if (lastStats(plan) < 0 || source?.step !== 'source') return undefined;
  const large = new Set(source.attributes.filter(({ name }) => !inMemory(name)).map(({ id }) => id));
  const known = new Map(source.attributes.map((attribute) => [attribute.id, attribute]));
  const done: Step[] = [source];
  let expansions = 0;
  for (const step of others) {
    if (!isOnItsOwn(step) || expressionsOf(step).some(asksTime)) break;
    if (step.step === 'expand' && ++expansions > 1) break;
    for (const { attribute, from } of madeBy(step)) {
      known.set(attribute.id, attribute);
      if (from.some((id) => large.has(id))) large.add(attribute.id);
    }
    done.push(step);
  }
  const count = done.length;
  const next = plan.steps[count];
  const lifted = next?.step === 'stats' && !next.inline ? lift(next) : undefined;
  const stats = lifted?.stats;
  if (lifted && lifted.columns.length > 0) {
    done.push({ step: 'eval', columns: lifted.columns });
    for (const { attribute, expression } of lifted.columns) {
      known.set(attribute.id, attribute);
      if ([...idsOf(expression)].some((id) => large.has(id))) large.add(attribute.id);
    }
  }
  const steps = [...done, ...(stats ? [stats] : []), ...plan.steps.slice(stats ? count + 1 : count)];
  const live = [...(liveColumns({ ...plan, steps })[done.length - 1] ?? [])];
  const columns = live.flatMap((id) => known.get(id) ?? []);
  const held = columns.every(({ id, type }) => !large.has(id) && type !== 'unsupported');
  return held && columns.length === live.length && done.length > 1 ? { done, columns, count, stats } : undefined;
}

function isOnItsOwn({ step }: Step): boolean {
  return step === 'eval' || step === 'where' || step === 'expand' || step === 'extract';
}

/** The columns that a step makes, and what each is made from. */
function madeBy(step: Step): readonly { readonly attribute: Attribute; readonly from: readonly number[] }[] {
  if (step.step === 'eval')
    return step.columns.map(({ attribute, expression }) => ({ attribute, from: [...idsOf(expression)] }));
  if (step.step === 'expand') return [{ attribute: step.to, from: [step.from.id] }];
  if (step.step === 'extract') return step.outputs.map((attribute) => ({ attribute, from: [...idsOf(step.input)] }));
  return [];
}

/** What a STATS computes of each row, as columns before it. */
function lift(stats: StatsStep): {
  readonly stats: StatsStep;
  readonly columns: readonly { readonly attribute: Attribute; readonly expression: Expression }[];
} {
  const columns: { attribute: Attribute; expression: Expression }[] = [];
  /** Keys that only the STATS itself makes. */
  const late = new Set<number>();
  const asColumn = (expression: Expression, attribute: Attribute): Expression => {
    const ids = [...idsOf(expression)];
    if (expression.kind !== 'call' || ids.length === 0 || asksTime(expression)) return expression;
    if (ids.some((id) => late.has(id))) return expression;
    columns.push({ attribute, expression });
    const { end, start, text, type } = expression;
    return { kind: 'column', attribute, type, text, start, end };
  };
  const fresh = ({ type }: Expression): Attribute => ({ id: ROW.id - 1 - columns.length, name: '', type });
  const keys = stats.keys.map((key): GroupKey => {
    const expression = asColumn(key.expression, key.attribute);
    if (expression.kind !== 'column' || expression.attribute.id !== key.attribute.id) late.add(key.attribute.id);
    return { ...key, expression };
  });
  const aggregates = stats.aggregates.map(
    ({ attribute, aggregate, filter }): ComputedAggregate => ({
      attribute,
      aggregate: {
        ...aggregate,
        operands: aggregate.operands.map((operand) => asColumn(operand, fresh(operand))),
      },
      filter: filter && asColumn(filter, fresh(filter)),
    }),
  );
  return { stats: { ...stats, keys, aggregates }, columns };
}
