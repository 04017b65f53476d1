/** The rules of the mapping in a sentence or two each, in the order in which they apply; comments refer to their numbers. */
export interface Rule {
  readonly number: number;
  readonly text: string;
}

const TEXTS: readonly string[] = [
  '`event.original` is the text of the record.',
  'The record itself becomes `aws_bedrock.invocation`.',
  '`ecs.version` is 8.11.0, `cloud.service.name` bedrock, `gen_ai.system` aws.',
  '`timestamp` becomes `@timestamp`, in UTC and cut to milliseconds. It may be a year, a month or a day, after it `T` and hours, minutes, seconds and up to nine digits after a point or comma, each if what stands before it is there, and a zone `Z`, `UTC`, `GMT`, `+hh`, `+hhmm`, `+hh:mm` or `+hh:mm:ss`. For anything else the time of the source stands in.',
  '`operation`, `identity.arn`, `accountId` and `region` move to `event.action`, `user.id`, `cloud.account.id` and `cloud.region`.',
  'In `artifacts`, a `base64` above 32,766 UTF-16 units gives way to `base64_massive_hash` (SHA-1) and `base64_massive_length`.',
  '`gen_ai.response.timestamp` is `@timestamp`.',
  '`gen_ai.prompt` and `gen_ai.completion` are the bodies written anew: keys sorted by UTF-16 unit, no white space, strings in quotes with nothing escaped inside, whole numbers as digits, others as Java prints them (`1.0`, `1.0E-7`). Such a text need not be valid JSON; detection rules match on it.',
  'A fixed list of keys, such as `modelId` and `stopReason`, is renamed to snake case wherever it stands, but not inside a list that is an element of a list.',
  'A top-level `system` that is a text becomes an object of type text.',
  'Each content of top-level `messages` becomes a `type` and a `text`: its own text, else its `content`, else all that it has, as JSON.',
  '`gen_ai.request.model.id` is the model id.',
  'With an input body and a dot in the model id, `gen_ai.request.model.type` is what stands before the first dot, and `version` the input body’s member of that name with `_version` behind.',
  'Token counts and `max_tokens` are whole numbers, `temperature`, `top_p` and `top_k` 32-bit floats; a text of digits is converted, a list element by element, and what cannot be converted is left out. `top_k` and `temperature` have a second place: `additionalModelRequestFields` and `inferenceConfig`. `gen_ai.input.messages` and `gen_ai.output.messages` are the messages of the bodies.',
  '`gen_ai.request.id` is the request id, `gen_ai.response.id` the `id` of an answer in one object.',
  '`messages_content_kinds` are the distinct kinds of the contents of the input body’s messages: `text`, `document`, `document/FORMAT`.',
  'Of a streamed answer, the first element that names a message gives the response id and the role, the last one with an invocation latency both times. Of an answer in one object, the message gives the role and the stop reason the finish reason.',
  '`gen_ai.user.id` is `user.id`, `gen_ai.response.error_code` the error code.',
  'Guardrail assessments give sorted lists without repetition: guardrail ids (of inputs), policies, actions, confidences, violation codes; and the details of findings with a match. With a code and an intervention it is a violation.',
  '`event.outcome` is failure with an error code or a violation, else success.',
  '`gen_ai.performance.request_size` is the length of the prompt in UTF-16 units. Above 32,766 prompt and input body give way to a SHA-1.',
  '`completion_text` is the text of the answer, its parts one after the other, as Java writes what is no text (`null`, `{a=1, b=[2]}`), cut after 32,766 units.',
  'The same as 21 for the completion: `gen_ai.performance.response_size`.',
  'Nulls, empty strings, empty objects and empty lists are left out everywhere.',
  'The bodies are left out unless the document has the tag `preserve_duplicate_custom_fields`.',
  '`event.original` is kept only with the tag `preserve_original_event`; above 32,766 units it becomes its SHA-1 and length.',
];

export const RULES: readonly Rule[] = TEXTS.map((text, i) => ({ number: i + 1, text }));
