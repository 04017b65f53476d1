/** What a connection leads to: tried when it is saved, and before anything is sent. */
import { DATA_STREAMS } from '../ecs/fields.ts';
import { type Cluster, ClusterError, isClusterError, isRecord, listAt, member } from './cluster.ts';
import { type StreamState, streamName, streamState } from './streams.ts';

/** What somebody wants to do, and the privileges that it takes on our data streams. */
export const PRIVILEGES = {
  push: ['auto_configure', 'create_doc', 'view_index_metadata', 'read'],
  query: ['read', 'view_index_metadata'],
} as const;
/** To install templates, or to look which are there. */
export const CLUSTER_PRIVILEGES = ['monitor', 'manage_index_templates', 'manage_ingest_pipelines'] as const;

export interface Examination {
  readonly url: string;
  /** Such as `8.19.2`. */
  readonly version: string;
  readonly flavour: 'stack' | 'serverless';
  /** Privileges that the credentials lack; undefined where the cluster has no security or does not tell. */
  readonly missing: readonly string[] | undefined;
  readonly streams: readonly StreamState[];
  /** Of the integration's package, if Fleet installed it. */
  readonly integration: string | undefined;
  /** Ingest pipelines of the integration. */
  readonly pipelines: readonly string[];
}

/** Throws a `ClusterError`: unreachable, wrong credentials, OpenSearch, a version that is too old. */
export async function examine(cluster: Cluster, namespace: string): Promise<Examination> {
  const { version, flavour } = await serverOf(cluster);
  const names = DATA_STREAMS.map((stream) => streamName(stream, namespace));
  const missing = await missingPrivileges(cluster, names);
  const streams = await Promise.all(names.map((name) => streamState(cluster, name)));
  const pipelines = await integrationPipelines(cluster);
  return { url: cluster.url, version, flavour, missing, streams, ...pipelines };
}

export async function serverOf(cluster: Cluster): Promise<Pick<Examination, 'version' | 'flavour'>> {
  // A key that may only write may not ask for the version: it is found out as it goes.
  const body = await cluster
    .request({ method: 'GET', path: '/' })
    .then((answer) => answer.body)
    .catch((error: unknown) => {
      if (isClusterError(error) && error.kind === 'forbidden') return undefined;
      throw error;
    });
  const version = String(member(body, 'version', 'number') ?? '');
  if (version.startsWith('7.'))
    throw new ClusterError('unsupported', `This is Elasticsearch ${version}. It takes an 8.x or 9.x.`);
  return { version, flavour: member(body, 'version', 'build_flavor') === 'serverless' ? 'serverless' : 'stack' };
}

async function missingPrivileges(cluster: Cluster, names: readonly string[]): Promise<readonly string[] | undefined> {
  const body = await unlessAbsent(
    cluster.request({
      method: 'POST',
      path: '/_security/user/_has_privileges',
      body: { cluster: CLUSTER_PRIVILEGES, index: [{ names, privileges: PRIVILEGES.push }] },
    }),
  );
  if (!isRecord(body)) return undefined;
  const missing = new Set<string>();
  for (const name of CLUSTER_PRIVILEGES) if (member(body, 'cluster', name) === false) missing.add(name);
  for (const index of names)
    for (const name of PRIVILEGES.push)
      if (member(body, 'index', index, name) === false) missing.add(`${name} on ${index}`);
  return [...missing];
}

async function integrationPipelines(cluster: Cluster): Promise<Pick<Examination, 'integration' | 'pipelines'>> {
  const body = await unlessAbsent(cluster.request({ method: 'GET', path: '/_ingest/pipeline/*-aws_bedrock.*' }));
  const pipelines = isRecord(body) ? Object.keys(body).sort() : [];
  const templates = await unlessAbsent(cluster.request({ method: 'GET', path: '/_index_template/*-aws_bedrock.*' }));
  const fleets = listAt(templates, 'index_templates').find(
    (one) => member(one, 'index_template', '_meta', 'package', 'name') === 'aws_bedrock',
  );
  const versions = pipelines.map((name) => /-(\d+\.\d+\.\d+)(?:$|-)/.exec(name)?.[1]);
  const integration = versions.find((one) => one !== undefined) ?? (fleets ? 'unknown version' : undefined);
  return { integration, pipelines };
}

/** The body of an answer; undefined where the server has no such thing or the key may not ask. */
async function unlessAbsent(answer: Promise<{ readonly body: unknown }>): Promise<unknown> {
  try {
    return (await answer).body;
  } catch (error) {
    if (!isClusterError(error)) throw error;
    if (error.kind === 'not-found' || error.kind === 'forbidden' || error.kind === 'refused') return undefined;
    throw error;
  }
}
