import { type Vector, valueReader } from './columns/vector.ts';
import type { DataType } from './types.ts';
import type { Scalar, Value } from './values/value.ts';
import { textOf } from './vocabulary/conversions.ts';

export interface ResultColumn {
  readonly name: string;
  /** As Elasticsearch names it: `keyword`, `date`, `unsupported` ... */
  readonly type: string;
}

/** A value as the response shows it: dates and ips as text, `_source` as its JSON text. */
export type Shown = Scalar | null | readonly Scalar[];

/** The rows of an answer, kept as columns; cells are made when they are asked for. */
export class QueryResult {
  readonly columns: readonly ResultColumn[];
  readonly rowCount: number;
  readonly warnings: readonly string[];
  /** False when the query was cancelled: the rows are then those found until then. */
  readonly complete: boolean;
  readonly #parts: readonly { readonly start: number; readonly length: number; readonly vectors: readonly Vector[] }[];

  constructor(
    columns: readonly ResultColumn[],
    parts: readonly { readonly length: number; readonly vectors: readonly Vector[] }[],
    warnings: readonly string[],
    complete: boolean,
  ) {
    this.columns = columns;
    let start = 0;
    this.#parts = parts.map((part) => {
      const placed = { ...part, start };
      start += part.length;
      return placed;
    });
    this.rowCount = start;
    this.warnings = warnings;
    this.complete = complete;
  }

  /** The columns as vectors, in pieces of consecutive rows. */
  get parts(): readonly { readonly length: number; readonly vectors: readonly Vector[] }[] {
    return this.#parts;
  }

  /** Some rows, from and to counted from 0, the last not included. */
  *rows(from = 0, to = this.rowCount): Generator<readonly Shown[]> {
    for (const { start, length, vectors } of this.#parts) {
      if (start >= to || start + length <= from) continue;
      const readers = vectors.map(shownReader);
      for (let row = Math.max(0, from - start); row < Math.min(length, to - start); row++) {
        yield readers.map((read) => read(row));
      }
    }
  }
}

function shownReader(vector: Vector): (row: number) => Shown {
  const read = valueReader(vector);
  const { type } = vector;
  if (type !== 'date' && type !== 'ip') return read;
  return (row) => show(read(row), type);
}

function show(value: Value, type: DataType): Shown {
  if (value === null) return null;
  return Array.isArray(value)
    ? (value as readonly Scalar[]).map((one) => textOf(one, type))
    : textOf(value as Scalar, type);
}
