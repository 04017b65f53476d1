/** Where a text stands in what is shown: ranges over nodes of text, which the browser marks without the page changing. */

/** Places that are marked; of more only that there are more is said. */
export const MOST_FOUND = 5_000;

/** What reads on without a break: a search never goes across its border. */
const STRETCHES = 'p, pre, .line, td, th, dd, dt, li, summary, .block-head, .media, h1, h2, h3';
/** The page's own words in the body of a record. */
const OWN = 'button, sup, .who, .cut, [hidden]';

interface Spot {
  readonly node: Text;
  /** UTF-16 units before it in its stretch. */
  readonly at: number;
}

/** Places that hold `wanted`, letter case ignored, in the order of reading. */
export function placesOf(root: Element, wanted: string): Range[] {
  const ranges: Range[] = [];
  const sought = lowered(wanted);
  if (sought === '') return ranges;
  for (const spots of stretchesIn(root)) {
    const text = lowered(spots.map(({ node }) => node.data).join(''));
    for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + sought.length)) {
      if (ranges.length === MOST_FOUND) return ranges;
      ranges.push(rangeOf(spots, at, at + sought.length));
    }
  }
  return ranges;
}

function* stretchesIn(root: Element): Generator<readonly Spot[]> {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let spots: Spot[] = [];
  let units = 0;
  let around: Element | null = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!(node instanceof Text) || node.data === '') continue;
    const parent = node.parentElement;
    if (!parent || (parent.closest(OWN) && !parent.closest('.markdown button'))) continue;
    const stretch = parent.closest(STRETCHES);
    if (stretch !== around && spots.length > 0) {
      yield spots;
      spots = [];
      units = 0;
    }
    around = stretch;
    spots.push({ node, at: units });
    units += node.data.length;
  }
  if (spots.length > 0) yield spots;
}

function rangeOf(spots: readonly Spot[], from: number, to: number): Range {
  const range = document.createRange();
  const first = spots.findLast(({ at }) => at <= from);
  const last = spots.findLast(({ at }) => at < to);
  if (first && last) {
    range.setStart(first.node, from - first.at);
    range.setEnd(last.node, to - last.at);
  }
  return range;
}

/** In lower case, with every unit at its place. */
function lowered(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return Array.from(text, (sign) => (sign.toLowerCase().length === sign.length ? sign.toLowerCase() : sign)).join('');
}
