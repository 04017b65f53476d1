/** Typed arrays that grow by half; what is not yet written reads as zero. */

type Typed = Uint8Array | Uint32Array | Float64Array;
const FIRST_CAPACITY = 1024;

/** `array`, or a larger copy of it that holds at least `length` elements. */
export function grown<T extends Typed>(array: T, length: number): T {
  if (length <= array.length) return array;
  const make = array.constructor as new (length: number) => T;
  const larger = new make(Math.max(FIRST_CAPACITY, Math.ceil(array.length * 1.5), length));
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

/** One bit a row, set until the row is given a value. */
export class Nulls {
  private array = new Uint8Array(0);

  has(row: number): boolean {
    return ((this.array[row >>> 3] ?? 0xff) & (1 << (row & 7))) !== 0;
  }

  remove(row: number): void {
    const at = row >>> 3;
    this.reach(row);
    this.array[at] = (this.array[at] as number) & ~(1 << (row & 7));
  }

  /** The bits of at least `rows` rows. */
  bits(rows: number): Uint8Array {
    this.reach(rows);
    return this.array;
  }

  get bytes(): number {
    return this.array.byteLength;
  }

  private reach(row: number): void {
    const before = this.array.length;
    if (row >>> 3 < before) return;
    this.array = grown(this.array, (row >>> 3) + 1);
    this.array.fill(0xff, before);
  }
}
