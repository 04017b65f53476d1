import type { DataType } from './types.ts';

/**
 * One column of rows, as plain typed arrays, so that whoever holds records in memory can lend his
 * arrays without copying.
 *
 * | type                                   | `values`                                         |
 * |----------------------------------------|--------------------------------------------------|
 * | boolean                                | Uint8Array, 0 or 1                               |
 * | integer                                | Int32Array or Float64Array                       |
 * | long                                   | Float64Array if every value is a safe integer, else BigInt64Array |
 * | unsigned_long                          | Float64Array if every value is a safe integer, else BigUint64Array |
 * | double                                 | Float64Array                                     |
 * | date                                   | Float64Array, whole milliseconds since 1970 UTC  |
 * | keyword, text, ip, version, _source    | codes into `dictionary`                          |
 *
 * A dictionary only ever grows at its end and is never rewritten: results are remembered per
 * dictionary object and code. Its strings need not be distinct, though equal strings under one code
 * are what makes LIKE and GROUP BY fast. `ip` entries are the 16-unit strings of `encodeIp`;
 * `_source` entries are JSON text; others are the text itself.
 */
export interface Column {
  readonly type: DataType;
  /** Number of rows. */
  readonly length: number;
  readonly values: ColumnValues;
  readonly dictionary?: readonly string[] | undefined;
  /** Bit `i & 7` of byte `i >> 3` set: row i is null. Ignored where `offsets` are given. */
  readonly nulls?: Uint8Array | undefined;
  /** Row i holds `values[offsets[i] .. offsets[i + 1])`; an empty range is null. Absent: one value a row. */
  readonly offsets?: Uint32Array | undefined;
}

export type CodeArray = Uint32Array | Uint16Array | Uint8Array | Int32Array;
export type ColumnValues = Float64Array | BigInt64Array | BigUint64Array | CodeArray;

/** A named column of a schema. */
export interface Field {
  readonly name: string;
  readonly type: DataType;
  /** The mapped type where it says more than `type`: `flattened` for an `unsupported` one. */
  readonly declared?: string;
  /** The types under which different indices map the field; it cannot be used without a cast. */
  readonly conflicts?: readonly string[];
}

/** Some consecutive rows of a source: the columns asked for, in the order asked. */
export interface Chunk {
  readonly length: number;
  readonly columns: readonly Column[];
}

/**
 * Rows that a FROM reads. `read` is asked only for the columns that the query uses, so bodies that
 * live on disk are not touched by a query that does not name them. METADATA fields (`_id`, `_index`,
 * `_version`, `_source`, `_score`, `_ignored`) are asked for under these names.
 */
export interface TableSource {
  readonly rowCount: number;
  read(names: readonly string[]): Iterable<Chunk> | AsyncIterable<Chunk>;
}

/** What FROM may name. */
export interface Catalog {
  /** The fields behind index patterns, or undefined when no index matches. */
  fields(patterns: readonly string[]): readonly Field[] | undefined;
}

/** The type of each METADATA field; a name that is not here is refused. */
export const METADATA_FIELDS: ReadonlyMap<string, DataType> = new Map<string, DataType>([
  ['_id', 'keyword'],
  ['_ignored', 'keyword'],
  ['_index', 'keyword'],
  ['_index_mode', 'keyword'],
  ['_score', 'double'],
  ['_source', '_source'],
  ['_version', 'long'],
]);
