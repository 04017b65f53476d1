/**
 * Memory between a thread that makes bytes and one that writes them: pieces go into slots in turn and leave them in the
 * same order. One shared integer counts the pieces that have left. Nothing is allocated, and nothing handed over, for
 * a piece; a message says how long it is.
 */

/** A usual chunk, with the document that made it too long, fits into one slot. */
const SLOT_BYTES = 320 * 1024;
const SLOTS = 48;

export class Ring {
  readonly memory: SharedArrayBuffer;
  private readonly bytes: Uint8Array<SharedArrayBuffer>;
  private readonly shared: Int32Array<SharedArrayBuffer>;
  /** Place of the count of pieces that have left. */
  private readonly left: number;
  /** Pieces that this side has put in or taken out. */
  private pieces = 0;

  constructor(shared: Int32Array<SharedArrayBuffer>, left: number, memory = new SharedArrayBuffer(SLOTS * SLOT_BYTES)) {
    this.memory = memory;
    this.bytes = new Uint8Array(memory);
    this.shared = shared;
    this.left = left;
  }

  /** Puts `made` in, in as many pieces as it takes, and tells the length of each; sleeps while the ring is full. */
  put(made: Uint8Array, tell: (length: number) => void): void {
    for (let from = 0; from < made.length; from += SLOT_BYTES) {
      const piece = made.subarray(from, from + SLOT_BYTES);
      for (let left = Atomics.load(this.shared, this.left); this.pieces - left >= SLOTS; ) {
        Atomics.wait(this.shared, this.left, left);
        left = Atomics.load(this.shared, this.left);
      }
      this.bytes.set(piece, (this.pieces++ % SLOTS) * SLOT_BYTES);
      tell(piece.length);
    }
  }

  /** Gives the oldest piece, of this length, to `use`, and frees its slot. */
  take(length: number, use: (bytes: Uint8Array) => void): void {
    const at = (this.pieces++ % SLOTS) * SLOT_BYTES;
    use(this.bytes.subarray(at, at + length));
    Atomics.store(this.shared, this.left, this.pieces);
    Atomics.notify(this.shared, this.left);
  }
}
