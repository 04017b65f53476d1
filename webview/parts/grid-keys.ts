/** What the keys of the invocations table mean. */

/** A move by rows; without end it goes to the first or the last one. */
export interface Move {
  readonly by: number;
  readonly extend: boolean;
}

/** What a key asks for while the focus is on a row; undefined if it is none of the table's. */
export function rowWish(event: KeyboardEvent, pageRows: number): Move | 'open' | 'mark' | 'all' | 'menu' | undefined {
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
  if (key === 'a' && (event.ctrlKey || event.metaKey)) return 'all';
  return key === 'ContextMenu' || (key === 'F10' && event.shiftKey) ? 'menu' : undefined;
}

/** The same on the head: the number of the column to go to, or what to do. */
export function headWish(event: KeyboardEvent, at: number, columns: number): number | 'rows' | 'sort' | undefined {
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
