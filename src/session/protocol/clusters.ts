/** What is asked where a cluster has a part in the answer. Types only. */
import type { CheckState } from './checks.ts';
import type { RecordId } from './protocol.ts';

/** A document as a cluster keeps it. */
export interface FetchedDocument {
  readonly id: string;
  readonly index: string;
  /** `_source`, as JSON. */
  readonly text: string;
}

/** The worker's part. */
export interface FetchedRequests {
  /** Takes documents of a cluster in to be read as records: gives them numbers, which hold for the latest of them. */
  adopt: { params: { readonly documents: readonly FetchedDocument[] }; result: readonly RecordId[]; progress: never };
}

/** The documents behind one finding, as records that can be opened. */
export interface FindingRecords {
  /** The latest first. */
  readonly records: readonly RecordId[];
  /** How many there are, as far as was counted: see `counted`. */
  readonly total: number;
  /** There are more than `total`. */
  readonly more: boolean;
}

/** The page's part: the editor answers, as connections are its own. */
export interface ClusterRequests {
  /** What the checks on a cluster found last; null where there were none. */
  checksOn: { params: { readonly target: string }; result: CheckState | null; progress: never };
  /** Fetches the documents behind a finding, `most` of them at the most. */
  findingRecords: {
    params: { readonly target: string; readonly rule: string; readonly finding: number; readonly most: number };
    result: FindingRecords;
    progress: never;
  };
}
