/**
 * Following a log group: by a live tail where that is allowed, else by asking again and again. Both give the same
 * batches, so that who looks on need not know which it is.
 */
import type { Clock } from '../clock.ts';
import { type CloudWatchEvent, contentOf, identityOf } from './event.ts';
import { SeenEvents } from './overlap.ts';
import type { TimeRange } from './paging.ts';

/** What came in one go. */
export interface TailBatch {
  readonly events: readonly CloudWatchEvent[];
  readonly by: 'live tail' | 'polling';
  /** CloudWatch had more than it sends, and left some out. */
  readonly sampled: boolean;
  /** What changed in how it is followed, one sentence. */
  readonly remark?: string;
}

/** A live tail as it is opened: ends, or throws, when CloudWatch ends it. */
export type OpenLiveTail = (signal: AbortSignal) => AsyncIterable<{
  readonly events: readonly CloudWatchEvent[];
  readonly sampled: boolean;
}>;

/** The events of a range, all of them. */
export type ReadRange = (range: TimeRange, signal: AbortSignal) => Promise<readonly CloudWatchEvent[]>;

export interface TailOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Absent: only polling. */
  readonly live?: OpenLiveTail | undefined;
  readonly read: ReadRange;
  /** Why a live tail cannot be had at all, such as a missing permission; undefined: it was only cut. */
  readonly refusal: (error: unknown) => string | undefined;
  /** Milliseconds between two polls. */
  readonly every?: number;
  /** Events before this time are not wanted, epoch ms; from now on unless given. */
  readonly since?: number;
}

const EVERY_MS = 5_000;
/** How late an event may arrive and still be found by polling; CloudWatch takes some seconds to index. */
export const OVERLAP_MS = 120_000;
/** A live tail that ends sooner than this after its opening is not opened again at once. */
const SHORT_MS = 10_000;
const RETRY_MS = 2_000;
/**
 * A live tail gives what is taken in after it was opened. What came before that is read by polls: one at once, and one
 * when what was on its way by then can be found.
 */
const POLLS_AFTER_MS = [0, 30_000];
/** Short live tails in a row after which polling takes over. */
const MOST_SHORT = 3;

/**
 * Batches until the signal is aborted, which ends it quietly. A live tail that is cut, or ends after its three hours, is
 * opened again; what came before or in between is read by polls, so that nothing is missing and nothing comes twice. Throws
 * what polling throws.
 */
export async function* tail(options: TailOptions): AsyncGenerator<TailBatch> {
  const { clock, signal } = options;
  // Live tail gives no ids, so the polls beside it are told apart without them too.
  const seen = new SeenEvents(options.live ? contentOf : identityOf);
  const watch = new Poll(options, seen);
  try {
    if (options.live) {
      const why = yield* followLive(options, options.live, seen, watch);
      if (signal.aborted) return;
      yield { events: [], by: 'polling', sampled: false, remark: why };
    }
    while (!signal.aborted) {
      yield { events: await watch.read(), by: 'polling', sampled: false };
      await clock.sleep(options.every ?? EVERY_MS, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Ends with the reason for polling instead. */
async function* followLive(
  { clock, signal, refusal }: TailOptions,
  open: OpenLiveTail,
  seen: SeenEvents,
  watch: Poll,
): AsyncGenerator<TailBatch, string> {
  for (let short = 0; ; ) {
    const opened = clock.now();
    const polls = POLLS_AFTER_MS.map((ms) => opened + ms);
    let cut = 'it ended';
    try {
      for await (const { events, sampled } of open(signal)) {
        if (clock.now() >= (polls[0] ?? Number.POSITIVE_INFINITY)) {
          polls.shift();
          const missed = await watch.read();
          if (missed.length > 0) yield { events: missed, by: 'live tail', sampled: false };
        }
        const fresh = seen.fresh(events);
        if (polls.length === 0) watch.reached(clock.now());
        yield { events: fresh, by: 'live tail', sampled };
      }
    } catch (error) {
      if (signal.aborted) throw error;
      const refused = refusal(error);
      if (refused !== undefined) return refused;
      cut = error instanceof Error ? error.message : String(error);
    }
    signal.throwIfAborted();
    short = clock.now() - opened < SHORT_MS ? short + 1 : 0;
    if (short === MOST_SHORT) return `Live tail was cut ${MOST_SHORT} times in a row (${cut}); following by polling`;
    if (short > 0) await clock.sleep(RETRY_MS, signal);
  }
}

/** Asks for all since a while before the last time, for events come late. */
class Poll {
  private from: number;
  private readonly options: TailOptions;
  private readonly seen: SeenEvents;

  constructor(options: TailOptions, seen: SeenEvents) {
    this.options = options;
    this.seen = seen;
    this.from = options.since ?? options.clock.now();
  }

  /** Until this time, live tail has sent what there was. */
  reached(time: number): void {
    const since = this.options.since ?? 0;
    this.from = Math.max(since, this.from, time - OVERLAP_MS);
    this.seen.forgetBefore(this.from - OVERLAP_MS);
  }

  async read(): Promise<readonly CloudWatchEvent[]> {
    const { clock, read, signal } = this.options;
    const to = clock.now() + 1;
    const events = await read({ from: this.from, to }, signal);
    const fresh = this.seen.fresh(events);
    this.reached(to);
    return fresh;
  }
}
