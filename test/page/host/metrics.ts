/** Invented metrics of CloudWatch: three models and one guardrail, every five minutes of the records' day. */
import { DATA_STREAMS } from '../../../src/ecs/fields.ts';
import type { JsonObject } from '../../../src/esql/documents/json.ts';
import { DocumentTable } from '../../../src/esql/documents/load.ts';
import type { TableSource } from '../../../src/esql/table.ts';

const PERIOD = 5 * 60_000;
const MODELS = ['us.anthropic.claude-haiku-4-5-20251001-v1:0', 'amazon.nova-pro-v1:0', 'openai.gpt-oss-120b-1:0'];
const POLICIES = ['ContentPolicy', 'TopicPolicy', 'SensitiveInformationPolicy'];

type Metrics = Readonly<Record<string, string | number>>;

/** The rows of a table of metrics; `range` is that of the records, epoch ms. */
export function inventedMetrics(pattern: string, range: readonly [number, number]): TableSource {
  const stream = DATA_STREAMS.find(({ name }) => pattern.startsWith(name));
  const kind = stream?.name.split('.')[1] ?? '';
  const documents: JsonObject[] = [];
  for (let at = range[0]; at < range[1]; at += PERIOD) {
    for (const metrics of kind === 'runtime' ? runtime(at) : guardrails(at)) {
      const fields = Object.entries(metrics).map(
        ([name, value]) => [`${/_p\d\d$/.test(name) ? 'bedrock_logs' : 'aws_bedrock'}.${kind}.${name}`, value] as const,
      );
      documents.push({ '@timestamp': new Date(at).toISOString(), ...Object.fromEntries(fields) } as never);
    }
  }
  const all = [...(stream?.fields ?? []), ...(stream?.extended ?? [])];
  return new DocumentTable(documents, new Map(all.map(({ field, type }) => [field, { type }])));
}

/** A day has its noon; the same numbers every time. */
const busy = (at: number, most: number): number =>
  Math.round(most * (0.4 + 0.6 * Math.sin((Math.PI * (at % 86_400_000)) / 86_400_000)));

function runtime(at: number): readonly Metrics[] {
  return MODELS.map((model_id, i) => ({
    model_id,
    invocations: busy(at, 30 - 8 * i),
    invocation_latency: 800 + 700 * i + busy(at, 400),
    invocation_latency_p50: 600 + 500 * i + busy(at, 300),
    invocation_latency_p90: 1500 + 900 * i + busy(at, 900),
    invocation_latency_p99: 4000 + 1500 * i + busy(at, 2000),
    input_token_count: busy(at, 40_000),
    output_token_count: busy(at, 9_000),
    invocation_throttles: i === 0 ? busy(at, 3) : 0,
    invocation_client_errors: i === 1 ? 1 : 0,
    invocation_server_errors: 0,
  }));
}

function guardrails(at: number): readonly Metrics[] {
  const operation = 'ApplyGuardrail';
  return [
    { operation, invocations: busy(at, 20), invocation_latency: 200 + busy(at, 90), invocations_intervened: 2 },
    ...POLICIES.flatMap((guardrail_policy_type, i) => [
      { operation, guardrail_policy_type, text_unit_count: busy(at, 60 - 15 * i) },
      { operation, guardrail_policy_type, guardrail_content_source: 'Input', invocations_intervened: i === 0 ? 2 : 1 },
      { operation, guardrail_policy_type, guardrail_content_source: 'Output', invocations_intervened: i === 1 ? 1 : 0 },
    ]),
  ];
}
