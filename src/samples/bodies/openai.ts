/** The OpenAI-compatible API: ChatCompletions and Responses, whole or streamed. */
import type { Bodies, Exchange, Json, JsonObject, Meters, Part, Stop, Turn } from '../exchange.ts';
import { joined, pieces, reasoningOf } from '../exchange.ts';
import type { Random } from '../random.ts';

const FINISH: Readonly<Record<Stop, string>> = {
  end: 'stop',
  tool: 'tool_calls',
  length: 'length',
  sequence: 'stop',
  filtered: 'content_filter',
  blocked: 'content_filter',
  masked: 'stop',
};

type Call = Part & { readonly kind: 'call' };
const calls = (parts: readonly Part[]): Call[] => parts.filter((p): p is Call => p.kind === 'call');
const toolCall = (call: Call): JsonObject => ({
  id: call.id,
  type: 'function',
  function: { name: call.name, arguments: JSON.stringify(call.input) },
});

function chatMessages(turn: Turn): JsonObject[] {
  const results = turn.parts.flatMap((p) =>
    p.kind === 'result' ? [{ role: 'tool', tool_call_id: p.id, content: JSON.stringify(p.json) }] : [],
  );
  if (results.length) return results;
  const called = calls(turn.parts);
  const content = joined(turn.parts);
  if (called.length) return [{ role: turn.role, content: content || null, tool_calls: called.map(toolCall) }];
  return [{ role: turn.role, content }];
}

function chatRequest(exchange: Exchange, model: string, stream: boolean): JsonObject {
  const { settings } = exchange;
  return {
    model,
    messages: [
      ...(exchange.system ? [{ role: 'system', content: exchange.system }] : []),
      ...exchange.turns.flatMap(chatMessages),
    ],
    max_completion_tokens: settings.maxTokens,
    ...(settings.temperature === undefined ? {} : { temperature: settings.temperature }),
    ...(settings.topP === undefined ? {} : { top_p: settings.topP }),
    ...(exchange.tools
      ? {
          tools: exchange.tools.map((t) => ({
            type: 'function',
            function: { name: t.name, description: t.description, parameters: t.schema },
          })),
        }
      : {}),
    stream,
    ...(stream ? { stream_options: { include_usage: true } } : {}),
  };
}

const chatUsage = (meters: Meters): JsonObject => ({
  completion_tokens: meters.outputTokens,
  // Cached tokens are part of `prompt_tokens` here, unlike in the record's envelope.
  prompt_tokens: meters.inputTokens + meters.cacheRead,
  prompt_tokens_details: { audio_tokens: 0, cache_write_tokens: meters.cacheWrite, cached_tokens: meters.cacheRead },
  total_tokens: meters.inputTokens + meters.cacheRead + meters.outputTokens,
});

/** gpt-oss puts what it thought inside the content, in a tag of its own. */
function chatContent(answer: readonly Part[]): string | null {
  const thought = reasoningOf(answer);
  const said = joined(answer);
  const all = (thought ? `<reasoning>${thought}</reasoning>` : '') + said;
  return all || null;
}

export function chatCompletions(exchange: Exchange, meters: Meters, random: Random, model: string, at: number): Bodies {
  const called = calls(exchange.answer);
  const output: JsonObject = {
    choices: [
      {
        finish_reason: FINISH[exchange.stop],
        index: 0,
        logprobs: null,
        message: {
          content: chatContent(exchange.answer),
          refusal: null,
          role: 'assistant',
          ...(called.length ? { tool_calls: called.map(toolCall) } : {}),
        },
      },
    ],
    created: Math.floor(at / 1000),
    id: `chatcmpl-${random.uuid()}`,
    model,
    object: 'chat.completion',
    service_tier: 'default',
    usage: chatUsage(meters),
  };
  return {
    operation: 'ChatCompletions',
    input: chatRequest(exchange, model, false),
    output,
    counters: { cache: meters.cacheRead > 0, output: true },
  };
}

export function chatCompletionsStream(
  exchange: Exchange,
  meters: Meters,
  random: Random,
  model: string,
  at: number,
): Bodies {
  const common = {
    created: Math.floor(at / 1000),
    id: `chatcmpl-${random.uuid()}`,
    model,
    object: 'chat.completion.chunk',
    service_tier: 'default',
  };
  const padding = (): string => random.id(random.int(20, 58));
  const chunk = (delta: JsonObject, finish: string | null): JsonObject => ({
    choices: [{ delta, finish_reason: finish, index: 0 }],
    obfuscation: padding(),
    ...common,
  });
  const chunks: Json[] = [chunk({ content: '', role: 'assistant' }, null)];
  for (const piece of pieces(chatContent(exchange.answer) ?? '', 2)) chunks.push(chunk({ content: piece }, null));
  calls(exchange.answer).forEach((call, index) => {
    chunks.push(
      chunk(
        { tool_calls: [{ index, id: call.id, type: 'function', function: { name: call.name, arguments: '' } }] },
        null,
      ),
    );
    for (const piece of JSON.stringify(call.input).match(/.{1,9}/gsu) ?? [])
      chunks.push(chunk({ tool_calls: [{ index, function: { arguments: piece } }] }, null));
  });
  chunks.push(
    chunk({}, FINISH[exchange.stop]),
    { choices: [], obfuscation: padding(), ...common, usage: chatUsage(meters) },
    '[DONE]',
  );
  return {
    operation: 'ChatCompletions',
    input: chatRequest(exchange, model, true),
    output: chunks,
    counters: { cache: true, output: true },
  };
}

