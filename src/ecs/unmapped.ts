import { ARRAY, type Tape } from '../json/tape.ts';
import type { ExtendedScalars } from './extended/scalars.ts';
import { EXTENDED_FIELDS } from './extended/table.ts';
import type { Leaf } from './flatten.ts';
import type { Conversation, Profile, UnmappedRow } from './model.ts';
import { RENAMED_KEYS, snakeCase } from './names.ts';
import type { Locator, Place } from './paths.ts';

/** The integration's fields that say the same as one of ours, where they are filled. */
const SAME: Readonly<Record<string, string>> = {
  'bedrock_logs.usage.input_tokens': 'gen_ai.usage.prompt_tokens',
  'bedrock_logs.usage.output_tokens': 'gen_ai.usage.completion_tokens',
  'bedrock_logs.latency': 'gen_ai.performance.response_time',
  'bedrock_logs.first_byte_latency': 'gen_ai.performance.start_response_time',
  'bedrock_logs.stop_reason': 'gen_ai.response.finish_reasons',
  'bedrock_logs.caller': 'user.id',
  'bedrock_logs.model.name': 'gen_ai.request.model.id',
  'bedrock_logs.model.vendor': 'gen_ai.request.model.id',
  'bedrock_logs.model.profile': 'gen_ai.request.model.id',
  'bedrock_logs.inference.max_tokens': 'gen_ai.request.max_tokens',
  'bedrock_logs.inference.temperature': 'gen_ai.request.temperature',
  'bedrock_logs.inference.top_p': 'gen_ai.request.top_p',
  'bedrock_logs.inference.top_k': 'gen_ai.request.top_k',
};

/** Said by the remarks instead, or made of values that have rows of their own. */
const TOLD_ELSEWHERE = new Set([
  'bedrock_logs.usage.total_input_tokens',
  'bedrock_logs.not_indexed',
  'bedrock_logs.finding',
]);

/** Members of an output body that fields are made of; those of the input body are in `EXTENDED_FIELDS`. */
const MAPPED = new Set([
  'output.outputBodyJson.id',
  'output.outputBodyJson[].id',
  'output.outputBodyJson[].message.id',
]);

const renamed = new Set<string>(RENAMED_KEYS);

/**
 * Raw values that no field of the document holds: first those that the extended profile has a field for, then the
 * settings and details of the bodies, which stand only inside the texts of prompt and completion.
 */
export function unmapped(
  locator: Locator,
  tape: Tape,
  scalars: ExtendedScalars,
  conversation: Conversation,
  values: ReadonlyMap<string, Leaf>,
  profile: Profile,
): UnmappedRow[] {
  const rows: UnmappedRow[] = [];
  const accounted = new Set<string>(MAPPED);
  for (const { field, from, read } of EXTENDED_FIELDS) {
    const value = read?.(scalars);
    if (value === undefined || (typeof value === 'object' && value.length === 0)) continue;
    const places = from.flatMap((path) => locator.locate(path) ?? []);
    const source = places[0];
    const told = profile === 'extended' || TOLD_ELSEWHERE.has(field) || values.has(SAME[field] ?? '');
    if (source !== undefined && !told && !accounted.has(source.path) && !isHeld(source.path, values)) {
      rows.push({
        path: source.path,
        value: tape.kind(source.node) < ARRAY ? tape.spelling(source.node) : JSON.stringify(value),
        note: `not mapped by the integration; ${field} of the extended profile holds it`,
      });
    }
    for (const { path } of places) accounted.add(path);
  }
  const sides = [
    ['input.inputBodyJson', conversation.parameters, 'gen_ai.prompt'],
    ['output.outputBodyJson', conversation.details, 'gen_ai.completion'],
  ] as const;
  for (const [body, pairs, text] of sides) {
    const note = values.has(text)
      ? `only inside the text of ${text}`
      : 'no field holds it: the text of its body was removed';
    for (const [name, value] of pairs) {
      const place = placeOf(locator, body, name);
      const path = place?.path ?? `${body}.${name}`;
      if (accounted.has(path) || isHeld(path, values)) continue;
      accounted.add(path);
      rows.push({ path, value: place === undefined ? JSON.stringify(value) : tape.spelling(place.node), note });
    }
  }
  return rows;
}

/** Events of streams hold their details one level deeper. */
const HOLDERS = ['', 'message.', 'metadata.', 'response.', 'delta.', 'messageStop.'];

function placeOf(locator: Locator, body: string, name: string): Place | undefined {
  for (const holder of HOLDERS) {
    const place = locator.locate(`${body}.${holder}${name}`);
    if (place !== undefined) return place;
  }
  return undefined;
}

/** Whether the record's own part of the document, which has all but the bodies, holds the value. */
function isHeld(path: string, values: ReadonlyMap<string, Leaf>): boolean {
  const parts = path.split('.').map((part) => (renamed.has(part) ? snakeCase(part) : part));
  return values.has(`aws_bedrock.invocation.${parts.join('.')}`);
}
