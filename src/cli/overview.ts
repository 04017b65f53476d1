/** The figures of the overview's panels, each the answer of its own ES|QL query. */
import { json } from '../esql/answer-files.ts';
import { patternsOf, prepare, problemText, run } from '../esql/query.ts';
import type { QueryResult, ResultColumn } from '../esql/result.ts';
import type { TableSource } from '../esql/table.ts';
import { bucketFor } from '../overview/buckets.ts';
import type { Panel } from '../overview/panel.ts';
import { panelsFor } from '../overview/panels.ts';
import { GUARDRAIL_METRICS, RUNTIME_METRICS, type Scope } from '../overview/scope.ts';
import { unitOf } from '../overview/units.ts';
import { MetricTables, rowsBehind } from '../session/metric-tables.ts';
import { STREAM_CATALOG } from '../session/query-catalog.ts';
import { RecordSource } from '../session/query-source.ts';
import type { Arguments } from './arguments.ts';
import { loadSources } from './loaded.ts';
import { Output } from './output.ts';
import { panelTable } from './overview-text.ts';
import { pricesIn } from './price-file.ts';
import { DEFAULT_WIDTH, writeTexts } from './query-output.ts';

/** Buckets of a panel over time: for programs as many as the page has, for people what fits on a screen. */
const MOST_BUCKETS = { json: 60, table: 12 } as const;

export async function overview(args: Arguments): Promise<number> {
  const quiet = args.flags.has('quiet');
  const prices = pricesIn(args);
  const where = args.text.get('where');
  // What is wrong with the condition is told before anything is read.
  if (!isCondition(where)) return 2;
  const loaded = await loadSources('overview', args);
  try {
    const asJson = args.text.get('format') === 'json';
    const { range } = loaded.records.progress.state;
    const [first, last] = range ?? [0, 0];
    const scope: Scope = {
      bucket: bucketFor([first, last + 1], MOST_BUCKETS[asJson ? 'json' : 'table']),
      extended: true,
      ...(where !== undefined && { where }),
      ...(prices && { prices }),
    };
    const records = new RecordSource(loaded.records);
    const metrics = new MetricTables(loaded.records.metrics);
    const rows = (patterns: readonly string[]): TableSource => rowsBehind(patterns, records, metrics);
    const isThere = (pattern: string): boolean => rows([pattern]).rowCount > 0;
    const present = { runtimeMetrics: isThere(RUNTIME_METRICS), guardrailMetrics: isThere(GUARDRAIL_METRICS) };
    const output = Output.to(undefined);
    const write = (text: string): unknown => output.write(Buffer.from(text));
    if (asJson) write('{"panels":[');
    let before = '';
    for (const panel of panelsFor(scope, present)) {
      const result = await answer(panel, scope, rows);
      write(before);
      if (asJson) writeJson(panel, scope, result, write);
      else writeTable(panel, scope, result, write);
      before = asJson ? ',' : '\n';
    }
    if (asJson) write(']}\n');
    return loaded.conclude(quiet);
  } finally {
    await loaded.close();
  }
}

async function answer(
  panel: Panel,
  scope: Scope,
  rows: (patterns: readonly string[]) => TableSource,
): Promise<QueryResult> {
  const prepared = prepare(panel.esql(scope), STREAM_CATALOG);
  if ('problems' in prepared) throw new Error(`${panel.id}: ${problemText(panel.esql(scope), prepared.problems)}`);
  return run(prepared.plan, rows(patternsOf(prepared.plan) ?? []), { now: Date.now() });
}

function writeJson(panel: Panel, scope: Scope, result: QueryResult, write: (text: string) => unknown): void {
  const columns = result.columns.map(({ name, type }) => ({ name, type }));
  const head = JSON.stringify({ id: panel.id, title: panel.title, esql: panel.esql(scope), columns });
  const rows = [...result.rows()].map(
    (row) => `[${row.map((value, i) => json(value, columns[i] as ResultColumn)).join(',')}]`,
  );
  write(`${head.slice(0, -1)},"values":[${rows.join(',')}]}`);
}

function writeTable(panel: Panel, scope: Scope, result: QueryResult, write: (text: string) => unknown): void {
  write(`${panel.title}: ${unitOf(panel, scope)}\n`);
  if (result.rowCount === 0) write(`${panel.absent}\n`);
  else writeTexts(panelTable(panel, scope, result), process.stdout.columns ?? DEFAULT_WIDTH, write);
}

function isCondition(where: string | undefined): boolean {
  if (where === undefined) return true;
  const text = `FROM logs-aws_bedrock.invocation-*\n| WHERE ${where}`;
  const prepared = prepare(text, STREAM_CATALOG);
  if ('plan' in prepared) return true;
  process.stderr.write(`--where: ${problemText(text, prepared.problems)}\n`);
  return false;
}
