/** Sharing the worker's one thread: long work goes in short slices, and stands back while somebody waits for an answer. */
import { abortedError, type Signal } from './protocol/rpc.ts';

/** Milliseconds of long work at a time; a request waits for one slice at most. */
const SLICE_MS = 8;
/** Milliseconds that long work stands back at most, or one who asks without end would stop it. */
const STAND_BACK_MS = 100;

export class Turns {
  private waiting = 0;
  private quiet: (() => void)[] = [];
  private began = performance.now();

  /** Carries out a request that somebody waits for; long work rests meanwhile. */
  async urgent<T>(work: () => T | Promise<T>): Promise<T> {
    this.waiting++;
    try {
      return await work();
    } finally {
      if (--this.waiting === 0) {
        for (const resume of this.quiet) resume();
        this.quiet = [];
      }
    }
  }

  /** Whether the slice is used up. */
  get due(): boolean {
    return performance.now() - this.began >= SLICE_MS;
  }

  /** Lets what has arrived be answered. Throws an `aborted` error if the work was given up. */
  async rest(signal?: Signal): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (this.waiting > 0) await this.standBack();
    this.began = performance.now();
    if (signal?.aborted) throw abortedError();
  }

  private async standBack(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.quiet.push(resolve);
      timer = setTimeout(resolve, STAND_BACK_MS);
    });
    clearTimeout(timer);
  }
}
