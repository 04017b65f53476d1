import { EXTENDED_INVOCATION_FIELDS, INVOCATION_FIELDS } from '../ecs/fields/invocation.ts';
import { constantVector, vectorFrom } from '../esql/columns/builder.ts';
import { expanded } from '../esql/columns/gather.ts';
import { countTo } from '../esql/columns/order.ts';
import {
  bitAt,
  makeVector,
  nullVector,
  retyped,
  type Vector,
  valueReader,
  vectorOf,
  withValues,
} from '../esql/columns/vector.ts';
import type { DataType } from '../esql/types.ts';
import { comparisonOf, type Scalar, type Value } from '../esql/values/value.ts';
import { placeOf } from '../sources/files.ts';
import { lendColumn } from './columns/lend.ts';
import type { LoadedRecords } from './loaded-records.ts';
import { indexOf, STREAM_CATALOG, streamsBehind } from './query-catalog.ts';

/** The number of a record, under a name that no field has: for whoever wants to know which records are behind a row. */
export const ROW_FIELD = '_row';

/** Longer keywords are not indexed and read as null, as Fleet sets it. Units: UTF-16. */
const IGNORE_ABOVE = 1024;

const SHORT_LIST = 32;

/** Fields with the same value in every document. */
const CONSTANTS: { readonly [field: string]: string | number } = {
  'event.dataset': 'aws_bedrock.invocation',
  'event.module': 'aws_bedrock',
  'cloud.service.name': 'bedrock',
  'gen_ai.system': 'aws',
  'ecs.version': '8.11.0',
  'data_stream.type': 'logs',
  'data_stream.dataset': 'aws_bedrock.invocation',
  'data_stream.namespace': 'default',
  tags: 'forwarded',
  _index: streamsBehind(['logs-aws_bedrock.invocation-*']).map(indexOf).join(),
  _index_mode: 'standard',
  _version: 1,
  _score: 0,
};

/** Fields that repeat a column under another name. */
const COPIES: { readonly [field: string]: string } = {
  'gen_ai.user.id': 'user.id',
  'gen_ai.response.timestamp': '@timestamp',
  'aws_bedrock.invocation.request_id': 'gen_ai.request.id',
  'aws_bedrock.invocation.model_id': 'gen_ai.request.model.id',
  'aws_bedrock.invocation.error_code': 'gen_ai.response.error_code',
};

const DECLARED = new Map([...INVOCATION_FIELDS, ...EXTENDED_INVOCATION_FIELDS].map((field) => [field.field, field]));
const TYPES: ReadonlyMap<string, DataType> = new Map(
  (STREAM_CATALOG.fields(['logs-aws_bedrock.invocation-*']) ?? []).map(({ name, type }) => [name, type]),
);

export function typeOf(field: string): DataType {
  if (field === ROW_FIELD) return 'integer';
  if (field === '_version') return 'long';
  if (field === '_score') return 'double';
  return field === '_source' ? '_source' : (TYPES.get(field) ?? 'keyword');
}

/** The type under which Elasticsearch maps a field. */
export function mappedTypeOf(field: string): string {
  return DECLARED.get(field)?.type ?? 'keyword';
}

/** Whether the integration declares the field but nothing here ever fills it. */
export function isUnfilled(field: string): boolean {
  const declared = DECLARED.get(field);
  if (declared) return declared.rule === '' && declared.from.length === 0;
  return field === '_ignored';
}

/** The fields that need no look into a record's text, as vectors over all records; each is made once for so many rows. */
export class RecordColumns {
  private readonly records: LoadedRecords;
  private readonly made = new Map<string, Vector>();
  private rows = 0;

  constructor(records: LoadedRecords) {
    this.records = records;
  }

  holds(field: string): boolean {
    if (field === ROW_FIELD || field === '_id' || Object.hasOwn(CONSTANTS, field)) return true;
    if (isUnfilled(field) || field.startsWith('bedrock_logs.source.')) return true;
    return this.records.table.column(COPIES[field] ?? field) !== undefined;
  }

  /** Throws a `RangeError` for a field that it does not hold. */
  column(field: string): Vector {
    const { rows } = this.records.table;
    if (rows !== this.rows) {
      this.made.clear();
      this.rows = rows;
    }
    const known = this.made.get(field);
    if (known) return known;
    const vector = this.make(field, rows);
    this.made.set(field, vector);
    return vector;
  }

