/** One query in two places: asked for by the query tab, which shows what came of it. Holds no DOM. */
import type { QueryComparison } from '../../src/session/protocol/clusters.ts';
import type { QueryParameter } from '../../src/session/protocol/protocol.ts';
import { isAborted, reasonOf } from '../host.ts';
import type { Inspector } from '../inspector.ts';

export interface Compared {
  readonly text: string;
  readonly target: string;
  /** Absent while it is on its way. */
  readonly result?: QueryComparison;
  readonly failure?: string;
}

export class Comparing {
  private readonly inspector: Inspector;
  private readonly changed: () => void;
  private stop: AbortController | undefined;
  compared: Compared | undefined;

  constructor(inspector: Inspector, changed: () => void) {
    this.inspector = inspector;
    this.changed = changed;
  }

  /** Asks for a connection where none is chosen. */
  async compare(query: { readonly text: string; readonly params?: readonly QueryParameter[] }): Promise<void> {
    const { inspector } = this;
    if (inspector.place.target === undefined) await inspector.chooseTarget();
    const { target } = inspector.place;
    if (target === undefined) return;
    this.stop?.abort();
    const stop = new AbortController();
    this.stop = stop;
    const begun = { text: query.text, target };
    this.take(begun);
    try {
      const result = await inspector.ask('compareQuery', { ...query, target }, stop.signal);
      if (this.stop === stop) this.take({ ...begun, result });
    } catch (error) {
      if (this.stop === stop) this.take(isAborted(error) ? undefined : { ...begun, failure: reasonOf(error) });
    }
  }

  /** Gives up what is on its way, and shows nothing any more. */
  end(): void {
    this.stop?.abort();
    this.stop = undefined;
    this.take(undefined);
  }

  private take(compared: Compared | undefined): void {
    this.compared = compared;
    this.changed();
  }
}
