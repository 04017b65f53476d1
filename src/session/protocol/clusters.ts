/** What is asked where a cluster has a part in the answer. Types only. */
import type { CheckState } from './checks.ts';
import type { QueryParameter } from './queries.ts';
import type { ExportScope, RecordId } from './records.ts';

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
  /** ES|QL that answers with all of them on the cluster, where the finding tells which they are. */
  readonly query?: string;
}

/** Why a field differs; `version`: the pipeline is of another version than the one that is followed here. */
export type MappingCause = 'unknown' | 'version' | 'divergence' | 'stopped' | 'extended' | 'around';

export interface MappingDifference {
  readonly field: string;
  readonly difference: 'only-there' | 'only-here' | 'other-value';
  readonly cause: MappingCause;
  /** Of our list of divergences, where the cause is one. */
  readonly divergence?: string | undefined;
  readonly records: number;
  /** The first record that differs, and both values as JSON, cut; empty where there is none. */
  readonly example: { readonly record: RecordId; readonly here: string; readonly there: string };
}

/** Documents made here beside those that a cluster's own pipeline makes of the same records. */
export interface MappingReport {
  /** Name of the connection. */
  readonly target: string;
  readonly pipeline: string;
  /** As the name of the pipeline tells; absent where it does not. */
  readonly version?: string | undefined;
  /** The version that the mapping here follows. */
  readonly followed: string;
  /** Records that were compared, and those that were chosen. */
  readonly records: number;
  readonly of: number;
  /** Records that are equal in all but what is written around them. */
  readonly equal: number;
  readonly equalFields: readonly (readonly [field: string, records: number])[];
  /** By cause, then by the number of records. */
  readonly differences: readonly MappingDifference[];
  /** What the pipeline said where it failed, and of how many records. */
  readonly failures: readonly (readonly [reason: string, records: number])[];
}

/** One query answered on the records here and on a cluster. */
export interface QueryComparison {
  readonly here: { readonly rows: number; readonly took: number };
  readonly there: { readonly rows: number; readonly took: number };
  /** Where the answers are not the same: `column 2`, `row 14, user.id`, `rows`. The first ones. */
  readonly differences: readonly { readonly what: string; readonly here: string; readonly there: string }[];
  /** What the cluster was asked about: `@timestamp` of the records here, epoch ms; absent where there are none. */
  readonly range?: readonly [from: number, to: number];
  readonly warnings: readonly string[];
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
  /** Pushes records to a cluster: asks where to. */
  push: { params: { readonly scope: ExportScope }; result: null; progress: never };
  /** Shows what a push would send. */
  dryRun: { params: { readonly scope: ExportScope }; result: null; progress: never };
  /** Lets a cluster map records too, and shows the report. */
  compareMapping: { params: { readonly scope: ExportScope }; result: null; progress: never };
  /** The last report; null where there is none. */
  mapping: { params: Record<string, never>; result: MappingReport | null; progress: never };
  /** Opens the last report as JSON. */
  mappingJson: { params: Record<string, never>; result: null; progress: never };
  /** Opens both documents of a record side by side. */
  mappingPair: { params: { readonly record: RecordId }; result: null; progress: never };
  /** Runs a query in both places, on the cluster in the time of the records here. Fails as `query` does. */
  compareQuery: {
    params: { readonly text: string; readonly params?: readonly QueryParameter[]; readonly target: string };
    result: QueryComparison;
    progress: never;
  };
}
