/**
 * The loaded records as rows that ES|QL reads. Scalars come from the columns in memory. Texts, and fields that no
 * column holds, are read from the records themselves, and only by a query that names them.
 */
import { createHash } from 'node:crypto';
import { readTurns } from '../ecs/conversation.ts';
import { type ConversationTexts, conversationTexts } from '../ecs/extended/texts.ts';
import { InvocationMapper } from '../ecs/invocation.ts';
import { KNOWN_NAMES } from '../ecs/names.ts';
import { VectorBuilder } from '../esql/columns/builder.ts';
import { gather } from '../esql/columns/gather.ts';
import { holdsAny, type Vector } from '../esql/columns/vector.ts';
import { coerce } from '../esql/documents/coerce.ts';
import { isObject, type Json, type JsonObject, parseJson } from '../esql/documents/json.ts';
import type { Chunk, TableSource } from '../esql/table.ts';
import { fromValues, type Value } from '../esql/values/value.ts';
import { Tape } from '../json/tape.ts';
import { ByteWriter } from '../json/writer.ts';
import type { RecordWatch } from './invocation-index.ts';
import type { LoadedRecords, OpenRecord } from './loaded-records.ts';
import { docValues, mappedTypeOf, RecordColumns, typeOf } from './record-columns.ts';
import { SHORTEST_NEEDLE, TextSearch } from './text-search.ts';

const CONVERSATION_ID = 'bedrock_logs.conversation_id';

/** Texts of the extended profile, which need the reader of conversations but no document. */
const READERS: { readonly [field: string]: (texts: ConversationTexts) => string | undefined } = {
  'bedrock_logs.prompt_text': ({ prompt }) => prompt,
  'bedrock_logs.completion_text': ({ completion }) => completion,
  'bedrock_logs.reasoning_text': ({ reasoning }) => reasoning,
  [CONVERSATION_ID]: ({ conversationId }) => conversationId,
};

const PROMPT_FIELDS: ReadonlySet<string> = new Set([
  'gen_ai.prompt',
  'bedrock_logs.prompt_text',
  'bedrock_logs.conversation_id',
]);
const COMPLETION_FIELDS: ReadonlySet<string> = new Set([
  'gen_ai.completion',
  'aws_bedrock.invocation.output.completion_text',
  'bedrock_logs.completion_text',
  'bedrock_logs.reasoning_text',
]);

/** Rows of a chunk whose texts are read; bounds the memory of a query on texts. */
const CHUNK_ROWS = 256;
/** Milliseconds of a search between two rests. */
const SEARCH_SLICE_MS = 8;
/** Texts of records that a search has found are kept for the queries that follow, UTF-16 units in all. */
const KEPT_UNITS = 16 * 1024 * 1024;

/** A text to look for in a field, letter case of ASCII ignored. */
export interface Needle {
  readonly field: string;
  readonly text: string;
}

/** How a search shares its thread, and is given up. `clock` in milliseconds. */
export interface SearchPace {
  readonly signal?: { readonly aborted: boolean };
  readonly pause?: () => Promise<void>;
  readonly clock?: () => number;
}

/** What is looked for in one field. `seen`: rows before this one were looked at earlier. */
interface FieldSearch {
  readonly read: ((texts: ConversationTexts) => string | undefined) | undefined;
  readonly search: TextSearch;
  readonly hits: readonly { readonly needle: Needle; readonly rows: number[]; seen: number }[];
}

export class RecordSource implements TableSource {
  private readonly records: LoadedRecords;
  private readonly columns: RecordColumns;
  /** Of each needle that was looked for: the rows that hold it, and how many rows were looked at. */
  private readonly found = new Map<string, { readonly rows: number[]; readonly seen: number }>();
  private readonly kept = new Map<number, ConversationTexts>();
  private keptUnits = 0;
  private readonly filledFields = new Map<string, { readonly rows: number; readonly filled: boolean }>();
  private readonly tape = new Tape(KNOWN_NAMES);

  constructor(records: LoadedRecords) {
    this.records = records;
    this.columns = new RecordColumns(records);
  }

  get rowCount(): number {
    return this.records.table.rows;
  }

  read(names: readonly string[]): Iterable<Chunk> | AsyncIterable<Chunk> {
    return this.readRows(names, undefined);
  }

  /** The same records, but only these rows, in this order. */
  select(rows: Int32Array): TableSource {
    const first = rows.every((row, i) => row === i);
    return {
      rowCount: rows.length,
      // All that are there need no copy; whether they still are all is known when they are read.
      read: (names) => this.readRows(names, first && rows.length === this.rowCount ? undefined : rows),
    };
  }

  /** Whether a field is in memory, so that reading it costs next to nothing. */
  inMemory(field: string): boolean {
    return this.columns.holds(field);
  }

  /** Whether a text can be looked for in a field with `find`. */
  searchable({ field, text }: Needle): boolean {
    return Object.hasOwn(READERS, field) && field !== CONVERSATION_ID && text.length >= SHORTEST_NEEDLE;
  }

