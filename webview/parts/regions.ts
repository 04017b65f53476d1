/** The regions of the page, through which F6 goes: head, filter, facets, table, detail and what else calls itself one. */

const FOCUSABLE =
  'button:not(:disabled):not([tabindex="-1"]), input, select, textarea, [contenteditable="true"], [tabindex="0"], vscode-textfield, vscode-button';

/** Puts the focus on the next region's first stop; false if there is no other. */
export function toRegion(by: 1 | -1): boolean {
  const regions = [...document.querySelectorAll<HTMLElement>('.region')].filter((region) => stopIn(region));
  const { activeElement } = document;
  const at = regions.findIndex((region) => activeElement !== null && region.contains(activeElement));
  const from = at < 0 ? (by > 0 ? -1 : 0) : at;
  const next = regions[(from + by + regions.length) % regions.length];
  if (!next || regions.length < 2) return false;
  stopIn(next)?.focus();
  return true;
}

/** Where the tab key would first stop in a region; what is not drawn is no stop. */
function stopIn(region: HTMLElement): HTMLElement | undefined {
  const stops = [...region.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((stop) => stop.getClientRects().length > 0);
  const chosen = stops.find(
    (stop) => stop.getAttribute('aria-selected') === 'true' || stop.classList.contains('current'),
  );
  return chosen ?? stops[0];
}
