/**
 * Keeps calls below a quota that the account shares with everybody else in it. Calls are spaced evenly; a refusal halves
 * the rate, and each call that is answered wins some of it back, so that the rate settles at what the others leave.
 */
import type { Clock } from './clock.ts';
import { AwsError, isPassing } from './connection/errors.ts';

export interface Rate {
  /** Calls a second at most. */
  readonly most: number;
  /** Calls a second below which refusals do not press it. */
  readonly least: number;
}

/** FilterLogEvents: 5 calls a second, account and region in most regions. */
export const FILTER_LOG_EVENTS: Rate = { most: 5, least: 0.2 };
/** GetMetricData: 50 calls a second, and 25 for ListMetrics; half of that, for dashboards read them too. */
export const METRIC_CALLS: Rate = { most: 12, least: 0.5 };

/** Of the most calls a second, what one answered call wins back. */
const RECOVERY = 0.02;
/** Refusals of one call until it is given up. */
export const MOST_REFUSALS = 12;
const FIRST_WAIT_MS = 250;
const MOST_WAIT_MS = 20_000;

/** AWS asks for patience: the same call may be answered later. */
function isRefusal(error: unknown): boolean {
  return error instanceof AwsError && isPassing(error);
}

export class Limiter {
  /** Calls that were refused and made again. */
  refused = 0;
  private rate: number;
  private next = 0;
  private readonly limits: Rate;
  private readonly clock: Clock;
  private readonly random: () => number;

  constructor(limits: Rate, clock: Clock, random: () => number = Math.random) {
    this.limits = limits;
    this.rate = limits.most;
    this.clock = clock;
    this.random = random;
  }

  /** Calls a second at present. */
  get perSecond(): number {
    return this.rate;
  }

  /**
   * Makes the call in its turn, and again after each refusal for its rate. Throws what the call throws for another
   * reason, the last refusal when there are too many, and the signal's reason.
   */
  async run<T>(call: () => Promise<T>, isRefusal: (error: unknown) => boolean, signal?: AbortSignal): Promise<T> {
    for (let refusals = 0; ; ) {
      await this.turn(signal);
      try {
        const answer = await call();
        this.rate = Math.min(this.limits.most, this.rate + this.limits.most * RECOVERY);
        return answer;
      } catch (error) {
        if (!isRefusal(error) || ++refusals === MOST_REFUSALS) throw error;
        this.refused++;
        this.rate = Math.max(this.limits.least, this.rate / 2);
        // With jitter: whoever was refused at the same moment must not come back at the same moment.
        const wait = Math.min(MOST_WAIT_MS, FIRST_WAIT_MS * 2 ** (refusals - 1));
        await this.clock.sleep(wait * (0.5 + this.random() / 2), signal);
      }
    }
  }

  /** The same for calls by an `Aws`. One that comes upon old credentials is made again once, with those of now. */
  ask<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    let renewed = false;
    const mayHelp = (error: unknown): boolean => {
      if (isRefusal(error)) return true;
      const first = !renewed && error instanceof AwsError && error.kind === 'credentials';
      renewed ||= first;
      return first;
    };
    return this.run(call, mayHelp, signal);
  }

  private async turn(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    const now = this.clock.now();
    const at = Math.max(now, this.next);
    this.next = at + 1000 / this.rate;
    if (at > now) await this.clock.sleep(at - now, signal);
  }
}

/** One limiter for all who share a quota: the sources of an account and region. */
export class Limiters {
  private readonly all = new Map<string, Limiter>();
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** `place`: whatever names the account and region, such as `profile/eu-central-1`. */
  of(call: string, place: string, rate: Rate): Limiter {
    const key = `${call} ${place}`;
    const known = this.all.get(key) ?? new Limiter(rate, this.clock);
    this.all.set(key, known);
    return known;
  }
}
