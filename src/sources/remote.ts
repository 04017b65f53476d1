/** What sources that have to be fetched give to those who read records: files on this disk, one after the other. */
import type { MetricDocument } from '../ecs/metrics.ts';
import type { SkipKind } from '../records/report.ts';
import type { LogFile } from './files.ts';

export interface FetchedFile extends LogFile {
  /** Its stored bytes, where they were in memory anyway. */
  readonly bytes?: Buffer;
}

export type RemoteStep =
  /** So many more objects and stored bytes will come, or what is wrong with them. */
  | { readonly step: 'found'; readonly objects: number; readonly bytes: number }
  /** To be read now. `settle` is called once when it has been, or could not be: what comes of it depends on that. */
  | { readonly step: 'file'; readonly file: FetchedFile; readonly settle?: (loaded: boolean) => void }
  /** Of metrics, which are documents from the start. */
  | { readonly step: 'documents'; readonly documents: readonly MetricDocument[] }
  /** Of a source whose size nobody knows: the part of its time range that has been read, 0 to 1. */
  | { readonly step: 'covered'; readonly part: number }
  /** How following goes, once all that was there has been read. */
  | { readonly step: 'following'; readonly by: 'live tail' | 'polling'; readonly sampled: boolean }
  /** Side objects that the source holds and that are no logs. */
  | { readonly step: 'skipped'; readonly kind: SkipKind; readonly count: number }
  /** About a found object (`bytes`: its size) or, without, about the source as a whole. */
  | {
      readonly step: 'problem';
      readonly severity: 'error' | 'warning';
      readonly place: string;
      readonly reason: string;
      readonly bytes?: number;
    };

/** How far a source has been read: whoever reads it again need not look at what lies before. */
export interface Reached {
  /** The latest hour of each delivery that was read up to there, epoch ms, by the beginning of its keys. */
  readonly hours: Map<string, number>;
  /** Pages that a listing of everything took. */
  pages: number;
}

/** A source that is being read. Iterating it does the work; it throws what ends the reading, and the signal's reason. */
export interface RemoteReading extends AsyncIterable<RemoteStep> {
  /** Requests that were sent so far, by name such as `s3:GetObject`. */
  readonly requests: ReadonlyMap<string, number>;
  /** Once all files are settled, or nothing more is wanted. Throws what could not be brought to its end. */
  close?(): Promise<void>;
}
