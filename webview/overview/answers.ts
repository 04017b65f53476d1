/**
 * The answers behind the panels. A change of the filter gives up what is on its way and asks anew; the old answers stay
 * until the new ones are there. Holds no DOM.
 */
import type { Panel } from '../../src/overview/panel.ts';
import type { Scope } from '../../src/overview/scope.ts';
import type { QueryAnswer } from '../../src/session/protocol/protocol.ts';
import { isAborted, reasonOf } from '../host.ts';

export interface PanelAnswer {
  /** The query that is wanted. */
  readonly esql: string;
  /** The last answer, of the wanted query or of the one before it. */
  readonly answer?: QueryAnswer;
  /** What the last answer was asked about. */
  readonly scope?: Scope;
  /** A newer answer is on its way. */
  readonly stale: boolean;
  /** Why there is none. */
  readonly failure?: string;
}

export interface Wanted {
  /** By the name under which its answer is kept. */
  readonly panels: ReadonlyMap<string, { readonly panel: Panel; readonly scope: Scope }>;
  /** Counts up whenever more is loaded. */
  readonly edition: number;
  /** More is being loaded. */
  readonly growing?: boolean;
}

/** Queries on their way at a time: the worker answers one after the other, and a filter that changes waits for few. */
const AT_A_TIME = 2;
/** Rows of an answer; all that a query can find. */
const LIMIT = 10_000;
/** While logs are read, asking takes no more than this share of the time. */
const SHARE = 0.25;

type Ask = (text: string, limit: number, signal: AbortSignal) => Promise<QueryAnswer>;

export class Answers {
  private readonly ask: Ask;
  /** Called with the name of an answer when it came in. */
  changed: (id: string) => void = () => undefined;
  private readonly kept = new Map<string, PanelAnswer>();
  /** What was loaded when each was asked for last. */
  private readonly editions = new Map<string, number>();
  private readonly going = new Map<string, AbortController>();
  private waiting: string[] = [];
  private target: string | undefined;
  private wanted: Wanted = { panels: new Map(), edition: 0 };
  /** When the first query of this round was asked, and how long the last round took, ms. */
  private began = 0;
  private took = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ask: Ask) {
    this.ask = ask;
  }

  get(id: string): PanelAnswer | undefined {
    return this.kept.get(id);
  }

  private get busy(): boolean {
    return this.going.size > 0 || this.waiting.length > 0;
  }

  /** Told before `want` which cluster answers, or that the records here do: what one place said is not shown for another. */
  from(target: string | undefined): void {
    if (target === this.target) return;
    this.target = target;
    this.stop();
    this.kept.clear();
    this.editions.clear();
  }

  /** Asks for what is new in `wanted`: other queries at once, the same ones again when the round before is through. */
  want(wanted: Wanted): void {
    const ended = this.wanted.growing === true && wanted.growing !== true;
    this.wanted = wanted;
    this.waiting = this.waiting.filter((id) => wanted.panels.has(id));
    for (const [id, control] of this.going) if (!wanted.panels.has(id)) control.abort();
    for (const [id, { panel, scope }] of wanted.panels) {
      const esql = panel.esql(scope);
      if (this.kept.get(id)?.esql !== esql) this.order(id, esql);
    }
    // What was asked so far was not all: nobody waits for the pause between two rounds.
    if (ended) this.again();
    this.next();
  }

  /** Asks for one panel once more. */
  retry(id: string): void {
    const known = this.kept.get(id);
    if (known) this.order(id, known.esql);
    this.next();
  }

  /** Gives up what is on its way; the next `want` asks for it again. */
  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const id of [...this.waiting, ...this.going.keys()]) this.kept.delete(id);
    this.waiting = [];
    for (const control of this.going.values()) control.abort();
  }

  private order(id: string, esql: string): void {
    this.going.get(id)?.abort();
    const { answer, scope } = this.kept.get(id) ?? {};
    this.kept.set(id, { esql, stale: true, ...(answer && { answer }), ...(scope && { scope }) });
    if (!this.busy) this.began = performance.now();
    if (!this.waiting.includes(id)) this.waiting.push(id);
  }

  private next(): void {
    for (const id of [...this.waiting]) {
      if (this.going.size >= AT_A_TIME) return;
      // The one before it is being given up.
      if (this.going.has(id)) continue;
      this.waiting = this.waiting.filter((other) => other !== id);
      const own = this.wanted.panels.get(id);
      if (own) void this.run(id, own.panel, own.scope);
    }
    if (!this.busy) this.rest();
  }

  /** More may have been loaded meanwhile: all once more, when some times as long as it took has passed. */
  private rest(): void {
    if (this.began > 0) this.took = performance.now() - this.began;
    this.began = 0;
    if (this.timer !== undefined || this.old().length === 0) return;
    this.timer = setTimeout(() => {
      this.again();
      this.next();
    }, this.took / SHARE);
  }

  private again(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const id of this.old()) this.order(id, this.kept.get(id)?.esql ?? '');
  }

  private old(): readonly string[] {
    const { panels, edition } = this.wanted;
    return [...panels.keys()].filter((id) => (this.editions.get(id) ?? edition) !== edition);
  }

  private async run(id: string, panel: Panel, scope: Scope): Promise<void> {
    const control = new AbortController();
    this.going.set(id, control);
    this.editions.set(id, this.wanted.edition);
    const esql = panel.esql(scope);
    try {
      const answer = await this.ask(esql, LIMIT, control.signal);
      if (!control.signal.aborted) this.kept.set(id, { esql, answer, scope, stale: false });
    } catch (error) {
      if (!control.signal.aborted && !isAborted(error))
        this.kept.set(id, { esql, stale: false, failure: reasonOf(error) });
    }
    this.going.delete(id);
    this.next();
    this.changed(id);
  }
}
