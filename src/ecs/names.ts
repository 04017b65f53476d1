import { Symbols } from '../json/symbols.ts';
import { chunk } from '../json/writer.ts';

/** Keys that the integration renames wherever it meets them (rule 9); each to its snake case, dashes to underscores. */
export const RENAMED_KEYS = [
  'modelId',
  'inputBodyJson',
  'inputContentType',
  'inputTokenCount',
  'outputBodyJson',
  'outputContentType',
  'outputTokenCount',
  'requestId',
  'schemaType',
  'schemaVersion',
  'errorCode',
  'imageGenerationConfig',
  'cfgScale',
  'numberOfImages',
  'imageVariationParams',
  'inputBodyS3Path',
  'outputBodyS3Path',
  'taskType',
  'finishReason',
  'amazon-bedrock-invocationMetrics',
  'firstByteLatency',
  'invocationLatency',
  'amazon-bedrock-guardrailAction',
  'amazon-bedrock-trace',
  'contentPolicy',
  'wordPolicy',
  'topicPolicy',
  'customWords',
  'sensitiveInformationPolicy',
  'contextualGroundingPolicy',
  'invocationMetrics',
  'guardrailCoverage',
  'textCharacters',
  'guardrailProcessingLatency',
  'contentPolicyUnits',
  'contextualGroundingPolicyUnits',
  'sensitiveInformationPolicyFreeUnits',
  'sensitiveInformationPolicyUnits',
  'topicPolicyUnits',
  'wordPolicyUnits',
  'piiEntities',
  'normalizeIndex',
  'latencyMs',
  'stopReason',
] as const;

/** The name that a listed key is given. */
export function snakeCase(name: string): string {
  if (name === 'inputBodyS3Path') return 'input_body_s3_path';
  if (name === 'outputBodyS3Path') return 'output_body_s3_path';
  return name.replace(/-/g, '_').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Other keys that the mapping looks for. */
const LOOKED_UP = [
  'timestamp',
  'operation',
  'identity',
  'arn',
  'accountId',
  'region',
  'input',
  'output',
  'artifacts',
  'base64',
  'system',
  'messages',
  'message',
  'content',
  'text',
  'type',
  'document',
  'format',
  'max_tokens',
  'temperature',
  'top_p',
  'top_k',
  'additionalModelRequestFields',
  'inferenceConfig',
  'id',
  'role',
  'delta',
  'outputs',
  'generation',
  'outputText',
  'trace',
  'guardrail',
  'inputAssessment',
  'outputAssessments',
  'action',
  'match',
  'confidence',
  'messages_content_kinds',
  'completion_text',
  'input_body_json_massive_hash',
  'output_body_json_massive_hash',
  'base64_massive_hash',
  'base64_massive_length',
  'value',
  'user',
] as const;

type Snake<T extends string> = T extends `${infer Head}-${infer Tail}`
  ? `${Head}_${Snake<Tail>}`
  : T extends 'inputBodyS3Path'
    ? 'input_body_s3_path'
    : T extends 'outputBodyS3Path'
      ? 'output_body_s3_path'
      : T extends `${infer First}${infer Rest}`
        ? First extends Lowercase<First>
          ? `${First}${Snake<Rest>}`
          : `_${Lowercase<First>}${Snake<Rest>}`
        : T;

type Renamed = (typeof RENAMED_KEYS)[number];
type Known = Renamed | Snake<Renamed> | (typeof LOOKED_UP)[number];

const symbols = new Symbols([...new Set([...RENAMED_KEYS, ...RENAMED_KEYS.map(snakeCase), ...LOOKED_UP])]);

/** Every name that the mapping knows, in the order of its symbols: what a tape for it must be made with. */
export const KNOWN_NAMES: readonly string[] = [...symbols.names];

function numbered(): { readonly [name in Known]: number } {
  return Object.fromEntries(KNOWN_NAMES.map((name, index) => [name, index])) as { [name in Known]: number };
}

/** The symbol of each known name on a tape that was made with `KNOWN_NAMES`. */
export const SYMBOL = numbered();

const renamed = new Int32Array(KNOWN_NAMES.length);
const former = new Int32Array(KNOWN_NAMES.length).fill(-1);
for (let i = 0; i < renamed.length; i++) renamed[i] = i;
for (const name of RENAMED_KEYS) {
  const from = symbols.of(name);
  const to = symbols.of(snakeCase(name));
  renamed[from] = to;
  former[to] = from;
}

/** The symbol that a key with `symbol` is renamed to; itself if it is not in the list. */
export function renamedSymbol(symbol: number): number {
  return symbol < renamed.length ? (renamed[symbol] as number) : symbol;
}

/** The symbol of the key that is renamed to `symbol`; -1 if none is. */
export function formerSymbol(symbol: number): number {
  return symbol < former.length ? (former[symbol] as number) : -1;
}

const keyChunks = KNOWN_NAMES.map((name) => chunk(`"${name}":`));

/** `"name":` of a known symbol. */
export function keyChunk(symbol: number): Uint8Array {
  return keyChunks[symbol] as Uint8Array;
}
