/**
 * The distinct values of a keyword column as UTF-8 in one growing buffer. Values are found by their bytes, so that
 * indexing a record makes no strings; ordering by bytes is Elasticsearch's order of keywords.
 */
import { grown, Uints } from './growable.ts';
import { sortTexts } from './sort-texts.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const FIRST_SLOTS = 64;

/** Unpredictable, so that nobody can write a log whose values all fall into one slot. */
const SEED = Math.floor(Math.random() * 2 ** 32);

/** Four bytes at a time: each step waits for the one before. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = SEED;
  let i = start;
  for (; i + 3 < end; i += 4) {
    const word =
      (bytes[i] as number) |
      ((bytes[i + 1] as number) << 8) |
      ((bytes[i + 2] as number) << 16) |
      ((bytes[i + 3] as number) << 24);
    hash = Math.imul(hash ^ word, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return (hash ^ (hash >>> 13)) >>> 0;
}

export class Dictionary {
  /** All values, end to end. */
  private text = new Uint8Array(0);
  /** End of each value in `text`; value 0 begins at 0. */
  private readonly ends = new Uints();
  private readonly hashes = new Uints();
  /** Open addressing: code + 1, or 0. A power of two, never more than half full. */
  private slots = new Uint32Array(FIRST_SLOTS);
  private scratch = new Uint8Array(256);
  /** As strings, if they were ever asked for. */
  private readonly texts: string[] = [];
  private order: Uint32Array = new Uint32Array(0);
  private rank: Uint32Array = new Uint32Array(0);

  /** Distinct values; their codes are 0 to size - 1, in order of arrival. */
  get size(): number {
    return this.ends.length;
  }

  get bytes(): number {
    const ranks = this.order.byteLength + this.rank.byteLength;
    return this.text.byteLength + this.ends.bytes + this.hashes.bytes + this.slots.byteLength + ranks;
  }

  /** The code of the value `bytes[start, end)`, which is copied when it is new. */
  intern(bytes: Uint8Array, start: number, end: number): number {
    const hash = hashOf(bytes, start, end);
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (let held = this.slots[slot] as number; held !== 0; held = this.slots[slot] as number) {
      if (this.hashes.array[held - 1] === hash && this.equals(held - 1, bytes, start, end)) return held - 1;
      slot = (slot + 1) & mask;
    }
    return this.insert(hash, slot, bytes, start, end);
  }

  /** As `intern`; a lone surrogate becomes U+FFFD. */
  internText(text: string): number {
    // Three bytes a UTF-16 unit is the most that UTF-8 needs.
    if (text.length * 3 > this.scratch.length) this.scratch = new Uint8Array(text.length * 3);
    const { written } = encoder.encodeInto(text, this.scratch);
    return this.intern(this.scratch, 0, written);
  }

  value(code: number): string {
    return decoder.decode(this.text.subarray(this.start(code), this.ends.array[code]));
  }

  /** All values by code. The same list every time: it only grows at its end. */
  values(): readonly string[] {
    for (let code = this.texts.length; code < this.size; code++) this.texts.push(this.value(code));
    return this.texts;
  }

  /** By code, the place of each value among all in UTF-8 order. Valid until a value is added. */
  ranks(): Uint32Array {
    if (this.order.length < this.size) {
      this.order = sortTexts(this.text, this.ends.array.subarray(0, this.size), this.order);
      this.rank = new Uint32Array(this.size);
      for (let i = 0; i < this.order.length; i++) this.rank[this.order[i] as number] = i;
    }
    return this.rank;
  }

  /** Marks the codes from `from` on whose value holds `needle` (lower case), letter case ignored. */
  mark(needle: string, from: number, marked: Uint8Array): void {
    for (let code = from; code < this.size; code++) {
      if (this.value(code).toLowerCase().includes(needle)) marked[code] = 1;
    }
  }

  private start(code: number): number {
    return code === 0 ? 0 : (this.ends.array[code - 1] as number);
  }

  private equals(code: number, bytes: Uint8Array, start: number, end: number): boolean {
    let at = this.start(code);
    if ((this.ends.array[code] as number) - at !== end - start) return false;
    for (let i = start; i < end; i++, at++) if (this.text[at] !== bytes[i]) return false;
    return true;
  }

  private insert(hash: number, slot: number, bytes: Uint8Array, start: number, end: number): number {
    const code = this.size;
    const at = this.start(code);
    this.text = grown(this.text, at + end - start);
    for (let i = start, to = at; i < end; i++, to++) this.text[to] = bytes[i] as number;
    this.ends.push(at + end - start);
    this.hashes.push(hash);
    this.slots[slot] = code + 1;
    if (this.size * 2 > this.slots.length) this.rehash();
    return code;
  }

  private rehash(): void {
    const slots = new Uint32Array(this.slots.length * 4);
    const mask = slots.length - 1;
    for (let code = 0; code < this.size; code++) {
      let slot = (this.hashes.array[code] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = code + 1;
    }
    this.slots = slots;
  }
}
