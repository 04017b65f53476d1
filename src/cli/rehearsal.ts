/**
 * Records that use every path of the scanner and the mapping once. They are mapped before the first real one: the
 * engine compiles a hot function for the kinds of input that it has seen until then, and throws the result away when
 * another kind comes. A thread that has seen all kinds in its first millisecond compiles the large functions once
 * instead of three times, which saves a quarter of a second of every run, in each thread.
 */
const number =
  '[0,-0,1,-12,1.0,-0.0,0.1,1e3,1E-7,1.5e+300,0.0002345,-0.030123456789012345,12345678.5,9007199254740993]';
const text = '"plain \\"quoted\\" back\\\\slash \\/ \\n \\t \\u00e9 \\ud83d\\ude42 ünï 日本 🙂"';
const policies = `{"topicPolicy":{"topics":[{"name":"Topic","type":"DENY","action":"BLOCKED","detected":true}]},"contentPolicy":{"filters":[{"type":"INSULTS","confidence":"HIGH","filterStrength":"LOW","action":"BLOCKED"},{"type":"HATE","confidence":null,"action":"NONE"}]},"wordPolicy":{"customWords":[{"match":"word","action":"BLOCKED"}],"managedWordLists":[]},"sensitiveInformationPolicy":{"piiEntities":[{"type":"EMAIL","match":"a@b.example","action":"ANONYMIZED"}],"regexes":[]},"contextualGroundingPolicy":{"filters":[{"type":"GROUNDING","threshold":0.75,"score":0.5,"action":"NONE"}]},"invocationMetrics":{"guardrailProcessingLatency":12,"usage":{"topicPolicyUnits":1},"guardrailCoverage":{"textCharacters":{"guarded":1,"total":2}}}}`;
const metrics =
  '"amazon-bedrock-invocationMetrics":{"inputTokenCount":1,"outputTokenCount":2,"invocationLatency":3,"firstByteLatency":4}';

function record(operation: string, input: string, output: string, more = ''): string {
  return `{"timestamp":"2026-01-02T03:04:05Z","accountId":"111122223333","region":"us-east-1","requestId":"00000000-0000-4000-8000-000000000000","operation":"${operation}","modelId":"us.anthropic.model-v1:0","input":{"inputContentType":"application/json","inputBodyJson":${input},"inputTokenCount":12,"cacheReadInputTokenCount":0},"output":{"outputContentType":"application/json","outputBodyJson":${output},"outputTokenCount":34},"identity":{"arn":"arn:aws:sts::111122223333:assumed-role/role/session"},"inferenceRegion":"us-east-2","requestMetadata":{"team":"a","":null}${more},"schemaType":"ModelInvocationLog","schemaVersion":"1.0"}`;
}

const converse = `{"messages":[{"role":"user","content":[{"text":${text}},{"document":{"format":"pdf","name":"d","source":{"s3Uri":"s3://b/k"}}}]}],"system":[{"text":"s"}],"inferenceConfig":{"maxTokens":100,"temperature":0.7,"topP":1},"additionalModelRequestFields":{"top_k":250},"toolConfig":{"tools":[{"toolSpec":{"name":"t","inputSchema":{"json":{"type":"object"}}}}]}}`;
const answer = `{"output":{"message":{"role":"assistant","content":[{"text":${text}},{"toolUse":{"toolUseId":"i","name":"t","input":{"a":${number}}}},{"reasoningContent":{"reasoningText":{"text":"r","signature":"s"}}}]}},"stopReason":"guardrail_intervened","metrics":{"latencyMs":5},"usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3},"trace":{"guardrail":{"modelOutput":["x"],"inputAssessment":{"g":${policies}},"outputAssessments":[{"g":${policies}}],"actionReason":"r"}}}`;
const messages = `{"anthropic_version":"bedrock-2023-05-31","max_tokens":100,"temperature":0.5,"top_p":0.9,"top_k":5,"system":"s","messages":[{"role":"user","content":[{"type":"text","text":${text}}]},{"role":"assistant","content":"c"}],"stop_sequences":["x"]}`;
const message = `{"id":"msg","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":${text}}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":2},"amazon-bedrock-guardrailAction":"INTERVENED","amazon-bedrock-trace":{"guardrail":{"input":{"g":${policies}},"outputs":[{"g":${policies}}]}}}`;
const events = `[{"type":"message_start","message":{"id":"msg","type":"message","role":"assistant","content":[],"model":"m","stop_reason":null,"usage":{"input_tokens":1,"output_tokens":1}}},{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}},{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":${text}}},{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" b"}},{"type":"content_block_stop","index":0},{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}},{"type":"message_stop",${metrics}}]`;
const nova = `[{"messageStart":{"role":"assistant"}},{"contentBlockDelta":{"delta":{"text":${text}},"contentBlockIndex":0}},{"messageStop":{"stopReason":"end_turn"}},{"metadata":{"usage":{"inputTokens":1,"outputTokens":2},"metrics":{}},${metrics}},"[DONE]"]`;
const guarded = `[{"message":{"id":"msg"},"amazon-bedrock-guardrailAction":"INTERVENED","amazon-bedrock-trace":{"guardrail":{"input":{"g":${policies}}}}},{"generation":${text},"stop_reason":"stop"}]`;

export const REHEARSAL: readonly string[] = [
  record('Converse', converse, answer),
  record('InvokeModel', messages, message),
  record('InvokeModelWithResponseStream', messages, events),
  record('InvokeModelWithResponseStream', converse, nova),
  record('InvokeModelWithResponseStream', messages, guarded),
  record(
    'InvokeModel',
    '{"inputText":"t","dimensions":8,"normalize":true}',
    `{"embedding":${number},"inputTextTokenCount":3}`,
  ),
  record(
    'InvokeModel',
    '{"prompt":"p","temperature":1}',
    `[{"generation":${text},"prompt_token_count":null,"stop_reason":"stop",${metrics}}]`,
  ),
  record(
    'ChatCompletions',
    '{"messages":[{"role":"user","content":"q"}],"stream":false}',
    '{"choices":[{"finish_reason":"stop","index":0,"message":{"content":"a","role":"assistant"}}],"usage":{"prompt_tokens":1}}',
  ),
  record('Converse', converse, '{}', ',"errorCode":"ValidationException"'),
  '{"timestamp":"2026-01-02T03:04:05Z","accountId":"1","region":"r","requestId":"q","operation":"InvokeModel","modelId":"anthropic.m","errorCode":"ThrottlingException","identity":{"arn":"arn:aws:iam::1:user/u"},"schemaType":"ModelInvocationLog","schemaVersion":"1.0"}',
];
