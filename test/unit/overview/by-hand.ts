/** The overview's figures once more, by plain loops over parsed records; knows nothing of fields, columns or queries. */

export interface LogRecord {
  readonly time: number;
  readonly model: string | undefined;
  readonly caller: string | undefined;
  readonly region: string | undefined;
  readonly profile: string | undefined;
  readonly id: string | undefined;
  readonly error: string | undefined;
  readonly input: number | undefined;
  readonly output: number | undefined;
  readonly cacheRead: number | undefined;
  readonly cacheWrite: number | undefined;
  readonly latency: number | undefined;
  readonly firstByte: number | undefined;
  readonly stop: string | undefined;
  readonly findings: readonly Finding[];
  readonly violated: boolean;
  readonly guarded: readonly string[];
  readonly offloaded: boolean;
  readonly hasInputBody: boolean;
  readonly long: boolean;
}

export interface Finding {
  readonly source: 'input' | 'output';
  readonly policy: string;
  readonly code: string;
  readonly type: string | undefined;
  readonly confidence: string;
  readonly action: string;
}

type Any = Record<string, unknown>;
const at = (value: unknown, ...path: readonly (string | number)[]): unknown => {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = (here as Any)[key];
  }
  return here;
};
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function first<T>(values: readonly (T | undefined)[]): T | undefined {
  return values.find((value) => value !== undefined);
}

/** The objects of an output body: one, or the events of a stream. */
function bodiesOf(body: unknown): readonly unknown[] {
  return Array.isArray(body) ? body : body === undefined || body === null ? [] : [body];
}

/** `fileTime`, epoch ms, is that of records whose own time is none of ISO 8601. */
export function readRecord(json: Any, fileTime: number): LogRecord {
  const body = at(json, 'output', 'outputBodyJson');
  const bodies = bodiesOf(body);
  const metrics = bodies
    .map((each) => at(each, 'amazon-bedrock-invocationMetrics'))
    .filter((each) => at(each, 'invocationLatency') !== undefined);
  const stream = metrics.at(-1);
  const ofStream = Array.isArray(body) ? stream : undefined;
  const findings = bodies.flatMap(findingsOf);
  const codes = findings.some(({ type }) => type !== undefined);
  const intervened = bodies.some(
    (each) =>
      at(each, 'amazon-bedrock-guardrailAction') === 'INTERVENED' ||
      [at(each, 'stopReason'), at(each, 'stop_reason')].includes('guardrail_intervened'),
  );
  const model = text(json.modelId);
  const stamp = String(json.timestamp);
  const sizes = [at(json, 'input', 'inputBodyJson'), body].map((each) =>
    each === undefined ? 0 : JSON.stringify(each).length,
  );
  return {
    time: /^\d{4}-\d\d-\d\dT/.test(stamp) ? Date.parse(stamp) : fileTime,
    model,
    caller: text(at(json, 'identity', 'arn')),
    region: text(json.region),
    profile: /(?:^|\/)(us|eu|apac|global|us-gov|jp|au|ca|sa)\./.exec(model ?? '')?.[1],
    id: text(json.requestId),
    error: text(json.errorCode),
    input: number(at(json, 'input', 'inputTokenCount')),
    output: number(at(json, 'output', 'outputTokenCount')),
    cacheRead: first([
      number(at(json, 'input', 'cacheReadInputTokenCount')),
      ...bodies.map((each) =>
        usage(
          each,
          'cacheReadInputTokens',
          'cacheReadInputTokenCount',
          'cache_read_input_tokens',
          'prompt_tokens_details.cached_tokens',
          'input_tokens_details.cached_tokens',
        ),
      ),
    ]),
    cacheWrite: first([
      number(at(json, 'input', 'cacheWriteInputTokenCount')),
      ...bodies.map((each) =>
        usage(each, 'cacheWriteInputTokens', 'cacheWriteInputTokenCount', 'cache_creation_input_tokens'),
      ),
    ]),
    latency: first([
      number(at(ofStream, 'invocationLatency')),
      number(at(body, 'metrics', 'latencyMs')),
      number(at(stream, 'invocationLatency')),
    ]),
    firstByte: number(at(ofStream, 'firstByteLatency')),
    stop: stopOf(bodies),
    findings: distinct(findings),
    violated: codes && intervened,
    guarded: [...new Set(bodies.flatMap(guardrailsOf))],
    offloaded:
      at(json, 'input', 'inputBodyS3Path') !== undefined || at(json, 'output', 'outputBodyS3Path') !== undefined,
    hasInputBody: at(json, 'input', 'inputBodyJson') !== undefined,
    long: sizes.some((size) => size > 40_000),
  };
}

