/** Readable names out of the identifiers of a record: which model, which inference profile, which caller. */

export interface ModelName {
  /** Model id without region prefix, version suffix and ARN, such as `anthropic.claude-haiku-4-5-20251001`. */
  readonly name?: string;
  /** `anthropic`, `amazon`, `meta` ... */
  readonly vendor?: string;
  /** Region prefix of a cross-region profile (`us`, `eu`, `apac`, `global` ...), or kind and id of another resource. */
  readonly profile?: string;
}

const REGION_PREFIX = /^(us-gov|us|eu|apac|au|ca|jp|in|sa|me|af|global)\.(?=[^.]+\.)/;
/** `-v1:0`, `-v1`, `-v1:0:48k`, gpt-oss's `-1:0`. A date belongs to the name, and so does the 2 of `claude-v2`. */
const VERSION_SUFFIX = /(?:(?<!claude|claude-instant)-v\d+|-1(?=:))?(?::\d+[a-z]*)*$/i;
/** Resources whose id says what the model is; those of other kinds have ids that do not. */
const TELLING = new Set(['foundation-model', 'inference-profile']);

/** Ids longer than this are hostile or broken; they are taken as they are. */
const MAX_ID_UNITS = 2_048;
/** Records repeat a few ids over and over. */
const MAX_REMEMBERED = 1_000;

const models = new Map<string, ModelName>();

export function modelName(modelId: string): ModelName {
  return remembered(models, modelId, readModelName);
}

function readModelName(modelId: string): ModelName {
  if (modelId.length > MAX_ID_UNITS) return { name: modelId };
  const resource = resourceOf(modelId);
  const slash = resource.indexOf('/');
  if (!modelId.startsWith('arn:') || slash < 0) return named(resource);
  const kind = resource.slice(0, slash);
  const id = resource.slice(slash + 1);
  // custom-model/amazon.titan-text-lite-v1:0:4k/abc123 names its base model in front of its own id.
  if (kind === 'custom-model')
    return { ...named(id.slice(0, id.indexOf('/') < 0 ? id.length : id.indexOf('/'))), profile: resource };
  return TELLING.has(kind) ? named(id) : { profile: resource };
}

function named(id: string): ModelName {
  const prefix = REGION_PREFIX.exec(id);
  const rest = prefix === null ? id : id.slice(prefix[0].length);
  const stripped = rest.replace(VERSION_SUFFIX, '');
  const name = stripped === '' ? rest : stripped;
  const dot = name.indexOf('.');
  return {
    ...(name === '' ? {} : { name }),
    ...(dot > 0 ? { vendor: name.slice(0, dot) } : {}),
    ...(prefix === null ? {} : { profile: prefix[1] as string }),
  };
}

/** Of an ARN what follows the account: `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`; other texts as they are. */
function resourceOf(text: string): string {
  if (!text.startsWith('arn:')) return text;
  let from = 0;
  for (let colons = 0; colons < 5; colons++) {
    const colon = text.indexOf(':', from);
    if (colon < 0) return text;
    from = colon + 1;
  }
  return text.slice(from);
}

const callers = new Map<string, string>();

/**
 * The last readable part of who called: `ROLE/SESSION` of an assumed role, the name of a user, `root`; a text that is
 * no ARN as it is.
 */
export function callerName(arn: string): string {
  return remembered(callers, arn, readCaller);
}

function readCaller(arn: string): string {
  const resource = resourceOf(arn);
  if (resource === arn && arn.startsWith('arn:')) return arn;
  if (!arn.startsWith('arn:')) return arn;
  const parts = resource.split('/');
  if (parts.length === 1) return resource;
  return parts[0] === 'assumed-role' ? parts.slice(1).join('/') : (parts.at(-1) ?? resource);
}

function remembered<T>(known: Map<string, T>, text: string, read: (text: string) => T): T {
  const before = known.get(text);
  if (before !== undefined) return before;
  const value = read(text);
  if (known.size >= MAX_REMEMBERED) known.clear();
  known.set(text, value);
  return value;
}
