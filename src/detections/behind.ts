/** Which records are behind a row of an answer, also where STATS has put them together. */
import type { Attribute } from '../esql/analysis/expression.ts';
import type { Plan, StatsStep, Step } from '../esql/analysis/plan.ts';
import { bitAt, type Vector, vectorOf } from '../esql/columns/vector.ts';
import { QueryResult, type Shown } from '../esql/result.ts';
import type { ColumnValues, TableSource } from '../esql/table.ts';
import { answer, GivenUp, type Pace } from './pace.ts';

/** The name under which a source gives the number of each record. */
export const ROW_FIELD = '_row';
/** A column of every plan here: the number of the record. No column of a query has this id. */
export const ROW: Attribute = { id: -1, name: ROW_FIELD, type: 'integer' };

/** The plan's steps, reading the numbers of the records too. */
export function withRows(steps: readonly Step[]): readonly Step[] {
  return steps.map((step) =>
    step.step === 'source' && !step.attributes.includes(ROW)
      ? { ...step, attributes: [...step.attributes, ROW] }
      : step,
  );
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
    let groups: Iterable<string | number> = [key];
    for (const level of this.levels.slice(1).toReversed()) groups = new Set(membersOf(level, groups));
    const records = Float64Array.from(membersOf(this.levels[0], groups) as number[]).sort();
    return [...records.filter((record, i) => record !== records[i - 1])];
  }
}

function membersOf(level: Level | undefined, groups: Iterable<string | number>): (string | number)[] {
  const members: (string | number)[] = [];
  for (const group of groups) for (const member of level?.get(String(group)) ?? []) members.push(member);
  return members;
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
  const asked = planOf(plan, steps, [...keys, ...inner]);
  const result = (await readAsTheyAre(asked, source, pace)) ?? (await answer(asked, source, now, pace));
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

/** The answer of a plan that only gives columns of its source other names; undefined of any other. */
async function readAsTheyAre(
  { output, steps }: Plan,
  source: TableSource,
  { pause, signal }: Pace,
): Promise<QueryResult | undefined> {
  const [first, second] = steps;
  if (first?.step !== 'source' || second?.step !== 'eval' || steps.length > 2) return undefined;
  const made = new Map(second.columns.map(({ attribute, expression }) => [attribute.id, expression]));
  const names = output.map(({ id }) => {
    const expression = made.get(id);
    const from = expression?.kind === 'column' ? expression.attribute.id : expression ? undefined : id;
    return first.attributes.find((attribute) => attribute.id === from)?.name;
  });
  if (!names.every((name) => name !== undefined)) return undefined;
  const parts: { length: number; vectors: readonly Vector[] }[] = [];
  for await (const { length, columns } of source.read(names)) {
    parts.push({ length, vectors: columns.map(vectorOf) });
    // Texts come in many chunks, from disk.
    await pause?.();
    if (signal?.aborted) throw new GivenUp();
  }
  return new QueryResult(output, parts, [], true);
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
  const codes = new Float64Array(length);
  for (const key of keys) addCodes(codes, key);
  const known = new Map<number, (string | number)[]>();
  let last = -1;
  let members: (string | number)[] = [];
  for (let row = 0; row < length; row++) {
    const code = codes[row] as number;
    // Beyond that two groups could have one number.
    if (code !== last || code > Number.MAX_SAFE_INTEGER) {
      members = known.get(code) ?? membersOf(groupKey(keys.map((key) => textAt(key, row))));
      if (code <= Number.MAX_SAFE_INTEGER) known.set(code, members);
      last = code;
    }
    members.push(Number(numbers[row]));
  }
}

/** Tells rows of one number apart by one more text. */
function addCodes(codes: Float64Array, { values, nulls, dictionary = [] }: Vector): void {
  const none = dictionary.length;
  for (let row = 0; row < codes.length; row++)
    codes[row] = (codes[row] as number) * (none + 1) + (bitAt(nulls, row) ? none : Number(values[row]));
}

function textAt({ values, nulls, dictionary = [] }: Vector, row: number): string | null {
  return bitAt(nulls, row) ? null : (dictionary[Number(values[row])] ?? null);
}