function usage(body: unknown, ...names: readonly string[]): number | undefined {
  const holders = [
    at(body, 'usage'),
    at(body, 'message', 'usage'),
    at(body, 'metadata', 'usage'),
    at(body, 'response', 'usage'),
  ];
  return first(holders.flatMap((holder) => names.map((name) => number(at(holder, ...name.split('.'))))));
}

function stopOf(bodies: readonly unknown[]): string | undefined {
  const said = (each: unknown): string | undefined =>
    first(
      [
        at(each, 'stopReason'),
        at(each, 'stop_reason'),
        at(each, 'messageStop', 'stopReason'),
        at(each, 'delta', 'stop_reason'),
        at(each, 'choices', 0, 'finish_reason'),
        at(each, 'choices', 0, 'stop_reason'),
        at(each, 'finish_reason'),
        at(each, 'completionReason'),
        at(each, 'results', 0, 'completionReason'),
        at(each, 'outputs', 0, 'stop_reason'),
        at(each, 'generations', 0, 'finish_reason'),
        at(each, 'response', 'incomplete_details', 'reason'),
        at(each, 'response', 'status'),
        at(each, 'incomplete_details', 'reason'),
        at(each, 'status'),
      ].map(text),
    );
  return bodies
    .map(said)
    .filter((each) => each !== undefined)
    .at(-1);
}

function assessmentsOf(body: unknown): readonly (readonly ['input' | 'output', unknown])[] {
  const converse = at(body, 'trace', 'guardrail');
  const invoke = at(body, 'amazon-bedrock-trace', 'guardrail');
  return [
    ['input', at(converse, 'inputAssessment')],
    ...list(at(converse, 'outputAssessments')).map((each) => ['output', each] as const),
    ['input', at(invoke, 'input')],
    ...list(at(invoke, 'outputs')).map((each) => ['output', each] as const),
  ];
}

function guardrailsOf(body: unknown): readonly string[] {
  return assessmentsOf(body).flatMap(([source, map]) =>
    source === 'input' && typeof map === 'object' && map !== null ? Object.keys(map) : [],
  );
}

function findingsOf(body: unknown): Finding[] {
  const found: Finding[] = [];
  for (const [source, map] of assessmentsOf(body)) {
    for (const policies of Object.values((map ?? {}) as Any)) {
      for (const [policy, lists] of Object.entries((policies ?? {}) as Any)) {
        if (!/Policy$/.test(policy)) continue;
        for (const details of Object.values((lists ?? {}) as Any)) {
          for (const detail of list(details)) {
            found.push({
              source,
              policy: policy.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
              code: String(at(detail, 'name') ?? at(detail, 'type') ?? at(detail, 'match') ?? ''),
              type: text(at(detail, 'type')),
              confidence: String(at(detail, 'confidence') ?? ''),
              action: String(at(detail, 'action') ?? ''),
            });
          }
        }
      }
    }
  }
  return found;
}

function distinct(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

/** With the values in order, linear between the two that are nearest. */
export function percentile(values: readonly number[], p: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const place = (p / 100) * (sorted.length - 1);
  const low = sorted[Math.floor(place)] as number;
  const high = sorted[Math.ceil(place)] as number;
  return low + (high - low) * (place - Math.floor(place));
}

export function sum(values: readonly (number | undefined)[]): number | null {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? null : known.reduce((a, b) => a + b, 0);
}

export function groups<K extends string | number, T>(
  values: readonly T[],
  key: (value: T) => K | undefined,
): Map<K | null, T[]> {
  const found = new Map<K | null, T[]>();
  for (const value of values) {
    const own = key(value) ?? null;
    const group = found.get(own);
    if (group) group.push(value);
    else found.set(own, [value]);
  }
  return found;
}

export const known = (values: readonly (number | undefined)[]): number[] =>
  values.filter((value) => value !== undefined);
