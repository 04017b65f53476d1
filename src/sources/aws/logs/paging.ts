/**
 * All events of a time range, window by window. CloudWatch may answer with empty pages for as long as it searches, so a
 * range as a whole has no progress to show; windows that are done are time covered. Windows grow while they are answered
 * by one page and shrink while they take many, so that an idle week is a handful of calls.
 */
import type { CloudWatchEvent } from './event.ts';

export interface TimeRange {
  /** Epoch ms, inclusive. */
  readonly from: number;
  /** Epoch ms, exclusive. */
  readonly to: number;
}

export interface EventPage {
  readonly events: readonly CloudWatchEvent[];
  readonly token?: string;
}

/** One call: events of the range, from where the token says. */
export type ReadPage = (range: TimeRange, token: string | undefined) => Promise<EventPage>;

export interface Portion {
  readonly events: readonly CloudWatchEvent[];
  /** Everything from the beginning of the range to before this time has been read, epoch ms. */
  readonly covered: number;
  /** Calls so far. */
  readonly calls: number;
  /** What is odd about how it was read, one sentence. */
  readonly remark?: string;
}

const MINUTE = 60_000;
const FIRST_WINDOW = 60 * MINUTE;
const LEAST_WINDOW = MINUTE;
const MOST_WINDOW = 7 * 24 * 60 * MINUTE;
/** Pages of one window above which the next one is half as long. */
const MANY_PAGES = 8;
/** Empty pages in a row, with a token each, after which a window is given up as one that never ends. */
export const MOST_EMPTY_PAGES = 2000;

/**
 * Reads the range oldest first. Pages come as they are read, so what was read before an error or an end stays. A token
 * that comes back again, or empty pages without end, end a window with a remark instead of a hang. Throws what `read`
 * throws.
 */
export async function* readWindows(range: TimeRange, read: ReadPage): AsyncGenerator<Portion> {
  let size = FIRST_WINDOW;
  let calls = 0;
  for (let from = range.from; from < range.to; ) {
    const window = { from, to: Math.min(range.to, from + size) };
    const tokens = new Set<string>();
    let empty = 0;
    let pages = 0;
    let latest = from;
    for (let token: string | undefined; ; ) {
      const page = await read(window, token);
      calls++;
      pages++;
      empty = page.events.length > 0 ? 0 : empty + 1;
      token = page.token;
      const remark = token === undefined ? undefined : endless(token, tokens, empty, window);
      if (token !== undefined) tokens.add(token);
      const over = token === undefined || remark !== undefined;
      // Pages are in the order of time, but events of one moment may go on in the next page.
      for (const { time } of page.events) latest = Math.max(latest, Math.min(time, window.to));
      yield { events: page.events, covered: over ? window.to : latest, calls, ...(remark !== undefined && { remark }) };
      if (over) break;
    }
    if (pages > MANY_PAGES) size = Math.max(LEAST_WINDOW, size / 2);
    else if (pages === 1) size = Math.min(MOST_WINDOW, size * 2);
    from = window.to;
  }
}

function endless(
  token: string,
  before: ReadonlySet<string>,
  empty: number,
  { from, to }: TimeRange,
): string | undefined {
  const window = `${new Date(from).toISOString()} to ${new Date(to).toISOString()}`;
  if (before.has(token)) return `CloudWatch gave the same page token twice; events may be missing from ${window}`;
  if (empty >= MOST_EMPTY_PAGES)
    return `CloudWatch gave ${MOST_EMPTY_PAGES} empty pages in a row; events may be missing from ${window}`;
  return undefined;
}