  private make(field: string, rows: number): Vector {
    const type = typeOf(field);
    if (field === ROW_FIELD) return makeVector(type, rows, countTo(rows));
    if (field === '_id') return this.ids(rows);
    if (Object.hasOwn(CONSTANTS, field)) return expanded(constantVector(type, CONSTANTS[field] ?? null), rows);
    if (isUnfilled(field)) return expanded(nullVector(type), rows);
    if (field.startsWith('bedrock_logs.source.')) return this.origins(field, type, rows);
    const column = this.records.table.column(COPIES[field] ?? field);
    if (!column) throw new RangeError(`${field} is no column`);
    const vector = retyped(vectorOf(lendColumn(column, rows)), type);
    if (type === 'keyword') return asKeywords(vector);
    // What a float holds, and quicker than rounding one by one.
    if (DECLARED.get(field)?.type === 'float')
      return withValues(vector, new Float64Array(new Float32Array(vector.values as Float64Array)));
    return vector.offsets ? sortedValues(vector) : vector;
  }

  /** Request ids; a record without one is named by its number. */
  private ids(rows: number): Vector {
    const column = this.records.table.column('gen_ai.request.id');
    return vectorFrom(
      'keyword',
      Array.from({ length: rows }, (_, row) => {
        const cell = column?.cell(row) ?? null;
        return typeof cell === 'string' ? cell : String(row);
      }),
    );
  }

  private origins(field: string, type: DataType, rows: number): Vector {
    const path = field.endsWith('.path');
    return vectorFrom(
      type,
      Array.from({ length: rows }, (_, row) =>
        path ? placeOf(this.records.fileOf(row)) : this.records.places.place(row).line,
      ),
    );
  }
}

/** Keywords as doc values are: of several each once, in the order of their bytes, and none that is too long. */
function asKeywords(vector: Vector): Vector {
  const { type, length, nulls, offsets, dictionary = [] } = vector;
  const tooLong = Uint8Array.from(dictionary, (text) => (text.length > IGNORE_ABOVE ? 1 : 0));
  if (!offsets && !tooLong.includes(1)) return vector;
  const { values } = vector as { readonly values: Uint32Array };
  const compare = comparisonOf(type);
  const before = (a: number, b: number): boolean => compare(dictionary[a] ?? '', dictionary[b] ?? '') < 0;
  const kept = new Uint32Array(offsets ? (offsets[length] ?? 0) : length);
  const starts = new Uint32Array(length + 1);
  const absent = new Uint8Array((length + 7) >> 3);
  let count = 0;
  let several = false;
  for (let row = 0; row < length; row++) {
    const from = offsets ? (offsets[row] ?? 0) : row;
    const to = offsets ? (offsets[row + 1] ?? 0) : bitAt(nulls, row) ? row : row + 1;
    if (to - from > 1) {
      // Most lists are short, and sorted where they are; of a long one moving the rest for each value takes too long.
      const list = values.subarray(from, to);
      const codes = list.length > SHORT_LIST ? [...new Set(list)].sort((a, b) => (before(a, b) ? -1 : 1)) : list;
      const first = count;
      for (const code of codes) if (tooLong[code] === 0) count = inOrder(kept, first, count, code, before);
    } else if (to > from && tooLong[values[from] as number] === 0) kept[count++] = values[from] as number;
    starts[row + 1] = count;
    const own = count - (starts[row] ?? 0);
    if (own === 0) absent[row >> 3] = (absent[row >> 3] ?? 0) | (1 << (row & 7));
    else if (own > 1) several = true;
  }
  if (several) return makeVector(type, length, kept, undefined, dictionary, starts);
  const single = new Uint32Array(length);
  for (let row = 0; row < length; row++) single[row] = kept[starts[row] ?? 0] ?? 0;
  return makeVector(type, length, single, absent, dictionary);
}

/** Puts one more code into an ascending run, `codes[first, end)`, unless it is there; gives its end. */
function inOrder(
  codes: Uint32Array,
  first: number,
  end: number,
  code: number,
  before: (a: number, b: number) => boolean,
): number {
  let place = end;
  for (; place > first; place--) {
    const there = codes[place - 1] as number;
    if (there === code) return end;
    if (before(there, code)) break;
  }
  codes.copyWithin(place + 1, place, end);
  codes[place] = code;
  return end + 1;
}

function sortedValues(vector: Vector): Vector {
  const read = valueReader(vector);
  return vectorFrom(
    vector.type,
    Array.from({ length: vector.length }, (_, row) => docValues(read(row), vector.type)),
  );
}

/** The values of one document as ES|QL reads them back. */
export function docValues(value: Value, type: DataType): Value {
  const keyword = type === 'keyword';
  if (!Array.isArray(value)) {
    return keyword && typeof value === 'string' && value.length > IGNORE_ABOVE ? null : value;
  }
  const values = value as readonly Scalar[];
  const kept = keyword ? values.filter((text) => (text as string).length <= IGNORE_ABOVE) : [...values];
  kept.sort(comparisonOf(type));
  const distinct = keyword ? kept.filter((one, i) => i === 0 || one !== kept[i - 1]) : kept;
  return distinct.length < 2 ? (distinct[0] ?? null) : distinct;
}
