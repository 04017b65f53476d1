/**
 * Which records fit a condition, ES|QL as it stands behind WHERE. What was found is kept and only extended when more
 * records have arrived. Conditions on texts look only at the records that those on columns leave.
 */
import { type Attribute, attributesOf, type Expression } from '../esql/analysis/expression.ts';
import type { Plan, Step } from '../esql/analysis/plan.ts';
import { prepare, run } from '../esql/query.ts';
import { parse } from '../esql/syntax/parser.ts';
import { type Problem, placeOf } from '../esql/syntax/position.ts';
import type { TableSource } from '../esql/table.ts';
import { Uints } from './columns/growable.ts';
import type { QueryPlace } from './protocol/protocol.ts';
import { abortedError, RequestError, type Signal } from './protocol/rpc.ts';
import { STREAM_CATALOG } from './query-catalog.ts';
import type { RecordSource } from './query-source.ts';
import { recent } from './recent.ts';
import { ROW_FIELD } from './record-columns.ts';
import type { Turns } from './turns.ts';

/** The condition stands on a line of its own, so that places in it need only their line put right. */
const BEFORE = 'FROM logs-aws_bedrock.invocation-* | WHERE\n';
/** The number of a record; no column of a query has this id. */
const ROW: Attribute = { id: -1, name: ROW_FIELD, type: 'integer' };
/** Records whose texts are read before somebody else has a turn: so many first, then as many as fit into a step. */
const FIRST_STEP = 16;
const MOST_IN_STEP = 1024;
const STEP_MS = 20;

/** The records that fit, ascending, of those before `seen`. Not to be changed, and valid until more are looked at. */
export interface Fitting {
  readonly ids: Uint32Array;
  readonly seen: number;
}

/** How many of the records were looked at. */
export interface Looked {
  readonly done: number;
  readonly of: number;
}

export class Conditions {
  private readonly source: RecordSource;
  private readonly turns: Turns;
  private readonly kept = new Map<string, Condition>();

  constructor(source: RecordSource, turns: Turns) {
    this.source = source;
    this.turns = turns;
  }

  /**
   * Looks at all records that are loaded when it is asked. NOW() is the time at which the condition was first asked for.
   * Throws a `RequestError`: of the kind `query` with its place for a condition that is wrong, `aborted` if given up; what
   * was found until then is kept.
   */
  async fitting(where: string, signal: Signal, progress: (looked: Looked) => void): Promise<Fitting> {
    const condition = recent(this.kept, where, () => new Condition(planOf(where), this.source, this.turns));
    return condition.extend(signal, progress);
  }
}

