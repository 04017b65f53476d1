/** Records as they cross the borders: what is loaded, which of them, a row, one whole. Types only. */
import type { Conversation, Explanation, WhatIf } from '../../ecs/model.ts';

/** A record's number in its session, in the order of loading. Stable while the session lives. */
export type RecordId = number;

/** read + skipped + failed = seen, always. */
export interface Counts {
  readonly seen: number;
  readonly read: number;
  readonly skipped: number;
  readonly failed: number;
  /** Skipped things by kind, such as `permission check` or `body in the data folder`. */
  readonly skippedBy: Readonly<Record<string, number>>;
  /** Records that were read although something in them was not as expected. */
  readonly warned: number;
}

/** One thing that could not be read, or only in part. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  readonly file: string;
  /** 1-based line and 0-based byte offset in the inflated text; 0 and 0 if the whole file is meant. */
  readonly line: number;
  readonly offset: number;
  readonly reason: string;
}

export interface LoadState {
  readonly phase: 'empty' | 'loading' | 'done' | 'cancelled' | 'failed';
  readonly files: { readonly done: number; readonly total: number };
  /** Bytes as stored, not inflated. */
  readonly bytes: { readonly done: number; readonly total: number };
  readonly counts: Counts;
  /** The first 1,000; `problemsTotal` counts all. */
  readonly problems: readonly Problem[];
  readonly problemsTotal: number;
  /** Newest and oldest `@timestamp`, ms; absent while nothing is read. */
  readonly range?: readonly [oldest: number, newest: number];
  /** Why it failed, one sentence. */
  readonly reason?: string;
  /** Documents of metrics, which are no records. */
  readonly documents?: number;
  /** With metrics: the calls in the log beside those that CloudWatch counted, and where they differ, in one line. */
  readonly gap?: string;
  /** Part of the time range that has been read, 0 to 1, of a source that has no files. */
  readonly covered?: number;
  /** What was there has been read, and what arrives is being added. */
  readonly following?: FollowState;
  /** Its log groups can be tailed, and are not at present. */
  readonly mayFollow?: true;
  /** The first so many records are gone: they were trimmed while following. */
  readonly trimmed?: number;
}

export interface FollowState {
  readonly by: 'live tail' | 'polling';
  /** More arrives than CloudWatch sends. */
  readonly sampled: boolean;
  /** Epoch ms. */
  readonly since: number;
  /** That have come since then. */
  readonly records: number;
  /** Records a second, over the last seconds. */
  readonly rate: number;
}

export type ColumnType = 'date' | 'keyword' | 'long' | 'double' | 'boolean';

/** A column that rows can be asked for and sorted by. `field` is the ES|QL name. */
export interface ColumnInfo {
  readonly field: string;
  readonly type: ColumnType;
  readonly unit?: 'ms' | 'tokens' | 'bytes' | 'characters';
}

/** Which records, in which order: those that fit the condition and the range and hold the searched text. */
export interface Selection {
  /** Text that any mapped column must hold, letter case ignored. */
  readonly search: string;
  /** ES|QL as it stands behind WHERE; absent or blank: every record. One that is wrong fails with the kind `query`. */
  readonly where?: string;
  /** `@timestamp` from the first, before the second, epoch ms; absent: all times. */
  readonly range?: readonly [from: number, to: number];
  readonly sort: { readonly field: string; readonly descending: boolean };
}

/** A cell: several values of one field are a list; absent is null. Dates are epoch ms. */
export type Cell = string | number | boolean | null | readonly (string | number)[];

export interface RowWindow {
  /** Records that the selection holds in all, and in the whole session. */
  readonly matched: number;
  readonly loaded: number;
  readonly from: number;
  readonly ids: readonly RecordId[];
  /** One list a requested field, as long as `ids`. */
  readonly cells: readonly (readonly Cell[])[];
}

export interface RecordView {
  readonly id: RecordId;
  readonly requestId: string;
  /** Values of every column, by field. */
  readonly columns: Readonly<Record<string, Cell>>;
  readonly conversation: Conversation;
  /** One for each finding of the conversation. */
  readonly whatIf: readonly WhatIf[];
  readonly explanation: Explanation;
  /** Indented JSON, cut at 2,000 lines and 512 KiB; the whole text opens as a virtual document. */
  readonly raw: { readonly text: string; readonly cut: boolean; readonly bytes: number };
  readonly document: { readonly text: string; readonly cut: boolean };
  readonly source: { readonly path: string; readonly line: number; readonly offset: number };
  readonly warnings: readonly string[];
}

/** Which records an export takes. */
export type ExportScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'matched'; readonly selection: Selection }
  | { readonly kind: 'records'; readonly ids: readonly RecordId[] };

export interface ExportResult {
  readonly documents: number;
  readonly bytes: number;
  readonly warned: number;
}
