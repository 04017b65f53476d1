/** What one set of opened logs answers: the operations of the protocol over its loaded records. */
import { INVOCATION_COLUMNS } from '../ecs/columns.ts';
import type { Limits } from '../records/limits.ts';
import { Bodies } from './bodies.ts';
import type { Checks } from './checks.ts';
import { Uints } from './columns/growable.ts';
import type { Fitting, Looked } from './conditions.ts';
import { Documents } from './documents.ts';
import { type Engine, startEngine } from './engine.ts';
import { exportDocuments } from './export.ts';
import { Fetched } from './fetched.ts';
import { InvocationIndex } from './invocation-index.ts';
import { LoadedRecords } from './loaded-records.ts';
import { Loader } from './loader.ts';
import { Media } from './media.ts';
import { moveRecords } from './move-records.ts';
import { metricParcel, Parcels } from './parcels.ts';
import { sessionGuards } from './protocol/guards.ts';
import type { ExportScope, LoadState, RecordId, RowWindow, Selection, SessionRequests } from './protocol/protocol.ts';
import { abortedError, type Context, type Handlers, RequestError, type Signal } from './protocol/rpc.ts';
import { recordLines } from './record-lines.ts';
import { fetchBody, fetchedIn, type OpenRemote } from './remote.ts';
import { SeenRequests } from './seen-requests.ts';
import { Selections } from './selections.ts';
import { nodeSignal } from './signal.ts';
import { sweep } from './spool.ts';
import { Threads } from './threads.ts';
import { Turns } from './turns.ts';

type Params<K extends keyof SessionRequests> = SessionRequests[K]['params'];
type Result<K extends keyof SessionRequests> = Promise<SessionRequests[K]['result']>;
type Report = (looked: Looked) => void;

/** Lets what has arrived meanwhile be taken, an abort perhaps. */
async function nextTurn(signal: Signal): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  if (signal.aborted) throw abortedError();
}

export interface SessionSurroundings {
  /** A session that this one goes on from. */
  readonly before?: Session;
  /** How sources that have to be fetched are opened. */
  readonly open?: OpenRemote;
}

export class Session {
  private readonly turns: Turns;
  private readonly records: LoadedRecords;
  private readonly selections: Selections;
  private readonly bodies: Bodies;
  private readonly documents: Documents;
  private readonly media: Media;
  private readonly index: InvocationIndex;
  private readonly threads: Threads;
  private readonly fetched: Fetched;
  readonly loader: Loader;
  private readonly storage: string;
  private readonly limits: Partial<Limits>;
  /** As they were set. */
  private rules: Params<'rules'> | undefined;
  private started: Promise<Engine> | undefined;
  private checking: Promise<Checks> | undefined;
  /** Records of orders of parcels that are under way, by their scopes. */
  private readonly ordered = new Map<string, Uint32Array>();
  /** Loads wait for each other. */
  private loading: Promise<unknown>;

  readonly handlers: Handlers<SessionRequests> = {
    load: { accepts: sessionGuards.load, run: (params, context) => this.load(params, context) },
    settle: {
      accepts: sessionGuards.settle,
      run: ({ taken, refused }) => this.loader.settle(taken, refused).then(() => null),
    },
    state: { accepts: sessionGuards.state, run: () => this.records.progress.state },
    columns: { accepts: sessionGuards.columns, run: () => this.records.table.infos },
    rows: { accepts: sessionGuards.rows, run: (params, context) => this.rows(params, context) },
    position: {
      accepts: sessionGuards.position,
      run: async ({ selection, id }, { signal }) => (await this.idsOf(selection, signal)).indexOf(id),
    },
    record: {
      accepts: sessionGuards.record,
      run: (params) => this.turns.urgent(() => this.documents.view(params.id, params)),
    },
    text: {
      accepts: sessionGuards.text,
      run: (params) => this.turns.urgent(() => this.documents.text(params.id, params.what, params)),
    },
    bodies: {
      accepts: sessionGuards.bodies,
      run: (_, { progress, signal }) => this.bodies.bringAll(nodeSignal(signal), (done, of) => progress({ done, of })),
    },
    export: { accepts: sessionGuards.export, run: (params, context) => this.export(params, context) },
    parcel: { accepts: sessionGuards.parcel, run: (params, { signal }) => this.parcel(params, signal) },
    metricParcel: {
      accepts: sessionGuards.metricParcel,
      run: ({ from, namespace }) => metricParcel(this.records.metrics, from, namespace),
    },
    query: {
      accepts: sessionGuards.query,
      run: (params, context) => this.query(params, context),
    },
    values: {
      accepts: sessionGuards.values,
      run: async ({ field, limit }, { signal }) => (await this.engine()).queries.values(field, limit, signal),
    },
    thread: {
      accepts: sessionGuards.thread,
      run: ({ id, fields }, context) =>
        this.fetched.is(id) ? this.fetched.alone(id, fields) : this.threads.thread(id, fields, context),
    },
    compare: {
      accepts: sessionGuards.compare,
      run: (params) => this.turns.urgent(() => this.documents.compare(params.left, params.right, params)),
    },
    picture: {
      accepts: sessionGuards.picture,
      run: (params, { signal }) => this.picture(params, signal),
    },
    adopt: { accepts: sessionGuards.adopt, run: ({ documents }) => this.fetched.add(documents) },
    rules: { accepts: sessionGuards.rules, run: (params) => this.setRules(params) },
    ruleText: {
      accepts: sessionGuards.ruleText,
      run: async ({ rule }) => (await this.checks()).ruleText(rule),
    },
    check: { accepts: sessionGuards.check, run: async (order, context) => (await this.checks()).check(order, context) },
    lines: {
      accepts: sessionGuards.lines,
      run: (params, { signal }) => recordLines(this.records, this.turns, params, signal, this.fetched),
    },
    findings: {
      accepts: sessionGuards.findings,
      run: async ({ format, root, version }) => (await this.checks()).report(format, root, version),
    },
  };

