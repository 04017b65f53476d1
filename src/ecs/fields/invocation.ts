import { EXTENDED_FIELDS } from '../extended/table.ts';
import { column, type Field, type FieldUnit, field } from './field.ts';

const RECORD = 'aws_bedrock.invocation';
const IN = 'input.inputBodyJson';
const OUT = 'output.outputBodyJson';
const METRICS = `${OUT}[].amazon-bedrock-invocationMetrics`;
const GUARDRAIL = `${OUT}.trace.guardrail ${OUT}.amazon-bedrock-trace.guardrail`;

const AROUND: readonly Field[] = [
  column('@timestamp', 'date', 'timestamp', "in UTC, cut to ms; the source's own time if it is none"),
  column('event.action', 'keyword', 'operation', 'moved'),
  column(
    'event.outcome',
    'keyword',
    `errorCode ${GUARDRAIL}`,
    'failure with an error code or a guardrail violation, else success',
  ),
  field('event.dataset', 'constant_keyword', '', 'aws_bedrock.invocation'),
  field('event.module', 'constant_keyword', '', 'aws_bedrock'),
  field(
    'event.original',
    'keyword',
    '',
    'the text of the record, with the tag preserve_original_event; above 32,766 units sha1-HASH:LENGTH',
  ),
  field('error.message', 'keyword', '', 'one sentence for each part that is not as expected'),
  column('cloud.account.id', 'keyword', 'accountId', 'moved'),
  column('cloud.region', 'keyword', 'region', 'moved'),
  field('cloud.service.name', 'keyword', '', 'bedrock'),
  field('cloud.image.id', 'keyword'),
  column('user.id', 'keyword', 'identity.arn', 'moved'),
  field('ecs.version', 'keyword', '', '8.11.0'),
  field('data_stream.type', 'constant_keyword', '', 'logs'),
  field('data_stream.dataset', 'constant_keyword', '', 'aws_bedrock.invocation'),
  field('data_stream.namespace', 'constant_keyword', '', 'as chosen; default'),
  field('tags', 'keyword', '', 'as chosen; forwarded'),
  field('input.type', 'keyword', '', 'filestream, aws-s3 or aws-cloudwatch'),
  field('log.file.path', 'keyword', '', 'where the record was read'),
  field('log.offset', 'long', '', 'byte offset of the record'),
  field('aws.s3.bucket.name', 'keyword', '', 'where the record was read'),
  field('aws.s3.bucket.arn', 'keyword', '', 'where the record was read'),
  field('aws.s3.object.key', 'keyword', '', 'where the record was read'),
  field('aws.cloudwatch.log_group', 'keyword', '', 'where the record was read'),
  field('aws.cloudwatch.log_stream', 'keyword', '', 'where the record was read'),
  field('aws.cloudwatch.ingestion_time', 'date', '', 'when CloudWatch took the record'),
  field('aws.cloudwatch.message', 'text'),
  field('host.containerized', 'boolean'),
  field('host.os.build', 'keyword'),
  field('host.os.codename', 'keyword'),
];

const REQUEST: readonly Field[] = [
  field('gen_ai.system', 'keyword', '', 'aws'),
  field('gen_ai.user.id', 'keyword', 'identity.arn', 'copied'),
  field('gen_ai.user.rn', 'keyword'),
  field('gen_ai.prompt', 'text', IN, 'written anew, keys sorted, nothing escaped; left out above 32,766 units'),
  field('gen_ai.input.messages', 'flattened', `${IN}.messages`, 'as it is, if a list'),
  column('gen_ai.request.id', 'keyword', 'requestId'),
  field('gen_ai.request.timestamp', 'date'),
  column('gen_ai.request.model.id', 'keyword', 'modelId'),
  column(
    'gen_ai.request.model.type',
    'keyword',
    'modelId',
    'what stands before its first dot, if there is an input body',
  ),
  column('gen_ai.request.model.version', 'keyword', IN, 'the member TYPE_version of the input body'),
  column(
    'gen_ai.request.model.role',
    'keyword',
    `${OUT}.output.message.role ${OUT}[].message.role`,
    'of a stream the role of the first message with an id',
  ),
  field('gen_ai.request.model.description', 'keyword'),
  field('gen_ai.request.model.instructions', 'text'),
  column('gen_ai.request.max_tokens', 'integer', `${IN}.max_tokens`, 'if a whole number', 'tokens'),
  column(
    'gen_ai.request.temperature',
    'float',
    `${IN}.temperature ${IN}.inferenceConfig.temperature`,
    'the first that is a number',
  ),
  column('gen_ai.request.top_p', 'float', `${IN}.top_p`, 'if a number'),
  column(
    'gen_ai.request.top_k',
    'float',
    `${IN}.top_k ${IN}.additionalModelRequestFields.top_k`,
    'the first that is a number',
  ),
];

