/**
 * Documents as columns, by the rules by which Elasticsearch indexes them and ES|QL reads them back:
 * keyword, ip and version values of a document are deduplicated and sorted, numbers, dates and
 * booleans sorted with duplicates, texts left as they are; arrays of objects are flattened per path.
 */
import { VectorBuilder } from '../columns/builder.ts';
import { nullVector, type Vector } from '../columns/vector.ts';
import { type Chunk, type Field, METADATA_FIELDS, type TableSource } from '../table.ts';
import type { DataType } from '../types.ts';
import { comparisonOf, fromValues, type Scalar, type Value } from '../values/value.ts';
import { coerce } from './coerce.ts';
import { isObject, type Json, JsonNumber, type JsonObject, writeJson } from './json.ts';

/** The mapped type of a field, by its full name. */
export type Mapping = ReadonlyMap<string, MappedField>;

export interface MappedField {
  readonly type: string;
  /** Longer keywords are not indexed and read as null. Units: UTF-16. */
  readonly ignoreAbove?: number;
}

const TYPES: Readonly<Record<string, DataType>> = {
  keyword: 'keyword',
  constant_keyword: 'keyword',
  wildcard: 'keyword',
  text: 'text',
  match_only_text: 'text',
  semantic_text: 'text',
  byte: 'integer',
  short: 'integer',
  integer: 'integer',
  long: 'long',
  unsigned_long: 'unsigned_long',
  half_float: 'double',
  float: 'double',
  double: 'double',
  scaled_float: 'double',
  boolean: 'boolean',
  date: 'date',
  ip: 'ip',
  version: 'version',
};

/** The columns that a mapping makes; types without columns are `unsupported`. */
export function fieldsOf(mapping: Mapping): readonly Field[] {
  const nested = [...mapping].filter(([, field]) => field.type === 'nested').map(([name]) => `${name}.`);
  return [...mapping]
    .filter(
      ([name, { type }]) => type !== 'object' && type !== 'nested' && !nested.some((prefix) => name.startsWith(prefix)),
    )
    .map(([name, { type }]): Field => {
      const known = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
      return known ? { name, type: known } : { name, type: 'unsupported', declared: type };
    });
}

/** A mapping file: full names to types, or to `{ "type", "ignore_above" }`. Throws a plain error that says what is wrong. */
export function readMapping(json: Json): Mapping {
  if (!isObject(json)) throw new Error('the mapping is not a JSON object of field names');
  const mapping = new Map<string, MappedField>();
  for (const [name, value] of Object.entries(json)) {
    const type = isObject(value) ? value.type : value;
    if (typeof type !== 'string') throw new Error(`the mapping of ${name} is no type name`);
    const above = isObject(value) ? value.ignore_above : undefined;
    mapping.set(name, { type, ...(above instanceof JsonNumber && { ignoreAbove: Number(above.text) }) });
  }
  return mapping;
}

/** Documents in memory as a table. Columns are built when they are first read. */
export class DocumentTable implements TableSource {
  readonly #documents: readonly JsonObject[];
  readonly #mapping: Mapping;
  readonly #columns = new Map<string, Vector>();

  constructor(documents: readonly JsonObject[], mapping: Mapping) {
    this.#documents = documents;
    this.#mapping = mapping;
  }

  get rowCount(): number {
    return this.#documents.length;
  }

  *read(names: readonly string[]): Iterable<Chunk> {
    const columns = names.map((name) => {
      const known = this.#columns.get(name) ?? this.#build(name);
      this.#columns.set(name, known);
      return known;
    });
    yield { length: this.#documents.length, columns };
  }

  #build(name: string): Vector {
    if (METADATA_FIELDS.has(name) && !this.#mapping.has(name)) return this.#metadata(name);
    const field = this.#mapping.get(name);
    const type = field && Object.hasOwn(TYPES, field.type) ? TYPES[field.type] : undefined;
    if (!field || !type) return nullVector('null');
    const path = this.#pathOf(name);
    const fromDocValues = type !== 'text' || this.#hasKeywordChild(name);
    const builder = new VectorBuilder(type);
    for (const document of this.#documents) {
      const found: Json[] = [];
      collect(document, path, found);
      const values = found.flatMap((value) => coerce(value, field.type) ?? []);
      const limit = field.ignoreAbove;
      const indexed = limit === undefined ? values : values.filter((value) => (value as string).length <= limit);
      builder.push(fromDocValues ? asDocValues(indexed, type) : fromValues(indexed));
    }
    return builder.finish();
  }

  /** A sub-field such as `message.keyword` holds the values of its parent. */
  #pathOf(name: string): string {
    const parent = name.slice(0, Math.max(0, name.lastIndexOf('.')));
    const type = this.#mapping.get(parent)?.type;
    return type !== undefined && Object.hasOwn(TYPES, type) ? parent : name;
  }

  #hasKeywordChild(name: string): boolean {
    for (const [other, { type }] of this.#mapping) {
      if (type === 'keyword' && other.startsWith(`${name}.`) && !other.slice(name.length + 1).includes('.'))
        return true;
    }
    return false;
  }

  #metadata(name: string): Vector {
    const builder = new VectorBuilder(METADATA_FIELDS.get(name)!);
    this.#documents.forEach((document, i) => {
      builder.push(this.#metadataOf(name, document, i));
    });
    return builder.finish();
  }

  #metadataOf(name: string, document: JsonObject, i: number): Value {
    const given = document[name];
    switch (name) {
      case '_id':
        return given === undefined ? String(i) : textOf(given);
      case '_index':
        return given === undefined ? 'test' : textOf(given);
      case '_version':
        return given instanceof JsonNumber ? Number(given.text) : 1;
      case '_source':
        return writeJson(Object.fromEntries(Object.entries(document).filter(([key]) => !METADATA_FIELDS.has(key))));
      case '_score':
        return 0;
      case '_index_mode':
        return 'standard';
      case '_ignored':
        return this.#ignored(document);
      default:
        return null;
    }
  }

  /** Fields of which a value was longer than `ignore_above`. */
  #ignored(document: JsonObject): Value {
    const names: string[] = [];
    for (const [name, { ignoreAbove, type }] of this.#mapping) {
      if (ignoreAbove === undefined) continue;
      const found: Json[] = [];
      collect(document, this.#pathOf(name), found);
      const ignored = found.some(
        (value) => ((coerce(value, type)?.[0] as string | undefined) ?? '').length > ignoreAbove,
      );
      if (ignored) names.push(name);
    }
    return asDocValues(names, 'keyword');
  }
}

const textOf = (value: Json): string => (typeof value === 'string' ? value : writeJson(value));

function asDocValues(values: readonly Scalar[], type: DataType): Value {
  if (values.length < 2) return values[0] ?? null;
  const compare = comparisonOf(type);
  const sorted = [...values].sort(compare);
  const keywords = type === 'keyword' || type === 'ip' || type === 'version' || type === 'text';
  return fromValues(keywords ? sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]) : sorted);
}

/** Every value at a dotted path, whether written with dots, nested, or both; arrays in between are flattened. */
function collect(value: Json | undefined, path: string, into: Json[]): void {
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) {
    for (const one of value as readonly Json[]) collect(one, path, into);
    return;
  }
  if (path === '') {
    into.push(value);
    return;
  }
  if (!isObject(value)) return;
  for (let end = path.indexOf('.'); ; end = path.indexOf('.', end + 1)) {
    const key = end < 0 ? path : path.slice(0, end);
    if (Object.hasOwn(value, key)) collect(value[key], end < 0 ? '' : path.slice(end + 1), into);
    if (end < 0) return;
  }
}
