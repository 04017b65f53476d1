import type { Catalog, TableSource } from '../esql/table.ts';
import type { Needle } from './needles.ts';
import type { Pace } from './pace.ts';

/**
 * The records that rules are checked on. Besides the fields of the catalog it can be asked for `_row`, the number of a
 * record, in the order of which it reads them.
 */
export interface CheckedRecords extends TableSource {
  /** The same records, but only these rows. */
  select(rows: Int32Array): TableSource;
  /** Whether reading a field needs no look into the records' texts. */
  inMemory(field: string): boolean;
  /** Whether any record may have a value of a field. */
  filled(field: string): boolean;
  /** Whether `find` can look for a text. */
  searchable(needle: Needle): boolean;
  /** The rows whose text holds one of the needles, letter case of ASCII ignored; ascending. */
  find(needles: readonly Needle[], pace?: Pace): Promise<Int32Array>;
}

/** What queries may read, and whether index patterns name what the records are. */
export interface Schema {
  readonly catalog: Catalog;
  covers(patterns: readonly string[]): boolean;
}
