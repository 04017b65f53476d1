/** What is asked of the worker for reading one record, or a few together. Types only. */
import type { Comparison, Profile } from '../../ecs/model.ts';
import type { Cell, RecordId, RecordView } from './records.ts';

/** An invocation of a conversation. */
export interface ThreadStep {
  readonly id: RecordId;
  /** The invocation that it goes on from. */
  readonly from?: RecordId;
  /** Messages that were sent with it. */
  readonly messages: number;
}

/** The invocations of one conversation, in the order of time. */
export interface Thread {
  readonly steps: readonly ThreadStep[];
  /** One list a requested field, as long as `steps`. */
  readonly cells: readonly (readonly Cell[])[];
  /** Records that begin with the same words were too many; those nearest in time were looked through. */
  readonly cut: boolean;
}

/** A picture that stands in a record itself. */
export interface PictureView {
  readonly format: 'png' | 'jpeg' | 'gif' | 'webp';
  readonly base64: string;
}

/** Two records, and what they share. */
export interface ComparedRecords {
  readonly left: RecordView;
  readonly right: RecordView;
  readonly comparison: Comparison;
}

/** The operations of the worker behind the reader. */
export interface ReadingRequests {
  /** The records of the same conversation: each sends the messages of the one before and goes on. */
  thread: {
    params: { readonly id: RecordId; readonly fields: readonly string[] };
    result: Thread;
    progress: { readonly done: number; readonly of: number };
  };
  /** Two records side by side. */
  compare: {
    params: {
      readonly left: RecordId;
      readonly right: RecordId;
      readonly profile: Profile;
      readonly tags?: readonly string[];
    };
    result: ComparedRecords;
    progress: never;
  };
  /**
   * The picture that begins `at` bytes into the record, or that stands beside it at `uri`, as a media block says;
   * `not-found` if it cannot be shown.
   */
  picture: {
    params: { readonly id: RecordId } & ({ readonly at: number } | { readonly uri: string });
    result: PictureView;
    progress: never;
  };
}
