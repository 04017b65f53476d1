/** Checks rules on records: which fire, on what, and why the others do not. */

import { candidatesOf } from './candidates.ts';
import { Checker, type Window } from './checker.ts';
import { Definitions, prefixOf } from './conditions.ts';
import { missingField } from './missing-fields.ts';
import { type Needle, needlesOf } from './needles.ts';
import type { Outcome } from './outcome.ts';
import { type Readiness, readinessOf } from './readiness.ts';
import type { CheckedRecords, Schema, Signal } from './records.ts';
import type { Rule } from './rule.ts';

export interface CheckOptions {
  /** `rule`: each rule's own schedule, replayed; `all`: one run over everything. */
  readonly window: Window;
  /** NOW() in epoch ms; the time of the newest record unless given. */
  readonly now?: number;
  readonly signal?: Signal;
  /** Told after each rule. */
  readonly progress?: (done: number, of: number) => void;
}

export interface CheckReport {
  /** Epoch ms: the oldest record, and what NOW() was. */
  readonly window: { readonly from: number; readonly to: number };
  readonly records: number;
  readonly outcomes: readonly Outcome[];
}

interface Ready {
  readonly rule: Rule;
  readonly readiness: Readiness;
  readonly needles: readonly Needle[] | undefined;
}

/** Never throws for what rules or records say. With an aborted signal the rules that were not reached are missing. */
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
  if (needles.length > 0 && times.length > 0) await records.find(needles, options.signal);
  const checker = new Checker(records, times, { now, window: options.window });
  const outcomes: Outcome[] = [];
  for (const each of ready) {
    if (options.signal?.aborted) break;
    outcomes.push(await outcomeOf(each, records, times.length, checker));
    options.progress?.(outcomes.length, rules.length);
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
): Promise<Outcome> {
  const nothing = { rule, columns: [], findings: [], suppressed: [], notes: [] };
  if (!('plan' in readiness)) return { ...nothing, state: readiness.state, reason: readiness.reason };
  const { plan, notes } = readiness;
  const columns = plan.output.map(({ name, type }) => ({ name, type }));
  if (count === 0) return { ...nothing, columns, state: 'cannot-fire', reason: 'there are no records' };
  const missing = missingField(plan, (field) => records.filled(field));
  if (missing !== undefined)
    return { ...nothing, columns, state: 'cannot-fire', reason: `no record has the field ${missing}` };
  const candidates = await candidatesOf(plan, records, needles);
  const checked = await checker.check(rule, plan, candidates);
  return { ...nothing, columns, ...checked, notes: [...notes, ...checked.notes] };
}

async function timesOf(records: CheckedRecords): Promise<Float64Array> {
  const times = new Float64Array(records.rowCount);
  let at = 0;
  for await (const { length, columns } of records.read(['@timestamp'])) {
    const values = columns[0]?.values as Float64Array | undefined;
    for (let i = 0; i < length; i++) times[at++] = values?.[i] ?? 0;
  }
  return times;
}
