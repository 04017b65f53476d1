/** Checks one rule after the other: when it would have run, what it found, and the records behind that. */
import type { Plan } from '../esql/analysis/plan.ts';
import type { Prepared } from './candidates.ts';
import type { Finding, NearMiss, Outcome } from './outcome.ts';
import { nearMissText } from './outcome.ts';
import { GivenUp, type Pace, SLICE_MS } from './pace.ts';
import type { CheckedRecords } from './records.ts';
import { replay } from './replay.ts';
import type { Rule } from './rule.ts';
import { type Occasion, type Open, RuleCheck, type Window } from './rule-check.ts';
import { countsAll } from './thresholds.ts';
import { inRecordOrder, TimeOrder } from './time-order.ts';

type Checked = Pick<Outcome, 'state' | 'reason' | 'findings' | 'below' | 'notes'> & { readonly nearMiss?: NearMiss };

export class Checker {
  private readonly records: CheckedRecords;
  private readonly times: Float64Array;
  private readonly now: number;
  private readonly window: Window;
  private readonly pace: Pace;
  private order: TimeOrder | undefined;
  private invisible: Promise<ReadonlySet<number>> | undefined;

  constructor(
    records: CheckedRecords,
    times: Float64Array,
    options: { readonly now: number; readonly window: Window; readonly pace: Pace },
  ) {
    this.records = records;
    this.times = times;
    this.now = options.now;
    this.window = options.window;
    this.pace = options.pace;
  }

  async check(rule: Rule, plan: Plan, { candidates, staged }: Prepared): Promise<Checked> {
    const { pace, records } = this;
    const own = new RuleCheck(rule, plan, this.window, { records, staged, pace });
    const { occasions, coarser } = this.occasions(own, candidates);
    const notes =
      coarser > 1 ? [`its schedule was replayed at ${coarser} times its interval, for there were too many runs`] : [];
    await this.runAll(own, occasions);
    const findings: Finding[] = [];
    for (const open of own.found()) findings.push(await this.finding(open, own));
    const { below, nearMiss } = own;
    if (findings.length > 0) return { state: 'fired', reason: invisibleReason(findings), findings, below, notes };
    if (!nearMiss) return { state: 'clear', reason: '', findings, below, notes };
    return { state: 'clear', reason: nearMissText(nearMiss), findings, below, notes, nearMiss };
  }

  /** A query rests within itself only, so there is a rest between the runs too. */
  private async runAll(own: RuleCheck, occasions: readonly Occasion[]): Promise<void> {
    const { clock, pause, signal } = this.pace;
    let since = clock?.() ?? 0;
    for (const occasion of occasions) {
      await own.run(occasion);
      if (!pause || (clock && clock() - since < SLICE_MS)) continue;
      await pause();
      if (signal?.aborted) throw new GivenUp();
      since = clock?.() ?? 0;
    }
  }

  /** The runs that a rule makes on its candidates. */
  private occasions(
    own: RuleCheck,
    candidates: Int32Array,
  ): { readonly occasions: readonly Occasion[]; readonly coarser: number } {
    const { rule } = own;
    // A count of everything is a row even of nothing.
    if (candidates.length === 0 && countsAll(own.plan) && this.window === 'all')
      return { occasions: [{ at: this.now, rows: candidates }], coarser: 1 };
    if (candidates.length === 0) return { occasions: [], coarser: 1 };
    if (this.window === 'all' || rule.from === undefined) {
      // A query that puts rows in an order of its own needs no other; the candidates are in that of the records.
      return { occasions: [{ at: this.now, rows: candidates }], coarser: 1 };
    }
    this.order ??= new TimeOrder(this.times);
    const byTime = this.order.sorted(candidates);
    const times = new Float64Array(byTime.length);
    for (let i = 0; i < times.length; i++) times[i] = this.times[byTime[i] as number] as number;
    // What is asked of each record alone is asked once, by the first run that sees it.
    const from = own.single ? Math.min(rule.from, rule.interval - 1 + rule.to) : rule.from;
    if (own.single && !own.timed) {
      const end = times.findLastIndex((time) => time <= this.now - rule.to) + 1;
      return { occasions: [{ at: this.now, rows: inRecordOrder(byTime.subarray(0, end)) }], coarser: 1 };
    }
    const { runs, coarser } = replay(times, { from, to: rule.to, interval: rule.interval }, this.now);
    const occasions = runs
      .filter(({ first, end }) => end - first >= own.leastRows)
      .map(({ at, first, end }) => ({ at, rows: inRecordOrder(byTime.subarray(first, end)) }));
    return { occasions, coarser };
  }

  private async finding(open: Open, own: RuleCheck): Promise<Finding> {
    const { occasion, key, row, ...said } = open;
    const records = row === undefined ? (await own.behind(occasion)).records(key) : [row];
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
