/** Typed arrays that grow by doubling; what is not yet written reads as zero. */

type Typed = Uint8Array | Uint32Array | Float64Array;
const FIRST_CAPACITY = 1024;

/** `array`, or a larger copy of it that holds at least `length` elements. */
export function grown<T extends Typed>(array: T, length: number): T {
  if (length <= array.length) return array;
  const make = array.constructor as new (length: number) => T;
  const larger = new make(Math.max(FIRST_CAPACITY, array.length * 2, length));
  larger.set(array as never);
  return larger;
}

export class Uints {
  array = new Uint32Array(0);
  length = 0;

  push(value: number): void {
    if (this.length === this.array.length) this.array = grown(this.array, this.length + 1);
    this.array[this.length++] = value;
  }

  get bytes(): number {
    return this.array.byteLength;
  }
}

/** One bit a row. */
export class Bits {
  private array = new Uint8Array(0);

  has(row: number): boolean {
    return ((this.array[row >>> 3] ?? 0) & (1 << (row & 7))) !== 0;
  }

  add(row: number): void {
    const at = row >>> 3;
    if (at >= this.array.length) this.array = grown(this.array, at + 1);
    this.array[at] = (this.array[at] as number) | (1 << (row & 7));
  }

  get bytes(): number {
    return this.array.byteLength;
  }
}
