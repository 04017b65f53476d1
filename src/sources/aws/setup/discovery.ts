/** Where Bedrock delivers its logs, by its own configuration. */
import type { Aws } from '../connection/connection.ts';
import { AwsError } from '../connection/errors.ts';
import type { Patience } from '../connection/patience.ts';

export interface LoggingSetup {
  readonly region: string;
  /** Objects lie below `prefix`, then `AWSLogs/`. */
  readonly s3?: Delivery;
  readonly logGroup?: string;
  /** Where CloudWatch's records keep what is too long for them. */
  readonly largeData?: Delivery;
  /** Kinds of data that are logged: text, image, embedding, video, audio. */
  readonly kinds: readonly string[];
}

export interface Delivery {
  readonly bucket: string;
  /** Without a slash at its end; empty for none. */
  readonly prefix: string;
}

/** What a region answered: its setup, undefined for logging off, or what went wrong. */
export interface RegionAnswer {
  readonly region: string;
  readonly setup?: LoggingSetup | undefined;
  readonly error?: AwsError;
}

/** Regions that are asked at the same time. */
const AT_ONCE = 8;

/** A region that does not answer must not hold up the list of the others. */
const QUICK: Patience = { attempts: 2, firstMs: 200, mostMs: 200 };

/** Undefined: logging is off. Throws an `AwsError`. */
export async function loggingSetup(aws: Aws, region: string, signal?: AbortSignal): Promise<LoggingSetup | undefined> {
  const { GetModelInvocationLoggingConfigurationCommand } = await import('@aws-sdk/client-bedrock');
  const { loggingConfig } = await aws.ask(
    'bedrock',
    (client, options) => client.send(new GetModelInvocationLoggingConfigurationCommand({}), options),
    { call: 'GetModelInvocationLoggingConfiguration', resource: region, region, patience: QUICK, signal },
  );
  if (!loggingConfig) return undefined;
  const { cloudWatchConfig, s3Config } = loggingConfig;
  const s3 = deliveryOf(s3Config);
  const largeData = deliveryOf(cloudWatchConfig?.largeDataDeliveryS3Config);
  if (!s3 && !cloudWatchConfig?.logGroupName) return undefined;
  // What is not said is on.
  const kinds = [
    ['text', loggingConfig.textDataDeliveryEnabled],
    ['image', loggingConfig.imageDataDeliveryEnabled],
    ['embedding', loggingConfig.embeddingDataDeliveryEnabled],
    ['video', loggingConfig.videoDataDeliveryEnabled],
    ['audio', loggingConfig.audioDataDeliveryEnabled],
  ] as const;
  return {
    region,
    ...(s3 && { s3 }),
    ...(cloudWatchConfig?.logGroupName && { logGroup: cloudWatchConfig.logGroupName }),
    ...(largeData && { largeData }),
    kinds: kinds.filter(([, on]) => on !== false).map(([kind]) => kind),
  };
}

function deliveryOf(
  config: { readonly bucketName?: string | undefined; readonly keyPrefix?: string | undefined } | undefined,
): Delivery | undefined {
  if (!config?.bucketName) return undefined;
  return { bucket: config.bucketName, prefix: (config.keyPrefix ?? '').replace(/\/+$/, '') };
}

/** Asks each region; one that cannot be asked has its error and holds up no other. In the order of the regions. */
export async function discover(aws: Aws, regions: readonly string[], signal?: AbortSignal): Promise<RegionAnswer[]> {
  const answers: RegionAnswer[] = [];
  let next = 0;
  const ask = async (): Promise<void> => {
    while (next < regions.length) {
      const at = next++;
      const region = regions[at] as string;
      try {
        answers[at] = { region, setup: await loggingSetup(aws, region, signal) };
      } catch (error) {
        signal?.throwIfAborted();
        if (!(error instanceof AwsError)) throw error;
        answers[at] = { region, error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, regions.length) }, ask));
  return answers;
}
