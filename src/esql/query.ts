/**
 * ES|QL on tables in memory: `prepare` reads a query and says what is wrong with it, `run` answers it.
 *
 * The language, its types, warnings and error texts are Elasticsearch's; what only a cluster can do
 * is refused by name. Nothing here knows files, clocks or the editor.
 */
import { analyse } from './analysis/analyse.ts';
import { AnalysisContext, type Parameters } from './analysis/context.ts';
import type { Attribute } from './analysis/expression.ts';
import type { Plan } from './analysis/plan.ts';
import { COLUMNS_ELSEWHERE } from './analysis/usable.ts';
import { expanded } from './columns/gather.ts';
import { isNullAt, makeVector, nullVector, type Vector, vectorOf, windowOf } from './columns/vector.ts';
import { rowBatch } from './commands/simple.ts';
import { Batch } from './evaluate/batch.ts';
import type { Runtime } from './evaluate/compile.ts';
import { Deadline } from './evaluate/deadline.ts';
import { Patience } from './evaluate/patience.ts';
import { Warnings } from './evaluate/warnings.ts';
import { liveColumns, Pipeline } from './pipeline.ts';
import { QueryResult, type ResultColumn } from './result.ts';
import { parse, unsupportedText } from './syntax/parser.ts';
import { type Problem, placeText } from './syntax/position.ts';
import type { Catalog, Chunk, TableSource } from './table.ts';

export type Prepared = { readonly plan: Plan } | { readonly problems: readonly Problem[] };

/** Parses and checks a query. Never throws for a query text. */
export function prepare(text: string, catalog: Catalog, parameters: Parameters = { values: [] }): Prepared {
  const parsed = parse(text);
  if ('problem' in parsed) return { problems: [parsed.problem] };
  return analyse(parsed.query, new AnalysisContext(text, catalog, parameters));
}

/** Problems in Elasticsearch's words, with `line:column`. */
export function problemText(text: string, problems: readonly Problem[]): string {
  const lines = problems.map((problem) => `${placeText(text, problem.start)}: ${problem.message}`);
  const plain = problems.every((problem) => problem.kind !== 'verification');
  if (plain) return lines.join('\n');
  return `Found ${lines.length} problem${lines.length === 1 ? '' : 's'}\n${lines.join('\n')}`;
}

/** The index patterns that a plan reads from; undefined for ROW. */
export function patternsOf(plan: Plan): readonly string[] | undefined {
  const [source] = plan.steps;
  return source?.step === 'source' ? source.patterns : undefined;
}

export interface RunOptions {
  /** NOW() in epoch milliseconds. */
  readonly now: number;
  /** Set to end the run early; the rows found until then are returned. */
  readonly signal?: { readonly aborted: boolean };
  /** Told after every batch how many rows of the source have been read. */
  readonly progress?: (rows: number, of: number) => void;
  /** Awaited between slices of work, so that messages (a cancellation) come through. */
  readonly pause?: () => Promise<void>;
  /** Milliseconds from any starting point; without it every batch is followed by a pause. */
  readonly clock?: () => number;
}

/** The longest piece of work between two pauses that a batch aims at, in milliseconds. */
const SLICE = 20;
const LEAST_ROWS = 8;
const FIRST_ROWS = 64;
const MOST_ROWS = 16_384;

/**
 * Answers a prepared query on a source of rows (which a ROW query does not need). Reads only the
 * columns that the query uses, and stops reading when LIMIT is full.
 */
export async function run(plan: Plan, source: TableSource | undefined, options: RunOptions): Promise<QueryResult> {
  const warnings = new Warnings(plan.text);
  for (const line of plan.warnings) warnings.plain(line);
  for (const { name, type, declared } of plan.output) {
    if (type !== 'unsupported' || !declared || !COLUMNS_ELSEWHERE.has(declared)) continue;
    warnings.plain(`Values of [${name}] are not shown: ${unsupportedText(`field type ${declared}`)}`);
  }
  const runtime: Runtime = {
    now: options.now,
    warnings,
    deadline: new Deadline(options.clock),
    patience: new Patience(),
  };
  const parts: { length: number; vectors: readonly Vector[] }[] = [];
  const pipeline = new Pipeline(plan, runtime, (batch) => {
    parts.push({
      length: batch.length,
      vectors: plan.output.map((attribute) => expanded(batch.column(attribute.id), batch.length)),
    });
  });
  const work = new Slices(options);
  const complete = (await feed(plan, source, pipeline, work, runtime)) && (await work.through(pipeline.finish()));
  return new QueryResult(plan.output.map(resultColumn), parts, warnings.lines, complete);
}

