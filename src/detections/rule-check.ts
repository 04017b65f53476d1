/** One rule on its way through its runs: what fired in which of them, and what came near. */
import type { Attribute } from '../esql/analysis/expression.ts';
import type { Plan, StatsStep, Step } from '../esql/analysis/plan.ts';
import { type Vector, valueReader } from '../esql/columns/vector.ts';
import { liveColumns } from '../esql/pipeline.ts';
import type { QueryResult, Shown } from '../esql/result.ts';
import type { TableSource } from '../esql/table.ts';
import type { Value } from '../esql/values/value.ts';
import { groupKey, planOf, RecordsBehind, ROW } from './behind.ts';
import { prefixOf } from './conditions.ts';
import type { Finding, NamedValue, NearMiss, Reached } from './outcome.ts';
import { answer, type Pace } from './pace.ts';
import type { CheckedRecords } from './records.ts';
import type { Rule } from './rule.ts';
import { restOf, type Staged, sourceOf, withColumns } from './staged.ts';
import { lastStats, passes, reachedOf, shareOf, type Threshold, type Thresholds, thresholdsOf } from './thresholds.ts';

/** `rule`: its own schedule, replayed; `all`: one run over everything. */
export type Window = 'rule' | 'all';

/** From this share of the needed count on a quiet rule is a near miss, if the count is above one. */
export const NEAR = 0.5;
/** Groups below a threshold that are told. */
export const MOST_BELOW = 20;
/** Groups below a threshold that are remembered: some may fire in a later run. */
const MOST_MISSED = 100;
/** Rows of one answer that are kept, however many match: as many as a query gives at most. */
const MAX_ROWS = 10_000;

export function isNear({ value }: Reached, share: number): boolean {
  return share >= NEAR && value > 1;
}

/** One run of a rule: when, and on which records. */
export interface Occasion {
  readonly at: number;
  readonly rows: Int32Array;
}

/** A finding while runs are still being put together. */
export interface Open extends Omit<Finding, 'records' | 'notIndexed'> {
  /** The run that saw most, and what names the records behind the row in it. */
  readonly occasion: Occasion;
  readonly key: string;
  readonly row: number | undefined;
}

export class RuleCheck {
  readonly rule: Rule;
  readonly plan: Plan;
  /** Whether every row of the answer is one record. */
  readonly single: boolean;
  /** Whether the query asks what time it is. */
  readonly timed: boolean;
  /** Of each group that stayed below a threshold its best run, and how near that came. */
  private readonly missed = new Map<string, { readonly near: NearMiss; readonly share: number }>();
  /** Groups that came no nearer than this are not remembered: enough others came as near. */
  private floor = 0;
  private readonly pace: Pace;
  private readonly source: Pick<CheckedRecords, 'select'>;
  private readonly traced: Plan;
  private readonly thresholds: Thresholds | undefined;
  private readonly keys: readonly Attribute[];
  private readonly strict: Plan;
  /** How many groups there are and how near they come is asked before the rest; both read the same groups. */
  private readonly grouped: { readonly groups: Plan; readonly relaxed: Plan; readonly strict: Plan } | undefined;
  private readonly open = new Map<string, Open>();
  private readonly closed: Open[] = [];
  private readonly traces = new Map<Occasion, Promise<RecordsBehind>>();
  private last: { readonly rows: Int32Array; readonly fired: readonly string[] } | undefined;

  constructor(
    rule: Rule,
    plan: Plan,
    window: Window,
    {
      records,
      staged,
      pace,
    }: { readonly records: CheckedRecords; readonly staged: Staged | undefined; readonly pace: Pace },
  ) {
    this.rule = rule;
    this.pace = pace;
    this.source = staged ?? records;
    const rest = (whole: Plan): Plan => staged?.rest(whole) ?? whole;
    const stats = lastStats(plan);
    this.single = !plan.steps.some(({ step }) => step === 'stats');
    this.timed = prefixOf(plan, () => true).timed;
    this.plan = window === 'all' ? plan : { ...plan, steps: uncapped(plan.steps) };
    this.keys = stats < 0 ? [] : (plan.steps[stats] as StatsStep).keys.map(({ output }) => output);
    this.thresholds = thresholdsOf(plan);
    const measured = this.thresholds?.list.map(({ attribute }) => attribute) ?? [];
    const extra = [...this.keys, ...measured, ...(stats < 0 ? [ROW] : [])];
    this.strict = rest(planOf(this.plan, this.plan.steps, [...plan.output, ...extra]));
    this.grouped = this.thresholds && groupedFirst(this.strict, rest(planOf(plan, this.thresholds.relaxed, extra)));
    this.traced = rest(this.plan);
  }

