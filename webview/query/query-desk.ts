/** What the query tab works on. It outlives the tab's element, which goes when another tab is shown. Holds no DOM. */
import type {
  PastQuery,
  Query,
  QueryAnswer,
  QueryCell,
  QueryFormat,
  QueryOffers,
  QueryParameter,
  QueryPlace,
  SavedQuery,
} from '../../src/session/protocol/protocol.ts';
import { RequestError } from '../../src/session/protocol/rpc.ts';
import { codeTokens } from '../code/tokens.ts';
import { isAborted, reasonOf } from '../host.ts';
import type { Inspector } from '../inspector.ts';
import type { QueryOrder } from '../page-state.ts';
import { t } from '../texts.ts';
import { Comparing } from './comparing.ts';
import { drawingOf } from './shape.ts';

/** Rows that are fetched; no query finds more. */
const MOST_ROWS = 10_000;
/** Parameters that a query can be given here. */
const MOST_PARAMETERS = 100;
/** UTF-16 units; a longer text is not kept when the page is thrown away. */
const MOST_KEPT = 100_000;

/** One run of a query. */
export interface Run {
  readonly query: Omit<Query, 'limit'>;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  /** Records that were loaded when it began, and whether more were coming. */
  readonly records: number;
  readonly growing: boolean;
  readonly progress?: { readonly rows: number; readonly of: number };
  readonly answer?: QueryAnswer;
  readonly failure?: { readonly message: string; readonly place?: QueryPlace };
}

type Fields = QueryOffers['offers'];

export class QueryDesk {
  private readonly inspector: Inspector;
  private stop: AbortController | undefined;
  /** The query here and on a cluster. */
  readonly comparing: Comparing;
  /** What stands in the editor. */
  text: string;
  /** What NOW() is, where it is not the clock. */
  now: number | undefined;
  /** Values of parameters as they were typed, by name. */
  readonly given = new Map<string, string>();
  run: Run | undefined;
  /** The last answer: shown while the next is on its way. */
  shown: Run | undefined;
  history: readonly PastQuery[] = [];
  saved: readonly SavedQuery[] = [];
  fields: Fields = [];
  /** Line and column of the cursor, from 1. */
  cursor: readonly [line: number, column: number] = [1, 1];
  show: 'table' | 'chart' | 'both' = 'both';
  /** Of the editor: what can be undone. */
  readonly memory: { past?: unknown } = {};
  /** Columns of results that were made wider or narrower, CSS pixels by name. */
  readonly widths = new Map<string, number>();

  private orders = 0;
  private readonly watchers = new Set<() => void>();

  constructor(inspector: Inspector) {
    this.inspector = inspector;
    this.comparing = new Comparing(inspector, () => this.tell());
    this.text = inspector.place.query ?? '';
  }

  /** Calls back after every change; answers with how to stop. */
  watch(changed: () => void): () => void {
    this.watchers.add(changed);
    return () => this.watchers.delete(changed);
  }

  private tell(): void {
    for (const watcher of this.watchers) watcher();
  }

  /** The names of the text's parameters, those that are counted as `1`, `2`. */
  get parameters(): readonly string[] {
    const keys: string[] = [];
    let unnamed = 0;
    for (const { kind, start, end } of codeTokens(this.text.slice(0, MOST_KEPT), true)) {
      if (kind !== 'parameter') continue;
      const key = this.text.slice(start, end).replace(/^\?+/, '') || String(++unnamed);
      if (!keys.includes(key) && keys.length < MOST_PARAMETERS) keys.push(key);
    }
    return keys;
  }

  /** The first parameter that has no value yet. */
  get missing(): string | undefined {
    return this.parameters.find((key) => !this.given.has(key));
  }

  get running(): boolean {
    return this.run?.state === 'running';
  }

  /** The text is another than the one that the shown answer is of. */
  get changed(): boolean {
    return this.shown !== undefined && this.shown.query.text !== this.text;
  }

  /** The text was typed. */
  type(text: string): void {
    const { inspector } = this;
    // The editor tells of a text that was put into it, too.
    if (text === this.text) return;
    this.text = text;
    if (text.length <= MOST_KEPT) inspector.go({ ...inspector.place, query: text }, 'typing');
    this.tell();
  }

  /** Another query takes the place of the text; Back brings the text back. */
  put(text: string): void {
    const { inspector } = this;
    this.text = text;
    inspector.go({ ...inspector.place, query: text });
  }

  /** Where the page is now has another text: Back, Forward or a query that was opened. */
  arrive(text: string): void {
    this.text = text;
    this.tell();
  }

  /** A query that the page was asked to run; false if it was taken before. */
  takeOrder({ count, now }: QueryOrder): boolean {
    if (count === this.orders) return false;
    this.orders = count;
    this.now = now;
    return true;
  }

  setNow(now: number | undefined): void {
    this.now = now;
    this.tell();
  }

  move(line: number, column: number): void {
    this.cursor = [line, column];
    this.tell();
  }

  choose(show: QueryDesk['show']): void {
    this.show = show;
    this.tell();
  }

  /** From the table to the chart and back, where the answer has one. */
  turn(): void {
    const { answer } = this.shown ?? {};
    if (answer && drawingOf(answer)) this.choose(this.show === 'chart' ? 'table' : 'chart');
  }

  give(parameter: string, value: string): void {
    this.given.set(parameter, value);
    this.tell();
  }

