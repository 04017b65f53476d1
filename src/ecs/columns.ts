import { ARRAY, FALSE, type JsonError, NUMBER, OBJECT, STRING, type Tape, TRUE } from '../json/tape.ts';
import type { Converted } from './convert.ts';
import { type ExtendedScalars, ScalarReader } from './extended/scalars.ts';
import { EXTENDED_FIELDS, type ScalarValue } from './extended/table.ts';
import type { FieldType, FieldUnit } from './fields/field.ts';
import { EXTENDED_INVOCATION_FIELDS, INVOCATION_FIELDS } from './fields/invocation.ts';
import { MAPPED_FIELDS } from './mapped.ts';
import { member } from './members.ts';
import { SYMBOL } from './names.ts';
import { InvocationParser } from './parser.ts';
import type { InvocationReading } from './reading.ts';
import { numberText } from './rendering.ts';

export type ColumnType = 'date' | 'keyword' | 'long' | 'double' | 'boolean';

/** A field that is held in memory for every record. */
export interface InvocationColumn {
  readonly field: string;
  readonly type: ColumnType;
  readonly unit?: FieldUnit;
}

/**
 * Takes the values of one record, column by column; `column` is an index of `INVOCATION_COLUMNS`. Several calls for one
 * column are several values, in the order of the document. Bytes are UTF-8 and hold good only during the call.
 */
export interface ColumnSink {
  bytes(column: number, bytes: Uint8Array, start: number, end: number): void;
  text(column: number, text: string): void;
  /** Dates in milliseconds since 1970; whole numbers that a double cannot say as bigint. */
  number(column: number, value: number | bigint): void;
  boolean(column: number, value: boolean): void;
}

const declared = [...INVOCATION_FIELDS, ...EXTENDED_INVOCATION_FIELDS].filter(({ column }) => column);

/** Fields of the record itself that are columns. */
const OF_RECORD: { readonly [field: string]: (reading: InvocationReading) => number } = {
  'aws_bedrock.invocation.schema_version': (r) => (r.root < 0 ? -1 : member(r.tape, r.root, SYMBOL.schema_version)),
  'aws_bedrock.invocation.input.input_body_s3_path': (r) => member(r.tape, r.input, SYMBOL.input_body_s3_path),
  'aws_bedrock.invocation.output.output_body_s3_path': (r) => member(r.tape, r.output, SYMBOL.output_body_s3_path),
};

export const INVOCATION_COLUMNS: readonly InvocationColumn[] = declared.map(({ field, type, unit }) => ({
  field,
  type: columnType(type),
  ...(unit !== undefined && { unit }),
}));

type Emit = (reading: InvocationReading, extended: ExtendedScalars, sink: ColumnSink) => void;

/**
 * Reads the values of all columns off a record, without making its document; they come from the same reading and the
 * same table of fields as the document.
 */
export class ColumnReader {
  private readonly parser = new InvocationParser();
  /** Holds the last record. */
  readonly tape = this.parser.tape;
  private readonly scalars = new ScalarReader();
  private readonly sizes = { prompt: 0, completion: 0 };

  /** Why `read` returned false; the offset is a byte offset in the array that it was given. */
  get error(): JsonError {
    return this.parser.error;
  }

  /** What was odd about the last record, one sentence each. */
  get warnings(): readonly string[] {
    return this.parser.warnings;
  }

  /**
   * Gives the values of the record `bytes[start, end)` to `sink`, in the order of the columns. `time` is the source's
   * own, in milliseconds. False, and nothing given, if the text is no record. Never throws for what is in the text.
   */
  read(bytes: Uint8Array, start: number, end: number, time: number, sink: ColumnSink): boolean {
    if (!this.parser.read(bytes, start, end, time)) return false;
    this.give(sink);
    return true;
  }

  /** As `read`, of the record that `tape.parse` has just accepted: whoever splits a file has scanned it already. */
  readScanned(time: number, sink: ColumnSink): boolean {
    if (!this.parser.readScanned(time)) return false;
    this.give(sink);
    return true;
  }

  private give(sink: ColumnSink): void {
    const reading = this.parser.reading;
    this.sizes.prompt = reading.requestSize;
    this.sizes.completion = reading.responseSize;
    const extended = this.scalars.read(this.parser.tape, this.sizes);
    for (const emit of EMITTERS) emit(reading, extended, sink);
  }
}

const EMITTERS: readonly Emit[] = INVOCATION_COLUMNS.map(emitter);

