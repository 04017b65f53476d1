import type { Step } from '../analysis/plan.ts';
import { concatenated, gather } from '../columns/gather.ts';
import { byRanks, isPlainNumber, numberRanks, ranksOf, sortedIndexes } from '../columns/order.ts';
import type { Vector } from '../columns/vector.ts';
import { Batch } from '../evaluate/batch.ts';
import { compile, type Evaluator, type Runtime } from '../evaluate/compile.ts';
import type { Stage } from './stage.ts';

type Keys = Extract<Step, { step: 'sort' }>['keys'];

/** Rows that are gathered before a SORT with a LIMIT drops those that can no longer be among the first. */
const CUT_ABOVE = 16_384;
/** Rows of one batch of the result. */
const BATCH_ROWS = 16_384;

/**
 * SORT. Stable, so rows that are equal stay in their order. With `limit` only the first rows are
 * kept, so that memory does not grow with the input.
 */
export class SortStage implements Stage {
  readonly done = false;
  readonly #keys: readonly {
    readonly evaluate: Evaluator;
    readonly descending: boolean;
    readonly nullsFirst: boolean;
  }[];
  readonly #columns: readonly number[];
  readonly #limit: number;
  #batches: Batch[] = [];
  #length = 0;

  constructor(keys: Keys, columns: readonly number[], limit: number | undefined, runtime: Runtime) {
    this.#keys = keys.map((key) => ({ ...key, evaluate: compile(key.expression, runtime) }));
    this.#columns = columns;
    this.#limit = limit ?? Number.POSITIVE_INFINITY;
  }

  *push(given: Batch): Iterable<Batch | undefined> {
    const first = this.#keys[0]!.evaluate(given);
    const batch = this.#withoutHopeless(given, first);
    if (batch.length === 0) return;
    const keys = this.#keys.map((key, k): [number, Vector] => [keyId(k), key.evaluate(batch)]);
    const columns = this.#columns.map((id): [number, Vector] => [id, batch.column(id)]);
    this.#batches.push(new Batch(batch.length, new Map([...columns, ...keys])));
    this.#length += batch.length;
    if (this.#length > Math.max(CUT_ABOVE, 4 * this.#limit)) {
      const sorted = yield* this.#sorted();
      if (!sorted) return;
      const kept = new Map<number, Vector>();
      for (const id of [...this.#columns, ...this.#keyIds]) {
        kept.set(id, gather(sorted.joined.column(id), sorted.rows));
        yield undefined;
      }
      const best = new Batch(sorted.rows.length, kept);
      this.#batches = [best];
      this.#length = best.length;
      this.#worst = this.#worstOf(best);
    }
  }

  /** The first key of the last row that is still among the first, as a rank; numbers only. */
  #worst: number | undefined;

  #worstOf(kept: Batch): number | undefined {
    const key = this.#keys[0]!;
    const vector = kept.column(keyId(0));
    if (!isPlainNumber(vector) || kept.length < this.#limit) return undefined;
    return numberRanks(vector, kept.length, key.descending, key.nullsFirst)[kept.length - 1];
  }

  /** Without the rows whose first key already says that they come after all that are kept. */
  #withoutHopeless(batch: Batch, first: Vector): Batch {
    const worst = this.#worst;
    if (worst === undefined || first.constant || !isPlainNumber(first)) return batch;
    const key = this.#keys[0]!;
    const ranks = numberRanks(first, batch.length, key.descending, key.nullsFirst);
    const rows = new Int32Array(batch.length);
    let count = 0;
    for (let i = 0; i < ranks.length; i++) if (ranks[i]! <= worst) rows[count++] = i;
    return count === batch.length ? batch : batch.rows(rows.slice(0, count));
  }

  *finish(): Iterable<Batch | undefined> {
    const sorted = yield* this.#sorted();
    if (!sorted) return;
    const { rows, joined } = sorted;
    for (let from = 0; from < rows.length; from += BATCH_ROWS) {
      yield joined.rows(rows.subarray(from, from + BATCH_ROWS));
      yield undefined;
    }
  }

  /** The rows so far, and which of them come first, in order. */
  *#sorted(): Generator<undefined, { readonly rows: Int32Array; readonly joined: Batch } | undefined> {
    if (this.#batches.length === 0) return undefined;
    const lengths = this.#batches.map((batch) => batch.length);
    const columns = new Map<number, Vector>();
    const ranks: Float64Array[] = [];
    for (const id of [...this.#columns, ...this.#keyIds]) {
      const parts = this.#batches.map((batch) => batch.column(id));
      columns.set(id, yield* concatenated(parts, lengths));
    }
    for (const [k, key] of this.#keys.entries()) {
      ranks.push(yield* ranksOf(columns.get(keyId(k))!, this.#length, key.descending, key.nullsFirst));
      yield undefined;
    }
    const sorted = yield* sortedIndexes(this.#length, byRanks(ranks));
    const rows = sorted.length > this.#limit ? sorted.subarray(0, this.#limit) : sorted;
    return { rows, joined: new Batch(this.#length, columns) };
  }

  get #keyIds(): readonly number[] {
    return this.#keys.map((_, k) => keyId(k));
  }
}

/** Under which id a key's values stand beside the columns. */
const keyId = (k: number): number => -1 - k;
