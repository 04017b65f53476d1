/** Between two parts, so that their border counts. No UTF-16 unit has this value. */
const BORDER = 0x10000;

/** 64 bits over texts, from two multiplicative hashes of their UTF-16 units. Not made to withstand forgery. */
export class Digest {
  private a = 0xdeadbeef | 0;
  private b = 0x41c6ce57 | 0;

  add(text: string): void {
    let { a, b } = this;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      a = Math.imul(a ^ unit, 0x9e3779b1);
      b = Math.imul(b ^ unit, 0x5f356495);
    }
    this.a = Math.imul(a ^ BORDER, 0x9e3779b1);
    this.b = Math.imul(b ^ BORDER, 0x5f356495);
  }

  /** 16 hexadecimal digits. */
  get value(): string {
    const a = Math.imul(this.a ^ (this.a >>> 16), 0x85ebca6b) ^ Math.imul(this.b ^ (this.b >>> 13), 0xc2b2ae35);
    const b = Math.imul(this.b ^ (this.b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
    return hex(b) + hex(a);
  }
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
