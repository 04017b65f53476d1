/**
 * Component and index templates for clusters without the integration: the field types of the field table, in the way of
 * the integration's own. Fleet's templates have a higher priority, so they win where both are there.
 */
import type { Field } from '../ecs/fields/field.ts';
import { DATA_STREAMS, type DataStream } from '../ecs/fields.ts';
import { seriesFields } from './push/identity.ts';

export const TEMPLATE_OWNER = 'bedrock-log-inspector';
/** Counts up with every change of what is below. */
export const TEMPLATE_VERSION = 1;
/** Above the cluster's general `logs` and `metrics` (100), below Fleet's (200). */
export const TEMPLATE_PRIORITY = 150;
/** Longer texts stay in the document and are not found by keyword search, as Fleet sets it. */
const IGNORE_ABOVE = 1024;
/** The deepest body that was met has 30 levels; a flattened field refuses a document that is deeper than its limit. */
const DEPTH = 200;
const FIELD_LIMIT = 2000;
/** The longest that Elasticsearch lets a time series look back. */
const LOOK_BACK = '7d';
/** The cluster's own settings, by the names of 8.12 and newer and by those before; those that it has are taken over. */
export const GENERAL_SETTINGS = {
  logs: ['logs@settings', 'logs-settings'],
  metrics: ['metrics@tsdb-settings', 'metrics-tsdb-settings'],
} as const;

export interface Template {
  readonly kind: 'component' | 'index';
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
}

type Mapping = Record<string, unknown>;

/** Objects whose members are named by a log: these stay in the document, and only what is declared is indexed. */
const NAMED_BY_LOGS: readonly string[] = ['aws_bedrock.invocation', 'gen_ai.policy.match_detail'];
/** Not declared by the integration, and filled with names that callers choose. */
const REQUEST_METADATA: Field = {
  field: 'aws_bedrock.invocation.requestMetadata',
  type: 'flattened',
  from: ['requestMetadata'],
  rule: 'as it is',
};

/** The templates of all data streams, components first. `general` are the component templates that the cluster has. */
export function templates(general: ReadonlySet<string> = new Set()): readonly Template[] {
  const components: Template[] = [];
  const indices: Template[] = [];
  for (const stream of DATA_STREAMS) {
    const component = `${TEMPLATE_OWNER}-${stream.name}@mappings`;
    components.push({ kind: 'component', name: component, body: described(stream, componentTemplate(stream)) });
    const settings = GENERAL_SETTINGS[kindOf(stream)].filter((name) => general.has(name)).slice(0, 1);
    indices.push({
      kind: 'index',
      name: `${TEMPLATE_OWNER}-${stream.name}`,
      body: described(stream, {
        index_patterns: [`${stream.name}-*`],
        data_stream: {},
        priority: TEMPLATE_PRIORITY,
        composed_of: [...settings, component],
      }),
    });
  }
  return [...components, ...indices];
}

const kindOf = ({ name }: DataStream): 'logs' | 'metrics' => (name.startsWith('logs-') ? 'logs' : 'metrics');

function described({ title }: DataStream, body: object): Readonly<Record<string, unknown>> {
  const description = `${title} of Amazon Bedrock, as the aws_bedrock integration maps them`;
  return { ...body, version: TEMPLATE_VERSION, _meta: { managed_by: TEMPLATE_OWNER, description } };
}

function componentTemplate(stream: DataStream): object {
  const metrics = kindOf(stream) === 'metrics';
  const dataset = stream.name.slice(stream.name.indexOf('-') + 1);
  const series = metrics ? seriesFields(dataset) : [];
  const limits = { total_fields: { limit: FIELD_LIMIT } };
  return {
    template: {
      settings: {
        index: metrics
          ? { mode: 'time_series', routing_path: series, look_back_time: LOOK_BACK, mapping: limits }
          : { mapping: { ...limits, ignore_malformed: true } },
      },
      mappings: {
        dynamic_templates: [
          {
            texts: {
              match_mapping_type: 'string',
              mapping: { type: 'keyword', ignore_above: IGNORE_ABOVE },
            },
          },
        ],
        date_detection: false,
        properties: properties(stream, new Set(series), dataset),
      },
    },
  };
}

function properties(stream: DataStream, series: ReadonlySet<string>, dataset: string): Mapping {
  const root: Mapping = {};
  const extra = dataset === 'aws_bedrock.invocation' ? [REQUEST_METADATA] : [];
  for (const field of [...stream.fields, ...stream.extended, ...extra])
    place(root, field, mappingOf(field, series, dataset));
  if (extra.length > 0) for (const name of NAMED_BY_LOGS) objectAt(root, name).dynamic = false;
  return root;
}

function mappingOf({ field, type, unit }: Field, series: ReadonlySet<string>, dataset: string): Mapping {
  const ms = unit === 'ms' ? { meta: { unit: 'ms' } } : {};
  if (field === 'event.original') return { type: 'keyword', index: false, doc_values: false };
  if (field === 'data_stream.type') return { type, value: dataset === 'aws_bedrock.invocation' ? 'logs' : 'metrics' };
  if (field === 'data_stream.dataset' || field === 'event.dataset') return { type, value: dataset };
  if (series.has(field)) return { type, time_series_dimension: true };
  if (isMetric(field)) return { type, time_series_metric: 'gauge', ...ms };
  switch (type) {
    case 'keyword':
      return { type, ignore_above: IGNORE_ABOVE };
    case 'flattened':
      return { type, ignore_above: IGNORE_ABOVE, depth_limit: DEPTH };
    default:
      return { type, ...ms };
  }
}

/** `aws_bedrock.runtime.invocations`, in whatever data stream: dimensions have been told apart before. */
const isMetric = (field: string): boolean => /^(?:aws_bedrock|bedrock_logs)\.(?:runtime|guardrails)\./.test(field);

function place(root: Mapping, { field }: Field, mapping: Mapping): void {
  const parts = field.split('.');
  const last = parts.pop() as string;
  const holder = parts.length === 0 ? root : membersOf(objectAt(root, parts.join('.')));
  const before = holder[last] as Mapping | undefined;
  holder[last] = before?.properties ? { ...before, ...mapping } : mapping;
}

function objectAt(root: Mapping, name: string): Mapping {
  let members = root;
  let object: Mapping = {};
  for (const part of name.split('.')) {
    object = (members[part] ?? {}) as Mapping;
    members[part] = object;
    members = membersOf(object);
  }
  return object;
}

function membersOf(object: Mapping): Mapping {
  const members = (object.properties ?? {}) as Mapping;
  object.properties = members;
  return members;
}
