/** What the keys of the table of results mean. Row -1 is the head. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

export type GridWish = CellPlace | 'sort' | 'copy' | 'menu' | 'with' | 'without' | 'narrower' | 'wider';

/** Undefined if the key is none of the table's. */
export function gridWish(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
  at: CellPlace,
  pageRows: number,
  rows: number,
  columns: number,
): GridWish | undefined {
  const { key, altKey, shiftKey } = event;
  const control = event.ctrlKey || event.metaKey;
  if (altKey) return undefined;
  const inHead = at.row < 0;
  if (control && key.toLowerCase() === 'c') return inHead ? undefined : 'copy';
  if (key === 'ContextMenu' || (key === 'F10' && shiftKey)) return inHead ? undefined : 'menu';
  if (inHead && shiftKey && !control && (key === 'ArrowLeft' || key === 'ArrowRight')) {
    return key === 'ArrowLeft' ? 'narrower' : 'wider';
  }
  const place = target(key, control, at, pageRows, rows, columns);
  if (place) {
    return {
      row: Math.max(-1, Math.min(rows - 1, place.row)),
      column: Math.max(0, Math.min(columns - 1, place.column)),
    };
  }
  if (control) return undefined;
  if (key === 'Enter' || (key === ' ' && inHead)) return inHead ? 'sort' : 'menu';
  if (!inHead && key.toLowerCase() === 'f') return shiftKey ? 'without' : 'with';
  return undefined;
}

function target(
  key: string,
  control: boolean,
  { row, column }: CellPlace,
  pageRows: number,
  rows: number,
  columns: number,
): CellPlace | undefined {
  switch (key) {
    case 'ArrowUp':
      return { row: row - 1, column };
    case 'ArrowDown':
      return { row: row + 1, column };
    case 'ArrowLeft':
      return { row, column: column - 1 };
    case 'ArrowRight':
      return { row, column: column + 1 };
    case 'PageUp':
      return { row: Math.max(0, row - pageRows), column };
    case 'PageDown':
      return { row: row + pageRows, column };
    case 'Home':
      return { row: control ? 0 : row, column: 0 };
    case 'End':
      return { row: control ? rows - 1 : row, column: columns - 1 };
    default:
      return undefined;
  }
}
