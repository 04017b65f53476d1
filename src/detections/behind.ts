/** Which records are behind a row of an answer, also where STATS has put them together. */
import type { Attribute } from '../esql/analysis/expression.ts';
import type { Plan, StatsStep, Step } from '../esql/analysis/plan.ts';
import { bitAt, type Vector } from '../esql/columns/vector.ts';
import type { Shown } from '../esql/result.ts';
import type { ColumnValues, TableSource } from '../esql/table.ts';
import { answer, type Pace } from './pace.ts';

/** The name under which a source gives the number of each record. */
export const ROW_FIELD = '_row';
/** A column of every plan here: the number of the record. No column of a query has this id. */
export const ROW: Attribute = { id: -1, name: ROW_FIELD, type: 'integer' };

/** The plan's steps, reading the numbers of the records too. */
export function withRows(steps: readonly Step[]): readonly Step[] {
  return steps.map((step) => (step.step === 'source' ? { ...step, attributes: [...step.attributes, ROW] } : step));
}

/** The same plan with other columns as its result. */
export function planOf(plan: Plan, steps: readonly Step[], output: readonly Attribute[]): Plan {
  return { text: plan.text, steps: withRows(steps), output, warnings: [] };
}

/** Combinations of a row's values in several multivalued keys; more are not followed. */
const MAX_COMBINATIONS = 1000;

/** Values of the keys of one group, as one text. */
export function groupKey(values: readonly Shown[]): string {
  let key = '';
  for (const value of values) key += typeof value === 'string' ? `s${value}\0` : `${typeof value}${String(value)}\0`;
  return key;
}

function keysOfRow(values: readonly Shown[]): string[] {
  if (!values.some(Array.isArray)) return [groupKey(values)];
  let combinations: Shown[][] = [[]];
  for (const value of values) {
    const each: readonly Shown[] = Array.isArray(value) ? [...new Set(value as readonly Shown[])] : [value];
    combinations = combinations.flatMap((before) => each.map((one) => [...before, one])).slice(0, MAX_COMBINATIONS);
  }
  return combinations.map(groupKey);
}

/** The members of each group of one STATS: rows of the source, or groups of the STATS before. */
type Level = ReadonlyMap<string, readonly (string | number)[]>;

/** Follows groups of the last STATS of a plan back to the records that are in them. */
export class RecordsBehind {
  private readonly levels: readonly Level[];

  private constructor(levels: readonly Level[]) {
    this.levels = levels;
  }

  static async of(plan: Plan, source: TableSource, now: number, pace: Pace): Promise<RecordsBehind> {
    const levels: Level[] = [];
    let before: StatsStep | undefined;
    for (const [i, step] of plan.steps.entries()) {
      if (step.step !== 'stats' || step.inline) continue;
      levels.push(await levelOf(plan, { at: i, stats: step, before }, source, now, pace));
      before = step;
    }
    return new RecordsBehind(levels);
  }

  /** The records in a group, ascending. `key` as `groupKey` makes it of the values of the last STATS' keys. */
  records(key: string): readonly number[] {
    let members: ReadonlySet<string | number> = new Set([key]);
    for (const level of this.levels.toReversed()) {
      const inside = new Set<string | number>();
      for (const member of members) for (const one of level.get(String(member)) ?? []) inside.add(one);
      members = inside;
    }
    return [...members].map(Number).sort((a, b) => a - b);
  }
}

async function levelOf(
  plan: Plan,
  { at, stats, before }: { readonly at: number; readonly stats: StatsStep; readonly before: StatsStep | undefined },
  source: TableSource,
  now: number,
  pace: Pace,
): Promise<Level> {
  const columns = stats.keys.map(({ attribute, expression }) => ({ attribute, expression }));
  const inner = before ? before.keys.map(({ output }) => output) : [ROW];
  const keys = stats.keys.map(({ attribute }) => attribute);
  const steps: Step[] = [...plan.steps.slice(0, at), { step: 'eval', columns }];
  const result = await answer(planOf(plan, steps, [...keys, ...inner]), source, now, pace);
  const groups = new Map<string, (string | number)[]>();
  const membersOf = (key: string) => {
    const known = groups.get(key);
    if (known) return known;
    const made: (string | number)[] = [];
    groups.set(key, made);
    return made;
  };
  let from = 0;
  for (const { length, vectors } of result.parts) {
    const numbers = before ? undefined : vectors.at(-1)?.values;
    const texts = vectors.slice(0, keys.length);
    if (numbers && texts.every(isOneText)) addByCodes(texts, numbers, length, membersOf);
    else {
      for (const row of result.rows(from, from + length)) {
        const member = before ? groupKey(row.slice(keys.length)) : Number(row.at(-1));
        for (const key of keysOfRow(row.slice(0, keys.length))) membersOf(key).push(member);
      }
    }
    from += length;
  }
  return groups;
}

/** Whether a column is of texts, at most one a row. */
function isOneText({ dictionary, offsets, constant, type }: Vector): boolean {
  return type === 'keyword' && dictionary !== undefined && offsets === undefined && !constant;
}

/** By the numbers that texts have in their dictionaries: the text of a group is made once, not for each of its rows. */
function addByCodes(
  keys: readonly Vector[],
  numbers: ColumnValues,
  length: number,
  membersOf: (key: string) => (string | number)[],
): void {
  const known = new Map<number, (string | number)[]>();
  for (let row = 0; row < length; row++) {
    let code = 0;
    for (const { values, nulls, dictionary = [] } of keys)
      code = code * (dictionary.length + 1) + (bitAt(nulls, row) ? dictionary.length : Number(values[row]));
    let members = known.get(code);
    if (!members) {
      const values = keys.map(({ values: codes, nulls, dictionary = [] }) =>
        bitAt(nulls, row) ? null : (dictionary[Number(codes[row])] ?? null),
      );
      members = membersOf(groupKey(values));
      // Beyond that two groups could have one number.
      if (code <= Number.MAX_SAFE_INTEGER) known.set(code, members);
    }
    members.push(Number(numbers[row]));
  }
}