const RESPONSE: readonly Field[] = [
  field('gen_ai.completion', 'text', OUT, 'written anew, keys sorted, nothing escaped; left out above 32,766 units'),
  field('gen_ai.output.messages', 'flattened', `${OUT}.output.message`, 'a list of one'),
  column('gen_ai.response.id', 'keyword', `${OUT}.id ${OUT}[].message.id`, 'of a stream the first'),
  field('gen_ai.response.timestamp', 'date', 'timestamp', 'the same as @timestamp'),
  field('gen_ai.response.model', 'keyword'),
  column('gen_ai.response.error_code', 'keyword', 'errorCode'),
  column('gen_ai.response.finish_reasons', 'keyword', `${OUT}.stopReason ${OUT}.stop_reason`, 'not of streams'),
  column('gen_ai.usage.prompt_tokens', 'integer', 'input.inputTokenCount', 'if a whole number', 'tokens'),
  column('gen_ai.usage.completion_tokens', 'integer', 'output.outputTokenCount', 'if a whole number', 'tokens'),
  column('gen_ai.performance.request_size', 'long', IN, 'UTF-16 units of the prompt, 0 without one', 'characters'),
  column(
    'gen_ai.performance.response_size',
    'long',
    OUT,
    'UTF-16 units of the completion, 0 without one',
    'characters',
  ),
  column('gen_ai.performance.response_time', 'long', `${METRICS}.invocationLatency`, 'of the last that has it', 'ms'),
  column(
    'gen_ai.performance.start_response_time',
    'long',
    `${METRICS}.firstByteLatency`,
    'beside the last invocationLatency',
    'ms',
  ),
];

const GUARDRAILS: readonly Field[] = [
  column('gen_ai.guardrail_id', 'keyword', GUARDRAIL, 'distinct ids of the input assessments, sorted'),
  column('gen_ai.policy.name', 'keyword', GUARDRAIL, 'distinct policies with findings, sorted'),
  column('gen_ai.policy.action', 'keyword', GUARDRAIL, 'distinct actions, sorted'),
  column('gen_ai.policy.confidence', 'keyword', GUARDRAIL, 'distinct confidences, sorted'),
  field('gen_ai.policy.violation', 'boolean'),
  ...['action', 'confidence', 'filterStrength', 'match', 'name', 'regex', 'type'].map((name) =>
    field(`gen_ai.policy.match_detail.${name}`, 'keyword', GUARDRAIL, 'of findings with a match or of grounding'),
  ),
  field('gen_ai.policy.match_detail.detected', 'boolean', GUARDRAIL, 'of findings with a match or of grounding'),
  field('gen_ai.policy.match_detail.score', 'float', GUARDRAIL, 'of findings with a match or of grounding'),
  field('gen_ai.policy.match_detail.threshold', 'float', GUARDRAIL, 'of findings with a match or of grounding'),
  column('gen_ai.compliance.violation_code', 'keyword', GUARDRAIL, 'distinct types of findings, sorted'),
  column(
    'gen_ai.compliance.violation_detected',
    'boolean',
    GUARDRAIL,
    'true with a code and an intervention, else left out',
  ),
  field('gen_ai.compliance.request_triggered', 'keyword'),
  field('gen_ai.compliance.response_triggered', 'keyword'),
];

/** Declared by the integration for other sources; nothing in a Bedrock log fills them. */
const UNFILLED: readonly Field[] = [
  field('gen_ai.analysis.action_recommended', 'keyword'),
  field('gen_ai.analysis.findings', 'nested'),
  field('gen_ai.analysis.function', 'keyword'),
  field('gen_ai.analysis.tool_names', 'keyword'),
  field('gen_ai.owasp.description', 'text'),
  field('gen_ai.owasp.id', 'keyword'),
  field('gen_ai.security.hallucination_consistency', 'float'),
  field('gen_ai.security.jailbreak_score', 'float'),
  field('gen_ai.security.prompt_injection_score', 'float'),
  field('gen_ai.security.refusal_score', 'float'),
  field('gen_ai.security.regex_pattern_count', 'integer'),
  field('gen_ai.sentiment.content_categories', 'keyword'),
  field('gen_ai.sentiment.content_inappropriate', 'boolean'),
  field('gen_ai.sentiment.score', 'float'),
  field('gen_ai.sentiment.toxicity_score', 'float'),
  field('gen_ai.text.complexity_score', 'float'),
  field('gen_ai.text.readability_score', 'float'),
  field('gen_ai.text.similarity_score', 'float'),
  field('gen_ai.threat.action', 'keyword'),
  field('gen_ai.threat.category', 'keyword'),
  field('gen_ai.threat.description', 'text'),
  field('gen_ai.threat.detected', 'boolean'),
  field('gen_ai.threat.risk_score', 'float'),
  field('gen_ai.threat.signature', 'keyword'),
  field('gen_ai.threat.source', 'keyword'),
  field('gen_ai.threat.type', 'keyword'),
  field('gen_ai.threat.yara_matches', 'nested'),
];

