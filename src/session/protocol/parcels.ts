/** Documents that are handed over to be sent on, some at a time. Types only. */
import type { Profile } from '../../ecs/model.ts';
import type { ExportScope, RecordId } from './records.ts';

/** What is made of each record: its document, the event that an agent would send of it, or first the one, then the other. */
export type ParcelForm = 'mapped' | 'raw' | 'both';

export interface ParcelOrder {
  readonly scope: ExportScope;
  readonly form: ParcelForm;
  readonly profile: Profile;
  readonly tags: readonly string[];
  /** `data_stream.namespace`. */
  readonly namespace: string;
  /** Records of the scope that earlier parcels held. */
  readonly from: number;
  /** A parcel ends with the first record that makes it as long. */
  readonly bytes: number;
}

export interface Parcel {
  /** Documents as JSON, one behind the other. */
  readonly bytes: Uint8Array;
  /** Where each document ends. */
  readonly ends: readonly number[];
  /** What each record is called wherever it goes: 40 hexadecimal digits. */
  readonly names: readonly string[];
  /** The records' numbers. */
  readonly ids: readonly RecordId[];
  /** `from` of the next parcel; `total` after the last one. */
  readonly next: number;
  readonly total: number;
  /** Oldest and newest `@timestamp` in the parcel, ms; absent where it is empty. */
  readonly range?: readonly [oldest: number, newest: number];
}

/** Documents of metrics, which are no records. */
export interface MetricParcel {
  /** Each as JSON. */
  readonly documents: readonly string[];
  /** `from` of the next parcel; `total` after the last one. */
  readonly next: number;
  readonly total: number;
}

export interface ParcelRequests {
  /** `next` and the same order otherwise give the next parcel. */
  parcel: { params: ParcelOrder; result: Parcel; progress: never };
  /** Documents of metrics in the order in which they came; `namespace` is what they are written for. */
  metricParcel: {
    params: { readonly from: number; readonly namespace: string };
    result: MetricParcel;
    progress: never;
  };
}
