/** What is asked of AWS beside reading records: by a worker of its own, for the clients take a while to load. Types only. */
import type { AwsConnection } from './sources.ts';

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
  /** Names of log groups that begin so. */
  groups: {
    params: { readonly aws: AwsConnection; readonly prefix: string };
    result: readonly string[];
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
