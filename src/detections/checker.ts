import type { Attribute } from '../esql/analysis/expression.ts';
import type { Plan, StatsStep, Step } from '../esql/analysis/plan.ts';
import { run } from '../esql/query.ts';
import type { Shown } from '../esql/result.ts';
import { groupKey, planOf, RecordsBehind, ROW } from './behind.ts';
import { prefixOf } from './conditions.ts';
import type { Finding, NamedValue, NearMiss, Outcome, Reached } from './outcome.ts';
import { nearMissText } from './outcome.ts';
import type { CheckedRecords } from './records.ts';
import { replay } from './replay.ts';
import type { Rule } from './rule.ts';
import { lastStats, passes, shareOf, type Threshold, type Thresholds, thresholdsOf } from './thresholds.ts';

export type Window = 'rule' | 'all';

/** From this share of the needed count on a quiet rule is a near miss, if the count is above one. */
const NEAR = 0.5;
/** Rows of one answer that are kept, however many match: as many as a query gives at most. */
const MAX_ROWS = 10_000;

type Checked = Pick<Outcome, 'state' | 'reason' | 'findings' | 'notes'> & { readonly nearMiss?: NearMiss };

/** One run of a rule: when, and on which records. */
interface Occasion {
  readonly at: number;
  readonly rows: Int32Array;
}

/** A finding while runs are still being put together. */
interface Open {
  readonly values: readonly Shown[];
  readonly group: readonly NamedValue[];
  readonly reached: readonly Reached[];
  readonly first: number;
  readonly last: number;
  readonly runs: number;
  /** The run that saw most, and what names the records behind the row in it. */
  readonly occasion: Occasion;
  readonly key: string;
  readonly row: number | undefined;
}

export class Checker {
  private readonly records: CheckedRecords;
  private readonly times: Float64Array;
  private readonly now: number;
  private readonly window: Window;
  private invisible: Promise<ReadonlySet<number>> | undefined;

  constructor(
    records: CheckedRecords,
    times: Float64Array,
    options: { readonly now: number; readonly window: Window },
  ) {
    this.records = records;
    this.times = times;
    this.now = options.now;
    this.window = options.window;
  }

  async check(rule: Rule, plan: Plan, candidates: Int32Array): Promise<Checked> {
    const own = new RuleCheck(rule, plan, this.window);
    const { occasions, coarser } = this.occasions(own, candidates);
    const notes =
      coarser > 1 ? [`its schedule was replayed at ${coarser} times its interval, for there were too many runs`] : [];
    for (const occasion of occasions) await own.run(occasion, this.records);
    const findings: Finding[] = [];
    for (const open of own.found()) findings.push(await this.finding(open, own));
    if (findings.length > 0) return { state: 'fired', reason: invisibleReason(findings), findings, notes };
    const { nearMiss } = own;
    if (!nearMiss) return { state: 'clear', reason: '', findings, notes };
    return { state: 'clear', reason: nearMissText(nearMiss), findings, notes, nearMiss };
  }

  /** The runs that a rule makes on its candidates. */
  private occasions(
    own: RuleCheck,
    candidates: Int32Array,
  ): { readonly occasions: readonly Occasion[]; readonly coarser: number } {
    const { rule } = own;
    // A count of everything is a row even of nothing.
    if (candidates.length === 0 && own.countsAll && this.window === 'all')
      return { occasions: [{ at: this.now, rows: candidates }], coarser: 1 };
    if (candidates.length === 0) return { occasions: [], coarser: 1 };
    if (this.window === 'all' || rule.from === undefined) {
      // A query that puts rows in an order of its own needs no other; the candidates are in that of the records.
      return { occasions: [{ at: this.now, rows: candidates }], coarser: 1 };
    }
    const byTime = candidates.slice().sort((a, b) => (this.times[a] as number) - (this.times[b] as number) || a - b);
    const times = Float64Array.from(byTime, (row) => this.times[row] as number);
    // What is asked of each record alone is asked once, by the first run that sees it.
    const from = own.single ? Math.min(rule.from, rule.interval - 1 + rule.to) : rule.from;
    if (own.single && !own.timed) {
      const end = times.findLastIndex((time) => time <= this.now - rule.to) + 1;
      return { occasions: [{ at: this.now, rows: byTime.subarray(0, end).slice().sort() }], coarser: 1 };
    }
    const { runs, coarser } = replay(times, { from, to: rule.to, interval: rule.interval }, this.now);
    const occasions = runs
      .filter(({ first, end }) => end - first >= own.leastRows)
      .map(({ at, first, end }) => ({ at, rows: byTime.slice(first, end).sort() }));
    return { occasions, coarser };
  }

  private async finding(open: Open, own: RuleCheck): Promise<Finding> {
    const { occasion, key, row, ...said } = open;
    const records = row === undefined ? (await own.behind(occasion, this.records)).records(key) : [row];
    const { values, group, reached, runs } = said;
    const single = own.single && row !== undefined && this.window === 'rule' && own.rule.from !== undefined;
    const time = single ? this.tickOf(row, own.rule) : undefined;
    const invisible = await this.notIndexed();
    return {
      values,
      group,
      reached,
      first: time ?? said.first,
      last: time ?? said.last,
      runs,
      records,
      notIndexed: records.filter((each) => invisible.has(each)).length,
    };
  }

  /** When the first run of a rule saw a record. */
  private tickOf(row: number, { interval, to }: Rule): number {
    const time = (this.times[row] as number) + to;
    return this.now - Math.floor((this.now - time) / interval) * interval;
  }

  /** Records of which Elasticsearch does not hold all texts. */
  private notIndexed(): Promise<ReadonlySet<number>> {
    this.invisible ??= this.readNotIndexed();
    return this.invisible;
  }

