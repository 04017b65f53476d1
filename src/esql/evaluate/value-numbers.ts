import { ShardedMap } from '../columns/numbering.ts';
import { bitAt, scalarReader, type Vector, valueReader } from '../columns/vector.ts';
import type { CodeArray } from '../table.ts';
import { type Scalar, type Value, valuesOf } from '../values/value.ts';

/** In place of a number: a code whose text has not been seen yet. */
const UNSEEN = -1;

/** Numbers the distinct values of a column, null among them, in the order in which they first come. */
export class ValueNumbers {
  readonly values: (Scalar | null)[] = [];
  readonly #byValue = new ShardedMap<number>();
  readonly #byCode = new WeakMap<readonly string[], { numbers: Int32Array }>();

  #numberOf(value: Scalar | null): number {
    let number = this.#byValue.get(value);
    if (number === undefined) {
      number = this.values.length;
      this.#byValue.set(value, number);
      this.values.push(value);
    }
    return number;
  }

  /** Writes the number of each row's value; of a constant list that of its first. */
  fill(vector: Vector, length: number, out: Int32Array): void {
    if (vector.constant) {
      const value = valueReader(vector)(0);
      out.fill(this.#numberOf(valuesOf(value)[0] ?? null), 0, length);
    } else if (vector.dictionary) this.#fillCodes(vector, vector.dictionary, length, out);
    else {
      const read = valueReader(vector);
      let last: Value = null;
      let lastNumber = UNSEEN;
      for (let i = 0; i < length; i++) {
        const value = read(i) as Scalar | null;
        if (value !== last || lastNumber < 0) {
          last = value;
          lastNumber = this.#numberOf(value);
        }
        out[i] = lastNumber;
      }
    }
  }

  /** Reads the number of a value by its place among the stored ones. */
  reader(vector: Vector): (place: number) => number {
    const { dictionary, values } = vector;
    if (!dictionary) {
      const read = scalarReader(vector);
      return (place) => this.#numberOf(read(place));
    }
    const numbers = this.#numbersOf(dictionary);
    return (place) => {
      const code = values[place] as number;
      const number = numbers[code]!;
      return number === UNSEEN ? this.#see(numbers, code, dictionary) : number;
    };
  }

  #fillCodes(vector: Vector, dictionary: readonly string[], length: number, out: Int32Array): void {
    const { values, nulls } = vector;
    const numbers = this.#numbersOf(dictionary);
    if (!nulls) {
      const codes = signed(values as CodeArray);
      for (let i = fillSeen(codes, numbers, 0, length, out); i < length; i = fillSeen(codes, numbers, i, length, out)) {
        this.#see(numbers, codes[i]!, dictionary);
      }
      return;
    }
    for (let i = 0; i < length; i++) {
      if (bitAt(nulls, i)) {
        out[i] = this.#numberOf(null);
        continue;
      }
      const code = values[i] as number;
      const number = numbers[code]!;
      out[i] = number === UNSEEN ? this.#see(numbers, code, dictionary) : number;
    }
  }

  #see(numbers: Int32Array, code: number, dictionary: readonly string[]): number {
    const number = this.#numberOf(dictionary[code]!);
    numbers[code] = number;
    return number;
  }

  #numbersOf(dictionary: readonly string[]): Int32Array {
    let known = this.#byCode.get(dictionary);
    if (!known) {
      known = { numbers: new Int32Array(dictionary.length).fill(UNSEEN) };
      this.#byCode.set(dictionary, known);
    } else if (known.numbers.length < dictionary.length) {
      const grown = new Int32Array(Math.max(dictionary.length, known.numbers.length * 2)).fill(UNSEEN);
      grown.set(known.numbers);
      known.numbers = grown;
    }
    return known.numbers;
  }
}

/** Writes numbers until a code comes that has none; where that is, or the end. */
function fillSeen(codes: CodeArray, numbers: Int32Array, from: number, length: number, out: Int32Array): number {
  for (let i = from; i < length; i++) {
    const number = numbers[codes[i]!]!;
    if (number === UNSEEN) return i;
    out[i] = number;
  }
  return length;
}

/** The same codes, of which none has the highest bit: reading them so spares a conversion each. */
function signed(codes: CodeArray): CodeArray {
  return codes instanceof Uint32Array ? new Int32Array(codes.buffer, codes.byteOffset, codes.length) : codes;
}
