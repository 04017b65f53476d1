/** ES|QL on the loaded records, for whoever asks the session. */
import type { Parameters, ParameterValue } from '../esql/analysis/context.ts';
import { quotedWhereNeeded } from '../esql/language/names.ts';
import { patternsOf, prepare, problemText, run } from '../esql/query.ts';
import { placeOf } from '../esql/syntax/position.ts';
import type { Chunk, TableSource } from '../esql/table.ts';
import { type MetricTables, rowsBehind } from './metric-tables.ts';
import type { Query, QueryAnswer, QueryCell, QueryParameter, SessionRequests } from './protocol/protocol.ts';
import { type Context, RequestError, type Signal } from './protocol/rpc.ts';
import { STREAM_CATALOG } from './query-catalog.ts';
import { cellOf } from './query-cells.ts';
import type { RecordSource } from './query-source.ts';
import type { Turns } from './turns.ts';

type Progress = SessionRequests['query']['progress'];

const INVOCATIONS = 'logs-aws_bedrock.invocation-*';
/** Milliseconds between two reports of how far a query is. */
const REPORT_MS = 100;
/** Records whose texts are read before the query looks whether it is still wanted, and the time that this may take. */
const FIRST_STEP = 16;
const MOST_IN_STEP = 256;
const STEP_MS = 20;

export class Queries {
  private readonly source: RecordSource;
  private readonly metrics: MetricTables;
  private readonly turns: Turns;

  constructor(source: RecordSource, metrics: MetricTables, turns: Turns) {
    this.source = source;
    this.metrics = metrics;
    this.turns = turns;
  }

  /**
   * `within`: the records that are read, all unless given. Throws a `RequestError` of the kind `query` for a text that
   * cannot be run.
   */
  async query(query: Query, { signal, progress }: Context<Progress>, within?: Int32Array): Promise<QueryAnswer> {
    const { text, limit, now = Date.now() } = query;
    const began = performance.now();
    const prepared = prepare(text, STREAM_CATALOG, parametersOf(query.params ?? []));
    if ('problems' in prepared) {
      const [first] = prepared.problems;
      throw new RequestError('query', problemText(text, prepared.problems), placeOf(text, first?.start ?? 0));
    }
    let told = began;
    const result = await run(prepared.plan, this.sourceOf(patternsOf(prepared.plan), within), {
      now,
      signal,
      clock: () => performance.now(),
      pause: () => this.turns.rest(signal),
      progress: (rows, of) => {
        if (performance.now() - told < REPORT_MS) return;
        told = performance.now();
        progress({ rows, of });
      },
    });
    const values: QueryCell[][] = result.columns.map(() => []);
    for (const row of result.rows(0, limit)) {
      for (const [i, column] of values.entries()) column.push(cellOf(row[i] ?? null));
    }
    return {
      columns: result.columns.map(({ name, type }) => ({ name, type })),
      rows: result.rowCount,
      values,
      warnings: result.warnings,
      took: performance.now() - began,
    };
  }

  /** The distinct values of a field, most frequent first; numbers and dates as they are shown. */
  async values(field: string, limit: number, signal: Signal): Promise<readonly string[]> {
    if (!this.source.inMemory(field)) return [];
    const name = quotedWhereNeeded(field);
    const text = `FROM ${INVOCATIONS} | STATS count = COUNT(*) BY value = ${name} | WHERE value IS NOT NULL | SORT count DESC, value | LIMIT ${limit} | KEEP value`;
    if ('problems' in prepare(text, STREAM_CATALOG)) return [];
    const { values } = await this.query({ text, limit }, { signal, progress: () => undefined });
    return (values[0] ?? []).map(String);
  }

  private sourceOf(patterns: readonly string[] | undefined, within?: Int32Array): TableSource | undefined {
    if (!patterns) return undefined;
    return rowsBehind(patterns, inSteps(this.source, within), this.metrics);
  }
}

/** The same rows, texts in steps that are short enough for the query to be given up between them. */
function inSteps(source: RecordSource, within: Int32Array | undefined): TableSource {
  const table = within ? source.select(within) : source;
  const { rowCount } = table;
  return {
    rowCount,
    read: (names) => {
      if (names.every((name) => source.inMemory(name))) return table.read(names);
      return steps(source, within ?? Int32Array.from({ length: rowCount }, (_, row) => row), names);
    },
  };
}

async function* steps(source: RecordSource, rows: Int32Array, names: readonly string[]): AsyncGenerator<Chunk> {
  let size = FIRST_STEP;
  for (let from = 0; from < rows.length; ) {
    const to = Math.min(rows.length, from + size);
    const began = performance.now();
    yield* source.select(rows.subarray(from, to)).read(names);
    const took = performance.now() - began;
    if (took > STEP_MS) size = Math.max(1, size >> 1);
    else if (took < STEP_MS / 4) size = Math.min(MOST_IN_STEP, size * 2);
    from = to;
  }
}

function parametersOf(params: readonly QueryParameter[]): Parameters {
  return {
    values: params.map(({ name, value }) => ({ ...(name !== undefined && { name }), value: value as ParameterValue })),
  };
}
