/** Anthropic's messages through InvokeModel, whole or as a list of stream events. */
import type { Bodies, Exchange, Json, JsonObject, Meters, Part, Stop } from '../exchange.ts';
import { pieces } from '../exchange.ts';
import { invokeKeys } from '../guardrails.ts';
import type { Random } from '../random.ts';
import { streamMetrics } from './metrics.ts';

const STOP: Readonly<Record<Stop, string>> = {
  end: 'end_turn',
  tool: 'tool_use',
  length: 'max_tokens',
  sequence: 'stop_sequence',
  filtered: 'refusal',
  // A blocked answer ends like any other: only the guardrail's own key tells.
  blocked: 'end_turn',
  masked: 'end_turn',
};

function block(part: Part, random: Random): JsonObject {
  switch (part.kind) {
    case 'text':
    case 'guarded':
      return { type: 'text', text: part.text };
    case 'reasoning':
      return { type: 'thinking', thinking: part.text, signature: `${random.id(64)}==` };
    case 'call':
      return { type: 'tool_use', id: part.id, name: part.name, input: part.input };
    case 'result':
      return {
        type: 'tool_result',
        tool_use_id: part.id,
        content: JSON.stringify(part.json),
        ...(part.failed ? { is_error: true } : {}),
      };
    case 'media':
      return { type: part.media, source: { type: 'url', url: part.uri } };
    case 'cache-point':
      return { type: 'text', text: '', cache_control: { type: 'ephemeral' } };
  }
}

function request(exchange: Exchange, random: Random): JsonObject {
  const { settings } = exchange;
  return {
    anthropic_version: 'bedrock-2023-05-31',
    max_tokens: settings.maxTokens,
    ...(settings.temperature === undefined ? {} : { temperature: settings.temperature }),
    ...(settings.topP === undefined ? {} : { top_p: settings.topP }),
    ...(settings.topK === undefined ? {} : { top_k: settings.topK }),
    ...(settings.stopSequences ? { stop_sequences: settings.stopSequences } : {}),
    ...(settings.thinking === undefined ? {} : { thinking: { type: 'enabled', budget_tokens: settings.thinking } }),
    ...(exchange.system ? { system: exchange.system } : {}),
    messages: exchange.turns.map((turn) => ({ role: turn.role, content: turn.parts.map((p) => block(p, random)) })),
    ...(exchange.tools
      ? { tools: exchange.tools.map((t) => ({ name: t.name, description: t.description, input_schema: t.schema })) }
      : {}),
  };
}

const usage = (meters: Meters, output: number): JsonObject => ({
  input_tokens: meters.inputTokens,
  cache_creation_input_tokens: meters.cacheWrite,
  cache_read_input_tokens: meters.cacheRead,
  output_tokens: output,
});

export function anthropic(exchange: Exchange, meters: Meters, random: Random, model: string): Bodies {
  const blocked = exchange.guardrail?.intervened && exchange.stop === 'blocked';
  const message: JsonObject = {
    // A blocked answer has no id, model, usage or stop reason.
    ...(blocked ? {} : { id: `msg_bdrk_01${random.id(22)}` }),
    type: 'message',
    role: 'assistant',
    ...(blocked ? {} : { model }),
    content: exchange.answer.map((p) => block(p, random)),
    ...(blocked
      ? {}
      : { stop_reason: STOP[exchange.stop], stop_sequence: null, usage: usage(meters, meters.outputTokens) }),
    ...invokeKeys(exchange),
  };
  return {
    operation: 'InvokeModel',
    input: request(exchange, random),
    output: message,
    counters: { cache: false, output: !blocked },
  };
}

export function anthropicStream(exchange: Exchange, meters: Meters, random: Random, model: string): Bodies {
  const action: JsonObject = exchange.guardrail
    ? { 'amazon-bedrock-guardrailAction': exchange.guardrail.intervened ? 'INTERVENED' : 'NONE' }
    : {};
  const events: Json[] = [
    {
      type: 'message_start',
      message: {
        id: `msg_bdrk_01${random.id(22)}`,
        type: 'message',
        role: 'assistant',
        model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: usage(meters, 1),
      },
    },
  ];
  exchange.answer.forEach((part, index) => {
    const delta = (value: JsonObject): void =>
      void events.push({ type: 'content_block_delta', index, delta: value, ...action });
    if (part.kind === 'text') {
      events.push({ type: 'content_block_start', index, content_block: { type: 'text', text: '' } });
      for (const piece of pieces(part.text)) delta({ type: 'text_delta', text: piece });
    } else if (part.kind === 'reasoning') {
      events.push({
        type: 'content_block_start',
        index,
        content_block: { type: 'thinking', thinking: '', signature: '' },
      });
      for (const piece of pieces(part.text, 4)) delta({ type: 'thinking_delta', thinking: piece });
      delta({ type: 'signature_delta', signature: `${random.id(64)}==` });
    } else if (part.kind === 'call') {
      events.push({
        type: 'content_block_start',
        index,
        content_block: { type: 'tool_use', id: part.id, name: part.name, input: {} },
      });
      for (const piece of JSON.stringify(part.input).match(/.{1,12}/gsu) ?? [])
        delta({ type: 'input_json_delta', partial_json: piece });
    }
    events.push({ type: 'content_block_stop', index });
  });
  events.push(
    {
      type: 'message_delta',
      delta: { stop_reason: STOP[exchange.stop], stop_sequence: null },
      usage: { output_tokens: meters.outputTokens },
    },
    { type: 'message_stop', ...invokeKeys(exchange), ...streamMetrics(meters) },
  );
  return {
    operation: 'InvokeModelWithResponseStream',
    input: request(exchange, random),
    output: events,
    counters: { cache: true, output: true },
  };
}
