/** What is asked of AWS beside reading records: by a worker of its own, for the clients take a while to load. Types only. */
import type { AwsConnection, S3Source } from './sources.ts';

/** One line of the setup check. */
export interface SetupLine {
  readonly state: 'ok' | 'warning' | 'failed' | 'not tried';
  /** What was looked at, such as `logging in eu-central-1`. */
  readonly subject: string;
  /** What was found, one sentence without a point. */
  readonly text: string;
  /** What to do about it. */
  readonly todo?: string;
}

/** A place that Bedrock delivers logs to, by its own configuration. */
export interface FoundLogs {
  readonly region: string;
  readonly s3?: { readonly bucket: string; readonly prefix: string };
  readonly logGroup?: string;
}

export interface Discovered {
  readonly found: readonly FoundLogs[];
  /** Regions that could not be asked, and why, one sentence each. */
  readonly problems: readonly string[];
}

export interface BucketPage {
  /** What is grouped, each with the slash at its end. */
  readonly prefixes: readonly string[];
  readonly objects: readonly { readonly key: string; readonly size: number; readonly modified: number }[];
  /** Gives the next page. */
  readonly token?: string;
}

export interface StreamPage {
  /** `latest`: when its last event was written, epoch ms. */
  readonly streams: readonly { readonly name: string; readonly latest?: number }[];
  /** Gives the next page. */
  readonly token?: string;
}

export interface ReadingEstimate {
  readonly objects: number;
  /** As stored. */
  readonly bytes: number;
  /** Side objects, which are not read. */
  readonly skipped: number;
  /** By name, those for the listing among them. */
  readonly requests: Readonly<Record<string, number>>;
}

/** About so many messages wait, are held by somebody, and are not due yet. */
export interface QueueFigures {
  readonly waiting: number;
  readonly held: number;
  readonly delayed: number;
  /** Where messages go that nobody can use, after so many receives. */
  readonly redrive?: { readonly target: string; readonly after: number };
}

export interface AwsRequests {
  /** Who AWS takes us for, and where. */
  whoAmI: {
    params: { readonly aws: AwsConnection };
    result: { readonly account: string; readonly arn: string; readonly region: string };
    progress: never;
  };
  /** Where Bedrock delivers its logs; `regions` empty: in all that have Bedrock. */
  discover: {
    params: { readonly aws: AwsConnection; readonly regions: readonly string[] };
    result: Discovered;
    progress: never;
  };
  /** What is below a prefix of a bucket, grouped by slashes: one page. */
  browse: {
    params: { readonly aws: AwsConnection; readonly bucket: string; readonly prefix: string; readonly token?: string };
    result: BucketPage;
    progress: never;
  };
  /** What reading a source in S3 would take; nothing is read. Progress: what has been listed so far. */
  estimate: {
    params: { readonly source: S3Source };
    result: ReadingEstimate;
    progress: Omit<ReadingEstimate, 'requests'>;
  };
  /** What a queue holds. */
  queue: { params: { readonly aws: AwsConnection; readonly url: string }; result: QueueFigures; progress: never };
  /** Names of log groups that begin so; with `linked` ARNs, those of linked accounts among them. */
  groups: {
    params: { readonly aws: AwsConnection; readonly prefix: string; readonly linked?: boolean };
    result: readonly string[];
    progress: never;
  };
  /** The streams of a log group, those that were written last first, or with a prefix by their names: one page. */
  streams: {
    params: {
      readonly aws: AwsConnection;
      /** A name or an ARN. */
      readonly group: string;
      readonly prefix?: string;
      readonly token?: string;
    };
    result: StreamPage;
    progress: never;
  };
  /** Looks at the whole way from Bedrock to here. Progress: each line. */
  checkSetup: {
    params: {
      readonly aws: AwsConnection;
      readonly regions: readonly string[];
      readonly buckets: readonly { readonly bucket: string; readonly prefix: string }[];
      readonly groups: readonly string[];
      readonly queues: readonly string[];
    };
    result: readonly SetupLine[];
    progress: SetupLine;
  };
}
