import { UNPACKED_BYTES } from './limits.ts';

/** The segment that texts are unpacked into: grows, and is handed over as a whole. */
export class Unpacked {
  bytes: Buffer = Buffer.alloc(0);
  length = 0;

  get full(): boolean {
    return this.length >= UNPACKED_BYTES;
  }

  /** Appends a text, as UTF-8 (a lone surrogate becomes U+FFFD), and a line feed; returns where it starts. */
  append(text: string | Uint8Array): number {
    const start = this.length;
    this.reserve((typeof text === 'string' ? text.length * 3 : text.length) + 1);
    if (typeof text === 'string') this.length += this.bytes.write(text, start);
    else {
      this.bytes.set(text, start);
      this.length += text.length;
    }
    this.bytes[this.length++] = 0x0a;
    return start;
  }

  /** The segment so far; the next one is new memory. */
  take(): Buffer {
    const bytes = this.bytes.subarray(0, this.length);
    this.bytes = Buffer.alloc(0);
    this.length = 0;
    return bytes;
  }

  private reserve(size: number): void {
    if (this.length + size > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(64 * 1024, 2 * this.bytes.length, this.length + size));
      larger.set(this.bytes.subarray(0, this.length));
      this.bytes = larger;
    }
  }
}
