/** Where records come from. What is kept of a source in settings and states is exactly this, so none of it is secret. */

/** How AWS is reached: with the user's own credentials, found where every AWS tool finds them. */
export interface AwsConnection {
  readonly region?: string;
  /** Of the shared configuration files; absent: the environment's, or `default`. */
  readonly profile?: string;
  /** An address instead of AWS's own: a store that speaks S3, or an AWS API on this machine. */
  readonly endpoint?: string;
  /** Buckets in the path instead of the host name. */
  readonly pathStyle?: boolean;
  readonly fips?: boolean;
  readonly dualStack?: boolean;
  /** A role to take on with these credentials. */
  readonly role?: { readonly arn: string; readonly externalId?: string };
  /** `http://HOST:PORT`; absent: what the environment's `HTTPS_PROXY` and `NO_PROXY` say. */
  readonly proxy?: string;
}

export interface FileSource {
  readonly kind: 'file' | 'folder';
  readonly path: string;
}

/** Objects of a bucket whose keys begin with `prefix`; if a key is exactly that, this object alone. */
export interface S3Source {
  readonly kind: 's3';
  /** A name, or the ARN of an access point. */
  readonly bucket: string;
  readonly prefix: string;
  /** Delivery hours from the first, before the second, epoch ms; keys without an hour are judged by their own time. */
  readonly range?: readonly [from: number, to: number];
  /** Only objects that were written since then, epoch ms, whatever their keys say. */
  readonly writtenSince?: number;
  readonly aws: AwsConnection;
}

/** Objects that notifications in a queue tell of. */
export interface QueueSource {
  readonly kind: 'sqs';
  readonly url: string;
  /** `peek`: messages go back to the queue. `consume`: they are deleted once their records are loaded. */
  readonly mode: 'peek' | 'consume';
  readonly aws: AwsConnection;
}

/** Events of log groups; each event is a record. */
export interface LogsSource {
  readonly kind: 'logs';
  /** A name, `PREFIX*` for all groups that begin so, or an ARN. */
  readonly group: string;
  /** Only streams whose names begin so. */
  readonly streams?: string;
  /** CloudWatch's filter pattern. */
  readonly filter?: string;
  /** Of a prefix: groups of linked accounts as well. */
  readonly linked?: boolean;
  /** From the first, before the second, epoch ms; the last day unless given. */
  readonly range?: readonly [from: number, to: number];
  /**
   * Goes on with what arrives, until it is cancelled; of the records the latest so many are kept. `paused`: what there is by
   * now is read, and nothing followed until somebody wants it.
   */
  readonly follow?: { readonly keep: number; readonly paused?: true };
  readonly aws: AwsConnection;
}

/** Metrics of one region, which become documents and not records. */
export interface MetricsSource {
  readonly kind: 'metrics';
  /** Seconds. */
  readonly period: number;
  /** Metrics of linked accounts as well. */
  readonly linked?: boolean;
  /** Only of guardrails and profiles that have this tag. */
  readonly tag?: { readonly key: string; readonly value: string };
  /** From the first, before the second, epoch ms; the last day unless given. */
  readonly range?: readonly [from: number, to: number];
  readonly aws: AwsConnection;
}

/** Where records come from. */
export type SourceRef = FileSource | S3Source | QueueSource | LogsSource | MetricsSource;
/** A source that has to be fetched. */
export type RemoteSource = Exclude<SourceRef, FileSource>;
