/** ES|QL on the invented records, by the extension's own engine: what panels, facets and filters of the page ask. */
import type { Attribute } from '../../../src/esql/analysis/expression.ts';
import { VectorBuilder } from '../../../src/esql/columns/builder.ts';
import { expanded } from '../../../src/esql/columns/gather.ts';
import { nullVector, type Vector } from '../../../src/esql/columns/vector.ts';
import { patternsOf, prepare, problemText, run } from '../../../src/esql/query.ts';
import type { Shown } from '../../../src/esql/result.ts';
import { placeOf } from '../../../src/esql/syntax/position.ts';
import type { TableSource } from '../../../src/esql/table.ts';
import type { DataType } from '../../../src/esql/types.ts';
import type { Value } from '../../../src/esql/values/value.ts';
import type { Query, QueryAnswer, QueryCell } from '../../../src/session/protocol/protocol.ts';
import { RequestError, type Signal } from '../../../src/session/protocol/rpc.ts';
import { STREAM_CATALOG } from '../../../src/session/query-catalog.ts';
import { COLUMNS, cellOf, requestIdOf, timeOf } from './invented.ts';
import { inventedMetrics } from './metrics.ts';

const BEFORE_CONDITION = 'FROM logs-aws_bedrock.invocation-* | WHERE\n';
const ROW: Attribute = { id: -1, name: '_row', type: 'integer' };
const TYPES: ReadonlyMap<string, DataType> = new Map(
  (STREAM_CATALOG.fields(['logs-aws_bedrock.invocation-*']) ?? []).map(({ name, type }) => [name, type]),
);
const DERIVED: { readonly [field: string]: (id: number, total: number) => Value } = {
  _row: (id) => id,
  'gen_ai.request.id': (id) => requestIdOf(id),
};

export class InventedQueries {
  private readonly total: number;
  private readonly metrics: boolean;
  private readonly made = new Map<string, Vector>();

  /** `metrics`: whether there are documents of metrics besides. */
  constructor(total: number, metrics = false) {
    this.total = total;
    this.metrics = metrics;
  }

  async answer(
    { text, limit, now = Date.UTC(2026, 10, 20, 18) }: Query,
    ids: Int32Array | undefined,
    signal: Signal,
  ): Promise<QueryAnswer> {
    const began = performance.now();
    const prepared = prepare(text, STREAM_CATALOG);
    if ('problems' in prepared)
      throw new RequestError(
        'query',
        problemText(text, prepared.problems),
        placeOf(text, prepared.problems[0]?.start ?? 0),
      );
    const result = await run(prepared.plan, this.rowsOf(patternsOf(prepared.plan)?.[0] ?? '', ids), {
      now,
      signal,
      ...turns(signal),
    });
    const values: QueryCell[][] = result.columns.map(() => []);
    for (const row of result.rows(0, limit))
      for (const [i, column] of values.entries()) column.push(shown(row[i] ?? null));
    const { columns, rowCount: rows, warnings } = result;
    return { columns, rows, values, warnings, took: performance.now() - began };
  }

  /** The records that fit a condition, ascending. */
  async fitting(where: string, signal?: Signal): Promise<ReadonlySet<number>> {
    const text = BEFORE_CONDITION + where;
    const prepared = prepare(text, STREAM_CATALOG);
    if ('problems' in prepared) {
      const [{ message = '', start = 0 } = {}] = prepared.problems;
      const { line, column } = placeOf(text, start);
      const place = { line: line - 1, column };
      throw new RequestError('query', `line ${place.line}:${column}: ${message}`, place);
    }
    const steps = prepared.plan.steps
      .filter(({ step }) => step !== 'limit')
      .map((step) => (step.step === 'source' ? { ...step, attributes: [...step.attributes, ROW] } : step));
    const plan = { ...prepared.plan, steps, output: [ROW] };
    const result = await run(plan, this.source(undefined), { now: 0, ...(signal && { signal, ...turns(signal) }) });
    return new Set([...result.rows()].map(([row]) => Number(row)));
  }

  private rowsOf(pattern: string, ids: Int32Array | undefined): TableSource {
    if (!pattern.startsWith('metrics-')) return this.source(ids);
    const range = [timeOf(0, this.total), timeOf(this.total - 1, this.total)] as const;
    return this.metrics ? inventedMetrics(pattern, range) : { rowCount: 0, read: () => [] };
  }

  private source(ids: Int32Array | undefined): TableSource {
    const rowCount = ids?.length ?? this.total;
    return {
      rowCount,
      read: (names) => [{ length: rowCount, columns: names.map((name) => this.column(name, ids)) }],
    };
  }

  private column(name: string, ids: Int32Array | undefined): Vector {
    const known = ids ? undefined : this.made.get(name);
    if (known) return known;
    const type = name === '_row' ? 'integer' : (TYPES.get(name) ?? 'keyword');
    const length = ids?.length ?? this.total;
    const derived = DERIVED[name];
    const invented = COLUMNS.some(({ field }) => field === name);
    let vector = expanded(nullVector(type), length);
    if (derived || invented) {
      const builder = new VectorBuilder(type);
      for (let i = 0; i < length; i++) {
        const id = ids?.[i] ?? i;
        builder.push(derived ? derived(id, this.total) : (cellOf(name, id, this.total) as Value));
      }
      vector = builder.finish();
    }
    if (!ids) this.made.set(name, vector);
    return vector;
  }
}

/** Between slices what has arrived is taken, an abort perhaps. */
function turns(signal: Signal) {
  return {
    clock: () => performance.now(),
    pause: () => new Promise<void>((resolve) => setTimeout(resolve, signal.aborted ? 0 : 1)),
  };
}

function shown(value: Shown): QueryCell {
  if (typeof value === 'bigint') return String(value);
  if (!Array.isArray(value)) return value as QueryCell;
  return (value as readonly Shown[]).map(shown) as QueryCell;
}
