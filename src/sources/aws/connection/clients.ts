/** The clients that are used, each with its code loaded when it is first asked for. */
import type { BedrockClient } from '@aws-sdk/client-bedrock';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import type { AwsConnection } from '../../../session/protocol/sources.ts';
import { configuredEndpoint, configuredRegion } from './credentials.ts';
import { transport } from './transport.ts';

// The editor brings its Node along: a warning that it is old would be for nobody.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

export interface Clients {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly logs: CloudWatchLogsClient;
  readonly cloudwatch: CloudWatchClient;
  readonly sts: STSClient;
  readonly bedrock: BedrockClient;
}

export type Service = keyof Clients;

/** Part of the names of environment variables and settings that set an endpoint for one service. */
const SETTING: Readonly<Record<Service, string>> = {
  s3: 'S3',
  sqs: 'SQS',
  logs: 'CLOUDWATCH_LOGS',
  cloudwatch: 'CLOUDWATCH',
  sts: 'STS',
  bedrock: 'BEDROCK',
};

/** The region is the connection's, or what environment and profile say. */
export async function makeClient<S extends Service>(
  service: S,
  connection: AwsConnection,
  credentials: AwsCredentialIdentityProvider,
): Promise<Clients[S]> {
  const { profile, fips, dualStack, proxy } = connection;
  const endpoint = connection.endpoint ?? (await configuredEndpoint(SETTING[service], profile));
  const region = connection.region ?? (await configuredRegion(profile));
  const settings = {
    credentials,
    // Whoever asks decides what is tried again: see `Aws.ask`.
    maxAttempts: 1,
    requestHandler: transport(endpoint ?? `https://${service}.amazonaws.com`, proxy),
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    ...(endpoint !== undefined && { endpoint }),
    ...(fips === true && { useFipsEndpoint: true }),
    ...(dualStack === true && { useDualstackEndpoint: true }),
  };
  return MAKERS[service](settings, connection) as Promise<Clients[S]>;
}

/** What all clients take in common. */
type Settings = object;

const MAKERS: { readonly [S in Service]: (settings: Settings, connection: AwsConnection) => Promise<Clients[S]> } = {
  s3: async (settings, { pathStyle, endpoint }) =>
    new (await import('@aws-sdk/client-s3')).S3Client({
      ...settings,
      followRegionRedirects: true,
      // Stores of others may know no checksums, and AWS's own are checked where they are sent.
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestChecksumCalculation: 'WHEN_REQUIRED',
      ...((pathStyle ?? needsPathStyle(endpoint)) && { forcePathStyle: true }),
    }),
  sqs: async (settings) =>
    new (await import('@aws-sdk/client-sqs')).SQSClient({
      ...settings,
      ...('endpoint' in settings && { useQueueUrlAsEndpoint: false }),
    }),
  logs: async (settings) =>
    new (await import('@aws-sdk/client-cloudwatch-logs')).CloudWatchLogsClient({
      ...settings,
      // A live tail goes to a host of its own, which only AWS has.
      ...('endpoint' in settings && { disableHostPrefix: true }),
    }),
  cloudwatch: async (settings) => new (await import('@aws-sdk/client-cloudwatch')).CloudWatchClient(settings),
  sts: async (settings) => new (await import('@aws-sdk/client-sts')).STSClient(settings),
  bedrock: async (settings) => new (await import('@aws-sdk/client-bedrock')).BedrockClient(settings),
};

/** Names below `localhost` do not resolve everywhere. */
function needsPathStyle(endpoint: string | undefined): boolean {
  return endpoint !== undefined && /^https?:\/\/(?:localhost|127\.|\[::1\])/.test(endpoint);
}
