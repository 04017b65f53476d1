/** The answer to what was asked last: an older question is given up, an older answer stays until the new one is here. */
import { isAborted, reasonOf } from './host.ts';

export class Latest<T> {
  private readonly changed: () => void;
  private key: string | undefined;
  private controller: AbortController | undefined;
  value: T | undefined;
  loading = false;
  failure: string | undefined;

  constructor(changed: () => void) {
    this.changed = changed;
  }

  /** Asks, unless the same was asked last. `hides` tells of failures that are told elsewhere. */
  want(key: string, ask: (signal: AbortSignal) => Promise<T>, hides: (error: unknown) => boolean = () => false): void {
    if (key === this.key) return;
    this.key = key;
    this.controller?.abort();
    const controller = new AbortController();
    this.controller = controller;
    this.loading = true;
    ask(controller.signal).then(
      (value) =>
        this.settle(controller, () => {
          this.value = value;
          this.failure = undefined;
        }),
      (error: unknown) => {
        if (isAborted(error)) return;
        this.settle(controller, () => {
          this.failure = hides(error) ? undefined : reasonOf(error);
        });
      },
    );
  }

  private settle(controller: AbortController, take: () => void): void {
    if (this.controller !== controller) return;
    this.loading = false;
    take();
    this.changed();
  }
}
