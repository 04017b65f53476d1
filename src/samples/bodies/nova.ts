/** Amazon Nova through InvokeModel: Converse-like bodies, and a stream whose text pieces each have a new block number. */
import type { Bodies, Exchange, Json, JsonObject, Meters } from '../exchange.ts';
import { pieces } from '../exchange.ts';
import { invokeKeys } from '../guardrails.ts';
import type { Random } from '../random.ts';
import { converseBlock, converseStop, inferenceConfig } from './converse.ts';
import { streamMetrics } from './metrics.ts';

function request(exchange: Exchange, random: Random): JsonObject {
  return {
    ...(exchange.system ? { system: [{ text: exchange.system }] } : {}),
    messages: exchange.turns.map((turn) => ({
      role: turn.role,
      content: turn.parts.map((p) => converseBlock(p, random)),
    })),
    inferenceConfig: inferenceConfig(exchange.settings),
    ...(exchange.tools
      ? {
          toolConfig: {
            tools: exchange.tools.map((t) => ({
              toolSpec: { name: t.name, description: t.description, inputSchema: { json: t.schema } },
            })),
          },
        }
      : {}),
  };
}

const usage = (meters: Meters): JsonObject => ({
  inputTokens: meters.inputTokens,
  outputTokens: meters.outputTokens,
  totalTokens: meters.inputTokens + meters.outputTokens,
  cacheReadInputTokenCount: meters.cacheRead,
  cacheWriteInputTokenCount: meters.cacheWrite,
});

export function nova(exchange: Exchange, meters: Meters, random: Random): Bodies {
  const output: JsonObject = {
    output: { message: { content: exchange.answer.map((p) => converseBlock(p, random)), role: 'assistant' } },
    stopReason: converseStop(exchange.guardrail?.intervened ? 'end' : exchange.stop),
    usage: usage(meters),
    ...invokeKeys(exchange),
  };
  return {
    operation: 'InvokeModel',
    input: request(exchange, random),
    output,
    counters: { cache: false, output: true },
  };
}

export function novaStream(exchange: Exchange, meters: Meters, random: Random): Bodies {
  const events: Json[] = [{ messageStart: { role: 'assistant' } }];
  let contentBlockIndex = 0;
  const stop = (): void => void events.push({ contentBlockStop: { contentBlockIndex: contentBlockIndex++ } });
  for (const part of exchange.answer) {
    if (part.kind === 'text') {
      for (const piece of pieces(part.text, 2)) {
        events.push({ contentBlockDelta: { delta: { text: piece }, contentBlockIndex } });
        stop();
      }
    } else if (part.kind === 'reasoning') {
      for (const piece of pieces(part.text, 4))
        events.push({ contentBlockDelta: { delta: { reasoningContent: { text: piece } }, contentBlockIndex } });
      stop();
    } else if (part.kind === 'call') {
      events.push({
        contentBlockStart: { start: { toolUse: { toolUseId: part.id, name: part.name } }, contentBlockIndex },
      });
      events.push({
        contentBlockDelta: { delta: { toolUse: { input: JSON.stringify(part.input) } }, contentBlockIndex },
      });
      stop();
    }
  }
  events.push(
    { messageStop: { stopReason: converseStop(exchange.guardrail?.intervened ? 'end' : exchange.stop) } },
    {
      metadata: { usage: usage(meters), metrics: {}, trace: {} },
      ...invokeKeys(exchange),
      ...streamMetrics({ ...meters, inputTokens: 0, outputTokens: 0 }),
    },
  );
  return {
    operation: 'InvokeModelWithResponseStream',
    input: request(exchange, random),
    output: events,
    counters: { cache: true, output: true },
  };
}
