/** The ways in which a call can reach Bedrock, each with its own pair of bodies. */
import type { Bodies, Exchange, Meters } from '../exchange.ts';
import type { Random } from '../random.ts';
import { anthropic, anthropicStream } from './anthropic.ts';
import { converse } from './converse.ts';
import { nova, novaStream } from './nova.ts';
import { chatCompletions, chatCompletionsStream, responses, responsesStream } from './openai.ts';
import { cohere, deepseek, jamba, llama, mistralChat, mistralText, titanText } from './plain.ts';

interface Written {
  readonly exchange: Exchange;
  readonly meters: Meters;
  readonly random: Random;
  /** The vendor's own name of the model. */
  readonly model: string;
  /** Epoch ms. */
  readonly at: number;
}

const WIRES = {
  converse: (w) => converse(w.exchange, w.meters, w.random, false),
  'converse-stream': (w) => converse(w.exchange, w.meters, w.random, true),
  anthropic: (w) => anthropic(w.exchange, w.meters, w.random, w.model),
  'anthropic-stream': (w) => anthropicStream(w.exchange, w.meters, w.random, w.model),
  nova: (w) => nova(w.exchange, w.meters, w.random),
  'nova-stream': (w) => novaStream(w.exchange, w.meters, w.random),
  chat: (w) => chatCompletions(w.exchange, w.meters, w.random, w.model, w.at),
  'chat-stream': (w) => chatCompletionsStream(w.exchange, w.meters, w.random, w.model, w.at),
  responses: (w) => responses(w.exchange, w.meters, w.random, w.model, w.at),
  'responses-stream': (w) => responsesStream(w.exchange, w.meters, w.random, w.model, w.at),
  llama: (w) => llama(w.exchange, w.meters, false),
  'llama-stream': (w) => llama(w.exchange, w.meters, true),
  mistral: (w) => mistralText(w.exchange, w.meters, false),
  'mistral-stream': (w) => mistralText(w.exchange, w.meters, true),
  'mistral-chat': (w) => mistralChat(w.exchange, w.meters, w.random, w.model, w.at, false),
  'mistral-chat-stream': (w) => mistralChat(w.exchange, w.meters, w.random, w.model, w.at, true),
  deepseek: (w) => deepseek(w.exchange, w.meters, false),
  'deepseek-stream': (w) => deepseek(w.exchange, w.meters, true),
  titan: (w) => titanText(w.exchange, w.meters, false),
  'titan-stream': (w) => titanText(w.exchange, w.meters, true),
  cohere: (w) => cohere(w.exchange, w.meters, w.random, false),
  'cohere-stream': (w) => cohere(w.exchange, w.meters, w.random, true),
  jamba: (w) => jamba(w.exchange, w.meters, w.random),
} as const satisfies Record<string, (written: Written) => Bodies>;

export type Wire = keyof typeof WIRES;

export const write = (wire: Wire, written: Written): Bodies => WIRES[wire](written);
