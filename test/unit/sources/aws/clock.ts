import type { Clock } from '../../../../src/sources/aws/clock.ts';

/** Time that passes only by being slept through. */
export class TestClock implements Clock {
  time: number;
  readonly slept: number[] = [];

  constructor(time = 0) {
    this.time = time;
  }

  now(): number {
    return this.time;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.slept.push(ms);
    this.time += ms;
    await Promise.resolve();
    signal?.throwIfAborted();
  }
}
