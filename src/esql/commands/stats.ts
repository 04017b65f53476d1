import type { ComputedAggregate, StatsStep } from '../analysis/plan.ts';
import { VectorBuilder } from '../columns/builder.ts';
import { concatenated, expanded, gather, gatherPlaces } from '../columns/gather.ts';
import { asConstant, makeVector, type Vector, valueReader, windowOf } from '../columns/vector.ts';
import { Grouped } from '../evaluate/accumulate.ts';
import { Batch } from '../evaluate/batch.ts';
import { callOf, compile, type Evaluator, type Runtime } from '../evaluate/compile.ts';
import { truthRows } from '../evaluate/logic.ts';
import { hasLongList, LIST_STEP } from '../evaluate/patience.ts';
import { type Constant, fromValues, valuesOf } from '../values/value.ts';
import type { Accumulator } from '../vocabulary/entry.ts';
import { Grouping } from './groups.ts';
import type { Stage } from './stage.ts';

interface Aggregate {
  readonly id: number;
  readonly accumulator: Accumulator;
  readonly operands: readonly Evaluator[];
  readonly filter: Evaluator | undefined;
}

const MANY_GROUPS = 50_000;
/** Groups of one batch of the result. */
const BATCH_ROWS = 16_384;

/** STATS and INLINE STATS. */
export class StatsStage implements Stage {
  readonly done = false;
  readonly #step: StatsStep;
  readonly #runtime: Runtime;
  readonly #keys: readonly Evaluator[];
  readonly #aggregates: readonly Aggregate[];
  readonly #grouping: Grouping;
  /** The keys that tell groups apart: those that are no other key under another name. */
  readonly #telling: readonly number[];
  /** INLINE STATS: the rows so far. */
  readonly #kept: { readonly batch: Batch; readonly groups: RowGroups }[] = [];
  readonly #columns: readonly number[];

  constructor(step: StatsStep, columns: readonly number[], runtime: Runtime) {
    this.#step = step;
    this.#runtime = runtime;
    this.#columns = columns;
    this.#keys = step.keys.map((key) => compile(key.expression, runtime));
    this.#telling = step.keys.flatMap((key, k) => (key.twin === undefined ? [k] : []));
    this.#grouping = new Grouping(this.#telling.map((k) => step.keys[k]!.attribute.type));
    const made: Accumulator[] = [];
    this.#aggregates = step.aggregates.map(({ attribute, aggregate, filter }, place) => {
      const operands = aggregate.operands.map((operand) => compile(operand, runtime));
      const empty = new Batch(1, new Map());
      const constants = aggregate.operands.map((operand, i): Constant | undefined =>
        operand.kind === 'constant'
          ? operand.value
          : isConstant(operand)
            ? valueReader(operands[i]!(empty))(0)
            : undefined,
      );
      const beside = made.filter((_, earlier) => takesTheSame(step.aggregates[earlier], step.aggregates[place]));
      const accumulator = aggregate.entry.create(callOf(aggregate, constants, runtime, step.gathered), beside);
      made.push(accumulator);
      return { id: attribute.id, accumulator, operands, filter: filter && compile(filter, runtime) };
    });
  }

  *push(batch: Batch): Iterable<Batch | undefined> {
    const keys = this.#keys.map((key) => key(batch));
    const wider = batch.with(this.#step.keys.map((key, k) => [key.attribute.id, keys[k]!]));
    // All is computed before any of it is taken in, so that a batch can be given up and come again.
    const computed = this.#aggregates.map((aggregate) => ({
      accumulator: aggregate.accumulator,
      vectors: aggregate.operands.map((operand) => operand(wider)),
      filter: aggregate.filter?.(wider),
    }));
    const groups = this.#step.inline ? new RowGroups(batch.length) : undefined;
    const telling = this.#telling.map((k) => keys[k]!);
    for (const grouped of this.#grouping.add(telling, batch.length)) {
      if (!grouped) {
        yield undefined;
        continue;
      }
      for (const { accumulator, vectors, filter } of computed) {
        const entries = filter ? filtered(grouped, filter) : grouped;
        if (vectors[0] && hasLongList(vectors[0]) && !accumulator.wholeLists) {
          yield* addInSteps(accumulator, entries, vectors[0], vectors.slice(1));
        } else accumulator.add(entries, vectors);
        // Room for many groups grows with a jump, in each of them.
        if (grouped.groupCount > MANY_GROUPS) yield undefined;
      }
      groups?.add(grouped);
    }
    if (groups) this.#keep(batch, wider, keys, groups);
  }

  #keep(batch: Batch, wider: Batch, keys: readonly Vector[], groups: RowGroups): void {
    const needed = this.#columns.filter((id) => wider.has(id)).map((id): [number, Vector] => [id, wider.column(id)]);
    const outputs = this.#step.keys.map((key, k): [number, Vector] => [key.output.id, keys[k]!]);
    this.#kept.push({ batch: new Batch(batch.length, new Map([...needed, ...outputs])), groups });
  }

  *finish(): Iterable<Batch | undefined> {
    const count = this.#grouping.count;
    const columns = new Map<number, Vector>();
    const vectors = yield* this.#grouping.keyVectors();
    this.#step.keys.forEach(({ output, twin }, k) => {
      columns.set(output.id, vectors[this.#telling.indexOf(twin ?? k)]!);
    });
    for (const { id, accumulator } of this.#aggregates) {
      columns.set(id, yield* accumulator.finish(count));
      yield undefined;
    }
    const parts: Batch[] = [];
    for (let from = 0; from < count; from += BATCH_ROWS) {
      const to = Math.min(count, from + BATCH_ROWS);
      const rows = [...columns].map(([id, vector]): [number, Vector] => [id, windowOf(vector, from, to)]);
      const part = yield* this.#around(new Batch(to - from, new Map(rows)));
      if (this.#step.inline) parts.push(part);
      else yield part;
    }
    if (this.#step.inline) yield* this.#joined(parts, count);
  }

  /** INLINE STATS: the kept rows with what was made of their groups. */
  *#joined(parts: readonly Batch[], count: number): Iterable<Batch | undefined> {
    if (parts.length === 0) return;
    const lengths = parts.map((part) => part.length);
    const made: [number, Vector][] = [];
    for (const { attribute } of this.#step.after) {
      const columns = parts.map((part) => expanded(part.column(attribute.id), part.length));
      made.push([attribute.id, columns.length === 1 ? columns[0]! : yield* concatenated(columns, lengths)]);
    }
    for (const { batch, groups } of this.#kept) {
      // Of one group for all rows the values are there once, however long a list they are.
      const added: [number, Vector | (() => Vector)][] = [];
      for (const [id, vector] of made) {
        if (count === 1) added.push([id, asConstant(vector, true)]);
        else if (groups.several) added.push([id, yield* groups.gathered(vector)]);
        else added.push([id, () => gather(vector, groups.first)]);
      }
      yield batch.with(added);
      yield undefined;
    }
  }

  *#around(batch: Batch): Generator<undefined, Batch> {
    this.#after ??= this.#step.after.map(({ attribute, expression }) => [
      attribute.id,
      compile(expression, this.#runtime),
    ]);
    let wider = batch;
    for (const [id, evaluate] of this.#after) {
      const before = wider;
      const vector = yield* this.#runtime.patience.attempt(() => evaluate(before));
      wider = before.with([[id, vector]]);
    }
    return wider;
  }
  #after: readonly (readonly [number, Evaluator])[] | undefined;
}

