/** Checks rules on records: which fire, on what, and why the others do not. */

import { preparedOf } from './candidates.ts';
import { Checker } from './checker.ts';
import { Definitions, prefixOf } from './conditions.ts';
import { missingField } from './missing-fields.ts';
import { type Needle, needlesOf } from './needles.ts';
import type { Outcome } from './outcome.ts';
import { GivenUp, type Pace } from './pace.ts';
import { type Readiness, readinessOf } from './readiness.ts';
import type { CheckedRecords, Schema } from './records.ts';
import type { Rule } from './rule.ts';
import type { Window } from './rule-check.ts';

export interface CheckOptions {
  /** `rule`: each rule's own schedule, replayed; `all`: one run over everything. */
  readonly window: Window;
  /** NOW() in epoch ms; the time of the newest record unless given. */
  readonly now?: number;
  readonly pace?: Pace;
  /** Told after each rule. */
  readonly progress?: (done: number, of: number) => void;
}

export interface CheckReport {
  /** Epoch ms: the oldest record, and what NOW() was. */
  readonly window: { readonly from: number; readonly to: number };
  readonly records: number;
  readonly outcomes: readonly Outcome[];
}

const UNHURRIED: Pace = {};

interface Ready {
  readonly rule: Rule;
  readonly readiness: Readiness;
  readonly needles: readonly Needle[] | undefined;
}

/**
 * Never throws for what rules or records say. With an aborted signal the rules that were not reached are missing. Looks
 * at the records that are there when it begins.
 */
export async function checkRules(
  rules: readonly Rule[],
  records: CheckedRecords,
  schema: Schema,
  options: CheckOptions,
): Promise<CheckReport> {
  const times = await timesOf(records);
  let oldest = Number.POSITIVE_INFINITY;
  let newest = Number.NEGATIVE_INFINITY;
  for (const time of times) {
    if (time < oldest) oldest = time;
    if (time > newest) newest = time;
  }
  const now = options.now ?? (times.length > 0 ? newest : 0);
  const ready = rules.map((rule) => prepared(rule, records, schema));
  // All texts are looked for at once: the records are then read once for all rules.
  const needles = ready.flatMap((each) => each.needles ?? []);
  const pace = options.pace ?? UNHURRIED;
  const checker = new Checker(records, times, { now, window: options.window, pace });
  const outcomes: Outcome[] = [];
  try {
    if (needles.length > 0 && times.length > 0) await records.find(needles, pace);
    for (const each of ready) {
      if (pace.signal?.aborted) break;
      outcomes.push(await outcomeOf(each, records, times.length, checker, pace));
      options.progress?.(outcomes.length, rules.length);
    }
  } catch (error) {
    if (!(error instanceof GivenUp)) throw error;
  }
  return { window: { from: times.length > 0 ? oldest : now, to: now }, records: times.length, outcomes };
}

/** The texts that rules look for: whoever loads records can look for them on the way. */
export function textsOfRules(rules: readonly Rule[], records: CheckedRecords, schema: Schema): readonly Needle[] {
  return rules.flatMap((rule) => prepared(rule, records, schema).needles ?? []);
}

function prepared(rule: Rule, records: CheckedRecords, schema: Schema): Ready {
  const readiness = readinessOf(rule, schema);
  if (!('plan' in readiness)) return { rule, readiness, needles: undefined };
  const definitions = new Definitions(readiness.plan);
  const { texts } = prefixOf(readiness.plan, (field) => records.inMemory(field));
  const choices = texts
    .map((condition) => needlesOf(condition, definitions))
    .filter((needles) => needles?.every((needle) => records.searchable(needle)));
  return { rule, readiness, needles: choices[0] };
}

async function outcomeOf(
  { rule, readiness, needles }: Ready,
  records: CheckedRecords,
  count: number,
  checker: Checker,
  pace: Pace,
): Promise<Outcome> {
  const nothing = { rule, columns: [], findings: [], below: [], suppressed: [], notes: [] };
  if (!('plan' in readiness)) return { ...nothing, state: readiness.state, reason: readiness.reason };
  const { plan, notes } = readiness;
  const columns = plan.output.map(({ name, type }) => ({ name, type }));
  if (count === 0) return { ...nothing, columns, state: 'cannot-fire', reason: 'there are no records' };
  const missing = missingField(plan, (field) => records.filled(field));
  if (missing !== undefined)
    return { ...nothing, columns, state: 'cannot-fire', reason: `no record has the field ${missing}`, missing };
  const checked = await checker.check(rule, plan, await preparedOf(plan, records, count, needles, pace));
  return { ...nothing, columns, ...checked, notes: [...notes, ...checked.notes] };
}

async function timesOf(records: CheckedRecords): Promise<Float64Array> {
  const times = new Float64Array(records.rowCount);
  let at = 0;
  for await (const { length, columns } of records.read(['@timestamp'])) {
    const values = columns[0]?.values as Float64Array | undefined;
    for (let i = 0; i < length && at < times.length; i++) times[at++] = values?.[i] ?? 0;
  }
  return times;
}
