/** Which column of the session plays which part in the page, and how its values read. */
import type { Cell, ColumnInfo } from '../src/session/protocol/protocol.ts';

/** The parts that columns play; each names the fields that can play it, best first. */
const CANDIDATES = {
  time: ['@timestamp'],
  model: ['bedrock_logs.model.name', 'gen_ai.request.model.id'],
  modelId: ['gen_ai.request.model.id'],
  profile: ['bedrock_logs.model.profile'],
  operation: ['event.action'],
  caller: ['bedrock_logs.caller', 'user.id'],
  input: ['bedrock_logs.usage.input_tokens', 'gen_ai.usage.prompt_tokens'],
  cached: ['bedrock_logs.usage.cache_read_tokens'],
  written: ['bedrock_logs.usage.cache_write_tokens'],
  total: ['bedrock_logs.usage.total_input_tokens'],
  output: ['bedrock_logs.usage.output_tokens', 'gen_ai.usage.completion_tokens'],
  latency: ['bedrock_logs.latency', 'gen_ai.performance.response_time'],
  firstByte: ['bedrock_logs.first_byte_latency', 'gen_ai.performance.start_response_time'],
  stop: ['bedrock_logs.stop_reason', 'gen_ai.response.finish_reasons'],
  error: ['gen_ai.response.error_code'],
  actions: ['gen_ai.policy.action'],
  violation: ['gen_ai.compliance.violation_detected'],
  guardrail: ['gen_ai.guardrail_id'],
  region: ['cloud.region'],
  servedBy: ['bedrock_logs.inference_region'],
} as const satisfies Record<string, readonly string[]>;

export type Part = keyof typeof CANDIDATES;
/** The field that plays a part; a part that no column can play is absent. */
export type Parts = { readonly [P in Part]?: string };

export function partsOf(columns: readonly ColumnInfo[]): Parts {
  const known = new Set(columns.map((column) => column.field));
  const parts: { [P in Part]?: string } = {};
  for (const part of Object.keys(CANDIDATES) as Part[]) {
    const field = CANDIDATES[part].find((name) => known.has(name));
    if (field !== undefined) parts[part] = field;
  }
  return parts;
}

/** A cell as one text, several values separated by commas; undefined if it is absent. */
export function textOf(cell: Cell | undefined): string | undefined {
  if (cell === null || cell === undefined) return undefined;
  if (typeof cell === 'object') return cell.length === 0 ? undefined : cell.join(', ');
  return String(cell);
}

export function numberOf(cell: Cell | undefined): number | undefined {
  if (typeof cell === 'number') return cell;
  return typeof cell === 'object' && cell !== null && typeof cell[0] === 'number' ? cell[0] : undefined;
}

const REGION_PREFIX = /^(us-gov|us|eu|apac|ap|au|ca|jp|in|sa|me|af|global)\.(?=[^.]+\.)/;
const VENDOR = /^[a-z]+\d*\.(?=[a-z])/;
/** `-v1:0`, gpt-oss's `-1:0`, `:0:48k`; the 2 of `claude-v2` belongs to the name. */
const VERSION = /(?:(?<!claude|claude-instant)-v\d+|-1(?=:))?(?::\d+[a-z]*)*$/;
const DAY = /-20\d{6}$/;

/** `us.anthropic.claude-sonnet-4-5-20250929-v1:0` as `claude-sonnet-4-5`; of an ARN its last part. */
export function shortModel(id: string): string {
  const last = id.slice(id.lastIndexOf('/') + 1);
  return last.replace(REGION_PREFIX, '').replace(VENDOR, '').replace(VERSION, '').replace(DAY, '') || last;
}

/** The name of a row's model: the readable one, else what its id says. */
export function modelOf(name: Cell | undefined, id: Cell | undefined): string | undefined {
  const best = textOf(name) ?? textOf(id);
  return best === undefined ? undefined : shortModel(best);
}

/** What is known of an inference profile, from its column or the model's id: `us. profile`, `app. profile`. */
export function profileOf(profile: Cell | undefined, id: Cell | undefined): string | undefined {
  const known = textOf(profile) ?? REGION_PREFIX.exec(textOf(id) ?? '')?.[1];
  if (known === undefined) return undefined;
  if (known.startsWith('application-inference-profile')) return 'app. profile';
  const slash = known.indexOf('/');
  return slash < 0 ? `${known}. profile` : known.slice(0, slash);
}

/** `arn:aws:sts::210987654321:assumed-role/support/ana` as `support/ana`; other identities lose account and service. */
export function shortCaller(identity: string): string {
  if (!identity.startsWith('arn:')) return identity;
  const resource = identity.split(':').slice(5).join(':');
  return resource.replace(/^(?:assumed-role|user|role|federated-user)\//, '') || identity;
}

/** What a guardrail did, told from its findings' actions. */
export type GuardrailState = 'blocked' | 'masked' | 'detected';

export function guardrailOf(actions: Cell | undefined, violation: Cell | undefined): GuardrailState | undefined {
  const all =
    typeof actions === 'object' && actions !== null
      ? actions.map(String)
      : actions === undefined || actions === null
        ? []
        : [String(actions)];
  if (all.includes('BLOCKED')) return 'blocked';
  if (all.includes('ANONYMIZED')) return 'masked';
  if (violation === true) return 'blocked';
  return all.length > 0 ? 'detected' : undefined;
}