  /** Fewer records in a window can neither fire nor be a near miss. */
  get leastRows(): number {
    const needed = this.thresholds?.list.filter(({ countsRows }) => countsRows).map(({ needed: n }) => n) ?? [];
    return Math.max(1, Math.ceil(Math.max(0, ...needed) * NEAR));
  }

  async run(occasion: Occasion): Promise<void> {
    const { last } = this;
    if (last && !this.timed && same(last.rows, occasion.rows)) {
      for (const key of last.fired) this.again(key, occasion.at);
      return;
    }
    const source = this.source.select(occasion.rows);
    const fired: string[] = [];
    const result = await (this.grouped
      ? this.answerOfGroups(this.grouped, occasion, source)
      : answer(this.strict, source, occasion.at, this.pace));
    for (const row of result?.rows() ?? []) fired.push(this.take(row, occasion));
    this.last = { rows: occasion.rows, fired };
  }

  /** Undefined where no group meets the thresholds. */
  private async answerOfGroups(
    { groups, relaxed, strict }: NonNullable<RuleCheck['grouped']>,
    occasion: Occasion,
    source: TableSource,
  ): Promise<QueryResult | undefined> {
    const { pace } = this;
    const result = await answer(groups, source, occasion.at, pace);
    const made = sourceOf(result, groups.output);
    const measured =
      relaxed.steps.length > 1
        ? await answer(relaxed, made, occasion.at, pace)
        : withColumns(result, groups.output, relaxed.output);
    return this.measure(measured, occasion) ? answer(strict, made, occasion.at, pace) : undefined;
  }

  /** Whether some group meets all thresholds; remembers the one that came nearest. */
  private measure(result: QueryResult, occasion: Occasion): boolean {
    const list = this.thresholds?.list ?? [];
    let any = false;
    let start = 0;
    for (const { length, vectors } of result.parts) {
      const measured = list.map((_, i) => valueReader(vectors[this.keys.length + i] as Vector));
      for (let row = 0; row < length; row++) {
        const short = farthest(list, measured, row);
        if (short === undefined) any = true;
        else if (short.share > this.floor) this.near(result, start + row, short, occasion);
      }
      start += length;
    }
    return any;
  }

  private near(result: QueryResult, row: number, { threshold, value, share }: Short, { at }: Occasion): void {
    const [values = []] = result.rows(row, row + 1);
    const key = groupKey(values.slice(0, this.keys.length));
    if (share <= (this.missed.get(key)?.share ?? 0)) return;
    this.missed.set(key, { near: { group: this.groupOf(values), reached: reachedOf(threshold, value), at }, share });
    if (this.missed.size > 2 * MOST_MISSED) this.forgetFarthest();
  }

  private forgetFarthest(): void {
    const nearest = [...this.missed].sort(([, a], [, b]) => b.share - a.share).slice(0, MOST_MISSED);
    this.missed.clear();
    for (const [key, missed] of nearest) this.missed.set(key, missed);
    this.floor = nearest.at(-1)?.[1].share ?? 0;
  }

  /** Groups that never fired, the nearest first. */
  get below(): readonly NearMiss[] {
    const fired = new Set([...this.closed, ...this.open.values()].map(({ key }) => key));
    return [...this.missed]
      .filter(([key]) => !fired.has(key))
      .map(([, missed]) => missed)
      .sort((a, b) => b.share - a.share)
      .slice(0, MOST_BELOW)
      .map(({ near }) => near);
  }

  get nearMiss(): NearMiss | undefined {
    let nearest: { readonly near: NearMiss; readonly share: number } | undefined;
    for (const missed of this.missed.values()) {
      if (!isNear(missed.near.reached, missed.share)) continue;
      if (!nearest || missed.share > nearest.share) nearest = missed;
    }
    return nearest?.near;
  }

