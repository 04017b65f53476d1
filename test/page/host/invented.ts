/** Invented invocations, each a pure function of its number: a million of them need no memory. */
import type { Cell, ColumnInfo } from '../../../src/session/protocol/protocol.ts';

/** A number from 0 to 1 for a record and a purpose. */
export function chance(id: number, purpose: number): number {
  let h = Math.imul(id + 1, 0x9e3779b1) ^ Math.imul(purpose + 1, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

export function pick<T>(list: readonly T[], id: number, purpose: number): T {
  return list[Math.floor(chance(id, purpose) * list.length)] as T;
}

export const MODELS = [
  'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
  'us.anthropic.claude-haiku-4-5-20251001-v1:0',
  'amazon.nova-pro-v1:0',
  'openai.gpt-oss-120b-1:0',
  'eu.meta.llama3-3-70b-instruct-v1:0',
] as const;
const OPERATIONS = ['ConverseStream', 'Converse', 'InvokeModel', 'ChatCompletions'] as const;
export const CALLERS = [
  'arn:aws:sts::210987654321:assumed-role/ticket-triage/prod',
  'arn:aws:sts::210987654321:assumed-role/support-desk/m.keller',
  'arn:aws:sts::210987654321:assumed-role/vendor-trial/session-7',
  'arn:aws:iam::210987654321:user/nightly-report',
] as const;
const STOPS = ['end_turn', 'end_turn', 'end_turn', 'tool_use', 'max_tokens'] as const;
const ERRORS = [
  'ThrottlingException',
  'ValidationException',
  'AccessDeniedException',
  'ModelTimeoutException',
] as const;
const REGIONS = ['us-east-1', 'us-east-1', 'eu-central-1'] as const;

export const COLUMNS: readonly ColumnInfo[] = [
  { field: '@timestamp', type: 'date' },
  { field: 'gen_ai.request.model.id', type: 'keyword' },
  { field: 'event.action', type: 'keyword' },
  { field: 'event.outcome', type: 'keyword' },
  { field: 'user.id', type: 'keyword' },
  { field: 'bedrock_logs.usage.input_tokens', type: 'long', unit: 'tokens' },
  { field: 'bedrock_logs.usage.cache_read_tokens', type: 'long', unit: 'tokens' },
  { field: 'bedrock_logs.usage.output_tokens', type: 'long', unit: 'tokens' },
  { field: 'bedrock_logs.latency', type: 'long', unit: 'ms' },
  { field: 'bedrock_logs.first_byte_latency', type: 'long', unit: 'ms' },
  { field: 'bedrock_logs.stop_reason', type: 'keyword' },
  { field: 'gen_ai.response.error_code', type: 'keyword' },
  { field: 'gen_ai.policy.action', type: 'keyword' },
  { field: 'gen_ai.compliance.violation_detected', type: 'boolean' },
  { field: 'gen_ai.guardrail_id', type: 'keyword' },
  { field: 'cloud.region', type: 'keyword' },
  { field: 'bedrock_logs.inference_region', type: 'keyword' },
];

/** What happened in a call. */
export type Fate = 'answered' | 'error' | 'blocked' | 'masked' | 'passed';

export function fateOf(id: number): Fate {
  const c = chance(id, 1);
  if (c < 0.07) return 'error';
  if (c < 0.15) return 'blocked';
  if (c < 0.2) return 'masked';
  return c < 0.24 ? 'passed' : 'answered';
}

/** Newest last; some ten hours for 8,000 records. */
const NEWEST = Date.UTC(2026, 10, 20, 17, 1, 49);
const STEP = 4_400;

export function timeOf(id: number, total: number): number {
  return NEWEST - (total - 1 - id) * STEP - Math.floor((chance(id, 2) * STEP) / 1000) * 1000;
}

type Make = (id: number, total: number) => Cell;

const MAKERS: Readonly<Record<string, Make>> = {
  '@timestamp': timeOf,
  'gen_ai.request.model.id': (id) => pick(MODELS, id, 3),
  'event.action': (id) => pick(OPERATIONS, id, 4),
  'event.outcome': (id) => (fateOf(id) === 'error' ? 'failure' : 'success'),
  'user.id': (id) => pick(CALLERS, id, 5),
  'bedrock_logs.usage.input_tokens': (id) =>
    fateOf(id) === 'error' ? null : Math.floor(200 + chance(id, 6) ** 2 * 9_000),
  'bedrock_logs.usage.cache_read_tokens': (id) =>
    fateOf(id) === 'error' || chance(id, 7) < 0.6 ? null : Math.floor(chance(id, 8) * 18_000),
  'bedrock_logs.usage.output_tokens': (id) =>
    fateOf(id) === 'error' ? null : fateOf(id) === 'blocked' ? 0 : Math.floor(20 + chance(id, 9) ** 2 * 1_500),
  'bedrock_logs.latency': (id) =>
    fateOf(id) === 'error' || chance(id, 10) < 0.15 ? null : Math.floor(300 + chance(id, 11) ** 3 * 21_000),
  'bedrock_logs.first_byte_latency': (id) => (fateOf(id) === 'error' ? null : Math.floor(120 + chance(id, 12) * 180)),
  'bedrock_logs.stop_reason': (id) => {
    const fate = fateOf(id);
    if (fate === 'error') return null;
    return fate === 'blocked' || fate === 'masked' ? 'guardrail_intervened' : pick(STOPS, id, 13);
  },
  'gen_ai.response.error_code': (id) => (fateOf(id) === 'error' ? pick(ERRORS, id, 14) : null),
  'gen_ai.policy.action': (id) =>
    ({ answered: null, error: null, blocked: ['BLOCKED', 'NONE'], masked: ['ANONYMIZED'], passed: ['NONE'] })[
      fateOf(id)
    ],
  'gen_ai.compliance.violation_detected': (id) => (fateOf(id) === 'blocked' ? true : null),
  'gen_ai.guardrail_id': (id) => (['blocked', 'masked', 'passed'].includes(fateOf(id)) ? ['gr7qk2mv41xd'] : null),
  'cloud.region': (id) => pick(REGIONS, id, 15),
  'bedrock_logs.inference_region': (id) => (chance(id, 16) < 0.4 ? 'us-west-2' : null),
};

export function cellOf(field: string, id: number, total: number): Cell {
  return Object.hasOwn(MAKERS, field) ? (MAKERS[field]?.(id, total) ?? null) : null;
}

export function requestIdOf(id: number): string {
  const hex = (purpose: number) =>
    Math.floor(chance(id, purpose) * 0xffffffff)
      .toString(16)
      .padStart(8, '0');
  const all = hex(20) + hex(21) + hex(22) + hex(23);
  return `${all.slice(0, 8)}-${all.slice(8, 12)}-4${all.slice(13, 16)}-a${all.slice(17, 20)}-${all.slice(20, 32)}`;
}