class Condition {
  private readonly found = new Uints();
  private seen = 0;
  private readonly source: RecordSource;
  private readonly turns: Turns;
  private readonly now = Date.now();
  private readonly onColumns: Plan;
  /** Absent where no part of the condition reads texts. */
  private readonly onTexts: Plan | undefined;
  /** Askers wait for each other: what one has found the next need not look for. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(plan: Plan, source: RecordSource, turns: Turns) {
    this.source = source;
    this.turns = turns;
    const [from, where] = plan.steps;
    if (from?.step !== 'source' || where?.step !== 'where') throw new TypeError('no plan of a condition');
    const texts = new Set<number>();
    for (const { id, name } of from.attributes) if (!source.inMemory(name)) texts.add(id);
    const parts = conjuncts(where.condition);
    const readsTexts = (part: Expression): boolean => [...idsOf(part)].some((id) => texts.has(id));
    const start: Step = { ...from, attributes: [...from.attributes, ROW] };
    const planOf = (conditions: readonly Expression[]): Plan => ({
      text: plan.text,
      steps: [start, ...conditions.map((condition) => ({ step: 'where', condition }) as const)],
      output: [ROW],
      warnings: [],
    });
    this.onColumns = planOf(parts.filter((part) => !readsTexts(part)));
    if (parts.some(readsTexts)) this.onTexts = planOf(parts.filter(readsTexts));
  }

  async extend(signal: Signal, progress: (looked: Looked) => void): Promise<Fitting> {
    const before = this.last;
    const own = before.then(() => this.look(signal, progress));
    this.last = own.catch(() => undefined);
    await own;
    return { ids: this.found.array.subarray(0, this.found.length), seen: this.seen };
  }

  private async look(signal: Signal, progress: (looked: Looked) => void): Promise<void> {
    if (signal.aborted) throw abortedError();
    const { rowCount } = this.source;
    if (this.seen >= rowCount) return;
    const passed = await this.rows(this.onColumns, this.from(this.seen, rowCount), signal);
    if (this.onTexts) await this.lookIntoTexts(this.onTexts, passed, rowCount, signal, progress);
    else for (const row of passed) this.found.push(row);
    this.seen = rowCount;
  }

  private from(first: number, rowCount: number): TableSource {
    if (first === 0) return this.source;
    return this.source.select(Int32Array.from({ length: rowCount - first }, (_, i) => first + i));
  }

  private async lookIntoTexts(
    plan: Plan,
    rows: Int32Array,
    rowCount: number,
    signal: Signal,
    progress: (looked: Looked) => void,
  ): Promise<void> {
    let step = FIRST_STEP;
    for (let from = 0; from < rows.length; ) {
      const to = Math.min(rows.length, from + step);
      const began = performance.now();
      for (const row of await this.rows(plan, this.source.select(rows.subarray(from, to)), signal))
        this.found.push(row);
      this.seen = (rows[to - 1] as number) + 1;
      const took = performance.now() - began;
      if (took > STEP_MS) step = Math.max(1, step >> 1);
      else if (took < STEP_MS / 2) step = Math.min(MOST_IN_STEP, step * 2);
      from = to;
      progress({ done: this.seen, of: rowCount });
      await this.turns.rest(signal);
    }
  }

  private async rows(plan: Plan, source: TableSource, signal: Signal): Promise<Int32Array> {
    const { now, turns } = this;
    const pause = () => turns.rest(signal);
    const result = await run(plan, source, { now, signal, clock: () => performance.now(), pause });
    if (!result.complete) throw abortedError();
    const rows = new Int32Array(result.rowCount);
    let at = 0;
    for (const { length, vectors } of result.parts) {
      const values = vectors[0]?.values;
      for (let i = 0; i < length; i++) rows[at++] = Number(values?.[i] ?? 0);
    }
    return rows;
  }
}

/** The parts of a condition that all have to be true. */
function conjuncts(condition: Expression): readonly Expression[] {
  if (condition.kind !== 'call' || condition.entry.name !== 'AND') return [condition];
  return condition.operands.flatMap(conjuncts);
}

function idsOf(expression: Expression): ReadonlySet<number> {
  const ids = new Set<number>();
  attributesOf(expression, ids);
  return ids;
}

function planOf(where: string): Plan {
  const text = `${BEFORE}${where}`;
  const parsed = parse(text);
  const [, , next] = 'query' in parsed ? parsed.query.commands : [];
  if (next) throw wrong(text, [{ message: 'A filter is one condition: no command can follow it', start: next.start }]);
  const prepared = prepare(text, STREAM_CATALOG);
  if ('problems' in prepared) throw wrong(text, prepared.problems);
  return prepared.plan;
}

/** Places count from the beginning of the condition. */
function wrong(text: string, problems: readonly Pick<Problem, 'message' | 'start'>[]): RequestError {
  const placed = problems.map(({ message, start }) => ({ message, place: placeWithin(text, start) }));
  const lines = placed.map(({ message, place }) => `line ${place.line}:${place.column}: ${message}`);
  return new RequestError('query', lines.join('\n'), placed[0]?.place);
}

function placeWithin(text: string, start: number): QueryPlace {
  const { line, column } = placeOf(text, Math.max(start, BEFORE.length));
  return { line: line - 1, column };
}
