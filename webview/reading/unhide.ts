/** Opens every fold around an element, so that it can be seen. */
export function unhide(element: Element | null | undefined): void {
  let closed = element?.closest('details:not([open])');
  while (closed) {
    closed.setAttribute('open', '');
    closed = closed.parentElement?.closest('details:not([open])');
  }
}
