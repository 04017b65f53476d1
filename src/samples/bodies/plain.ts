/** Vendors whose own body is little more than a text: Llama, Mistral, DeepSeek, Titan, Cohere, AI21. */
import type { Bodies, Exchange, Json, JsonObject, Meters } from '../exchange.ts';
import { joined, pieces, reasoningOf } from '../exchange.ts';
import { invokeKeys } from '../guardrails.ts';
import type { Random } from '../random.ts';
import { streamMetrics } from './metrics.ts';

const whole = (input: Json, output: Json): Bodies => ({
  operation: 'InvokeModel',
  input,
  output,
  counters: { cache: false, output: true },
});
const streamed = (input: Json, output: Json): Bodies => ({
  operation: 'InvokeModelWithResponseStream',
  input,
  output,
  counters: { cache: true, output: true },
});
const cut = (exchange: Exchange, ended: string, length: string): string =>
  exchange.stop === 'length' ? length : ended;

export function llama(exchange: Exchange, meters: Meters, stream: boolean): Bodies {
  const head = (role: string): string => `<|start_header_id|>${role}<|end_header_id|>\n\n`;
  const said = exchange.turns.map((t) => `${head(t.role)}${joined(t.parts)}<|eot_id|>`).join('');
  const system = exchange.system ? `${head('system')}${exchange.system}<|eot_id|>` : '';
  const input: JsonObject = {
    prompt: `<|begin_of_text|>${system}${said}${head('assistant')}`,
    max_gen_len: exchange.settings.maxTokens,
    temperature: exchange.settings.temperature ?? 0.5,
    top_p: exchange.settings.topP ?? 0.9,
  };
  const reason = cut(exchange, 'stop', 'length');
  const answer = joined(exchange.answer);
  if (!stream)
    return whole(input, {
      generation: answer,
      prompt_token_count: meters.inputTokens,
      generation_token_count: meters.outputTokens,
      stop_reason: reason,
      ...invokeKeys(exchange),
    });
  const chunks: JsonObject[] = pieces(answer, 2).map((generation, i) => ({
    generation,
    prompt_token_count: i === 0 ? meters.inputTokens : null,
    generation_token_count: i + 1,
    stop_reason: null,
  }));
  chunks.push({
    generation: '',
    prompt_token_count: null,
    generation_token_count: meters.outputTokens,
    stop_reason: reason,
    ...invokeKeys(exchange),
    ...streamMetrics(meters),
  });
  return streamed(input, chunks);
}

export function mistralText(exchange: Exchange, meters: Meters, stream: boolean): Bodies {
  const input: JsonObject = {
    prompt: `<s>[INST] ${exchange.turns.map((t) => joined(t.parts)).join(' [/INST] ')} [/INST]`,
    max_tokens: exchange.settings.maxTokens,
    temperature: exchange.settings.temperature ?? 0.5,
  };
  const stop = cut(exchange, 'stop', 'length');
  const answer = joined(exchange.answer);
  if (!stream) return whole(input, { outputs: [{ text: answer, stop_reason: stop }] });
  const chunks: JsonObject[] = pieces(answer, 2).map((part) => ({ outputs: [{ text: part, stop_reason: null }] }));
  return streamed(input, [...chunks, { outputs: [{ text: '', stop_reason: stop }], ...streamMetrics(meters) }]);
}

function chatMessages(exchange: Exchange): JsonObject[] {
  const system = exchange.system ? [{ role: 'system', content: exchange.system }] : [];
  return [...system, ...exchange.turns.map((t) => ({ role: t.role, content: joined(t.parts) }))];
}

/** Pixtral and Mistral Large: OpenAI-like, but the chunks of a stream hold `message`, not `delta`. */
export function mistralChat(
  exchange: Exchange,
  meters: Meters,
  random: Random,
  model: string,
  at: number,
  stream: boolean,
): Bodies {
  const input: JsonObject = {
    messages: chatMessages(exchange),
    max_tokens: exchange.settings.maxTokens,
    temperature: exchange.settings.temperature ?? 0.3,
  };
  const usage: JsonObject = {
    prompt_tokens: meters.inputTokens,
    total_tokens: meters.inputTokens + meters.outputTokens,
    completion_tokens: meters.outputTokens,
  };
  const common = { id: random.uuid(), created: Math.floor(at / 1000), model };
  const message = (content: string, role: string | null): JsonObject => ({ role, tool_calls: null, content });
  const stop = cut(exchange, 'stop', 'length');
  const answer = joined(exchange.answer);
  if (!stream)
    return whole(input, {
      ...common,
      object: 'chat.completion',
      choices: [{ index: 0, message: message(answer, 'assistant'), finish_reason: stop, logprobs: null }],
      usage,
    });
  const chunk = (content: string, stopReason: string | null): JsonObject => ({
    ...common,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, logprobs: null, message: message(content, null), stop_reason: stopReason }],
    usage: stopReason ? usage : null,
  });
  return streamed(input, [
    ...pieces(answer, 2).map((part) => chunk(part, null)),
    { ...chunk('', stop), ...streamMetrics(meters) },
  ]);
}

