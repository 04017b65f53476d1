/** What one set of opened logs answers: the operations of the protocol over its loaded records. */
import { INVOCATION_COLUMNS } from '../ecs/columns.ts';
import type { Limits } from '../records/limits.ts';
import { Documents } from './documents.ts';
import { exportDocuments } from './export.ts';
import { InvocationIndex } from './invocation-index.ts';
import { LoadedRecords } from './loaded-records.ts';
import { Loader } from './loader.ts';
import { sessionGuards } from './protocol/guards.ts';
import type { ExportScope, LoadState, RowWindow, SessionRequests } from './protocol/protocol.ts';
import { abortedError, type Context, type Handlers, RequestError, type Signal } from './protocol/rpc.ts';
import type { Queries } from './queries.ts';
import { Selections } from './selections.ts';
import { sweep } from './spool.ts';
import { Turns } from './turns.ts';

type Params<K extends keyof SessionRequests> = SessionRequests[K]['params'];
type Result<K extends keyof SessionRequests> = Promise<SessionRequests[K]['result']>;

/** Lets what has arrived meanwhile be taken, an abort perhaps. */
async function nextTurn(signal: Signal): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  if (signal.aborted) throw abortedError();
}

export class Session {
  private readonly turns = new Turns();
  private readonly records: LoadedRecords;
  private readonly selections: Selections;
  private readonly documents: Documents;
  private readonly loader: Loader;
  private queries: Promise<Queries> | undefined;
  /** Loads wait for each other. */
  private loading: Promise<unknown> = Promise.resolve();

  readonly handlers: Handlers<SessionRequests> = {
    load: { accepts: sessionGuards.load, run: (params, context) => this.load(params, context) },
    state: { accepts: sessionGuards.state, run: () => this.records.progress.state },
    columns: { accepts: sessionGuards.columns, run: () => this.records.table.infos },
    rows: { accepts: sessionGuards.rows, run: (params, { signal }) => this.rows(params, signal) },
    position: {
      accepts: sessionGuards.position,
      run: ({ selection, id }) => this.selections.ids(selection).indexOf(id),
    },
    record: {
      accepts: sessionGuards.record,
      run: (params) => this.turns.urgent(() => this.documents.view(params.id, params)),
    },
    text: {
      accepts: sessionGuards.text,
      run: (params) => this.turns.urgent(() => this.documents.text(params.id, params.what, params)),
    },
    export: { accepts: sessionGuards.export, run: (params, context) => this.export(params, context) },
    query: {
      accepts: sessionGuards.query,
      run: async (params, context) => (await this.engine()).query(params, context),
    },
    values: {
      accepts: sessionGuards.values,
      run: async ({ field, limit }, { signal }) => (await this.engine()).values(field, limit, signal),
    },
  };

  /** `storage`: a folder for blocks of long streams; nothing is made there before it is needed. */
  constructor(storage: string, limits: Partial<Limits> = {}) {
    this.records = new LoadedRecords(INVOCATION_COLUMNS, storage, limits);
    this.selections = new Selections(this.records.table);
    this.documents = new Documents(this.records);
    this.loader = new Loader(this.records, new InvocationIndex(this.records.table), this.turns);
    void sweep(storage);
  }

  /** Gives the disk and memory back; no operation may run or be asked for any more. */
  async dispose(): Promise<void> {
    this.records.segments.clear();
    await this.records.spool.close();
  }

  /** Reading logs does not wait for the engine of the queries to be there. */
  private engine(): Promise<Queries> {
    this.queries ??= import('./queries.ts').then(({ Queries }) => new Queries(this.records, this.turns));
    return this.queries;
  }

  private async load({ sources }: Params<'load'>, context: Context<LoadState>): Result<'load'> {
    const before = this.loading;
    const own = before.then(() => this.loader.load(sources, context));
    // The next load waits for this one, however it ends.
    this.loading = own.catch(() => undefined);
    await own;
    return this.records.progress.state;
  }

  private async rows({ selection, from, count, fields }: Params<'rows'>, signal: Signal): Promise<RowWindow> {
    // Whoever types a search gives up one selection after the other: those need not be made.
    if (!this.selections.has(selection)) await nextTurn(signal);
    const matching = this.selections.ids(selection);
    const ids = matching.subarray(from, from + count);
    return {
      matched: matching.length,
      loaded: this.records.table.rows,
      from,
      ids: Array.from(ids),
      cells: this.records.table.cells(ids, fields),
    };
  }

  private export(params: Params<'export'>, context: Context<{ done: number; total: number }>): Result<'export'> {
    const { format, path, profile, tags } = params;
    const job = {
      ids: this.inScope(params.scope),
      format,
      path,
      write: this.documents.writer({ profile, tags }),
      signal: context.signal,
      progress: context.progress,
    };
    return exportDocuments(job, this.records, this.turns);
  }

  /** Ascending, so that segments are opened one after the other. */
  private inScope(scope: ExportScope): Uint32Array {
    const { rows } = this.records.table;
    switch (scope.kind) {
      case 'all':
        return Uint32Array.from({ length: rows }, (_, id) => id);
      case 'matched':
        return this.selections.ids(scope.selection).slice().sort();
      case 'records': {
        const ids = Uint32Array.from(new Set(scope.ids)).sort();
        const absent = ids.find((id) => id >= rows);
        if (absent !== undefined) throw new RequestError('not-found', `There is no record ${absent} in these logs.`);
        return ids;
      }
    }
  }
}
