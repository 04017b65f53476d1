/** Answers an ES|QL query on log records, or on documents in a file. */
import { readFileSync } from 'node:fs';
import type { Parameters, ParameterValue } from '../esql/analysis/context.ts';
import { isObject, type Json, JsonError, JsonNumber, type JsonObject, parseJson } from '../esql/documents/json.ts';
import { DocumentTable, fieldsOf, readMapping } from '../esql/documents/load.ts';
import { patternsOf, prepare, problemText, run } from '../esql/query.ts';
import type { Catalog, TableSource } from '../esql/table.ts';
import { parseDate } from '../esql/values/date.ts';
import { MetricTables, rowsBehind } from '../session/metric-tables.ts';
import { STREAM_CATALOG } from '../session/query-catalog.ts';
import { RecordSource } from '../session/query-source.ts';
import { type Arguments, UsageError } from './arguments.ts';
import { type Loaded, loadSources } from './loaded.ts';
import { Output } from './output.ts';
import { type Format, writeResult } from './query-output.ts';

/** What FROM reads. */
type RowsOf = (patterns: readonly string[]) => TableSource;

export async function query(args: Arguments): Promise<number> {
  const text = required(args, 'esql');
  const parameters = parametersOf(args.text.get('params'));
  if (args.text.has('elasticsearch') || args.text.has('cloud-id'))
    return (await import('./remote-query.ts')).remoteQuery(args, text, parameters);
  if (args.text.has('documents')) {
    const mapping = readMapping(parsed(required(args, 'mapping')));
    const table = new DocumentTable(readDocuments(required(args, 'documents')), mapping);
    return answer(args, text, { fields: () => fieldsOf(mapping) }, parameters, () => table);
  }
  // What is wrong with the query is told before anything is read.
  if (!isRight(text, STREAM_CATALOG, parameters)) return 2;
  const quiet = args.flags.has('quiet');
  const loaded: Loaded = await loadSources('query', args);
  try {
    const records = new RecordSource(loaded.records);
    const metrics = new MetricTables(loaded.records.metrics);
    const rows: RowsOf = (patterns) => rowsBehind(patterns, records, metrics);
    const status = await answer(args, text, STREAM_CATALOG, parameters, rows);
    return Math.max(status, loaded.conclude(quiet));
  } finally {
    await loaded.close();
  }
}

function isRight(text: string, catalog: Catalog, parameters: Parameters): boolean {
  const prepared = prepare(text, catalog, parameters);
  if ('plan' in prepared) return true;
  process.stderr.write(`${problemText(text, prepared.problems)}\n`);
  return false;
}

async function answer(
  args: Arguments,
  text: string,
  catalog: Catalog,
  parameters: Parameters,
  rows: RowsOf,
): Promise<number> {
  const now = nowOf(args.text.get('now'));
  const prepared = prepare(text, catalog, parameters);
  if ('problems' in prepared) {
    process.stderr.write(`${problemText(text, prepared.problems)}\n`);
    return 2;
  }
  const patterns = patternsOf(prepared.plan);
  const result = await run(prepared.plan, patterns && rows(patterns), { now });
  const format = (args.text.get('format') ?? 'table') as Format;
  const output = Output.to(undefined);
  writeResult(result, format, process.stdout.columns, (piece) => output.write(Buffer.from(piece)));
  if (format !== 'json' && !args.flags.has('quiet')) {
    for (const line of result.warnings) process.stderr.write(`warning: ${line}\n`);
  }
  return 0;
}

function required(args: Arguments, name: string): string {
  const value = args.text.get(name);
  if (value === undefined) throw new UsageError(`query needs --${name}. See: bedrock-logs query --help`);
  return value;
}

function parsed(path: string): Json {
  try {
    return parseJson(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof JsonError) throw new UsageError(`${path} is no JSON: ${error.message}`);
    throw error;
  }
}

function readDocuments(path: string): JsonObject[] {
  const documents: JsonObject[] = [];
  for (const [i, line] of readFileSync(path, 'utf8').split('\n').entries()) {
    if (line.trim() === '') continue;
    let document: Json;
    try {
      document = parseJson(line);
    } catch (error) {
      if (error instanceof JsonError) throw new UsageError(`${path}:${i + 1} is no JSON: ${error.message}`);
      throw error;
    }
    if (!isObject(document)) throw new UsageError(`${path}:${i + 1} is no JSON object`);
    documents.push(document);
  }
  return documents;
}

function nowOf(text: string | undefined): number {
  if (text === undefined) return Date.now();
  const now = parseDate(text);
  if (now === undefined) throw new UsageError(`--now is a time such as 2026-01-31T12:00:00Z; not: ${text}`);
  return now;
}

/** `[9, 2]` for `?1` and `?2`, `[{"min": 2}]` for `?min`. */
function parametersOf(text: string | undefined): Parameters {
  if (text === undefined) return { values: [] };
  let json: Json;
  try {
    json = parseJson(text);
  } catch {
    throw new UsageError(`--params is a JSON list; not: ${text}`);
  }
  if (!Array.isArray(json)) throw new UsageError(`--params is a JSON list; not: ${text}`);
  return {
    values: (json as readonly Json[]).map((entry) => {
      if (!isObject(entry)) return { value: parameterValue(entry) };
      const [pair] = Object.entries(entry);
      if (!pair) throw new UsageError('--params: a named parameter is {"name": value}');
      const [name, value] = pair;
      const inner = isObject(value) ? (value.value ?? value.identifier ?? value.pattern ?? null) : value;
      return { name, value: parameterValue(inner) };
    }),
  };
}

function parameterValue(json: Json): ParameterValue {
  if (json === null || typeof json === 'string' || typeof json === 'boolean') return json;
  if (json instanceof JsonNumber) {
    const whole = /^-?\d+$/.test(json.text) && !Number.isSafeInteger(Number(json.text));
    return whole ? BigInt(json.text) : Number(json.text);
  }
  if (Array.isArray(json)) return (json as readonly Json[]).map(parameterValue) as ParameterValue;
  throw new UsageError('--params: a value is a string, a number, a boolean, null or a list of them');
}
