/**
 * How several threads write one output in the order of the jobs: whoever does the job whose turn it is writes at once,
 * the others keep what they have made until their turn comes. One shared integer says whose turn it is.
 */

/** Bytes that a thread keeps before it waits for its turn: they bound memory when the job whose turn it is takes long. */
const KEPT_BYTES = 16 * 1024 * 1024;

/** One job's bytes, from the first that was not written; the end is where those of the next job begin. */
interface Kept {
  readonly job: number;
  bytes: number;
  done: boolean;
}

export class Turns {
  private readonly shared: Int32Array<SharedArrayBuffer>;
  private readonly at: number;
  private readonly write: (bytes: Uint8Array) => void;
  private readonly kept: Kept[] = [];
  private buffer = new Uint8Array(0);
  /** Bytes in `buffer` that wait, from `first` to `last`. */
  private first = 0;
  private last = 0;

  /** `shared[at]` is the number of the job whose turn it is. */
  constructor(shared: Int32Array<SharedArrayBuffer>, at: number, write: (bytes: Uint8Array) => void) {
    this.shared = shared;
    this.at = at;
    this.write = write;
  }

  begin(job: number): void {
    this.kept.push({ job, bytes: 0, done: false });
  }

  /** Bytes of the job that was begun last; they are free again when this returns. */
  put(made: Uint8Array): void {
    this.drain();
    const current = this.kept.at(-1) as Kept;
    while (this.turn() !== current.job && this.last - this.first + made.length > KEPT_BYTES) this.rest();
    if (this.turn() === current.job) {
      this.drain();
      this.write(made);
      return;
    }
    this.keep(made);
    current.bytes += made.length;
  }

  /** The job that was begun last has no more bytes. */
  end(): void {
    (this.kept.at(-1) as Kept).done = true;
    this.drain();
  }

  /** Waits until everything is written. */
  finish(): void {
    while (this.kept.length > 0) this.rest();
  }

  private turn(): number {
    return Atomics.load(this.shared, this.at);
  }

  private rest(): void {
    const head = this.kept[0] as Kept;
    for (let turn = this.turn(); turn !== head.job; turn = this.turn()) Atomics.wait(this.shared, this.at, turn);
    this.drain();
  }

  /** Writes what may be written by now. */
  private drain(): void {
    for (let head = this.kept[0]; head !== undefined && head.job === this.turn(); head = this.kept[0]) {
      if (head.bytes > 0) {
        this.write(this.buffer.subarray(this.first, this.first + head.bytes));
        this.first += head.bytes;
        head.bytes = 0;
      }
      if (!head.done) return;
      this.kept.shift();
      Atomics.add(this.shared, this.at, 1);
      Atomics.notify(this.shared, this.at);
    }
  }

  private keep(made: Uint8Array): void {
    if (this.first === this.last) this.first = this.last = 0;
    if (this.last + made.length > this.buffer.length) {
      const waiting = this.last - this.first;
      const size = Math.max(2 * (waiting + made.length), 1 << 20);
      const larger = size > this.buffer.length ? new Uint8Array(size) : this.buffer;
      larger.set(this.buffer.subarray(this.first, this.last));
      this.buffer = larger;
      this.first = 0;
      this.last = waiting;
    }
    this.buffer.set(made, this.last);
    this.last += made.length;
  }
}
