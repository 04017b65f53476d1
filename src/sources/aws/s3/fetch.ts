/** Many objects at once, given in the order of their keys; what is under way and not yet taken is bounded. */
import type { S3Object } from './listing.ts';

export interface FetchLimits {
  /** Downloads at once. */
  readonly parallel: number;
  /** Objects that are begun and not yet taken ... */
  readonly ahead: number;
  /** ... and their bytes; one object is begun whatever its size. */
  readonly aheadBytes: number;
}

export const FETCH_LIMITS: FetchLimits = { parallel: 16, ahead: 64, aheadBytes: 64 * 1024 * 1024 };

export interface Fetched<T> {
  readonly object: S3Object;
  readonly result: T;
}

/** What happened so far. */
export class FetchGauge {
  /** Bytes of objects that are begun and not yet taken. */
  bytes = 0;
  peakBytes = 0;
  /** Downloads under way. */
  running = 0;
  peakRunning = 0;

  begin(size: number): void {
    this.bytes += size;
    this.peakBytes = Math.max(this.peakBytes, this.bytes);
  }
}

/**
 * `fetch` never rejects but by the signal; `giveUp` makes those under way do so, when nobody wants them any more. The first object is fetched alone, and its page is the only one that is asked
 * for until it has been taken: whoever waits for a first record waits for nothing else.
 */
export async function* fetchInOrder<T>(
  pages: AsyncIterable<readonly S3Object[]>,
  fetch: (object: S3Object) => Promise<T>,
  limits: FetchLimits = FETCH_LIMITS,
  gauge: FetchGauge = new FetchGauge(),
  giveUp: () => void = () => undefined,
): AsyncGenerator<Fetched<T>> {
  const begun: { readonly object: S3Object; readonly result: Promise<T> }[] = [];
  const slots = new Slots(limits.parallel, gauge);
  const listed = new PagesAhead(pages);
  let first = true;

  const begin = (): void => {
    const mayBegin = (size: number): boolean =>
      begun.length === 0 || (!first && begun.length < limits.ahead && gauge.bytes + size <= limits.aheadBytes);
    for (let next = listed.peek(); next && mayBegin(next.size); next = listed.peek()) {
      const object = next;
      listed.take();
      gauge.begin(object.size);
      const result = slots.run(() => fetch(object));
      result.catch(() => undefined);
      begun.push({ object, result });
    }
    if (!first && listed.waiting < limits.ahead) listed.ask();
  };

  try {
    for (;;) {
      begin();
      const oldest = begun[0];
      if (oldest) {
        const result = await oldest.result;
        begun.shift();
        yield { object: oldest.object, result };
        gauge.bytes -= oldest.object.size;
        first = false;
      } else if (!(await listed.more())) return;
    }
  } finally {
    giveUp();
    await Promise.allSettled(begun.map(({ result }) => result));
    await listed.stop();
  }
}

/** Objects page by page; the next page may be asked for before its turn. */
class PagesAhead {
  private readonly iterator: AsyncIterator<readonly S3Object[]>;
  private page: readonly S3Object[] = [];
  private at = 0;
  private asked: Promise<void> | undefined;
  private ended = false;
  private error: unknown;

  constructor(pages: AsyncIterable<readonly S3Object[]>) {
    this.iterator = pages[Symbol.asyncIterator]();
  }

  get waiting(): number {
    return this.page.length - this.at;
  }

  peek(): S3Object | undefined {
    return this.page[this.at];
  }

  take(): void {
    this.at++;
  }

  ask(): void {
    if (this.ended || this.asked) return;
    const put = (next: IteratorResult<readonly S3Object[]>): void => {
      this.asked = undefined;
      if (next.done === true) this.ended = true;
      else {
        this.page = this.waiting > 0 ? [...this.page.slice(this.at), ...next.value] : next.value;
        this.at = 0;
      }
    };
    this.asked = this.iterator.next().then(put, (error: unknown) => {
      this.asked = undefined;
      this.ended = true;
      this.error = error;
    });
  }

  /** Waits for a page; false at the end. What failed to be listed is thrown when all before it is taken. */
  async more(): Promise<boolean> {
    this.ask();
    await this.asked;
    if (this.waiting === 0 && this.error !== undefined) throw this.error;
    return this.waiting > 0 || !this.ended;
  }

  async stop(): Promise<void> {
    await this.asked;
    await this.iterator.return?.();
  }
}

/** Lets so many run at once; the others wait in line. */
class Slots {
  private readonly most: number;
  private readonly gauge: FetchGauge;
  private readonly waiting: (() => void)[] = [];

  constructor(most: number, gauge: FetchGauge) {
    this.most = most;
    this.gauge = gauge;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.gauge.running >= this.most) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.gauge.running++;
    this.gauge.peakRunning = Math.max(this.gauge.peakRunning, this.gauge.running);
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      // The place is handed on, not given back.
      if (next) next();
      else this.gauge.running--;
    }
  }
}
