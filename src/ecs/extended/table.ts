import type { ExtendedScalars } from './scalars.ts';

/** What a field of the extended profile is in Elasticsearch. */
export type ExtendedType = 'long' | 'float' | 'keyword' | 'text' | 'flattened';

export type ScalarValue = number | string | readonly string[] | undefined;

export interface ExtendedField {
  /** Full name, below `bedrock_logs.`. */
  readonly field: string;
  readonly type: ExtendedType;
  /** Raw paths that it may come from, for explanations. */
  readonly from: readonly string[];
  /** The value of a record, for fields that need no reader. */
  readonly read?: (scalars: ExtendedScalars) => ScalarValue;
}

const IN = 'input.inputBodyJson';
const OUT = 'output.outputBodyJson';

/** Paths of counts in bodies: `usage` of a body, and where events of a stream have it. */
function usage(...names: readonly string[]): string[] {
  return ['usage', 'message.usage', 'metadata.usage', 'response.usage'].flatMap((holder) =>
    names.map((name) => `${OUT}.${holder}.${name}`),
  );
}

/** Paths of a setting in the body and in the objects that hold settings. */
function settings(...names: readonly string[]): string[] {
  return ['', '.inferenceConfig', '.textGenerationConfig', '.additionalModelRequestFields'].flatMap((holder) =>
    names.map((name) => `${IN}${holder}.${name}`),
  );
}

const METRICS = `${OUT}.amazon-bedrock-invocationMetrics`;
const CACHE_READ = [
  'cacheReadInputTokens',
  'cacheReadInputTokenCount',
  'cache_read_input_tokens',
  'prompt_tokens_details.cached_tokens',
  'input_tokens_details.cached_tokens',
];
const CACHE_WRITE = [
  'cacheWriteInputTokens',
  'cacheWriteInputTokenCount',
  'cache_creation_input_tokens',
  'prompt_tokens_details.cache_write_tokens',
  'input_tokens_details.cache_write_tokens',
];
const MAX_TOKENS = [
  'max_tokens',
  'maxTokens',
  'max_new_tokens',
  'maxTokenCount',
  'max_gen_len',
  'max_tokens_to_sample',
  'max_completion_tokens',
  'max_output_tokens',
];
const STOPS = [
  'stopReason',
  'stop_reason',
  'messageStop.stopReason',
  'delta.stop_reason',
  'message.stop_reason',
  'choices.finish_reason',
  'choices.stop_reason',
  'finish_reason',
  'completionReason',
  'results.completionReason',
  'outputs.stop_reason',
  'generations.finish_reason',
  'completions.finishReason.reason',
  'finish_reasons',
  'artifacts.finishReason',
  'response.incomplete_details.reason',
  'response.status',
  'incomplete_details.reason',
  'status',
];