  /**
   * `storage`: a folder for blocks of long streams; nothing is made there before it is needed.
   */
  constructor(storage: string, limits: Partial<Limits> = {}, { before, open }: SessionSurroundings = {}) {
    this.storage = storage;
    this.limits = limits;
    this.turns = before?.turns ?? new Turns();
    this.fetched = before?.fetched ?? new Fetched();
    this.records = new LoadedRecords(INVOCATION_COLUMNS, storage, limits, before?.records);
    this.selections = new Selections(this.records.table);
    this.bodies = new Bodies(this.records, fetchBody, fetchedIn(storage));
    this.documents = new Documents(this.records, this.bodies, this.fetched);
    this.media = new Media(this.records, fetchBody, fetchedIn(storage));
    const conversations = new Uints();
    this.index = new InvocationIndex(this.records.table, undefined, conversations);
    this.threads = new Threads(this.records, conversations, this.turns);
    this.loader = before?.loader ?? new Loader(this.records, this.index, this.turns, open && { open });
    this.loading = before?.loading ?? Promise.resolve();
    void sweep(storage);
  }

  /** Gives the disk and memory back; no operation may run or be asked for any more. */
  async dispose(): Promise<void> {
    this.records.segments.clear();
    await this.records.spool.close();
  }

  /** Records are handed out in parcels, of which more will be asked for. */
  get handsOut(): boolean {
    return this.ordered.size > 0;
  }

  /**
   * A new session with the records from `first` on, numbered from 0, into which the load under way goes on. `dropped`:
   * records that were let go in all. This one still answers what is asked of it. Throws what opening a record throws, and
   * an `aborted` error.
   */
  async successor(first: RecordId, dropped: number, signal: Signal): Promise<Session> {
    const next = new Session(this.storage, this.limits, { before: this });
    // The rules first: what they look for in texts is found while the records are looked at.
    if (this.rules) await next.setRules(this.rules);
    const seen = new SeenRequests();
    try {
      await moveRecords({ from: this.records, first, to: next.records, index: next.index, seen }, this.turns, signal);
    } catch (error) {
      await next.dispose();
      throw error;
    }
    this.loader.goInto(next.records, next.index, seen, dropped);
    return next;
  }

  private engine(): Promise<Engine> {
    this.started ??= startEngine(this.records, this.turns);
    return this.started;
  }

  private checks(): Promise<Checks> {
    this.checking ??= Promise.all([this.engine(), import('./checks.ts')]).then(
      ([{ source }, { Checks }]) => new Checks(this.records, source, this.turns),
    );
    return this.checking;
  }

  /** Loads that are asked for later wait: the first record is to be seen by the rules. */
  private setRules(rules: Params<'rules'>): Result<'rules'> {
    this.rules = rules;
    const set = this.checks().then((checks) => {
      const list = checks.set(rules);
      if (rules.whileLoading && this.records.table.rows === 0) this.index.watch = checks.watch();
      return list;
    });
    const before = this.loading;
    this.loading = set.then(
      () => before,
      () => before,
    );
    return set;
  }

