/** Options that name a cluster, and the connection that they make. Secrets come from the environment, never from options. */

import type { Cluster } from '../elasticsearch/cluster.ts';
import {
  type Connection,
  ConnectionError,
  isPlainToOthers,
  readConnection,
  type Secret,
} from '../elasticsearch/connection.ts';
import { type Arguments, type OptionTable, UsageError } from './arguments.ts';

/** Where the API key is looked for if nothing is said. */
const USUAL_KEY = 'ELASTICSEARCH_API_KEY';

export const CLUSTER_OPTIONS: OptionTable = {
  elasticsearch: { type: 'string', value: 'URL', help: 'the cluster, such as https://localhost:9200' },
  'cloud-id': { type: 'string', value: 'ID', help: 'a deployment in Elastic Cloud, instead of a URL' },
  'api-key-env': { type: 'string', value: 'NAME', help: `environment variable with the API key (${USUAL_KEY})` },
  user: { type: 'string', value: 'NAME', help: 'a user instead of an API key' },
  'password-env': { type: 'string', value: 'NAME', help: "environment variable with the user's password" },
  ca: { type: 'string', value: 'FILE', help: "certificates (PEM) that the server's is checked with" },
  fingerprint: { type: 'string', value: 'SHA256', help: "digest of the certificate that signed the server's" },
  proxy: { type: 'string', value: 'URL', help: 'send requests through a proxy' },
  'proxy-user': { type: 'string', value: 'NAME', help: 'whom the proxy lets through' },
  'proxy-password-env': { type: 'string', value: 'NAME', help: "environment variable with that user's password" },
  namespace: { type: 'string', value: 'NAME', help: 'namespace of the data streams (default)' },
  'allow-http': { type: 'boolean', help: 'speak plain http to another host: everybody on the way can read it' },
};

export interface ChosenCluster {
  readonly connection: Connection;
  readonly secret: Secret;
  readonly proxyPassword: string | undefined;
  readonly namespace: string;
}

/** Throws a `UsageError` that says what to change. */
export function chosenCluster(
  command: string,
  args: Arguments,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ChosenCluster {
  const given = (name: string): string | undefined => args.text.get(name);
  if (given('elasticsearch') === undefined && given('cloud-id') === undefined)
    throw new UsageError(`${command} needs --elasticsearch URL, such as https://localhost:9200, or --cloud-id ID.`);
  const connection = asUsage(() =>
    readConnection({
      name: 'command line',
      url: given('elasticsearch') ?? '',
      cloudId: given('cloud-id') ?? '',
      user: given('user') ?? '',
      ca: given('ca') ?? '',
      fingerprint: given('fingerprint') ?? '',
      proxy: given('proxy') ?? '',
      proxyUser: given('proxy-user') ?? '',
      kibana: given('kibana') ?? '',
      namespace: given('namespace') ?? '',
    }),
  );
  if (isPlainToOthers(connection) && !args.flags.has('allow-http'))
    throw new UsageError(
      'The address is plain http to another host: keys and prompts can be read on the way. Use https, or add --allow-http.',
    );
  const proxyPassword = proxyPasswordOf(args, environment);
  const { namespace = 'default' } = connection;
  return { connection, secret: secretOf(args, environment), proxyPassword, namespace };
}

function proxyPasswordOf(
  args: Arguments,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const name = args.text.get('proxy-password-env');
  if (args.text.has('proxy-user') !== (name !== undefined))
    throw new UsageError('A user of a proxy needs a password: --proxy-user NAME --proxy-password-env VARIABLE');
  return name === undefined ? undefined : variable(name, environment);
}

function secretOf(args: Arguments, environment: Readonly<Record<string, string | undefined>>): Secret {
  const user = args.text.get('user');
  const keyName = args.text.get('api-key-env');
  const passwordName = args.text.get('password-env');
  if (user !== undefined && keyName !== undefined)
    throw new UsageError('Give either --api-key-env, or --user and --password-env.');
  if (user !== undefined || passwordName !== undefined) {
    if (user === undefined || passwordName === undefined)
      throw new UsageError('A user needs a password: --user NAME --password-env VARIABLE');
    return { kind: 'password', password: variable(passwordName, environment) };
  }
  if (keyName !== undefined) return { kind: 'api-key', key: variable(keyName, environment) };
  const key = environment[USUAL_KEY];
  return key === undefined || key === '' ? { kind: 'none' } : { kind: 'api-key', key };
}

function variable(name: string, environment: Readonly<Record<string, string | undefined>>): string {
  // A key that was given where the name of a variable belongs must not be repeated.
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    throw new UsageError('--api-key-env, --password-env and --proxy-password-env take the name of a variable.');
  const value = environment[name];
  if (value === undefined || value === '')
    throw new UsageError(
      'The environment variable that --api-key-env, --password-env or --proxy-password-env names is not set.',
    );
  return value;
}

function asUsage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ConnectionError) throw new UsageError(error.message);
    throw error;
  }
}

/** Loads the client, which nothing else needs. */
export async function openChosen({ connection, secret, proxyPassword }: ChosenCluster): Promise<Cluster> {
  const { openCluster } = await import('../elasticsearch/client.ts');
  return openCluster(connection, secret, proxyPassword);
}
