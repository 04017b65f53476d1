import type { Column as EngineColumn } from '../../esql/table.ts';
import { BooleanColumn, type Column, KeywordColumn, NumberColumn } from './column.ts';
import type { Lent } from './value-column.ts';

/**
 * A column as ES|QL's engine reads it, over the same arrays: they are valid as long as no record is added. Only longs
 * beyond 2^53 are copied, for the engine wants all values of such a column as 64-bit integers.
 */
export function lendColumn(column: Column, rows: number): EngineColumn {
  const { type } = column;
  if (column instanceof KeywordColumn) {
    return { type, length: rows, ...column.lend(rows), dictionary: column.dictionary.values() };
  }
  if (column instanceof BooleanColumn) return { type, length: rows, ...column.lend(rows) };
  if (!(column instanceof NumberColumn)) throw new TypeError(`no engine column for ${type}`);
  const lent = column.lend(rows);
  return { type, length: rows, ...lent, values: column.beyondDoubles.size > 0 ? longs(lent, column) : lent.values };
}

function longs({ values, offsets, nulls }: Lent<Float64Array>, column: NumberColumn): BigInt64Array {
  const exact = column.beyondDoubles;
  const result = new BigInt64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const isNull = offsets === undefined && ((nulls[i >>> 3] ?? 0xff) & (1 << (i & 7))) !== 0;
    if (!isNull) result[i] = exact.get(i) ?? BigInt(Math.trunc(values[i] as number));
  }
  return result;
}
