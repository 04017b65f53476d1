/**
 * Keeps one piece of work short: functions tick for every value that they compute, and a batch that
 * takes too long is given up, to be done again in halves.
 */

/** A batch is given up after so long, in milliseconds. */
const LIMIT = 40;
/** Ticks between two looks at the clock. */
const STRIDE = 16;
/** Batches of so few rows are never given up. */
const LEAST_ROWS = 8;

/** Thrown through a stage whose batch is to be halved; nothing of the batch has been taken in then. */
export class Overdue extends Error {}

export class Deadline {
  readonly #clock: (() => number) | undefined;
  #began = 0;
  #left = STRIDE;
  #armed = false;

  /** @param clock milliseconds; without it nothing is ever overdue */
  constructor(clock: (() => number) | undefined) {
    this.#clock = clock;
  }

  begin(rows: number): void {
    this.#armed = this.#clock !== undefined && rows > LEAST_ROWS;
    if (this.#armed && this.#clock) this.#began = this.#clock();
    this.#left = STRIDE;
  }

  tick(): void {
    if (--this.#left > 0 || !this.#clock) return;
    const spent = this.#clock() - this.#began;
    this.#left = spent > LIMIT / 8 ? 1 : STRIDE;
    if (this.#armed && spent > LIMIT) {
      this.#armed = false;
      throw new Overdue('a batch takes too long');
    }
  }
}
