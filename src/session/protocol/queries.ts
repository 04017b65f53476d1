/** ES|QL as it crosses the borders: queries, answers, what helps to write them. Types only. */
import type { Selection } from './records.ts';

/** A value of an answer: dates and addresses as text, whole numbers that a double cannot say as their digits. */
export type QueryCell = string | number | boolean | null | readonly (string | number | boolean)[];

export interface QueryParameter {
  /** For `?name`; those without a name are `?1`, `?2` in their order. */
  readonly name?: string;
  readonly value: QueryCell;
}

export interface Query {
  /** ES|QL. */
  readonly text: string;
  readonly params?: readonly QueryParameter[];
  /** Rows to answer with, at most 10,000, which is all that a query finds. */
  readonly limit: number;
  /** What NOW() is, epoch ms; the clock unless given. */
  readonly now?: number;
  /** Reads only the records of this selection, in the order of loading; all unless given. */
  readonly within?: Selection;
  /** Name of the connection to the cluster that answers; the records here unless given. */
  readonly target?: string;
}

export interface QueryAnswer {
  /** Types as Elasticsearch names them. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Rows that the query found; `values` may hold fewer. */
  readonly rows: number;
  /** One list a column. */
  readonly values: readonly (readonly QueryCell[])[];
  readonly warnings: readonly string[];
  /** Milliseconds. */
  readonly took: number;
}

export interface QueryPlace {
  readonly line: number;
  /** In code points. */
  readonly column: number;
}

/** A query of the history. */
export interface PastQuery {
  readonly text: string;
  /** When it was run last, epoch ms. */
  readonly at: number;
  /** Rows that it found; absent where it failed. */
  readonly rows?: number;
  /** Where it is wrong, as `line:column`, or that it failed. */
  readonly failed?: string;
}

export interface SavedQuery {
  /** Of the file, without its ending. */
  readonly name: string;
  readonly text: string;
}

export type QueryFormat = 'csv' | 'json' | 'ndjson';

export interface QueryPoint {
  readonly text: string;
  readonly offset: number;
}

export interface QueryOffers {
  /** What an offer that is taken replaces. */
  readonly start: number;
  readonly end: number;
  readonly offers: readonly {
    readonly label: string;
    /** `command`, `function`, `aggregate`, `field`, `index`, `keyword`, `operator`, `value`, `unit` or `type`. */
    readonly kind: string;
    readonly insert: string;
    /** `insert` holds places to fill in: `${1:number}`. */
    readonly snippet?: boolean;
    readonly detail?: string;
    /** What it is, in plain text of several lines. */
    readonly about?: string;
  }[];
}

export interface QueryHover {
  readonly start: number;
  readonly end: number;
  /** Plain text, several lines. */
  readonly text: string;
}

export interface QueryMistake {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly severity: 'error' | 'warning' | 'information';
}