  private groupOf(values: readonly Shown[]): readonly NamedValue[] {
    return this.keys.map(({ name }, i) => ({ name, value: values[i] ?? null }));
  }

  private take(row: readonly Shown[], occasion: Occasion): string {
    const width = this.plan.output.length;
    const values = row.slice(0, width);
    const keyValues = row.slice(width, width + this.keys.length);
    const list = this.thresholds?.list ?? [];
    const from = width + this.keys.length;
    const reached = list.map((threshold, i) => reachedOf(threshold, row[from + i]));
    const grouped = lastStats(this.plan) >= 0;
    const inline = !grouped && !this.single;
    const number = grouped ? undefined : Number(row.at(-1));
    const groupText = groupKey(keyValues);
    const key = grouped ? groupText : inline ? String(number) : `${number} ${groupKey(values)}`;
    const { at } = occasion;
    const before = this.open.get(key);
    const made = { values, group: this.groupOf(keyValues), reached, occasion, key: groupText, row: number };
    if (before && at - before.last <= this.rule.interval * 1.5) {
      const more = sum(reached) > sum(before.reached);
      this.open.set(key, { ...before, ...(more && made), last: at, runs: before.runs + 1 });
    } else {
      if (before) this.closed.push(before);
      this.open.set(key, { ...made, first: at, last: at, runs: 1 });
    }
    return key;
  }

  private again(key: string, at: number): void {
    const before = this.open.get(key);
    if (before) this.open.set(key, { ...before, last: at, runs: before.runs + 1 });
  }

  found(): readonly Open[] {
    const all = [...this.closed, ...this.open.values()];
    // An answer of one run keeps its order.
    return this.closed.length === 0 && all.every(({ first }) => first === all[0]?.first)
      ? all
      : all.sort((a, b) => a.first - b.first);
  }

  /** The records behind the groups of one run; made once for all its findings. */
  behind(occasion: Occasion): Promise<RecordsBehind> {
    const known = this.traces.get(occasion);
    if (known) return known;
    const made = RecordsBehind.of(this.traced, this.source.select(occasion.rows), occasion.at, this.pace);
    this.traces.set(occasion, made);
    return made;
  }
}

/** Two plans with the same last STATS, and that taken out of both. */
function groupedFirst(strict: Plan, relaxed: Plan): { groups: Plan; relaxed: Plan; strict: Plan } {
  const count = lastStats(strict) + 1;
  const { keys, aggregates, after } = strict.steps[count - 1] as StatsStep;
  const live = [strict, relaxed].map((plan) => liveColumns(plan)[count - 1]);
  const made = [...keys.map(({ output }) => output), ...[...aggregates, ...after].map(({ attribute }) => attribute)];
  const output = made.filter(
    ({ id }, i) => live.some((ids) => ids?.has(id)) && made.findIndex((a) => a.id === id) === i,
  );
  return {
    groups: { ...strict, steps: strict.steps.slice(0, count), output },
    relaxed: restOf(relaxed, count, output),
    strict: restOf(strict, count, output),
  };
}

/** What a group lacks most. */
interface Short {
  readonly threshold: Threshold;
  readonly value: Value;
  readonly share: number;
}

/** The threshold that one row of an answer is farthest from; undefined if it meets all. */
function farthest(
  list: readonly Threshold[],
  measured: readonly ((row: number) => Value)[],
  row: number,
): Short | undefined {
  let short: Short | undefined;
  for (let i = 0; i < list.length; i++) {
    const threshold = list[i] as Threshold;
    const value = measured[i]?.(row) ?? null;
    if (passes(threshold, value)) continue;
    const share = shareOf(threshold, value);
    if (!short || share <= short.share) short = { threshold, value, share };
  }
  return short;
}

function sum(reached: readonly Reached[]): number {
  return reached.reduce((total, { value }) => total + value, 0);
}

/** The implicit limit at the end is not the rule's own. */
function uncapped(steps: readonly Step[]): readonly Step[] {
  return steps.map((step, i) =>
    step.step === 'limit' && i === steps.length - 1 ? { ...step, count: MAX_ROWS } : step,
  );
}

function same(a: Int32Array, b: Int32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
