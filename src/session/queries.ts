/** ES|QL on the loaded records, for whoever asks the session. */
import type { Parameters, ParameterValue } from '../esql/analysis/context.ts';
import { quotedWhereNeeded } from '../esql/language/names.ts';
import { patternsOf, prepare, problemText, run } from '../esql/query.ts';
import type { Shown } from '../esql/result.ts';
import { placeOf } from '../esql/syntax/position.ts';
import type { TableSource } from '../esql/table.ts';
import type { LoadedRecords } from './loaded-records.ts';
import type { Query, QueryAnswer, QueryCell, QueryParameter, SessionRequests } from './protocol/protocol.ts';
import { type Context, RequestError, type Signal } from './protocol/rpc.ts';
import { STREAM_CATALOG, streamsBehind } from './query-catalog.ts';
import { RecordSource } from './query-source.ts';
import type { Turns } from './turns.ts';

type Progress = SessionRequests['query']['progress'];

const INVOCATIONS = 'logs-aws_bedrock.invocation-*';
/** Milliseconds between two reports of how far a query is. */
const REPORT_MS = 100;
/** Of what is known but not loaded here, such as metrics. */
const NOTHING: TableSource = { rowCount: 0, read: () => [] };

export class Queries {
  private readonly source: RecordSource;
  private readonly turns: Turns;

  constructor(records: LoadedRecords, turns: Turns) {
    this.source = new RecordSource(records);
    this.turns = turns;
  }

  /** Throws a `RequestError` of the kind `query` for a text that cannot be run. */
  async query(query: Query, { signal, progress }: Context<Progress>): Promise<QueryAnswer> {
    const { text, limit, now = Date.now() } = query;
    const began = performance.now();
    const prepared = prepare(text, STREAM_CATALOG, parametersOf(query.params ?? []));
    if ('problems' in prepared) {
      const [first] = prepared.problems;
      throw new RequestError('query', problemText(text, prepared.problems), placeOf(text, first?.start ?? 0));
    }
    let told = began;
    const result = await run(prepared.plan, this.sourceOf(patternsOf(prepared.plan)), {
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

  private sourceOf(patterns: readonly string[] | undefined): TableSource | undefined {
    if (!patterns) return undefined;
    return streamsBehind(patterns).some(({ name }) => INVOCATIONS.startsWith(name)) ? this.source : NOTHING;
  }
}

function parametersOf(params: readonly QueryParameter[]): Parameters {
  return {
    values: params.map(({ name, value }) => ({ ...(name !== undefined && { name }), value: value as ParameterValue })),
  };
}

/** A number that a double cannot say goes as its digits: not every border takes big integers. */
function cellOf(value: Shown): QueryCell {
  if (typeof value === 'bigint') return String(value);
  if (!Array.isArray(value)) return value as QueryCell;
  return (value as readonly Shown[]).map(cellOf) as QueryCell;
}