/** The groups that each row of a batch belongs to: one, or one for each combination of its keys' values. */
class RowGroups {
  readonly first: Int32Array;
  readonly #all = new Map<number, number[]>();

  constructor(rows: number) {
    this.first = new Int32Array(rows).fill(-1);
  }

  get several(): boolean {
    return this.#all.size > 0;
  }

  add({ groups, rows }: Grouped): void {
    const { first } = this;
    for (let i = 0; i < groups.length; i++) {
      const row = rows ? rows[i]! : i;
      const group = groups[i]!;
      const known = this.#all.get(row);
      if (known) known.push(group);
      else if (first[row]! < 0) first[row] = group;
      else this.#all.set(row, [first[row]!, group]);
    }
  }

  /** The values of all groups of each row, one group after the other. */
  *gathered(vector: Vector): Generator<undefined, Vector> {
    const builder = new VectorBuilder(vector.type);
    const read = valueReader(vector);
    for (let row = 0; row < this.first.length; row++) {
      const all = this.#all.get(row);
      builder.push(all ? fromValues(all.flatMap((group) => valuesOf(read(group)))) : read(this.first[row]!));
      if (row % LIST_STEP === LIST_STEP - 1) yield undefined;
    }
    return builder.finish();
  }
}

/** Whether two aggregates are given the same values: those of one column in all rows. */
function takesTheSame(one: ComputedAggregate | undefined, other: ComputedAggregate | undefined): boolean {
  if (!one || !other || one.filter || other.filter) return false;
  const [a] = one.aggregate.operands;
  const [b] = other.aggregate.operands;
  return a?.kind === 'column' && b?.kind === 'column' && a.attribute.id === b.attribute.id;
}

const isConstant = (expression: StatsStep['aggregates'][number]['aggregate']['operands'][number]): boolean =>
  expression.kind === 'constant' || (expression.kind === 'call' && expression.operands.every(isConstant));

/** Only the entries whose row passes the filter of an aggregate. */
function filtered({ groups, rows, groupCount }: Grouped, condition: Vector): Grouped {
  if (!rows) {
    const kept = truthRows(condition, groups.length);
    return new Grouped(
      kept.map((row) => groups[row]!),
      kept,
      groupCount,
    );
  }
  const read = valueReader(condition);
  const keptGroups = new Int32Array(groups.length);
  const keptRows = new Int32Array(groups.length);
  let count = 0;
  for (let i = 0; i < groups.length; i++) {
    if (read(rows[i]!) !== true) continue;
    keptGroups[count] = groups[i]!;
    keptRows[count++] = rows[i]!;
  }
  return new Grouped(keptGroups.subarray(0, count), keptRows.subarray(0, count), groupCount);
}

/** Adds the values of lists as rows of their own, not too many at once. */
function* addInSteps(
  accumulator: Accumulator,
  { groups, rows, groupCount }: Grouped,
  vector: Vector,
  others: readonly Vector[],
): Generator<undefined> {
  const offsets = vector.offsets!;
  const single = makeVector(vector.type, vector.values.length, vector.values, undefined, vector.dictionary);
  let owners: number[] = [];
  let places: number[] = [];
  const flush = (): void => {
    const entries = new Grouped(Int32Array.from(owners), undefined, groupCount);
    accumulator.add(entries, [gatherPlaces(single, Int32Array.from(places)), ...others]);
    owners = [];
    places = [];
  };
  for (let i = 0; i < groups.length; i++) {
    const row = vector.constant ? 0 : rows ? rows[i]! : i;
    for (let place = offsets[row]!; place < offsets[row + 1]!; place++) {
      owners.push(groups[i]!);
      places.push(place);
      if (places.length < LIST_STEP) continue;
      flush();
      yield undefined;
    }
  }
  flush();
}
