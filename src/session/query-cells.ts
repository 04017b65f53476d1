import type { Shown } from '../esql/result.ts';
import type { QueryCell } from './protocol/protocol.ts';

/** A number that a double cannot say goes as its digits: not every border takes big integers. */
export function cellOf(value: Shown): QueryCell {
  if (typeof value === 'bigint') return String(value);
  if (!Array.isArray(value)) return value as QueryCell;
  return (value as readonly Shown[]).map(cellOf) as QueryCell;
}
