/** What of a session needs the engine of ES|QL, over one source of records. */
import type { Conditions } from './conditions.ts';
import type { LoadedRecords } from './loaded-records.ts';
import type { Queries } from './queries.ts';
import type { RecordSource } from './query-source.ts';
import type { Turns } from './turns.ts';

export interface Engine {
  readonly source: RecordSource;
  readonly queries: Queries;
  readonly conditions: Conditions;
}

/** Reading logs does not wait for the engine to be there. */
export async function startEngine(records: LoadedRecords, turns: Turns): Promise<Engine> {
  const [{ RecordSource }, { Queries }, { Conditions }, { MetricTables }] = await Promise.all([
    import('./query-source.ts'),
    import('./queries.ts'),
    import('./conditions.ts'),
    import('./metric-tables.ts'),
  ]);
  const source = new RecordSource(records);
  const metrics = new MetricTables(records.metrics);
  return { source, queries: new Queries(source, metrics, turns), conditions: new Conditions(source, turns) };
}
