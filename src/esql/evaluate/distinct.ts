import { PairNumbers } from '../columns/numbering.ts';
import type { Vector } from '../columns/vector.ts';
import type { Scalar } from '../values/value.ts';
import type { GroupedRows } from '../vocabulary/entry.ts';
import { eachValue } from './accumulate.ts';
import { ValueNumbers } from './value-numbers.ts';

/** Pairs looked at between two pauses. */
const STEP = 65_536;

/** The distinct values of each group, in the order in which they come. */
export class DistinctValues {
  readonly #numbers = new ValueNumbers();
  /** Group and number of value. */
  readonly #pairs = new PairNumbers();

  add(entries: GroupedRows, vector: Vector): void {
    const numberAt = this.#numbers.reader(vector);
    let lastGroup = -1;
    let lastNumber = -1;
    eachValue(entries, vector, (group, place) => {
      const number = numberAt(place);
      if (group === lastGroup && number === lastNumber) return;
      lastGroup = group;
      lastNumber = number;
      this.#pairs.number(group, number);
    });
  }

  *counts(groupCount: number): Generator<undefined, Int32Array> {
    const counts = new Int32Array(groupCount);
    for (let i = 0; i < this.#pairs.size; i++) {
      counts[this.#pairs.left(i)]!++;
      if (i % STEP === STEP - 1) yield undefined;
    }
    return counts;
  }

  /** Reads the values of a group. */
  *lists(groupCount: number): Generator<undefined, (group: number) => readonly Scalar[]> {
    const counts = yield* this.counts(groupCount);
    const starts = new Int32Array(groupCount + 1);
    for (let group = 0; group < groupCount; group++) starts[group + 1] = starts[group]! + counts[group]!;
    yield undefined;
    const next = starts.slice();
    const numbers = new Int32Array(this.#pairs.size);
    for (let i = 0; i < numbers.length; i++) {
      numbers[next[this.#pairs.left(i)]!++] = this.#pairs.right(i);
      if (i % STEP === STEP - 1) yield undefined;
    }
    const { values } = this.#numbers;
    return (group) => {
      const own: Scalar[] = [];
      for (let i = starts[group]!; i < starts[group + 1]!; i++) own.push(values[numbers[i]!] as Scalar);
      return own;
    };
  }
}