  async execute(): Promise<void> {
    const { inspector, text } = this;
    this.stop?.abort();
    const { missing } = this;
    if (missing !== undefined) return inspector.say(t('Give the parameter a value: {0}', `?${missing}`));
    const stop = new AbortController();
    this.stop = stop;
    const elsewhere = inspector.target;
    const now = this.now !== undefined && elsewhere.target === undefined && { now: this.now };
    const query = { text, ...this.parameterValues(), ...now, ...elsewhere };
    const { counts, phase } = inspector.load ?? { counts: { read: 0 }, phase: 'done' };
    const begun: Run = { query, state: 'running', records: counts.read, growing: phase === 'loading' };
    this.take(begun);
    try {
      const answer = await inspector.ask('query', { ...query, limit: MOST_ROWS }, stop.signal, (progress) => {
        if (this.stop === stop) this.take({ ...begun, progress });
      });
      if (this.stop !== stop) return;
      if (stop.signal.aborted) return this.take({ ...begun, state: 'cancelled' });
      this.shown = { ...begun, state: 'done', answer };
      this.take(this.shown);
      void this.remember({ text, rows: answer.rows });
    } catch (error) {
      if (this.stop !== stop) return;
      if (isAborted(error)) return this.take({ ...begun, state: 'cancelled' });
      const place = error instanceof RequestError ? error.place : undefined;
      this.take({ ...begun, state: 'failed', failure: { message: reasonOf(error), ...(place && { place }) } });
      void this.remember({ text, failed: place ? `${place.line}:${place.column}` : t('failed') });
    }
  }

  cancel(): void {
    this.stop?.abort();
  }

  /** Runs the text here and on a cluster. */
  async compare(): Promise<void> {
    const { text, missing } = this;
    if (missing !== undefined) return this.inspector.say(t('Give the parameter a value: {0}', `?${missing}`));
    await this.comparing.compare({ text, ...this.parameterValues() });
  }

  private take(run: Run): void {
    this.run = run;
    if (run.state === 'failed') this.shown = undefined;
    this.tell();
  }

  private parameterValues(): { readonly params?: readonly QueryParameter[] } {
    const keys = this.parameters;
    if (keys.length === 0) return {};
    const counted = keys.filter((key) => /^\d+$/.test(key)).map(Number);
    const last = Math.min(MOST_PARAMETERS, Math.max(0, ...counted));
    const value = (key: string) => parameterValue(this.given.get(key) ?? '');
    return {
      params: [
        ...Array.from({ length: last }, (_, i) => ({ value: value(String(i + 1)) })),
        ...keys.filter((key) => !/^\d+$/.test(key)).map((name) => ({ name, value: value(name) })),
      ],
    };
  }

  /** Reads what stands beside the query: what was run, what is kept, which fields there are. */
  async look(): Promise<void> {
    const { inspector } = this;
    const start = 'FROM logs-aws_bedrock.invocation-* | KEEP ';
    const asked = [
      inspector.ask('queryHistory', {}).then((history) => {
        this.history = history;
      }),
      inspector.ask('savedQueries', {}).then((saved) => {
        this.saved = saved;
      }),
      inspector.ask('completeQuery', { text: start, offset: start.length }).then(({ offers }) => {
        this.fields = offers.filter(({ kind }) => kind === 'field');
      }),
    ];
    for (const { status, ...rest } of await Promise.allSettled(asked)) {
      if (status === 'rejected' && 'reason' in rest) inspector.say(reasonOf(rest.reason));
    }
    this.tell();
  }

  private async remember(past: Omit<PastQuery, 'at'>): Promise<void> {
    const { inspector } = this;
    try {
      await inspector.ask('rememberQuery', past);
      this.history = await inspector.ask('queryHistory', {});
      this.tell();
    } catch (error) {
      inspector.say(reasonOf(error));
    }
  }

  async keep(): Promise<void> {
    const { inspector } = this;
    try {
      const kept = await inspector.ask('keepQuery', { text: this.text });
      if (!kept) return;
      this.saved = await inspector.ask('savedQueries', {});
      inspector.say(t('Saved as: {0}', kept.name));
    } catch (error) {
      inspector.say(reasonOf(error));
    }
  }

  async layOut(): Promise<void> {
    const { inspector, text } = this;
    try {
      const laidOut = await inspector.ask('formatQuery', { text });
      if (this.text !== text) return;
      if (laidOut === null) inspector.say(t('The query cannot be laid out: it cannot be read.'));
      else if (laidOut !== text) this.put(laidOut);
    } catch (error) {
      inspector.say(reasonOf(error));
    }
  }

  async save(format: QueryFormat): Promise<void> {
    if (!this.shown) return;
    try {
      await this.inspector.ask('saveQuery', { query: this.shown.query, format });
    } catch (error) {
      if (!isAborted(error)) this.inspector.say(reasonOf(error));
    }
  }

  /** A rule file with this query, in an editor. */
  async makeRule(): Promise<void> {
    try {
      await this.inspector.ask('editRule', { query: this.text });
    } catch (error) {
      this.inspector.say(reasonOf(error));
    }
  }

  async openInEditor(): Promise<void> {
    try {
      await this.inspector.ask('openQuery', { text: this.text });
    } catch (error) {
      this.inspector.say(reasonOf(error));
    }
  }
}

/** A number, true, false or null; anything else is text. */
function parameterValue(typed: string): QueryCell {
  const text = typed.trim();
  if (/^(?:true|false|null)$/.test(text)) return JSON.parse(text) as boolean | null;
  return /^-?\d+(?:\.\d+)?$/.test(text) && Number.isSafeInteger(Math.trunc(Number(text))) ? Number(text) : typed;
}

const desks = new WeakMap<Inspector, QueryDesk>();

export function deskOf(inspector: Inspector): QueryDesk {
  const known = desks.get(inspector) ?? new QueryDesk(inspector);
  desks.set(inspector, known);
  return known;
}