function responsesRequest(exchange: Exchange, model: string, stream: boolean): JsonObject {
  return {
    model,
    input: [
      ...(exchange.system ? [{ role: 'developer', content: exchange.system }] : []),
      ...exchange.turns.flatMap(responsesItems),
    ],
    max_output_tokens: exchange.settings.maxTokens,
    ...(exchange.tools
      ? {
          tools: exchange.tools.map((t) => ({
            type: 'function',
            name: t.name,
            description: t.description,
            parameters: t.schema,
          })),
        }
      : {}),
    store: false,
    stream,
  };
}

function responsesItems(turn: Turn): JsonObject[] {
  return turn.parts.flatMap((p): JsonObject[] => {
    if (p.kind === 'result') return [{ type: 'function_call_output', call_id: p.id, output: JSON.stringify(p.json) }];
    if (p.kind === 'call')
      return [{ type: 'function_call', call_id: p.id, name: p.name, arguments: JSON.stringify(p.input) }];
    if (p.kind === 'text') return [{ role: turn.role, content: p.text }];
    return [];
  });
}

function responsesOutput(exchange: Exchange, random: Random): JsonObject[] {
  return exchange.answer.flatMap((p): JsonObject[] => {
    if (p.kind === 'reasoning')
      return [
        {
          content: [],
          id: `rs_${random.hex(32)}`,
          summary: [{ text: p.text, type: 'summary_text' }],
          type: 'reasoning',
        },
      ];
    if (p.kind === 'call')
      return [
        {
          arguments: JSON.stringify(p.input),
          call_id: p.id,
          id: `fc_${random.hex(32)}`,
          name: p.name,
          status: 'completed',
          type: 'function_call',
        },
      ];
    if (p.kind !== 'text') return [];
    const content = [{ annotations: [], logprobs: [], text: p.text, type: 'output_text' }];
    return [{ content, id: `msg_${random.hex(32)}`, role: 'assistant', status: 'completed', type: 'message' }];
  });
}

function response(
  exchange: Exchange,
  meters: Meters,
  model: string,
  at: number,
  id: string,
  output: readonly JsonObject[],
  done: boolean,
): JsonObject {
  const created = Math.floor(at / 1000);
  const cut = exchange.stop === 'length';
  return {
    background: false,
    completed_at: done ? created + Math.ceil(meters.latency / 1000) : null,
    created_at: created,
    error: null,
    id,
    incomplete_details: done && cut ? { reason: 'max_output_tokens' } : null,
    instructions: null,
    max_output_tokens: exchange.settings.maxTokens,
    metadata: {},
    model,
    object: 'response',
    output,
    parallel_tool_calls: true,
    service_tier: 'default',
    status: done ? (cut ? 'incomplete' : 'completed') : 'in_progress',
    store: false,
    temperature: 1.0,
    tool_choice: 'auto',
    usage: done
      ? {
          input_tokens: meters.inputTokens + meters.cacheRead,
          input_tokens_details: { cache_write_tokens: meters.cacheWrite, cached_tokens: meters.cacheRead },
          output_tokens: meters.outputTokens,
          output_tokens_details: { reasoning_tokens: 0 },
          total_tokens: meters.inputTokens + meters.cacheRead + meters.outputTokens,
        }
      : null,
    user: null,
  };
}

export function responses(exchange: Exchange, meters: Meters, random: Random, model: string, at: number): Bodies {
  const output = response(
    exchange,
    meters,
    model,
    at,
    `resp_${random.id(48).toLowerCase()}`,
    responsesOutput(exchange, random),
    true,
  );
  return {
    operation: 'Responses',
    input: responsesRequest(exchange, model, false),
    output,
    counters: { cache: meters.cacheRead > 0, output: true },
  };
}

export function responsesStream(exchange: Exchange, meters: Meters, random: Random, model: string, at: number): Bodies {
  const id = `resp_${random.id(48).toLowerCase()}`;
  const output = responsesOutput(exchange, random);
  const events: JsonObject[] = [];
  const emit = (type: string, more: JsonObject): void =>
    void events.push({ ...more, sequence_number: events.length, type });
  emit('response.created', { response: response(exchange, meters, model, at, id, [], false) });
  emit('response.in_progress', { response: response(exchange, meters, model, at, id, [], false) });
  output.forEach((made, index) => {
    const place = { output_index: index, item_id: made.id as string };
    emit('response.output_item.added', { item: { ...made, status: 'in_progress' }, output_index: index });
    if (made.type === 'function_call') {
      for (const piece of String(made.arguments).match(/.{1,9}/gsu) ?? [])
        emit('response.function_call_arguments.delta', {
          delta: piece,
          ...place,
          obfuscation: random.id(random.int(4, 40)),
        });
      emit('response.function_call_arguments.done', { arguments: made.arguments ?? '', ...place });
    } else if (made.type === 'message') {
      const said = exchange.answer[index];
      const value = said?.kind === 'text' ? said.text : '';
      for (const piece of pieces(value, 2))
        emit('response.output_text.delta', {
          content_index: 0,
          delta: piece,
          ...place,
          logprobs: [],
          obfuscation: random.id(random.int(4, 40)),
        });
      emit('response.output_text.done', { content_index: 0, text: value, ...place, logprobs: [] });
    }
    emit('response.output_item.done', { item: made, output_index: index });
  });
  emit('response.completed', { response: response(exchange, meters, model, at, id, output, true) });
  return {
    operation: 'Responses',
    input: responsesRequest(exchange, model, true),
    output: events,
    counters: { cache: true, output: true },
  };
}
