/** Where our documents differ from the integration's on purpose. The only list: docs/mapping.md is made from it. */
export interface Divergence {
  readonly id: string;
  /** What the integration's pipeline does. */
  readonly integration: string;
  readonly ours: string;
  readonly why: string;
}

const WHOLE = 'Everything else is mapped, and error.message says which part was not as expected.';
const STOPS = 'stops: fields set so far stay, the rest is missing';
const NOT_LOST = 'one odd part is no reason to lose a record';

/** Parts of a record on which the pipeline stops. */
const STOPPED: readonly Divergence[] = [
  {
    id: 'no-object',
    integration: 'makes a document of the text, with nothing but an error',
    ours: 'There is no document. The line is counted as failed, with its place and the reason.',
    why: 'a text that is no record says nothing about an invocation, and would count as one',
  },
  {
    id: 'several-on-a-line',
    integration: 'loses all records of a line that holds several',
    ours: 'Each is a record of its own.',
    why: 'forwarders join records; all of them happened',
  },
  {
    id: 'event-list',
    integration: STOPS,
    ours: 'A list of stream events without a record around it is mapped as the output body of an otherwise unknown record.',
    why: 'the answer is all there is, and it can be read',
  },
  {
    id: 'byte-order-mark',
    integration: 'takes the record for no JSON',
    ours: `The mark is skipped. ${WHOLE}`,
    why: NOT_LOST,
  },
  {
    id: 'duplicate-key',
    integration: 'takes the record for no JSON if a key stands twice in one object, at any depth',
    ours: `The last one counts. ${WHOLE}`,
    why: 'most parsers do so, and nothing else of the record is in doubt',
  },
  {
    id: 'wide-number',
    integration: 'may refuse a document with a whole number beyond 64 bits',
    ours: `Its digits are kept. ${WHOLE}`,
    why: 'the log is the truth; Elasticsearch says itself what it cannot take',
  },
  {
    id: 'half-no-object',
    integration: `${STOPS}, where input or output is no object`,
    ours: `The half is kept as it is. ${WHOLE}`,
    why: NOT_LOST,
  },
  {
    id: 'input-body-no-object',
    integration: `${STOPS}, where the input body is a text, a number or a list`,
    ours: `The prompt is the body's text. ${WHOLE}`,
    why: 'audio and some image models are called with such bodies',
  },
  {
    id: 'output-body-scalar',
    integration: `${STOPS}, where the output body is a text, a number or a boolean`,
    ours: `The completion is the body's text. ${WHOLE}`,
    why: 'audio and some image models answer with such bodies',
  },
  {
    id: 'inference-config-no-object',
    integration: `${STOPS}, where inferenceConfig is no object and the temperature is looked for in it`,
    ours: WHOLE,
    why: NOT_LOST,
  },
  {
    id: 'request-fields-no-object',
    integration: `${STOPS}, where additionalModelRequestFields is no object and top_k is looked for in it`,
    ours: WHOLE,
    why: NOT_LOST,
  },
  {
    id: 'message-no-object',
    integration: `${STOPS}, where an element of the messages of the input body is neither an object nor null`,
    ours: `The element stays as it is. ${WHOLE}`,
    why: NOT_LOST,
  },
  {
    id: 'stream-element',
    integration: `${STOPS}, where the message or the metrics of a stream element are no object`,
    ours: `The element gives no id, role or times. ${WHOLE}`,
    why: NOT_LOST,
  },
  {
    id: 'stream-without-model',
    integration: `${STOPS}, where a stream names a message and the record has no model id`,
    ours: `Id and role of the message are mapped. ${WHOLE}`,
    why: NOT_LOST,
  },
  {
    id: 'answer-no-object',
    integration: `${STOPS}, where output in the output body is a list, as the Responses API has it, or a text`,
    ours: WHOLE,
    why: 'every call of the Responses API looks like that',
  },
  {
    id: 'answer-message',
    integration: `${STOPS}, where output.message or an element of a content list is no object`,
    ours: WHOLE,
    why: NOT_LOST,
  },
  {
    id: 'guardrail-shape',
    integration: `${STOPS}, where a trace, an assessment, a policy, a list of findings or a finding has another type`,
    ours: `All other findings count. ${WHOLE}`,
    why: 'a finding must not be hidden by another one',
  },
  {
    id: 'output-assessments-map',
    integration: `${STOPS}, where output assessments are a map of guardrail to list, as the API returns them`,
    ours: `Their findings count like those of a list. ${WHOLE}`,
    why: 'both forms say the same',
  },
  {
    id: 'null-action',
    integration: `${STOPS}, where one finding has no action and another has one`,
    ours: `The actions that are there are listed. ${WHOLE}`,
    why: NOT_LOST,
  },
  {
    id: 'mixed-findings',
    integration: `${STOPS}, where actions, confidences or types are of different JSON types`,
    ours: `They are listed in the order of the log. ${WHOLE}`,
    why: 'they cannot be sorted together',
  },
  {
    id: 'artifact-no-object',
    integration: `${STOPS}, where an artifact is no object`,
    ours: `It stays as it is. ${WHOLE}`,
    why: NOT_LOST,
  },
];

/** What the integration loses or leaves open without stopping. */
const LOST: readonly Divergence[] = [
  {
    id: 'long-bodies',
    integration: 'leaves out a prompt or completion above 32,766 units: rules on text see nothing',
    ours: 'The same in the document; bedrock_logs.prompt_text and completion_text hold the text, and not_indexed says that Elasticsearch would not.',
    why: 'the text is in the log',
  },
  {
    id: 'bodies-in-s3',
    integration: 'knows the path of a body in S3 and nothing of its text',
    ours: 'The same in the document; bedrock_logs.not_indexed says so.',
    why: 'a reader must know that there is more',
  },
  {
    id: 'unmapped-parts',
    integration:
      'has no field for latency outside streams, stop reasons of streams, token counts in bodies, cached tokens, inferenceRegion, requestMetadata, topP and maxTokens',
    ours: 'They are fields under bedrock_logs, with the extended profile. No field of the integration changes its meaning.',
    why: 'costs and latency cannot be told without them',
  },
  {
    id: 'paired-findings',
    integration: 'sorts confidences and violation codes apart, so that nobody can tell which belongs to which',
    ours: 'The same in the document; bedrock_logs.finding holds source, policy, code, confidence and action of each finding together.',
    why: 'HATE with LOW and INSULTS with HIGH is not HATE with HIGH',
  },
  {
    id: 'key-order',
    integration: 'writes contents of top-level messages as JSON in the order of a hash table',
    ours: 'The order of the log is kept; the JSON says the same.',
    why: 'the order of the hash table says nothing and changes with the version',
  },
  {
    id: 'renamed-twin',
    integration: 'keeps one of a listed key and its snake-case twin, whichever a hash table has last',
    ours: 'The snake-case twin stays.',
    why: 'the same record must give the same document every time',
  },
  {
    id: 'far-times',
    integration:
      'also takes a timestamp whose zone is a name of a region, such as Europe/Berlin, and years of a million and more',
    ours: 'The time of the source stands in, with a warning.',
    why: 'Bedrock writes UTC, and the rules of a region change with the year and the version of their table',
  },
  {
    id: 'half-surrogates',
    integration: 'writes half of a surrogate pair as bytes that are no UTF-8',
    ours: 'It is written as an escape, which parsers read as the same text.',
    why: 'many programs refuse a file with such bytes',
  },
];

export const DIVERGENCES: readonly Divergence[] = [...STOPPED, ...LOST];
