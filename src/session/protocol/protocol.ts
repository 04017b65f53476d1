/**
 * Everything that crosses a border: page to extension host, extension host to session worker.
 * Types only. One request is one message with a number; it is answered once, `{ok}` or `{err}`, may be told
 * of on the way by `progress`, and can be given up by `abort` (which answers it with an `aborted` error).
 */
import type { Profile } from '../../ecs/model.ts';
import type { CheckAnswer, CheckOrder, CheckState, CheckWindow, RecordLines, RuleList, RuleSource } from './checks.ts';
import type { ClusterRequests, FetchedRequests } from './clusters.ts';
import type { ParcelRequests } from './parcels.ts';
import type {
  PastQuery,
  Query,
  QueryAnswer,
  QueryFormat,
  QueryHover,
  QueryMistake,
  QueryOffers,
  QueryPlace,
  QueryPoint,
  SavedQuery,
} from './queries.ts';
import type { ReadingRequests } from './reading.ts';
import type {
  ColumnInfo,
  ExportResult,
  ExportScope,
  LoadState,
  Problem,
  RecordId,
  RecordView,
  RowWindow,
  Selection,
} from './records.ts';
import type { SourceRef } from './sources.ts';

export type * from './queries.ts';
export type * from './records.ts';
export type { AwsConnection, FileSource, QueueSource, RemoteSource, S3Source, SourceRef } from './sources.ts';

/** The session worker's operations. */
export interface SessionRequests extends ReadingRequests, ParcelRequests, FetchedRequests {
  /**
   * Adds sources to what is loaded. Progress: the state so far, at most ten times a second. `hold`: messages that told of
   * what was read wait for `settle`.
   */
  load: {
    params: { readonly sources: readonly SourceRef[]; readonly hold?: boolean };
    result: LoadState;
    progress: LoadState;
  };
  /** Whether the records of what is held are where they were to go, all but some that were refused there. */
  settle: {
    params: { readonly taken: boolean; readonly refused: readonly RecordId[] };
    result: null;
    progress: never;
  };
  state: { params: Record<string, never>; result: LoadState; progress: never };
  columns: { params: Record<string, never>; result: readonly ColumnInfo[]; progress: never };
  rows: {
    params: {
      readonly selection: Selection;
      readonly from: number;
      readonly count: number;
      readonly fields: readonly string[];
    };
    result: RowWindow;
    /** Records looked at, while a condition on texts is looked for the first time. */
    progress: { readonly done: number; readonly of: number };
  };
  /** Where a record stands in a selection, -1 if it is not in it. */
  position: { params: { readonly selection: Selection; readonly id: RecordId }; result: number; progress: never };
  /** `tags` are the document's; `forwarded` alone unless given. */
  record: {
    params: { readonly id: RecordId; readonly profile: Profile; readonly tags?: readonly string[] };
    result: RecordView;
    progress: never;
  };
  /** Whole texts: the record as it was logged (indented or not), its document, its transcript. */
  text: {
    params: {
      readonly id: RecordId;
      readonly what: 'raw' | 'raw-line' | 'document' | 'document-line' | 'transcript';
      readonly profile: Profile;
      readonly tags?: readonly string[];
    };
    result: string;
    progress: never;
  };
  /** Fetches the bodies that are in S3 into all records that name one. */
  bodies: {
    params: Record<string, never>;
    /** Records that name a body in S3, those whose bodies could not all be had, and why, one sentence each. */
    result: { readonly records: number; readonly failed: number; readonly problems: readonly string[] };
    progress: { readonly done: number; readonly of: number };
  };
  /** Writes documents to a file (never left half-written), or returns them as text where `path` is absent. */
  export: {
    params: {
      readonly scope: ExportScope;
      readonly profile: Profile;
      readonly format: 'ndjson' | 'bulk';
      readonly tags: readonly string[];
      readonly path?: string;
    };
    result: ExportResult & { readonly text?: string };
    progress: { readonly done: number; readonly total: number };
  };
  /** Answers ES|QL on the loaded records. A query that is wrong fails with the kind `query` and its place. */
  query: { params: Query; result: QueryAnswer; progress: { readonly rows: number; readonly of: number } };
  /** The distinct values of a field, the most frequent first; none of a field that is not in memory. */
  values: {
    params: { readonly field: string; readonly limit: number };
    result: readonly string[];
    progress: never;
  };
  /** Sets the rules; before anything is loaded, so that the texts they look for are found while records are read. */
  rules: { params: RuleSource; result: RuleList; progress: never };
  /** The text of a rule's file. */
  ruleText: { params: { readonly rule: string }; result: string; progress: never };
  /** Checks rules on the records. One that is given up answers with what it had found. */
  check: { params: CheckOrder; result: CheckAnswer; progress: { readonly done: number; readonly of: number } };
  /** What is shown of some records, and where they are. With `prompts` their texts are read. */
  lines: {
    params: { readonly ids: readonly RecordId[]; readonly fields: readonly string[]; readonly prompts?: boolean };
    result: RecordLines;
    progress: never;
  };
  /** The last checks as a file of findings; paths are told from `root`, and the tool has this version. */
  findings: {
    params: { readonly format: FindingsFormat; readonly root: string; readonly version: string };
    result: string;
    progress: never;
  };
}