  /** A load may outlive its session by far, so it holds nothing of it. */
  private load({ sources, hold }: Params<'load'>, context: Context<LoadState>): Result<'load'> {
    const { loader, loading, records } = this;
    const { progress } = records;
    const own = loading.then(() => loader.load(sources, context, hold));
    // The next load waits for this one, however it ends.
    this.loading = own.catch(() => undefined);
    return own.then(() => progress.state);
  }

  private picture(params: Params<'picture'>, signal: Signal): Result<'picture'> {
    return this.turns.urgent(() =>
      'uri' in params
        ? this.media.picture(params.id, params.uri, nodeSignal(signal))
        : this.documents.picture(params.id, params.at),
    );
  }

  private async rows(params: Params<'rows'>, { signal, progress }: Context<Looked>): Promise<RowWindow> {
    const { selection, from, count, fields } = params;
    // Whoever types a search gives up one selection after the other: those need not be made.
    if (!this.selections.has(selection)) await nextTurn(signal);
    const matching = await this.idsOf(selection, signal, progress);
    const ids = matching.subarray(from, from + count);
    return {
      matched: matching.length,
      loaded: this.records.table.rows - this.records.first,
      from,
      ids: Array.from(ids),
      cells: this.records.table.cells(ids, fields),
    };
  }

  /** The records of a selection in its order, valid until the next turn. */
  private async idsOf(selection: Selection, signal: Signal, progress?: Report): Promise<Uint32Array> {
    const fitting = await this.fitting(selection, signal, progress);
    const ids = this.selections.ids(selection, fitting);
    const { first } = this.records;
    return first === 0 ? ids : ids.filter((id) => id >= first);
  }

  /** The same, ascending. */
  private async matching(selection: Selection, signal: Signal): Promise<Uint32Array> {
    const ids = this.selections.matching(selection, await this.fitting(selection, signal));
    const { first } = this.records;
    return first === 0 ? ids : ids.filter((id) => id >= first);
  }

  /** All records that are in sight. */
  private all(): Uint32Array {
    const { first, table } = this.records;
    return Uint32Array.from({ length: table.rows - first }, (_, i) => first + i);
  }

  private async fitting(
    { where = '' }: Selection,
    signal: Signal,
    progress: Report = () => undefined,
  ): Promise<Fitting | undefined> {
    if (where.trim() === '') return undefined;
    const { conditions } = await this.engine();
    return conditions.fitting(where, signal, progress);
  }

  private async query(params: Params<'query'>, context: Context<{ rows: number; of: number }>): Result<'query'> {
    const { within } = params;
    const { queries } = await this.engine();
    if (!within && this.records.first === 0) return queries.query(params, context);
    const ids = within ? await this.matching(within, context.signal) : this.all();
    return queries.query(params, context, Int32Array.from(ids));
  }

  private async export(params: Params<'export'>, context: Context<{ done: number; total: number }>): Result<'export'> {
    const { format, path, profile, tags } = params;
    const job = {
      ids: await this.inScope(params.scope, context.signal),
      format,
      path,
      write: this.documents.writer({ profile, tags }),
      signal: context.signal,
      progress: context.progress,
    };
    return exportDocuments(job, this.records, this.turns);
  }

  /** The records of an order are settled with its first parcel: more may be loaded between two of them. */
  private async parcel(order: Params<'parcel'>, signal: Signal): Result<'parcel'> {
    const scope = JSON.stringify(order.scope);
    const known = order.from === 0 ? undefined : this.ordered.get(scope);
    const ids = known ?? (await this.inScope(order.scope, signal));
    this.ordered.set(scope, ids);
    const parcel = await new Parcels(this.records, this.turns).parcel(order, ids, signal);
    if (parcel.next === parcel.total) this.ordered.delete(scope);
    return parcel;
  }

  /** Ascending, so that segments are opened one after the other. */
  private async inScope(scope: ExportScope, signal: Signal): Promise<Uint32Array> {
    const { rows } = this.records.table;
    switch (scope.kind) {
      case 'all':
        return this.all();
      case 'matched':
        return (await this.matching(scope.selection, signal)).slice();
      case 'records': {
        if (scope.ids.some((id) => this.fetched.is(id)))
          throw new RequestError(
            'failed',
            'The document is on the cluster already. Copy it, or open it in the editor.',
          );
        const absent = scope.ids.find((id) => id >= rows);
        if (absent !== undefined) throw new RequestError('not-found', `There is no record ${absent} in these logs.`);
        return Uint32Array.from(new Set(scope.ids)).sort();
      }
    }
  }
}