  private async readNotIndexed(): Promise<ReadonlySet<number>> {
    const rows = new Set<number>();
    let from = 0;
    for await (const { length, columns } of this.records.read(['bedrock_logs.not_indexed'])) {
      const [column] = columns;
      for (let i = 0; column && i < length; i++) {
        const isNull = column.offsets
          ? column.offsets[i] === column.offsets[i + 1]
          : ((column.nulls?.[i >> 3] ?? 0) & (1 << (i & 7))) !== 0;
        if (!isNull) rows.add(from + i);
      }
      from += length;
    }
    return rows;
  }
}

/** That what was found is not to be found in Elasticsearch; empty where it is. */
function invisibleReason(findings: readonly Finding[]): string {
  const invisible = findings.filter(({ notIndexed }) => notIndexed > 0).length;
  if (invisible === 0) return '';
  const some =
    invisible === findings.length ? 'the records' : `records behind ${invisible} of ${findings.length} findings`;
  return `${some} have text that Elasticsearch would not hold (above 32,766 characters, or in S3)`;
}

/** One rule on its way through its runs. */
class RuleCheck {
  readonly rule: Rule;
  readonly plan: Plan;
  /** Whether every row of the answer is one record. */
  readonly single: boolean;
  /** Whether the query asks what time it is. */
  readonly timed: boolean;
  nearMiss: NearMiss | undefined;
  private nearShare = 0;
  private readonly thresholds: Thresholds | undefined;
  private readonly keys: readonly Attribute[];
  private readonly strict: Plan;
  private readonly relaxed: Plan | undefined;
  private readonly open = new Map<string, Open>();
  private readonly closed: Open[] = [];
  private readonly traces = new Map<Occasion, Promise<RecordsBehind>>();
  private last: { readonly rows: Int32Array; readonly fired: readonly string[] } | undefined;

  constructor(rule: Rule, plan: Plan, window: Window) {
    this.rule = rule;
    const stats = lastStats(plan);
    this.single = !plan.steps.some(({ step }) => step === 'stats');
    this.timed = prefixOf(plan, () => true).timed;
    this.plan = window === 'all' ? plan : { ...plan, steps: uncapped(plan.steps) };
    this.keys = stats < 0 ? [] : (plan.steps[stats] as StatsStep).keys.map(({ output }) => output);
    this.thresholds = thresholdsOf(plan);
    const measured = this.thresholds?.list.map(({ attribute }) => attribute) ?? [];
    const extra = [...this.keys, ...measured, ...(stats < 0 ? [ROW] : [])];
    this.strict = planOf(this.plan, this.plan.steps, [...plan.output, ...extra]);
    this.relaxed = this.thresholds && planOf(plan, this.thresholds.relaxed, extra);
  }

  /** Whether all records are one group, which is there even when there are none. */
  get countsAll(): boolean {
    return lastStats(this.plan) >= 0 && this.keys.length === 0;
  }

  /** Fewer records in a window can neither fire nor be a near miss. */
  get leastRows(): number {
    const needed = this.thresholds?.list.filter(({ countsRows }) => countsRows).map(({ needed: n }) => n) ?? [];
    return Math.max(1, Math.ceil(Math.max(0, ...needed) * NEAR));
  }

  async run(occasion: Occasion, records: CheckedRecords): Promise<void> {
    const { last } = this;
    if (last && !this.timed && same(last.rows, occasion.rows)) {
      for (const key of last.fired) this.again(key, occasion.at);
      return;
    }
    const source = records.select(occasion.rows);
    const fired: string[] = [];
    if (!this.relaxed || (await this.measure(this.relaxed, occasion, records))) {
      const result = await run(this.strict, source, { now: occasion.at });
      for (const row of result.rows()) fired.push(this.take(row, occasion));
    }
    this.last = { rows: occasion.rows, fired };
  }

  /** Whether some group meets all thresholds; remembers the one that came nearest. */
  private async measure(relaxed: Plan, occasion: Occasion, records: CheckedRecords): Promise<boolean> {
    const list = this.thresholds?.list ?? [];
    const result = await run(relaxed, records.select(occasion.rows), { now: occasion.at });
    let any = false;
    for (const row of result.rows()) {
      const measured = row.slice(this.keys.length, this.keys.length + list.length);
      if (list.every((threshold, i) => passes(threshold, measured[i]))) any = true;
      else this.near(row, measured, list, occasion);
    }
    return any;
  }

  private near(row: readonly Shown[], measured: readonly Shown[], list: readonly Threshold[], { at }: Occasion): void {
    let share = 1;
    let nearest: Reached | undefined;
    list.forEach((threshold, i) => {
      const value = measured[i];
      if (passes(threshold, value) || shareOf(threshold, value) > share) return;
      share = shareOf(threshold, value);
      nearest = reachedOf(threshold, value);
    });
    if (!nearest || share < NEAR || nearest.value <= 1 || share <= this.nearShare) return;
    this.nearShare = share;
    this.nearMiss = { group: this.groupOf(row), reached: nearest, at };
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
  behind(occasion: Occasion, records: CheckedRecords): Promise<RecordsBehind> {
    const known = this.traces.get(occasion);
    if (known) return known;
    const made = RecordsBehind.of(this.plan, records.select(occasion.rows), occasion.at);
    this.traces.set(occasion, made);
    return made;
  }
}

function sum(reached: readonly Reached[]): number {
  return reached.reduce((total, { value }) => total + value, 0);
}

function reachedOf({ attribute, needed, exceed }: Threshold, value: Shown | undefined): Reached {
  return { column: attribute.name, value: Number(value ?? 0), needed, exceed };
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
