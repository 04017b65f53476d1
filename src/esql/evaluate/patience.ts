/**
 * Lists of very many values, which one row of VALUES can hold. A function of them is not computed within an evaluation,
 * which nothing interrupts: the evaluation is given up, the work done in steps, and the evaluation done again with the
 * result at hand.
 */
import type { Vector } from '../columns/vector.ts';

/** Longer lists are worked on in steps. */
export const LONG_LIST = 16_384;

/** Values worked on between two pauses. */
export const LIST_STEP = 16_384;

/** Whether some row holds more values than are worked on at once. */
export function hasLongList({ offsets, constant, length }: Vector): boolean {
  if (!offsets) return false;
  const rows = constant ? 1 : length;
  if (offsets[rows]! - offsets[0]! <= LONG_LIST) return false;
  for (let row = 0; row < rows; row++) if (offsets[row + 1]! - offsets[row]! > LONG_LIST) return true;
  return false;
}

/** Does all steps at once. */
export function atOnce<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Thrown through an evaluation that has to wait; it has had no effect then. */
class Unfinished extends Error {
  readonly work: () => Generator<undefined, void>;

  constructor(work: () => Generator<undefined, void>) {
    super('a list is worked on in steps');
    this.work = work;
  }
}

interface Finished {
  readonly call: object;
  readonly given: readonly Vector[];
  readonly result: Vector;
}

/** Where evaluations of one run wait for long work. */
export class Patience {
  #waits = false;
  #finished: Finished[] = [];

  /**
   * Does an evaluation as often as it has to wait for something. Its vectors must be the same each time: results are
   * found again by them.
   */
  *attempt<T>(evaluate: () => T): Generator<undefined, T> {
    this.#finished = [];
    for (;;) {
      this.#waits = true;
      let work: () => Generator<undefined, void>;
      try {
        return evaluate();
      } catch (error) {
        if (!(error instanceof Unfinished)) throw error;
        work = error.work;
      } finally {
        this.#waits = false;
      }
      yield* work();
    }
  }

  /** What a call makes of some vectors; outside of an attempt it is made at once. */
  result(call: object, given: readonly Vector[], make: () => Generator<undefined, Vector>): Vector {
    if (!this.#waits) return atOnce(make());
    const known = this.#finished.find(
      (one) => one.call === call && one.given.every((vector, i) => vector === given[i]),
    );
    if (known) return known.result;
    const finished = this.#finished;
    throw new Unfinished(function* () {
      finished.push({ call, given, result: yield* make() });
    });
  }
}