  /** Whether any record may have a value of a field. Of texts, and of parts of guardrail traces, it is told by the columns beside them. */
  filled(field: string): boolean {
    const known = this.filledFields.get(field);
    if (known && known.rows === this.rowCount) return known.filled;
    const filled = this.isFilled(field);
    this.filledFields.set(field, { rows: this.rowCount, filled });
    return filled;
  }

  private isFilled(field: string): boolean {
    if (!this.columns.holds(field)) {
      if (PROMPT_FIELDS.has(field)) return this.anyAbove0('gen_ai.performance.request_size');
      if (COMPLETION_FIELDS.has(field)) return this.anyAbove0('gen_ai.performance.response_size');
      return field.startsWith('gen_ai.policy.') ? this.filled('gen_ai.policy.name') : true;
    }
    return holdsAny(this.columns.column(field));
  }

  private anyAbove0(field: string): boolean {
    const { values, length } = this.columns.column(field);
    for (let row = 0; row < length; row++) if ((values[row] ?? 0) > 0) return true;
    return false;
  }

  /**
   * The rows whose texts hold one of the needles, ascending. All needles that have not been looked for yet are, in one
   * pass over the records; so whoever has several questions asks for all their needles first.
   */
  async find(needles: readonly Needle[], pace: SearchPace = {}): Promise<Int32Array> {
    await this.search(needles, pace);
    const rows = new Set<number>();
    for (const needle of needles) for (const row of this.found.get(keyOf(needle))?.rows ?? []) rows.add(row);
    return Int32Array.from(rows).sort();
  }

  /**
   * Looks for texts in records while they are being loaded, which spares reading them a second time. To be called before
   * anything is loaded; what comes back is to see every record.
   */
  watchFor(needles: readonly Needle[]): RecordWatch | undefined {
    const searches = this.searches(new Map(needles.map((needle) => [keyOf(needle), needle])).values());
    if (searches.length === 0) return undefined;
    for (const { hits } of searches) {
      for (const hit of hits) {
        this.found.set(keyOf(hit.needle), {
          rows: hit.rows,
          get seen() {
            return hit.seen;
          },
        });
      }
    }
    return (tape, row) => {
      this.look(searches, conversationTexts(readTurns(tape), false), row);
      for (const { hits } of searches) for (const hit of hits) hit.seen = row + 1;
    };
  }

  /** What was looked at before the search was given up need not be looked at again. */
  private async search(needles: readonly Needle[], { signal, pause, clock }: SearchPace): Promise<void> {
    const { rowCount } = this;
    const missing = new Map<string, Needle>();
    let from = rowCount;
    for (const needle of needles) {
      const seen = this.found.get(keyOf(needle))?.seen ?? 0;
      if (seen >= rowCount) continue;
      missing.set(keyOf(needle), needle);
      from = Math.min(from, seen);
    }
    if (missing.size === 0) return;
    const searches = this.searches(missing.values());
    const rows = Int32Array.from({ length: rowCount - from }, (_, i) => from + i);
    const keep = (end: number): void => {
      for (const { hits } of searches)
        for (const { needle, rows: own, seen } of hits)
          this.found.set(keyOf(needle), { rows: own, seen: Math.max(seen, end) });
    };
    let since = clock?.() ?? 0;
    for await (const { row, record } of this.open(rows)) {
      if (pause && clock && clock() - since >= SEARCH_SLICE_MS) {
        await pause();
        since = clock();
      }
      if (signal?.aborted) return keep(row);
      const texts = this.texts(record, false);
      if (texts) this.look(searches, texts, row);
    }
    keep(rowCount);
  }

  private searches(needles: Iterable<Needle>): readonly FieldSearch[] {
    const fields = new Map<string, Needle[]>();
    for (const needle of needles) {
      const own = fields.get(needle.field);
      if (own) own.push(needle);
      else fields.set(needle.field, [needle]);
    }
    return [...fields].map(([field, own]) => ({
      read: READERS[field],
      search: new TextSearch(own.map(({ text }) => text)),
      hits: own.map((needle) => {
        const known = this.found.get(keyOf(needle));
        return { needle, rows: known?.rows ?? [], seen: known?.seen ?? 0 };
      }),
    }));
  }

  private look(searches: readonly FieldSearch[], texts: ConversationTexts, row: number): void {
    let found = false;
    for (const { read, search, hits } of searches) {
      search.scan(read?.(texts) ?? '', (index) => {
        const hit = hits[index];
        if (!hit || row < hit.seen) return;
        hit.rows.push(row);
        found = true;
      });
    }
    if (found) this.keep(row, texts);
  }

  private keep(row: number, texts: ConversationTexts): void {
    const units = texts.prompt.length + texts.completion.length + texts.reasoning.length;
    if (this.keptUnits + units > KEPT_UNITS || this.kept.has(row)) return;
    this.kept.set(row, texts);
    this.keptUnits += units;
  }