export function deepseek(exchange: Exchange, meters: Meters, stream: boolean): Bodies {
  const input: JsonObject = { messages: chatMessages(exchange), max_tokens: exchange.settings.maxTokens };
  const stop = cut(exchange, 'stop', 'length');
  const thought = reasoningOf(exchange.answer);
  const answer = joined(exchange.answer);
  const choice = (content: string | null, reasoning: string | null, reason: string | null): JsonObject => ({
    choices: [{ index: 0, message: { role: 'assistant', content, reasoning_content: reasoning }, stop_reason: reason }],
  });
  if (!stream) return whole(input, choice(answer || null, thought || null, stop));
  const chunks = [
    ...pieces(thought, 3).map((part) => choice(null, part, null)),
    ...pieces(answer, 3).map((part) => choice(part, null, null)),
  ];
  return streamed(input, [...chunks, { ...choice('', null, stop), ...streamMetrics(meters) }]);
}

export function titanText(exchange: Exchange, meters: Meters, stream: boolean): Bodies {
  const input: JsonObject = {
    inputText: exchange.turns.map((t) => `${t.role === 'user' ? 'User' : 'Bot'}: ${joined(t.parts)}`).join('\n'),
    textGenerationConfig: {
      maxTokenCount: exchange.settings.maxTokens,
      temperature: exchange.settings.temperature ?? 0.7,
      topP: 1,
      stopSequences: [],
    },
  };
  const reason = cut(exchange, 'FINISH', 'LENGTH');
  const answer = `\n${joined(exchange.answer)}`;
  if (!stream)
    return whole(input, {
      inputTextTokenCount: meters.inputTokens,
      results: [{ tokenCount: meters.outputTokens, outputText: answer, completionReason: reason }],
      ...invokeKeys(exchange),
    });
  const chunks: JsonObject[] = pieces(answer, 12).map((outputText, i) => ({
    outputText,
    index: 0,
    totalOutputTextTokenCount: null,
    completionReason: null,
    inputTextTokenCount: i === 0 ? meters.inputTokens : null,
  }));
  const last = {
    outputText: '',
    index: 0,
    totalOutputTextTokenCount: meters.outputTokens,
    completionReason: reason,
    inputTextTokenCount: null,
  };
  return streamed(input, [...chunks, { ...last, ...invokeKeys(exchange), ...streamMetrics(meters) }]);
}

export function cohere(exchange: Exchange, meters: Meters, random: Random, stream: boolean): Bodies {
  const last = exchange.turns.at(-1);
  const message = last ? joined(last.parts) : '';
  const history = exchange.turns
    .slice(0, -1)
    .map((t) => ({ role: t.role === 'user' ? 'USER' : 'CHATBOT', message: joined(t.parts) }));
  const input: JsonObject = {
    message,
    chat_history: history,
    ...(exchange.system ? { preamble: exchange.system } : {}),
    max_tokens: exchange.settings.maxTokens,
    temperature: exchange.settings.temperature ?? 0.3,
  };
  const answer = joined(exchange.answer);
  const finish = cut(exchange, 'COMPLETE', 'MAX_TOKENS');
  const chat = [...history, { role: 'USER', message }, { role: 'CHATBOT', message: answer }];
  const ids = { response_id: random.uuid(), generation_id: random.uuid() };
  if (!stream) return whole(input, { ...ids, text: answer, chat_history: chat, finish_reason: finish });
  const chunks: JsonObject[] = pieces(answer, 2).map((part) => ({
    is_finished: false,
    event_type: 'text-generation',
    text: part,
  }));
  const end: JsonObject = {
    is_finished: true,
    event_type: 'stream-end',
    response: { ...ids, text: answer, chat_history: chat, finish_reason: finish },
    finish_reason: finish,
  };
  return streamed(input, [...chunks, { ...end, ...streamMetrics(meters) }]);
}

export function jamba(exchange: Exchange, meters: Meters, random: Random): Bodies {
  const input: JsonObject = {
    messages: chatMessages(exchange),
    n: 1,
    max_tokens: exchange.settings.maxTokens,
    temperature: exchange.settings.temperature ?? 0.4,
  };
  return whole(input, {
    id: `chatcmpl-${random.hex(32)}`,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: joined(exchange.answer) },
        finish_reason: cut(exchange, 'stop', 'length'),
      },
    ],
    usage: {
      prompt_tokens: meters.inputTokens,
      completion_tokens: meters.outputTokens,
      total_tokens: meters.inputTokens + meters.outputTokens,
    },
  });
}
