import type { Converted } from './convert.ts';
import type { InvocationReading } from './reading.ts';

/** Parts of the document that are more than a value. */
export type WrittenPart = 'original' | 'prompt' | 'completion';

/**
 * One field of the document outside `aws_bedrock.invocation`, and where it comes from: `node` is a value of the log,
 * `nodes` a list of such, `json` is made here, as JSON spelling, one or a list, `part` is written by the mapper itself.
 */
export interface MappedField {
  readonly field: string;
  readonly node?: (reading: InvocationReading) => number;
  readonly nodes?: (reading: InvocationReading) => readonly number[] | undefined;
  /** The values that rule 5 moves out of the record keep their keys: nothing inside them is renamed. */
  readonly moved?: true;
  readonly json?: (reading: InvocationReading) => Converted | undefined;
  readonly part?: WrittenPart;
}

/** Undefined for an empty list: the document has no such field. */
function names(values: readonly string[] | undefined): Converted | undefined {
  if (values === undefined || values.length === 0) return undefined;
  return values.map((name) => JSON.stringify(name));
}

const only = (text: string): ((reading: InvocationReading) => Converted) => {
  const spelling = JSON.stringify(text);
  return () => spelling;
};

/**
 * The document and the columns are both made from this table, so they cannot disagree. In the order of the document;
 * the sizes come after the texts that they are the sizes of.
 */
export const MAPPED_FIELDS: readonly MappedField[] = [
  { field: '@timestamp', json: (r) => r.momentText },
  { field: 'event.action', node: (r) => r.operation, moved: true },
  { field: 'event.outcome', json: (r) => (r.failed ? '"failure"' : '"success"') },
  { field: 'event.dataset', json: only('aws_bedrock.invocation') },
  { field: 'event.module', json: only('aws_bedrock') },
  { field: 'event.original', part: 'original' },
  { field: 'cloud.account.id', node: (r) => r.account, moved: true },
  { field: 'cloud.region', node: (r) => r.region, moved: true },
  { field: 'cloud.service.name', json: only('bedrock') },
  { field: 'user.id', node: (r) => r.arn, moved: true },
  { field: 'gen_ai.system', json: only('aws') },
  { field: 'gen_ai.prompt', part: 'prompt' },
  { field: 'gen_ai.completion', part: 'completion' },
  { field: 'gen_ai.user.id', node: (r) => r.arn, moved: true },
  { field: 'gen_ai.request.id', node: (r) => r.requestId },
  { field: 'gen_ai.request.model.id', node: (r) => r.modelId },
  { field: 'gen_ai.request.model.type', json: (r) => quoted(r.modelType) },
  { field: 'gen_ai.request.model.version', node: (r) => r.modelVersion },
  { field: 'gen_ai.request.model.role', node: (r) => r.modelRole },
  { field: 'gen_ai.request.max_tokens', json: (r) => r.maxTokens },
  { field: 'gen_ai.request.temperature', json: (r) => r.temperature },
  { field: 'gen_ai.request.top_p', json: (r) => r.topP },
  { field: 'gen_ai.request.top_k', json: (r) => r.topK },
  { field: 'gen_ai.response.id', node: (r) => r.responseId },
  { field: 'gen_ai.response.timestamp', json: (r) => r.momentText },
  { field: 'gen_ai.response.error_code', node: (r) => r.errorCode },
  { field: 'gen_ai.response.finish_reasons', node: (r) => r.finishReason },
  { field: 'gen_ai.usage.prompt_tokens', json: (r) => r.promptTokens },
  { field: 'gen_ai.usage.completion_tokens', json: (r) => r.completionTokens },
  { field: 'gen_ai.input.messages', node: (r) => r.inputMessages },
  { field: 'gen_ai.output.messages', nodes: (r) => (r.outputMessage < 0 ? [] : [r.outputMessage]) },
  { field: 'gen_ai.performance.request_size', json: (r) => String(r.requestSize) },
  { field: 'gen_ai.performance.response_size', json: (r) => String(r.responseSize) },
  { field: 'gen_ai.performance.response_time', node: (r) => r.responseTime },
  { field: 'gen_ai.performance.start_response_time', node: (r) => r.startResponseTime },
  { field: 'gen_ai.guardrail_id', json: (r) => names(r.guardrails?.ids) },
  { field: 'gen_ai.policy.name', json: (r) => names(r.guardrails?.policies) },
  { field: 'gen_ai.policy.action', nodes: (r) => r.guardrails?.actions },
  { field: 'gen_ai.policy.confidence', nodes: (r) => r.guardrails?.confidences },
  { field: 'gen_ai.policy.match_detail', nodes: (r) => r.guardrails?.details },
  { field: 'gen_ai.compliance.violation_code', nodes: (r) => r.guardrails?.codes },
  { field: 'gen_ai.compliance.violation_detected', json: (r) => (r.violation ? 'true' : undefined) },
];

function quoted(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : JSON.stringify(text);
}
