/** Rows and cells of the table as the page holds them: which one an event is on, and how one is brought into sight. */

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

/** Scrolls sideways to a cell, no more than is needed. */
export function showAside(scroller: HTMLElement, cell: HTMLElement): void {
  const right = cell.offsetLeft + cell.offsetWidth;
  if (cell.offsetLeft < scroller.scrollLeft) scroller.scrollLeft = cell.offsetLeft;
  else if (right > scroller.scrollLeft + scroller.clientWidth) scroller.scrollLeft = right - scroller.clientWidth;
}