function emitter({ field, type }: InvocationColumn, column: number): Emit {
  if (field === '@timestamp') return (reading, _, sink) => sink.number(column, reading.moment);
  if (field === 'gen_ai.performance.request_size') return (r, _, sink) => sink.number(column, r.requestSize);
  if (field === 'gen_ai.performance.response_size') return (r, _, sink) => sink.number(column, r.responseSize);
  if (field === 'aws_bedrock.invocation.input.messages_content_kinds') {
    return (reading, _, sink) => {
      for (const kind of reading.kinds) sink.text(column, kind);
    };
  }
  const read = EXTENDED_FIELDS.find((each) => each.field === field)?.read;
  if (read) return (_, extended, sink) => emitScalar(read(extended), column, sink);
  const mapped = MAPPED_FIELDS.find((each) => each.field === field);
  const node = mapped?.node ?? OF_RECORD[field];
  if (node) return (reading, _, sink) => emitNode(reading.tape, node(reading), type, column, sink);
  const nodes = mapped?.nodes;
  if (nodes) {
    return (reading, _, sink) => {
      for (const n of nodes(reading) ?? []) emitNode(reading.tape, n, type, column, sink);
    };
  }
  const json = mapped?.json;
  if (!json) throw new Error(`No rule fills the column ${field}`);
  return (reading, _, sink) => emitJson(json(reading), type, column, sink);
}

function emitScalar(value: ScalarValue, column: number, sink: ColumnSink): void {
  if (value === undefined) return;
  if (typeof value === 'number') sink.number(column, value);
  else if (typeof value === 'string') {
    if (value !== '') sink.text(column, value);
  } else for (const text of value) sink.text(column, text);
}

function emitJson(value: Converted | undefined, type: ColumnType, column: number, sink: ColumnSink): void {
  if (value === undefined) return;
  if (typeof value === 'string') emitSpelling(value, type, column, sink);
  else for (const each of value) emitSpelling(each, type, column, sink);
}

function emitSpelling(json: string, type: ColumnType, column: number, sink: ColumnSink): void {
  if (type === 'boolean') sink.boolean(column, json === 'true');
  else if (type !== 'keyword') sink.number(column, numberOf(json.startsWith('"') ? json.slice(1, -1) : json, type));
  else {
    const text = json.startsWith('"') ? textOf(json) : json;
    if (text !== '') sink.text(column, text);
  }
}

function textOf(json: string): string {
  return json.includes('\\') ? String(JSON.parse(json)) : json.slice(1, -1);
}

/** A number as the field's type has it: Elasticsearch cuts what follows the point of a whole one. */
function numberOf(text: string, type: ColumnType): number | bigint {
  const value = Number(text);
  if (type !== 'long' || Number.isSafeInteger(value)) return value;
  if (!Number.isInteger(value)) return Math.trunc(value);
  return /^-?\d+$/.test(text) ? BigInt(text) : value;
}

/** A value of the log; a list gives its elements, an object nothing. */
function emitNode(tape: Tape, n: number, type: ColumnType, column: number, sink: ColumnSink): void {
  if (n < 0) return;
  const kind = tape.kind(n);
  if (kind === STRING) {
    if (type !== 'keyword') emitNumeric(tape.string(n), type, column, sink);
    else if (tape.end(n) - tape.start(n) > 2) {
      if (tape.escaped(n)) sink.text(column, tape.string(n));
      else sink.bytes(column, tape.bytes, tape.start(n) + 1, tape.end(n) - 1);
    }
  } else if (kind === NUMBER) {
    if (type === 'keyword') sink.text(column, numberText(tape, n));
    else emitNumeric(tape.spelling(n), type, column, sink);
  } else if (kind === TRUE || kind === FALSE) {
    if (type === 'keyword') sink.text(column, kind === TRUE ? 'true' : 'false');
  } else if (kind === ARRAY) {
    for (let child = tape.first(n); child >= 0; child = tape.next(child)) emitNode(tape, child, type, column, sink);
  } else if (kind === OBJECT) {
    return;
  }
}

function emitNumeric(text: string, type: ColumnType, column: number, sink: ColumnSink): void {
  if (text.trim() !== '' && Number.isFinite(Number(text))) sink.number(column, numberOf(text, type));
}

function columnType(type: FieldType): ColumnType {
  switch (type) {
    case 'date':
    case 'boolean':
      return type;
    case 'long':
    case 'integer':
      return 'long';
    case 'double':
    case 'float':
      return 'double';
    default:
      return 'keyword';
  }
}