const OF_RECORD: readonly Field[] = [
  field(`${RECORD}.schema_type`, 'keyword', 'schemaType'),
  column(`${RECORD}.schema_version`, 'keyword', 'schemaVersion'),
  field(`${RECORD}.request_id`, 'keyword', 'requestId'),
  field(`${RECORD}.model_id`, 'keyword', 'modelId'),
  field(`${RECORD}.error_code`, 'keyword', 'errorCode'),
  field(`${RECORD}.error`, 'keyword', 'error'),
  field(`${RECORD}.result`, 'keyword', 'result'),
  field(`${RECORD}.task_type`, 'keyword', 'taskType'),
  field(`${RECORD}.artifacts`, 'flattened', 'artifacts', 'base64 above 32,766 units becomes its hash and length'),
  field(`${RECORD}.images`, 'keyword', 'images'),
  field(`${RECORD}.image_generation_config.cfg_scale`, 'double', 'imageGenerationConfig.cfgScale'),
  field(`${RECORD}.image_generation_config.height`, 'long', 'imageGenerationConfig.height'),
  field(`${RECORD}.image_generation_config.number_of_images`, 'long', 'imageGenerationConfig.numberOfImages'),
  field(`${RECORD}.image_generation_config.quality`, 'keyword', 'imageGenerationConfig.quality'),
  field(`${RECORD}.image_generation_config.seed`, 'long', 'imageGenerationConfig.seed'),
  field(`${RECORD}.image_generation_config.width`, 'long', 'imageGenerationConfig.width'),
  field(`${RECORD}.image_variation_params.images`, 'keyword', 'imageVariationParams.images'),
  field(`${RECORD}.image_variation_params.text`, 'keyword', 'imageVariationParams.text'),
  field(
    `${RECORD}.messages.content.text`,
    'match_only_text',
    'messages[].content',
    'each content as a type and a text',
  ),
  field(`${RECORD}.messages.content.type`, 'keyword', 'messages[].content', 'text if it has none'),
  field(`${RECORD}.messages.role`, 'keyword', 'messages[].role'),
  field(`${RECORD}.system.text`, 'match_only_text', 'system', 'a string becomes an object of type text'),
  field(`${RECORD}.system.type`, 'keyword', 'system', 'text where it was a string'),
  field(`${RECORD}.input.input_content_type`, 'keyword', 'input.inputContentType'),
  field(`${RECORD}.input.input_token_count`, 'long', 'input.inputTokenCount'),
  field(`${RECORD}.input.input_body_json`, 'flattened', IN, 'with the tag preserve_duplicate_custom_fields'),
  field(`${RECORD}.input.input_body_json_massive_hash`, 'keyword', IN, 'SHA-1 of the prompt above 32,766 units'),
  field(`${RECORD}.input.input_body_json_massive_length`, 'long'),
  column(`${RECORD}.input.input_body_s3_path`, 'keyword', 'input.inputBodyS3Path'),
  column(
    `${RECORD}.input.messages_content_kinds`,
    'keyword',
    `${IN}.messages[].content[]`,
    'distinct: text, document, document/FORMAT',
  ),
  field(`${RECORD}.output.output_content_type`, 'keyword', 'output.outputContentType'),
  field(`${RECORD}.output.output_token_count`, 'long', 'output.outputTokenCount'),
  field(`${RECORD}.output.output_body_json`, 'flattened', OUT, 'with the tag preserve_duplicate_custom_fields'),
  field(`${RECORD}.output.output_body_json_massive_hash`, 'keyword', OUT, 'SHA-1 of the completion above 32,766 units'),
  column(`${RECORD}.output.output_body_s3_path`, 'keyword', 'output.outputBodyS3Path'),
  field(
    `${RECORD}.output.completion_text`,
    'text',
    OUT,
    'texts of the answer one after the other, cut at 32,766 units',
  ),
];

/** `logs-aws_bedrock.invocation-*`: what the integration declares and what it writes without declaring. */
export const INVOCATION_FIELDS: readonly Field[] = [
  ...AROUND,
  ...REQUEST,
  ...RESPONSE,
  ...GUARDRAILS,
  ...OF_RECORD,
  ...UNFILLED,
];

/** The same stream's fields under `bedrock_logs.`, with the extended profile alone. */
export const EXTENDED_INVOCATION_FIELDS: readonly Field[] = EXTENDED_FIELDS.map(({ field: name, type, from, read }) => {
  const unit = unitOf(name);
  return {
    field: name,
    type,
    from,
    rule: 'from every shape of body that has it',
    ...(unit !== undefined && { unit }),
    ...(read !== undefined && { column: true as const }),
  };
});

function unitOf(name: string): FieldUnit | undefined {
  if (name.endsWith('latency')) return 'ms';
  return name.endsWith('_tokens') ? 'tokens' : undefined;
}
