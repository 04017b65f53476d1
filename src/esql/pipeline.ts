import { attributesOf, type Expression } from './analysis/expression.ts';
import type { Plan, Step } from './analysis/plan.ts';
import { evalStage, expandStage, extractStage, LimitStage, whereStage } from './commands/simple.ts';
import { SortStage } from './commands/sort.ts';
import type { Stage } from './commands/stage.ts';
import { StatsStage } from './commands/stats.ts';
import type { Batch } from './evaluate/batch.ts';
import type { Runtime } from './evaluate/compile.ts';
import { Overdue } from './evaluate/deadline.ts';

/** Per step, the columns that are still read after it. */
export function liveColumns(plan: Plan): readonly ReadonlySet<number>[] {
  const live: ReadonlySet<number>[] = [];
  let after = new Set(plan.output.map((attribute) => attribute.id));
  for (let i = plan.steps.length - 1; i >= 0; i--) {
    live[i] = after;
    after = readBefore(plan.steps[i]!, after);
  }
  return live;
}

function readBefore(step: Step, after: ReadonlySet<number>): Set<number> {
  const before = new Set(after);
  const read = (expression: Expression | undefined): void => {
    if (expression) attributesOf(expression, before);
  };
  switch (step.step) {
    case 'eval':
    case 'row':
      for (const { attribute, expression } of step.columns.toReversed()) {
        before.delete(attribute.id);
        read(expression);
      }
      break;
    case 'where':
      read(step.condition);
      break;
    case 'sort':
      for (const key of step.keys) read(key.expression);
      break;
    case 'expand':
      before.delete(step.to.id);
      before.add(step.from.id);
      break;
    case 'extract':
      for (const output of step.outputs) before.delete(output.id);
      read(step.input);
      break;
    case 'stats':
      if (!step.inline) before.clear();
      for (const { attribute, expression } of step.after) {
        before.delete(attribute.id);
        read(expression);
      }
      for (const { attribute, aggregate, filter } of step.aggregates) {
        before.delete(attribute.id);
        read(aggregate);
        read(filter);
      }
      for (const { attribute, output, expression } of step.keys) {
        before.delete(output.id);
        if (expression.kind !== 'column') before.delete(attribute.id);
        read(expression);
      }
  }
  return before;
}

/** The commands after the source, at work one behind the other. */
export class Pipeline {
  readonly #stages: readonly Stage[];
  readonly #take: (batch: Batch) => void;
  readonly #runtime: Runtime;

  constructor(plan: Plan, runtime: Runtime, take: (batch: Batch) => void) {
    const live = liveColumns(plan);
    this.#take = take;
    this.#runtime = runtime;
    this.#stages = plan.steps.slice(1).map((step, i) => stageOf(step, plan.steps[i + 2], live[i + 1]!, runtime));
  }

  /** Whether no further row could change the answer. */
  get done(): boolean {
    return this.#stages.some((stage) => stage.done);
  }

  /** Sends a batch through; yields where the work may pause. */
  *push(batch: Batch, from = 0): Generator<undefined> {
    const stage = this.#stages[from];
    if (!stage) {
      this.#take(batch);
      return;
    }
    let results: Started;
    try {
      results = yield* this.#runtime.patience.attempt(() => {
        this.#runtime.deadline.begin(batch.length);
        return started(stage.push(batch));
      });
    } catch (error) {
      if (!(error instanceof Overdue)) throw error;
      yield* this.#inHalves(batch, from);
      return;
    }
    for (let { first: next, rest } = results; !next.done; next = rest.next()) {
      if (next.value) yield* this.push(next.value, from + 1);
      yield undefined;
      if (this.#doneFrom(from + 1)) return;
    }
  }

  /** A batch that took too long in a stage, piece by piece; the stage has taken in nothing of it yet. */
  *#inHalves(batch: Batch, stage: number): Generator<undefined> {
    const half = (batch.length >> 1) & ~7;
    for (const [start, end] of [
      [0, half],
      [half, batch.length],
    ] as const) {
      yield undefined;
      yield* this.push(batch.rows(Int32Array.from({ length: end - start }, (_, i) => start + i)), stage);
    }
  }

  *finish(): Generator<undefined> {
    for (let i = 0; i < this.#stages.length; i++) {
      // What a stage does at the end cannot be halved.
      this.#runtime.deadline.begin(0);
      for (const next of this.#stages[i]!.finish()) {
        if (this.#doneFrom(i + 1)) break;
        if (next) yield* this.push(next, i + 1);
        yield undefined;
        this.#runtime.deadline.begin(0);
      }
    }
  }

  #doneFrom(from: number): boolean {
    for (let i = from; i < this.#stages.length; i++) if (this.#stages[i]!.done) return true;
    return false;
  }
}

interface Started {
  readonly first: IteratorResult<Batch | undefined, unknown>;
  readonly rest: Iterator<Batch | undefined, unknown>;
}

/** With its first result: until then a stage has computed all that may take too long, and has taken nothing in. */
function started(results: Iterable<Batch | undefined>): Started {
  const rest = results[Symbol.iterator]();
  return { first: rest.next(), rest };
}

function stageOf(step: Step, next: Step | undefined, live: ReadonlySet<number>, runtime: Runtime): Stage {
  switch (step.step) {
    case 'eval':
      return evalStage(step.columns, runtime);
    case 'where':
      return whereStage(step, runtime);
    case 'sort':
      return new SortStage(step.keys, [...live], next?.step === 'limit' ? next.count : undefined, runtime);
    case 'limit':
      return new LimitStage(step.count);
    case 'expand':
      return expandStage(step);
    case 'extract':
      return extractStage(step, runtime);
    case 'stats':
      return new StatsStage(step, [...live], runtime);
    default:
      throw new Error(`${step.step} is a source`);
  }
}