  private readRows(names: readonly string[], rows: Int32Array | undefined): Iterable<Chunk> | AsyncIterable<Chunk> {
    if (names.every((name) => this.columns.holds(name))) return [this.chunk(names, rows)];
    return this.readTexts(names, rows ?? Int32Array.from({ length: this.rowCount }, (_, row) => row));
  }

  private chunk(names: readonly string[], rows: Int32Array | undefined): Chunk {
    const columns = names.map((name) => {
      const vector = this.columns.column(name);
      return rows ? gather(vector, rows) : vector;
    });
    return { length: rows?.length ?? this.rowCount, columns };
  }

  private async *readTexts(names: readonly string[], rows: Int32Array): AsyncGenerator<Chunk> {
    const outside = names.filter((name) => !this.columns.holds(name));
    const mapped = outside.filter((name) => !Object.hasOwn(READERS, name));
    const document = mapped.length > 0 ? this.mapper() : undefined;
    let taken: number[] = [];
    let builders = new Map(outside.map((name) => [name, new VectorBuilder(typeOf(name))]));
    const flush = (): Chunk => {
      const chosen = Int32Array.from(taken);
      const columns = names.map((name): Vector => {
        const builder = builders.get(name);
        return builder ? builder.finish() : gather(this.columns.column(name), chosen);
      });
      taken = [];
      builders = new Map(outside.map((name) => [name, new VectorBuilder(typeOf(name))]));
      return { length: chosen.length, columns };
    };
    const take = (row: number, texts: ConversationTexts | undefined, json: JsonObject | undefined): void => {
      taken.push(row);
      for (const [name, builder] of builders) {
        const reader = READERS[name];
        if (reader) builder.push((texts && reader(texts)) || null);
        else builder.push(json ? valueIn(json, name) : null);
      }
    };
    const wantsId = outside.includes(CONVERSATION_ID);
    if (!document && !wantsId && rows.every((row) => this.kept.has(row))) {
      for (const row of rows) {
        take(row, this.kept.get(row), undefined);
        if (taken.length === CHUNK_ROWS) yield flush();
      }
    } else {
      for await (const { row, record } of this.open(rows)) {
        take(row, mapped.length < outside.length ? this.texts(record, wantsId) : undefined, document?.(record));
        if (taken.length === CHUNK_ROWS) yield flush();
      }
    }
    if (taken.length > 0) yield flush();
  }

  /** The records one after the other; the next segment is read while the one before is worked on. */
  private async *open(rows: Int32Array): AsyncGenerator<{ readonly row: number; readonly record: OpenRecord }> {
    const { places, segments } = this.records;
    const endOfRun = (from: number): number => {
      const segment = places.segment(rows[from] as number);
      let to = from + 1;
      while (to < rows.length && places.segment(rows[to] as number) === segment) to++;
      return to;
    };
    const open = async (at: number) =>
      at < rows.length ? segments.open(places.segment(rows[at] as number)) : undefined;
    let next = open(0);
    for (let from = 0; from < rows.length; ) {
      const end = endOfRun(from);
      const text = await next;
      if (!text) return;
      next = open(end);
      // What goes wrong with it is told in its turn.
      next.catch(() => undefined);
      for (; from < end; from++) {
        const row = rows[from] as number;
        yield { row, record: this.records.opened(row, text) };
      }
    }
  }

  private texts({ bytes, start, end }: OpenRecord, withId: boolean): ConversationTexts | undefined {
    return this.tape.parse(bytes, start, end) ? conversationTexts(readTurns(this.tape), withId) : undefined;
  }

  private mapper(): (record: OpenRecord) => JsonObject | undefined {
    const options = { profile: 'integration', tags: ['forwarded'], namespace: 'default' } as const;
    const mapper = new InvocationMapper(options, (bytes) => createHash('sha1').update(bytes).digest('hex'));
    const out = new ByteWriter();
    return ({ bytes, start, end, origin }) => {
      out.length = 0;
      if (!mapper.write(bytes, start, end, origin, out)) return undefined;
      const text = Buffer.from(out.bytes.buffer, out.bytes.byteOffset, out.length).toString('utf8');
      const json = parseJson(text);
      return isObject(json) ? { ...json, _source: text } : undefined;
    };
  }
}

function keyOf({ field, text }: Needle): string {
  return `${field} ${text.toLowerCase()}`;
}

/** The values of a field in a document, by the rules of indexing. */
function valueIn(document: JsonObject, field: string): Value {
  const found: Json[] = [];
  collect(document, field.split('.'), 0, found);
  const type = typeOf(field);
  const values = found.flatMap((value) => coerce(value, mappedTypeOf(field)) ?? []);
  return type === 'text' || type === '_source' ? fromValues(values) : docValues(fromValues(values), type);
}

function collect(value: Json | undefined, path: readonly string[], at: number, into: Json[]): void {
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) for (const one of value as readonly Json[]) collect(one, path, at, into);
  else if (at === path.length) into.push(value);
  else if (isObject(value)) collect(value[path[at] as string], path, at + 1, into);
}
