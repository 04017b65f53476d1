/** The user's own credentials, found where every AWS tool looks for them. None are kept beyond the process. */
import { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { loadSharedConfigFiles } from '@smithy/core/config';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import type { AwsConnection } from '../../../session/protocol/sources.ts';

/** The chain would warn on the terminal that profile and keys are both set; the profile is what was asked for. */
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const ROLE_SESSION = 'bedrock-log-inspector';

/** Files are read anew by each provider that is made here, so that renewed credentials count at once. */
export function credentialsOf({ profile, endpoint, region, role }: AwsConnection): AwsCredentialIdentityProvider {
  // An assumed role asks STS, which has to be the same AWS.
  const clientConfig = { ...(endpoint !== undefined && { endpoint }), ...(region !== undefined && { region }) };
  const own = fromNodeProviderChain({
    ...(profile !== undefined && { profile }),
    clientConfig,
    ignoreCache: true,
    logger: SILENT,
  });
  if (!role) return own;
  return fromTemporaryCredentials({
    masterCredentials: own,
    clientConfig,
    params: {
      RoleArn: role.arn,
      RoleSessionName: ROLE_SESSION,
      ...(role.externalId !== undefined && { ExternalId: role.externalId }),
    },
  });
}

/** The region that environment or profile set; undefined leaves it to the SDK, which asks the machine where it runs. */
export async function configuredRegion(profile: string | undefined): Promise<string | undefined> {
  const named = process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION;
  return named || (await settingsOf(profile)).section?.region;
}

const IGNORED = /^true$/i;

/**
 * The endpoint that environment or profile set for a service, such as `SQS` or `CLOUDWATCH_LOGS`. The SDK knows these
 * too, but follows a profile's only where the environment names it, and sends requests about a queue to the queue's own
 * host unless it is told in code.
 */
export async function configuredEndpoint(service: string, profile: string | undefined): Promise<string | undefined> {
  const { env } = process;
  if (IGNORED.test(env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS ?? '')) return undefined;
  const named = env[`AWS_ENDPOINT_URL_${service}`] ?? env.AWS_ENDPOINT_URL;
  if (named) return named;
  const { section, services } = await settingsOf(profile);
  return services?.[`${service.toLowerCase()}.endpoint_url`] ?? section?.endpoint_url;
}

type Section = Readonly<Record<string, string | undefined>>;

/** Read anew each time: an editor lives longer than a configuration. */
async function settingsOf(profile: string | undefined): Promise<{ section?: Section; services?: Section }> {
  const { configFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const section = configFile[profile ?? process.env.AWS_PROFILE ?? 'default'];
  const services = section?.services === undefined ? undefined : configFile[`services.${section.services}`];
  return { ...(section && { section }), ...(services && { services }) };
}