/** Every field of the extended profile. Paths pass through lists; the first that a record has is where its value is from. */
export const EXTENDED_FIELDS: readonly ExtendedField[] = [
  scalar('latency', 'long', [`${METRICS}.invocationLatency`, `${OUT}.metrics.latencyMs`], (s) => s.latency),
  scalar('first_byte_latency', 'long', [`${METRICS}.firstByteLatency`], (s) => s.firstByteLatency),
  scalar(
    'stop_reason',
    'keyword',
    STOPS.map((name) => `${OUT}.${name}`),
    (s) => s.stopReason,
  ),
  scalar(
    'usage.input_tokens',
    'long',
    [
      'input.inputTokenCount',
      ...usage('inputTokens', 'input_tokens', 'prompt_tokens'),
      `${OUT}.prompt_token_count`,
      `${OUT}.inputTextTokenCount`,
      `${METRICS}.inputTokenCount`,
    ],
    (s) => s.inputTokens,
  ),
  scalar(
    'usage.output_tokens',
    'long',
    [
      'output.outputTokenCount',
      ...usage('outputTokens', 'output_tokens', 'completion_tokens'),
      `${OUT}.generation_token_count`,
      `${OUT}.totalOutputTextTokenCount`,
      `${OUT}.results.tokenCount`,
      `${METRICS}.outputTokenCount`,
    ],
    (s) => s.outputTokens,
  ),
  scalar(
    'usage.cache_read_tokens',
    'long',
    ['input.cacheReadInputTokenCount', ...usage(...CACHE_READ)],
    (s) => s.cacheReadTokens,
  ),
  scalar(
    'usage.cache_write_tokens',
    'long',
    ['input.cacheWriteInputTokenCount', ...usage(...CACHE_WRITE)],
    (s) => s.cacheWriteTokens,
  ),
  scalar(
    'usage.cache_write_5m_tokens',
    'long',
    usage('cache_creation.ephemeral_5m_input_tokens', 'cacheDetails'),
    (s) => s.cacheWrite5mTokens,
  ),
  scalar(
    'usage.cache_write_1h_tokens',
    'long',
    usage('cache_creation.ephemeral_1h_input_tokens', 'cacheDetails'),
    (s) => s.cacheWrite1hTokens,
  ),
  scalar(
    'usage.total_input_tokens',
    'long',
    [
      'input.inputTokenCount',
      'input.cacheReadInputTokenCount',
      'input.cacheWriteInputTokenCount',
      ...usage('inputTokens', 'input_tokens', 'prompt_tokens'),
    ],
    (s) => s.totalInputTokens,
  ),
  scalar(
    'model.name',
    'keyword',
    ['modelId', `${OUT}.model`, `${OUT}.message.model`, `${OUT}.response.model`, `${IN}.model`],
    (s) => s.modelName,
  ),
  scalar('model.vendor', 'keyword', ['modelId'], (s) => s.modelVendor),
  scalar('model.profile', 'keyword', ['modelId'], (s) => s.modelProfile),
  scalar('caller', 'keyword', ['identity.arn'], (s) => s.caller),
  scalar('inference_region', 'keyword', ['inferenceRegion'], (s) => s.inferenceRegion),
  { field: 'bedrock_logs.request_metadata', type: 'flattened', from: ['requestMetadata'] },
  scalar('inference.max_tokens', 'long', settings(...MAX_TOKENS), (s) => s.maxTokens),
  scalar('inference.temperature', 'float', settings('temperature'), (s) => s.temperature),
  scalar('inference.top_p', 'float', [...settings('top_p', 'topP'), `${IN}.p`], (s) => s.topP),
  scalar('inference.top_k', 'float', [...settings('top_k', 'topK'), `${IN}.k`], (s) => s.topK),
  scalar(
    'inference.stop_sequences',
    'keyword',
    settings('stop_sequences', 'stopSequences', 'stop'),
    (s) => s.stopSequences,
  ),
  scalar('tools.offered', 'keyword', [`${IN}.tools`, `${IN}.toolConfig.tools`], (s) => s.toolsOffered),
  scalar(
    'tools.called',
    'keyword',
    [
      'output.message.content.toolUse.name',
      'content.name',
      'content_block.name',
      'contentBlockStart.start.toolUse.name',
      'choices.message.tool_calls.function.name',
      'choices.delta.tool_calls.function.name',
      'tool_calls.name',
      'response.output.name',
      'output.name',
    ].map((name) => `${OUT}.${name}`),
    (s) => s.toolsCalled,
  ),
  { field: 'bedrock_logs.prompt_text', type: 'text', from: [IN] },
  { field: 'bedrock_logs.completion_text', type: 'text', from: [OUT] },
  { field: 'bedrock_logs.reasoning_text', type: 'text', from: [OUT] },
  { field: 'bedrock_logs.conversation_id', type: 'keyword', from: [IN] },
  scalar(
    'finding',
    'keyword',
    [`${OUT}.trace.guardrail`, `${OUT}.amazon-bedrock-trace.guardrail`, `${OUT}.metadata.trace.guardrail`],
    (s) => s.findings,
  ),
  scalar('not_indexed', 'keyword', [IN, OUT, 'artifacts'], (s) => s.notIndexed),
  { field: 'bedrock_logs.source.path', type: 'keyword', from: [] },
  { field: 'bedrock_logs.source.line', type: 'long', from: [] },
];

function scalar(
  name: string,
  type: ExtendedType,
  from: readonly string[],
  read: (scalars: ExtendedScalars) => ScalarValue,
): ExtendedField {
  return { field: `bedrock_logs.${name}`, type, from, read };
}