function resultColumn({ name, type, declared }: Attribute): ResultColumn {
  return { name, type: type === 'unsupported' && declared && COLUMNS_ELSEWHERE.has(declared) ? declared : type };
}

async function feed(
  plan: Plan,
  source: TableSource | undefined,
  pipeline: Pipeline,
  work: Slices,
  runtime: Runtime,
): Promise<boolean> {
  const [first] = plan.steps;
  if (first?.step === 'row') return work.through(pipeline.push(rowBatch(first.columns, runtime)));
  if (first?.step !== 'source' || !source) return true;
  const [live] = liveColumns(plan);
  const needed = first.attributes.filter((attribute) => live!.has(attribute.id));
  const attributes = needed.filter((attribute) => attribute.type !== 'unsupported');
  const absent = needed.filter((attribute) => attribute.type === 'unsupported');
  let done = 0;
  for await (const chunk of source.read(attributes.map((attribute) => attribute.name))) {
    for (let from = 0; from < chunk.length; ) {
      const to = Math.min(chunk.length, from + work.rows);
      if (!(await work.batch(pipeline, windowBatch(chunk, attributes, absent, from, to)))) return false;
      done += to - from;
      from = to;
      work.report(done, source.rowCount);
      if (pipeline.done) return true;
    }
  }
  return true;
}

function windowBatch(
  chunk: Chunk,
  attributes: readonly Attribute[],
  absent: readonly Attribute[],
  from: number,
  to: number,
): Batch {
  const columns = new Map<number, Vector>();
  attributes.forEach((attribute, i) => {
    columns.set(attribute.id, plainer(windowOf(vectorOf(chunk.columns[i]!), from, to)));
  });
  for (const { id } of absent) columns.set(id, nullVector('null'));
  return new Batch(to - from, columns);
}

/** The same rows without null bits that are all unset, and without lists that all hold one value. */
function plainer(vector: Vector): Vector {
  const { type, length, values, nulls, dictionary, offsets } = vector;
  if (offsets) {
    const start = offsets[0]!;
    if (offsets[length]! - start !== length) return vector;
    for (let i = 0; i < length; i++) if (offsets[i] !== start + i) return vector;
    return makeVector(type, length, values.subarray(start, start + length), undefined, dictionary);
  }
  if (!nulls) return vector;
  for (let i = 0; i < length >> 3; i++) if (nulls[i] !== 0) return vector;
  for (let i = length & ~7; i < length; i++) if (isNullAt(vector, i)) return vector;
  return makeVector(type, length, values, undefined, dictionary);
}

/** Cuts work into slices: pauses between them, ends on a cancellation, and sizes batches by how long they take. */
class Slices {
  readonly #options: RunOptions;
  #since: number;
  rows = FIRST_ROWS;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#since = this.#time();
  }

  #time(): number {
    return this.#options.clock?.() ?? 0;
  }

  report(rows: number, of: number): void {
    this.#options.progress?.(rows, of);
  }

  async batch(pipeline: Pipeline, batch: Batch): Promise<boolean> {
    const before = this.#time();
    const whole = await this.through(pipeline.push(batch));
    const took = this.#time() - before;
    if (took > SLICE) this.rows = Math.max(LEAST_ROWS, (this.rows >> 1) & ~7);
    else if (took < SLICE / 4) this.rows = Math.min(MOST_ROWS, this.rows * 2);
    return whole;
  }

  /** Does all of a piece of work; false when it was cancelled. */
  async through(steps: Iterable<undefined>): Promise<boolean> {
    for (const _ of steps) if (await this.#stop()) return false;
    return !(await this.#stop());
  }

  async #stop(): Promise<boolean> {
    const { pause, signal, clock } = this.#options;
    if (signal?.aborted) return true;
    if (!pause || (clock && this.#time() - this.#since < SLICE)) return false;
    await pause();
    this.#since = this.#time();
    return signal?.aborted ?? false;
  }
}
