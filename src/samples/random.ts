/**
 * Seeded chance: the same seed gives the same numbers on every machine, so that a sample, a picture and a
 * benchmark can be made again. The generator is sfc32, small and fast; it is not meant for secrets.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d = 1;

  /** `stream` tells apart independent series of one seed, such as that of the 17th record. */
  constructor(seed: number, stream = 0) {
    this.a = 0x9e3779b9 ^ seed;
    this.b = 0x243f6a88 ^ Math.imul(stream, 0x85ebca6b);
    this.c = 0xb7e15162 + stream;
    for (let i = 0; i < 12; i++) this.word();
  }

  /** 32 bits, unsigned. */
  word(): number {
    const t = (this.a + this.b + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + t) | 0;
    return t >>> 0;
  }

  /** From 0 to below 1. */
  next(): number {
    return this.word() / 0x1_0000_0000;
  }

  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Throws on an empty list. */
  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError('nothing to pick from');
    return list[Math.floor(this.next() * list.length)] as T;
  }

  /** Picks by weight: `[['often', 9], ['rare', 1]]`. */
  weighted<T>(list: readonly (readonly [value: T, weight: number])[]): T {
    let sum = 0;
    for (const [, weight] of list) sum += weight;
    let left = this.next() * sum;
    for (const [value, weight] of list) {
      left -= weight;
      if (left < 0) return value;
    }
    return this.pick(list)[0];
  }

  /** Normal distribution, mean 0 and deviation 1. */
  gauss(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** Log-normal around `median`, within limits, rounded: how latencies and text lengths are spread. */
  spread(median: number, sigma: number, low: number, high: number): number {
    return Math.round(Math.min(high, Math.max(low, median * Math.exp(sigma * this.gauss()))));
  }

  hex(length: number): string {
    let text = '';
    while (text.length < length) text += this.word().toString(16).padStart(8, '0');
    return text.slice(0, length);
  }

  /** Letters and digits as in the ids of messages and tool calls. */
  id(length: number): string {
    const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789';
    let text = '';
    for (let i = 0; i < length; i++) text += letters[this.word() % letters.length];
    return text;
  }

  /** Version 4, lower case. */
  uuid(): string {
    const h = this.hex(30);
    const variant = '89ab'[this.word() & 3];
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(12, 15)}-${variant}${h.slice(15, 18)}-${h.slice(18, 30)}`;
  }
}
