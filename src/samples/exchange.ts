/**
 * One model call in neutral form, before it takes the shape of a vendor's API. Scenarios are written in these
 * terms; `bodies/` turns them into what Bedrock logs.
 */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'reasoning'; readonly text: string }
  | { readonly kind: 'call'; readonly id: string; readonly name: string; readonly input: JsonObject }
  | { readonly kind: 'result'; readonly id: string; readonly failed?: boolean; readonly json: JsonObject }
  /** Text that a guardrail is asked to look at, alone. */
  | { readonly kind: 'guarded'; readonly text: string; readonly qualifiers: readonly string[] }
  /** A document or picture that Bedrock wrote to its `data` folder. */
  | {
      readonly kind: 'media';
      readonly media: 'document' | 'image';
      readonly format: string;
      readonly name: string;
      readonly uri: string;
    }
  | { readonly kind: 'cache-point' };

export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly parts: readonly Part[];
}

export interface Tool {
  readonly name: string;
  readonly description: string;
  /** JSON schema of the input. */
  readonly schema: JsonObject;
}

export interface Settings {
  readonly maxTokens: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly stopSequences?: readonly string[];
  /** Budget of visible reasoning in tokens. */
  readonly thinking?: number;
}

/** `masked` is a whole answer in which a guardrail put marks over what it found. */
export type Stop = 'end' | 'tool' | 'length' | 'sequence' | 'filtered' | 'blocked' | 'masked';

export interface Exchange {
  readonly system?: string;
  readonly turns: readonly Turn[];
  readonly answer: readonly Part[];
  readonly stop: Stop;
  readonly tools?: readonly Tool[];
  readonly settings: Settings;
  readonly guardrail?: GuardrailRun;
}

/** What a guardrail found, in neutral form; `guardrails.ts` writes the two traces. */
export interface GuardrailRun {
  readonly id: string;
  readonly version: string;
  readonly intervened: boolean;
  /** Policies on the input and on each answer, in the log's own spelling. */
  readonly input?: JsonObject;
  readonly outputs?: readonly JsonObject[];
  /** The answer that was withheld. */
  readonly withheld?: string;
  readonly reason?: string;
}

/** Token counts and times of one call. Latencies in ms. */
export interface Meters {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly latency: number;
  readonly firstByte: number;
}

/** The two halves of a record as a vendor's API makes them. */
export interface Bodies {
  readonly operation: string;
  readonly input: Json;
  readonly output: Json;
  /** Counters in the envelope; streams have the cache counters, other calls mostly not. */
  readonly counters: { readonly cache: boolean; readonly output: boolean };
}

export const text = (value: string): Part => ({ kind: 'text', text: value });
export const user = (...parts: (Part | string)[]): Turn => ({ role: 'user', parts: parts.map(part) });
export const assistant = (...parts: (Part | string)[]): Turn => ({ role: 'assistant', parts: parts.map(part) });
const part = (value: Part | string): Part => (typeof value === 'string' ? text(value) : value);

/** All text of some parts, a line feed between. */
export function joined(parts: readonly Part[]): string {
  const texts: string[] = [];
  for (const p of parts) {
    if (p.kind === 'text' || p.kind === 'guarded') texts.push(p.text);
    else if (p.kind === 'result') texts.push(JSON.stringify(p.json));
  }
  return texts.join('\n');
}

export function reasoningOf(parts: readonly Part[]): string {
  return parts.map((p) => (p.kind === 'reasoning' ? p.text : '')).join('');
}

/** About four bytes of English, or one and a half characters of other scripts, make a token. */
export function tokensOf(value: string): number {
  let tokens = 0;
  for (let i = 0; i < value.length; i++) tokens += value.charCodeAt(i) < 0x250 ? 0.26 : 0.7;
  return Math.max(1, Math.round(tokens));
}

/** Tokens of everything that is sent: system text, turns, tools. */
export function promptTokens(exchange: Exchange): number {
  let tokens = 6 + (exchange.system ? tokensOf(exchange.system) : 0);
  for (const turn of exchange.turns) {
    tokens += 4;
    for (const p of turn.parts) {
      if (p.kind === 'media') tokens += p.media === 'image' ? 1400 : 5200;
      else if (p.kind === 'call') tokens += 30 + tokensOf(JSON.stringify(p.input));
      else if (p.kind === 'result') tokens += 12 + tokensOf(JSON.stringify(p.json));
      else if (p.kind !== 'cache-point') tokens += tokensOf(p.text);
    }
  }
  for (const tool of exchange.tools ?? []) tokens += 90 + tokensOf(JSON.stringify(tool.schema));
  return tokens;
}

export function answerTokens(exchange: Exchange): number {
  let tokens = 0;
  for (const p of exchange.answer) {
    if (p.kind === 'call') tokens += 38 + tokensOf(JSON.stringify(p.input));
    else if (p.kind === 'text' || p.kind === 'reasoning') tokens += tokensOf(p.text);
  }
  return tokens;
}

/** Cuts a text into the pieces in which a stream delivers it: words with the blank before them. */
export function pieces(value: string, wordsEach = 1): string[] {
  const words = value.match(/\s*\S+(?:\s+$)?|\s+$/gu) ?? [];
  const cut: string[] = [];
  for (const word of words) {
    // Scripts without blanks come a few characters at a time.
    if (word.length > 24 && /[\u3040-\u9fff]/u.test(word)) cut.push(...(word.match(/.{1,3}/gsu) ?? []));
    else cut.push(word);
  }
  if (wordsEach === 1) return cut;
  const grouped: string[] = [];
  for (let i = 0; i < cut.length; i += wordsEach) grouped.push(cut.slice(i, i + wordsEach).join(''));
  return grouped;
}
