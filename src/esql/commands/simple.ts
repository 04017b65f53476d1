/**
 * The commands that treat each batch on its own: EVAL, WHERE, LIMIT, MV_EXPAND, DISSECT and GROK.
 */
import type { Computed, Step } from '../analysis/plan.ts';
import { VectorBuilder } from '../columns/builder.ts';
import { gatherPlaces } from '../columns/gather.ts';
import { makeVector, mayBeMultivalued, retyped, type Vector, valueReader } from '../columns/vector.ts';
import { Batch } from '../evaluate/batch.ts';
import { compile, type Runtime } from '../evaluate/compile.ts';
import { rowFilter } from '../evaluate/filter.ts';
import { type Value, valuesOf } from '../values/value.ts';
import { mapping, NOTHING, type Stage } from './stage.ts';

export function evalStage(columns: readonly Computed[], runtime: Runtime): Stage {
  const compiled = columns.map(({ attribute, expression }) => [attribute.id, compile(expression, runtime)] as const);
  return mapping((batch) => {
    let wider = batch;
    for (const [id, evaluate] of compiled) wider = wider.with([[id, evaluate(wider)]]);
    return wider;
  });
}

export function whereStage(step: Extract<Step, { step: 'where' }>, runtime: Runtime): Stage {
  const filter = rowFilter(step.condition, runtime);
  return {
    push(batch) {
      const rows = filter(batch);
      if (rows.length === 0) return NOTHING;
      return [rows.length === batch.length ? batch : batch.rows(rows)];
    },
    finish: () => NOTHING,
    done: false,
  };
}

export class LimitStage implements Stage {
  #left: number;

  constructor(count: number) {
    this.#left = count;
  }

  get done(): boolean {
    return this.#left === 0;
  }

  push(batch: Batch): readonly Batch[] {
    if (this.#left === 0) return NOTHING;
    if (batch.length <= this.#left) {
      this.#left -= batch.length;
      return [batch];
    }
    const rows = Int32Array.from({ length: this.#left }, (_, i) => i);
    this.#left = 0;
    return [batch.rows(rows)];
  }

  finish(): readonly Batch[] {
    return NOTHING;
  }
}

/** Rows of one batch of MV_EXPAND; several expansions multiply. */
const MAX_EXPANDED = 16384;

export function expandStage(step: Extract<Step, { step: 'expand' }>): Stage {
  return {
    *push(batch) {
      const vector = batch.column(step.from.id);
      if (!mayBeMultivalued(vector)) {
        yield batch.with([[step.to.id, vector]]);
        return;
      }
      const offsets = vector.offsets!;
      const place = (row: number): number => (vector.constant ? 0 : row);
      for (let row = 0, k = 0; row < batch.length; ) {
        const rows: number[] = [];
        const places: number[] = [];
        for (; row < batch.length && rows.length < MAX_EXPANDED; row++, k = 0) {
          const from = offsets[place(row)]!;
          const count = offsets[place(row) + 1]! - from;
          if (count === 0) {
            rows.push(row);
            places.push(-1);
          }
          for (; k < count && rows.length < MAX_EXPANDED; k++) {
            rows.push(row);
            places.push(from + k);
          }
          if (k < count) break;
        }
        const expanded = retyped(gatherPlaces(vector, Int32Array.from(places)), step.to.type);
        yield batch.rows(Int32Array.from(rows)).with([[step.to.id, expanded]]);
      }
    },
    finish: () => NOTHING,
    done: false,
  };
}

/** Distinct values of an input are cut once; so many results are kept. */
const MAX_KEPT = 10_000;

export function extractStage(step: Extract<Step, { step: 'extract' }>, runtime: Runtime): Stage {
  const input = compile(step.input, runtime);
  const { extractor, outputs } = step;
  const fail = (cause: string): null => {
    runtime.warnings.failure(step.span, step.text, cause);
    return null;
  };
  const kept = new Map<string, readonly Value[] | undefined>();
  const extract = (text: string): readonly Value[] | undefined => {
    if (kept.has(text)) return kept.get(text);
    if (kept.size >= MAX_KEPT) kept.clear();
    runtime.deadline.tick();
    const values = extractor.extract(text, fail);
    kept.set(text, values);
    return values;
  };
  return mapping((batch) => {
    const read = valueReader(input(batch));
    const builders = outputs.map((output) => new VectorBuilder(output.type));
    for (let row = 0; row < batch.length; row++) {
      const found = valuesOf(read(row)).map((text) => extract(text as string));
      builders.forEach((builder, k) => {
        const values = found.flatMap((one) => valuesOf(one?.[k] ?? null));
        builder.push(values.length === 0 ? null : values.length === 1 ? values[0]! : values);
      });
    }
    return batch.with(outputs.map((output, k): [number, Vector] => [output.id, builders[k]!.finish()]));
  });
}

/** The one row of ROW. */
export function rowBatch(columns: readonly Computed[], runtime: Runtime): Batch {
  const one = new Batch(1, new Map());
  return one.with(
    columns.map(({ attribute, expression }) => {
      const vector = compile(expression, runtime)(one);
      return [attribute.id, makeVector(vector.type, 1, vector.values, vector.nulls, vector.dictionary, vector.offsets)];
    }),
  );
}
