/** What the keys of the invocations table mean. */

/** A move by rows; without end it goes to the first or the last one. */
export interface Move {
  readonly by: number;
  readonly extend: boolean;
}

/** A step to another cell of the row. */
export interface Aside {
  readonly aside: -1 | 1;
}

type RowWish = Move | Aside | 'open' | 'mark' | 'all' | 'menu' | 'wanted' | 'unwanted' | 'copy' | 'copy-rows';

/** What a key asks for while the focus is on a row; undefined if it is none of the table's. */
export function rowWish(event: KeyboardEvent, pageRows: number): RowWish | undefined {
  const moves: Readonly<Record<string, number>> = {
    ArrowUp: -1,
    ArrowDown: 1,
    PageUp: -pageRows,
    PageDown: pageRows,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  };
  const { key } = event;
  const by = Object.hasOwn(moves, key) ? moves[key] : undefined;
  if (by !== undefined) return { by, extend: event.shiftKey };
  if (key === 'Enter') return 'open';
  if (key === ' ') return 'mark';
  const control = event.ctrlKey || event.metaKey;
  if (key === 'a' && control) return 'all';
  if (key === 'c' && control) return 'copy';
  if (key === 'C' && control) return 'copy-rows';
  if (key === 'ArrowLeft' && !control) return { aside: -1 };
  if (key === 'ArrowRight' && !control) return { aside: 1 };
  if (key.toLowerCase() === 'f' && !control) return event.shiftKey ? 'unwanted' : 'wanted';
  return key === 'ContextMenu' || (key === 'F10' && event.shiftKey) ? 'menu' : undefined;
}

/** A column is moved by places, or made wider or narrower by steps. */
export interface ColumnWish {
  readonly act: 'move' | 'resize';
  readonly by: -1 | 1;
}

type HeadWish = number | 'rows' | 'sort' | ColumnWish;

/** The same on the head: the number of the column to go to, or what to do. */
export function headWish(event: KeyboardEvent, at: number, columns: number): HeadWish | undefined {
  const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : undefined;
  if (by !== undefined && event.shiftKey) return { act: 'resize', by };
  if (by !== undefined && (event.ctrlKey || event.metaKey)) return { act: 'move', by };
  switch (event.key) {
    case 'ArrowLeft':
      return Math.max(0, at - 1);
    case 'ArrowRight':
      return Math.min(columns - 1, at + 1);
    case 'Home':
      return 0;
    case 'End':
      return columns - 1;
    case 'ArrowDown':
      return 'rows';
    case 'Enter':
    case ' ':
      return 'sort';
    default:
      return undefined;
  }
}