export type FindingsFormat = 'sarif' | 'junit';

/** What only the editor can do; asked for by the page. */
export interface EditorRequests extends ClusterRequests {
  /** The page is up: answers with what it should show. */
  ready: { params: Record<string, never>; result: PageStart; progress: never };
  /** Opens virtual documents: the raw record, its ECS document, or both in the diff editor. */
  show: {
    params: { readonly id: RecordId; readonly what: 'raw' | 'document' | 'compare' };
    result: null;
    progress: never;
  };
  copy: {
    params:
      | { readonly id: RecordId; readonly what: 'request-id' | 'json' | 'document' | 'transcript' }
      | { readonly text: string };
    result: null;
    progress: never;
  };
  /** Runs the export dialogue of the editor. */
  exportDocuments: { params: { readonly scope: ExportScope }; result: null; progress: never };
  openFiles: { params: { readonly what: 'files' | 'folder' | 'samples' }; result: null; progress: never };
  /** Opens a source file at a problem's line where that is possible. */
  showProblem: { params: { readonly problem: Problem }; result: null; progress: never };
  /** Opens the file that a record was read from at its line; one that is compressed or far away is shown among the sources. */
  showSource: { params: { readonly id: RecordId }; result: null; progress: never };
  openLink: { params: { readonly url: string }; result: null; progress: never };
  cancelLoad: { params: Record<string, never>; result: null; progress: never };
  /** Reads what is new of the sources, and what was given up; log groups that were tailed are tailed again. */
  goOn: { params: Record<string, never>; result: null; progress: never };
  /** Opens the user's table of prices; an example of one where there is none. */
  editPrices: { params: Record<string, never>; result: null; progress: never };
  /** Queries that were run before, the latest first. */
  queryHistory: { params: Record<string, never>; result: readonly PastQuery[]; progress: never };
  /** Adds a query that the user ran to the history. */
  rememberQuery: { params: Omit<PastQuery, 'at'>; result: null; progress: never };
  /** The queries that are kept as files in the workspace, by name. */
  savedQueries: { params: Record<string, never>; result: readonly SavedQuery[]; progress: never };
  /** Asks for a name and keeps a query as a file; null where the user gave up. */
  keepQuery: { params: { readonly text: string }; result: SavedQuery | null; progress: never };
  /** Checks rules, all unless some are named, here or on a cluster; what comes of it is told by events. */
  runChecks: {
    params: { readonly rules?: readonly string[]; readonly window: CheckWindow; readonly target?: string };
    result: null;
    progress: never;
  };
  cancelChecks: { params: { readonly target?: string }; result: null; progress: never };
  /** Opens the file of a rule, one that comes with the inspector as a copy; without a rule a new one, of a `query` if given. */
  editRule: { params: { readonly rule?: string; readonly query?: string }; result: null; progress: never };
  /** Asks what of a rule is to be left out, until when and why. */
  suppressRule: {
    params: { readonly rule: string; readonly finding?: number; readonly target?: string };
    result: null;
    progress: never;
  };
  /** Asks for a file and writes the findings of the last checks. */
  saveFindings: {
    params: { readonly format: FindingsFormat; readonly target?: string };
    result: null;
    progress: never;
  };
  /** Asks which records queries run on: answers with the name of a connection, or null for those here. */
  chooseTarget: { params: { readonly current?: string }; result: string | null; progress: never };
  /** Opens a query in an editor of its own. */
  openQuery: { params: { readonly text: string }; result: null; progress: never };
  /** Asks for a file and writes all rows that a query finds. */
  saveQuery: {
    params: { readonly query: Omit<Query, 'limit'>; readonly format: QueryFormat };
    result: null;
    progress: never;
  };
  /** The language service for a query in the page. Offsets are UTF-16 units of the text. */
  completeQuery: { params: QueryPoint; result: QueryOffers; progress: never };
  hoverQuery: { params: QueryPoint; result: QueryHover | null; progress: never };
  diagnoseQuery: { params: { readonly text: string }; result: readonly QueryMistake[]; progress: never };
  /** The query laid out anew; null where it cannot be read. */
  formatQuery: { params: { readonly text: string }; result: string | null; progress: never };
}

