/**
 * How many requests are under way at once, and how long to wait after a refusal. More by one for each round that went
 * well, half as many after "too many requests": what the cluster bears is found, and found again when that changes.
 */

export interface PaceOptions {
  /** Most requests at once. */
  readonly most: number;
  /** First wait and longest wait, milliseconds. */
  readonly firstWait: number;
  readonly longestWait: number;
  /** From 0 to below 1. */
  readonly random: () => number;
}

export class Pace {
  private readonly options: PaceOptions;
  private window: number;
  private refusals = 0;

  constructor(options: PaceOptions) {
    this.options = options;
    this.window = options.most;
  }

  /** How many requests may be under way. */
  get width(): number {
    return Math.max(1, Math.floor(this.window));
  }

  succeeded(): void {
    this.refusals = 0;
    this.window = Math.min(this.options.most, this.window + 1 / this.window);
  }

  /** Milliseconds to wait before the next request. Half of it is chance: others wait for the same cluster. */
  refused(retryAfter = 0): number {
    const { firstWait, longestWait, random } = this.options;
    this.window = Math.max(1, this.window / 2);
    const wait = Math.min(longestWait, firstWait * 2 ** Math.min(this.refusals, 30));
    this.refusals++;
    return Math.max(retryAfter, wait / 2 + (random() * wait) / 2);
  }
}
