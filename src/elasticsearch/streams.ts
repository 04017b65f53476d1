/** What a cluster says of a data stream before anything is written to it. */
import { DATA_STREAMS, type DataStream } from '../ecs/fields.ts';
import { type Cluster, isClusterError, isRecord, listAt, member, path } from './cluster.ts';
import { TEMPLATE_OWNER } from './templates.ts';

/** Whose index template makes the data stream. */
export type TemplateOwner =
  /** The integration's, installed by Fleet. */
  | 'fleet'
  /** Installed from here. */
  | 'ours'
  /** One of the cluster's own for everything, such as `logs`. */
  | 'general'
  /** Somebody's. */
  | 'other'
  /** No template: a write would make an index that is no data stream. */
  | 'none'
  /** The key may not look. */
  | 'unknown';

export interface StreamState {
  /** Such as `logs-aws_bedrock.invocation-default`. */
  readonly stream: string;
  readonly owner: TemplateOwner;
  readonly template: string | undefined;
  /** Of our own template. */
  readonly version: number | undefined;
  readonly exists: boolean;
  /** Its indices, the oldest first; documents go to the last. */
  readonly indices: readonly string[];
  /** The pipeline that documents go through unless another is asked for. */
  readonly pipeline: string | undefined;
  readonly timeSeries: boolean;
}

export function streamName(stream: DataStream, namespace: string): string {
  return `${stream.name}-${namespace}`;
}

/** The declared data stream that a name with its namespace belongs to. */
export function declaredStream(name: string): DataStream | undefined {
  return DATA_STREAMS.find((stream) => name.startsWith(`${stream.name}-`));
}

/** Asks with no other privilege than it takes; what it may not see is `unknown`. Throws a `ClusterError` for all else. */
export async function streamState(cluster: Cluster, stream: string, signal?: AbortSignal): Promise<StreamState> {
  const [live, templates] = await Promise.all([
    look(cluster, `/_data_stream${path(stream)}`, signal),
    look(cluster, '/_index_template', signal),
  ]);
  const found = member(live, 'data_streams', '0');
  const indices = listAt(found, 'indices').map((index) => String(member(index, 'index_name')));
  const template = winner(templates, stream) ?? templateNamed(templates, member(found, 'template'));
  const index = await settingsOf(cluster, stream, indices.at(-1), signal);
  const pipeline = member(index, 'default_pipeline');
  const known = templates !== FORBIDDEN;
  return {
    stream,
    owner: template ? ownerOf(template) : known ? 'none' : 'unknown',
    template: template?.name,
    version: template && ownerOf(template) === 'ours' ? Number(member(template.body, 'version')) : undefined,
    exists: indices.length > 0,
    indices,
    pipeline: typeof pipeline === 'string' && pipeline !== '_none' ? pipeline : undefined,
    timeSeries: member(index, 'mode') === 'time_series' || isRecord(member(found, 'time_series')),
  };
}

/** Settings of the newest index of a data stream, or those that its first one would get. */
async function settingsOf(
  cluster: Cluster,
  stream: string,
  newest: string | undefined,
  signal?: AbortSignal,
): Promise<unknown> {
  if (newest !== undefined)
    return member(await look(cluster, `${path(newest)}/_settings`, signal), newest, 'settings', 'index');
  const simulated = await look(cluster, `/_index_template/_simulate_index${path(stream)}`, signal, 'POST');
  return member(simulated, 'template', 'settings', 'index');
}

/** Whether a pipeline maps Bedrock's records itself, so that mapped documents must not go through it. */
export function isIntegrationPipeline(pipeline: string): boolean {
  return /^(?:logs|metrics)-aws_bedrock\.[a-z]+(?:-|$)/.test(pipeline);
}

interface Template {
  readonly name: string;
  readonly body: unknown;
}

const FORBIDDEN = Symbol('forbidden');

/** The body of an answer; undefined if there is nothing of that name, `FORBIDDEN` if the key may not ask. */
async function look(
  cluster: Cluster,
  where: string,
  signal?: AbortSignal,
  method: 'GET' | 'POST' = 'GET',
): Promise<unknown> {
  try {
    return (await cluster.request({ method, path: where, ...(signal && { signal }) })).body;
  } catch (error) {
    if (isClusterError(error) && error.kind === 'forbidden') return FORBIDDEN;
    if (isClusterError(error) && (error.kind === 'not-found' || error.status === 400)) return undefined;
    throw error;
  }
}

/** The template with the highest priority whose pattern covers the name and that makes data streams. */
function winner(templates: unknown, stream: string): Template | undefined {
  let best: Template | undefined;
  let priority = -1;
  for (const template of templatesOf(templates)) {
    const covers = listAt(template.body, 'index_patterns').some((pattern) => matches(String(pattern), stream));
    const own = Number(member(template.body, 'priority') ?? 0);
    if (!covers || !isRecord(member(template.body, 'data_stream')) || own <= priority) continue;
    best = template;
    priority = own;
  }
  return best;
}

function templateNamed(templates: unknown, name: unknown): Template | undefined {
  if (typeof name !== 'string') return undefined;
  return templatesOf(templates).find((template) => template.name === name) ?? { name, body: undefined };
}

function templatesOf(templates: unknown): readonly Template[] {
  return listAt(templates, 'index_templates').map((one) => ({
    name: String(member(one, 'name')),
    body: member(one, 'index_template'),
  }));
}

function ownerOf({ name, body }: Template): TemplateOwner {
  if (member(body, '_meta', 'managed_by') === TEMPLATE_OWNER) return 'ours';
  if (member(body, '_meta', 'package', 'name') === 'aws_bedrock' || member(body, '_meta', 'managed_by') === 'fleet')
    return 'fleet';
  if (name === 'logs' || name === 'metrics') return 'general';
  // Where only the name may be seen, it has to do.
  if (body === undefined && name.startsWith(`${TEMPLATE_OWNER}-`)) return 'ours';
  return body === undefined && isIntegrationPipeline(name) ? 'fleet' : 'other';
}

function matches(pattern: string, name: string): boolean {
  const escaped = pattern.split('*').map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`).test(name);
}