/** What the page may ask: the worker's operations but loading and exporting, and the editor's. */
export type PageRequests = Omit<
  SessionRequests,
  | 'load'
  | 'settle'
  | 'bodies'
  | 'export'
  | 'parcel'
  | 'metricParcel'
  | 'adopt'
  | 'rules'
  | 'ruleText'
  | 'check'
  | 'findings'
> &
  EditorRequests;

export interface PageStart {
  readonly title: string;
  readonly state: LoadState;
  readonly columns: readonly ColumnInfo[];
  readonly profile: Profile;
  /** IANA zone or `UTC`. */
  readonly timeZone: string;
  /** Localised texts by their English text; English where absent. */
  readonly texts: Readonly<Record<string, string>>;
  /** Opaque: the page keeps it as `restore` in its `setState`, so that a restored page finds its logs again. */
  readonly restore: string;
  readonly checks: CheckState;
  /** Absent where the settings name none. */
  readonly prices?: PriceFile;
  /** What a page shows that has nothing to come back to; the table unless given. */
  readonly first?: 'overview';
}

/** The user's table of prices as it stands in its file, or why it could not be read. */
export type PriceFile = { readonly json: unknown } | { readonly problem: string };

/** What the host tells the page unasked. */
export type PageEvent =
  | { readonly event: 'state'; readonly state: LoadState }
  | { readonly event: 'settings'; readonly profile: Profile; readonly timeZone: string }
  | { readonly event: 'prices'; readonly prices: PriceFile | null }
  /** `target`: the connection whose cluster was asked; of the records here unless given. */
  | { readonly event: 'checks'; readonly state: CheckState; readonly target?: string }
  | { readonly event: 'checking'; readonly done: number; readonly of: number; readonly target?: string }
  /** Shows the report of a comparison of mappings. */
  | { readonly event: 'mapping' }
  /** Shows what a rule found. */
  | { readonly event: 'rule'; readonly rule: string; readonly target: string | null }
  /** Shows this query and runs it. */
  | { readonly event: 'query'; readonly text: string; readonly now?: number }
  /** A palette command that the page carries out on its selection. */
  | {
      readonly event: 'command';
      readonly command: 'focus-search' | 'next-record' | 'previous-record' | 'back' | 'compare' | 'open-record';
      readonly id?: RecordId;
    };

/** What the page tells the host unasked: palette commands work on the selection. */
export type PageNotice = {
  readonly notice: 'selection';
  readonly ids: readonly RecordId[];
  readonly selection: Selection;
};

type Name<R> = keyof R & string;

/** One asked operation; a discriminated union over the names of `R`. */
export type Ask<R> = {
  [K in Name<R>]: {
    readonly ask: number;
    readonly name: K;
    readonly params: R[K] extends { params: infer P } ? P : never;
  };
}[Name<R>];
export type Abort = { readonly abort: number };

export interface Failure {
  /** One sentence that says what to do. */
  readonly message: string;
  readonly kind: 'aborted' | 'not-found' | 'unreadable' | 'changed' | 'failed' | 'query';
  /** Where in the query's text, from 1; with the kind `query`. */
  readonly place?: QueryPlace;
}

export type Answer =
  | { readonly answer: number; readonly ok: unknown }
  | { readonly answer: number; readonly err: Failure };
export type Progress = { readonly progress: number; readonly value: unknown };

export type ToWorker = Ask<SessionRequests> | Abort;
export type FromWorker = Answer | Progress;
export type ToHost = Ask<PageRequests> | Abort | PageNotice;
export type ToPage = Answer | Progress | PageEvent;
