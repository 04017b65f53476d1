import type { Plan, Step } from '../esql/analysis/plan.ts';
import { countTo } from '../esql/columns/order.ts';
import type { TableSource } from '../esql/table.ts';
import { planOf, ROW } from './behind.ts';
import { prefixOf } from './conditions.ts';
import type { Needle } from './needles.ts';
import { answer, type Pace } from './pace.ts';
import type { CheckedRecords } from './records.ts';
import { Staged } from './staged.ts';
import { countsAll } from './thresholds.ts';

/** The records that a rule has to look at, ascending, and what was made of them beforehand. */
export interface Prepared {
  readonly candidates: Int32Array;
  readonly staged: Staged | undefined;
}

export async function preparedOf(
  plan: Plan,
  records: CheckedRecords,
  count: number,
  needles: readonly Needle[] | undefined,
  pace: Pace,
): Promise<Prepared> {
  const readsTexts = prefixOf(plan, (field) => records.inMemory(field)).texts.length > 0;
  // Both ask the same of each record. Of a count of everything it matters which records a run has looked at.
  if (!readsTexts && !countsAll(plan)) {
    const staged = await Staged.of(plan, records, countTo(count), pace);
    if (staged) return { candidates: staged.records, staged };
  }
  const candidates = await candidatesOf(plan, records, count, needles, pace);
  return { candidates, staged: await Staged.of(plan, records, candidates, pace) };
}

/**
 * The first `count` records that pass what a plan asks of single records, whenever it runs; ascending. Asked in three
 * steps: what is in memory, then which texts hold what is needed, then the rest. Records that come meanwhile are left out.
 */
async function candidatesOf(
  plan: Plan,
  records: CheckedRecords,
  count: number,
  needles: readonly Needle[] | undefined,
  pace: Pace,
): Promise<Int32Array> {
  const prefix = prefixOf(plan, (field) => records.inMemory(field));
  const all = prefix.memory.some(({ step }) => step === 'where')
    ? await rowsOf(plan, prefix.memory, records, count, pace)
    : countTo(count);
  if (prefix.texts.length === 0 || all.length === 0) return all;
  const some = needles ? common(all, await records.find(needles, pace)) : all;
  return some.length === 0 ? some : rowsOf(plan, prefix.steps, records.select(some), count, pace);
}

async function rowsOf(
  plan: Plan,
  steps: readonly Step[],
  source: TableSource,
  count: number,
  pace: Pace,
): Promise<Int32Array> {
  const result = await answer(planOf(plan, steps, [ROW]), source, 0, pace);
  const rows = new Int32Array(result.rowCount);
  let at = 0;
  for (const { length, vectors } of result.parts) {
    const values = vectors[0]?.values;
    for (let i = 0; i < length; i++) rows[at++] = Number(values?.[i] ?? 0);
  }
  while (at > 0 && (rows[at - 1] as number) >= count) at--;
  return rows.subarray(0, at);
}

/** What two ascending lists share. */
function common(a: Int32Array, b: Int32Array): Int32Array {
  const shared: number[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const difference = (a[i] as number) - (b[j] as number);
    if (difference === 0) shared.push(a[i] as number);
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return Int32Array.from(shared);
}
