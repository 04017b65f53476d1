/** Converse and ConverseStream: one body form for every vendor; a stream is logged as the finished message. */
import type { Bodies, Exchange, Json, JsonObject, Meters, Part, Settings, Stop } from '../exchange.ts';
import { converseTrace } from '../guardrails.ts';
import type { Random } from '../random.ts';

const STOP: Readonly<Record<Stop, string>> = {
  end: 'end_turn',
  tool: 'tool_use',
  length: 'max_tokens',
  sequence: 'stop_sequence',
  filtered: 'content_filtered',
  blocked: 'guardrail_intervened',
  masked: 'guardrail_intervened',
};

export const converseStop = (stop: Stop): string => STOP[stop];

export function converseBlock(part: Part, random: Random): JsonObject {
  switch (part.kind) {
    case 'text':
      return { text: part.text };
    case 'reasoning':
      return { reasoningContent: { reasoningText: { text: part.text, signature: `${random.id(64)}==` } } };
    case 'call':
      return { toolUse: { toolUseId: part.id, name: part.name, input: part.input } };
    case 'result':
      return {
        toolResult: { toolUseId: part.id, content: [{ json: part.json }], status: part.failed ? 'error' : 'success' },
      };
    case 'guarded':
      return { guardContent: { text: { text: part.text, qualifiers: part.qualifiers } } };
    case 'media':
      return {
        [part.media]: {
          format: part.format,
          ...(part.media === 'document' ? { name: part.name } : {}),
          source: { s3Uri: part.uri },
        },
      };
    case 'cache-point':
      return { cachePoint: { type: 'default' } };
  }
}

export function inferenceConfig(settings: Settings): JsonObject {
  return {
    maxTokens: settings.maxTokens,
    ...(settings.temperature === undefined ? {} : { temperature: settings.temperature }),
    ...(settings.topP === undefined ? {} : { topP: settings.topP }),
    ...(settings.stopSequences ? { stopSequences: settings.stopSequences } : {}),
  };
}

export function converse(exchange: Exchange, meters: Meters, random: Random, streamed: boolean): Bodies {
  const { settings, guardrail } = exchange;
  const more: { [key: string]: Json } = {};
  if (settings.topK !== undefined) more.top_k = settings.topK;
  if (settings.thinking !== undefined) more.thinking = { type: 'enabled', budget_tokens: settings.thinking };
  const input: JsonObject = {
    messages: exchange.turns.map((turn) => ({
      role: turn.role,
      content: turn.parts.map((p) => converseBlock(p, random)),
    })),
    ...(exchange.system ? { system: [{ text: exchange.system }] } : {}),
    inferenceConfig: inferenceConfig(settings),
    ...(exchange.tools
      ? {
          toolConfig: {
            tools: exchange.tools.map((tool) => ({
              toolSpec: { name: tool.name, description: tool.description, inputSchema: { json: tool.schema } },
            })),
          },
        }
      : {}),
    ...(guardrail
      ? {
          guardrailConfig: { guardrailIdentifier: guardrail.id, guardrailVersion: guardrail.version, trace: 'enabled' },
        }
      : {}),
    ...(Object.keys(more).length ? { additionalModelRequestFields: more } : {}),
  };
  const caching = meters.cacheRead > 0 || meters.cacheWrite > 0;
  const output: JsonObject = {
    output: { message: { role: 'assistant', content: exchange.answer.map((p) => converseBlock(p, random)) } },
    stopReason: converseStop(exchange.stop),
    metrics: { latencyMs: meters.latency },
    usage: {
      inputTokens: meters.inputTokens,
      outputTokens: meters.outputTokens,
      totalTokens: meters.inputTokens + meters.outputTokens + meters.cacheRead + meters.cacheWrite,
      ...(caching ? { cacheReadInputTokens: meters.cacheRead, cacheWriteInputTokens: meters.cacheWrite } : {}),
    },
    ...(guardrail ? { trace: converseTrace(guardrail) } : {}),
  };
  return {
    operation: streamed ? 'ConverseStream' : 'Converse',
    input,
    output,
    counters: { cache: streamed || caching, output: true },
  };
}
