/** Which row and which cell of the table an event is on, told by what they say of themselves. */

function around(event: Event, selector: string): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;
}

/** The row's number, -1 if the event is on none. */
export function rowAt(event: Event): number {
  const row = around(event, '[data-index]');
  return row ? Number(row.dataset.index) : -1;
}

/** The cell that the event is on. */
export function cellElementAt(event: Event): HTMLElement | null {
  return around(event, '[role=gridcell]');
}

/** The number of the cell's column, -1 if the event is on none. */
export function columnAt(event: Event): number {
  const cell = cellElementAt(event);
  return cell ? Number(cell.getAttribute('aria-colindex')) - 1 : -1;
}
