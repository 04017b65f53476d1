import { ARRAY, NUMBER, type Tape } from '../../json/tape.ts';
import { Keys } from './keys.ts';

/** Tokens as a body counts them, put together over the events of a stream: of a count that comes again the last stays. */
export class BodyUsage {
  input = -1;
  /** Whether `input` holds the cached tokens too, as OpenAI counts. */
  inclusive = false;
  output = -1;
  cacheRead = -1;
  cacheWrite = -1;
  cacheWrite5m = -1;
  cacheWrite1h = -1;

  reset(): void {
    this.input = this.output = this.cacheRead = this.cacheWrite = this.cacheWrite5m = this.cacheWrite1h = -1;
    this.inclusive = false;
  }

  /** Input tokens that came from no cache; -1 if the body does not say. */
  get uncached(): number {
    if (this.input < 0 || !this.inclusive) return this.input;
    return Math.max(0, this.input - Math.max(0, this.cacheRead) - Math.max(0, this.cacheWrite));
  }
}

const INPUT = 1;
const PROMPT = 2;
const OUTPUT = 3;
const CACHE_READ = 4;
const CACHE_WRITE = 5;
const CACHE_CREATION = 6;
const CACHE_DETAILS = 7;
const TOKEN_DETAILS = 8;

/** What each member of a usage object is, in the spellings of all families. */
const ACTIONS = {
  inputTokens: INPUT,
  input_tokens: INPUT,
  prompt_tokens: PROMPT,
  outputTokens: OUTPUT,
  output_tokens: OUTPUT,
  completion_tokens: OUTPUT,
  cacheReadInputTokens: CACHE_READ,
  cacheReadInputTokenCount: CACHE_READ,
  cache_read_input_tokens: CACHE_READ,
  cacheWriteInputTokens: CACHE_WRITE,
  cacheWriteInputTokenCount: CACHE_WRITE,
  cache_creation_input_tokens: CACHE_WRITE,
  cache_creation: CACHE_CREATION,
  cacheDetails: CACHE_DETAILS,
  prompt_tokens_details: TOKEN_DETAILS,
  input_tokens_details: TOKEN_DETAILS,
};

const of = {
  ephemeral_5m_input_tokens: -1,
  ephemeral_1h_input_tokens: -1,
  cached_tokens: -1,
  cache_write_tokens: -1,
  inputTokens: -1,
  ttl: -1,
};

const keys = new Keys(of, ACTIONS);

/** Takes the counts of a `usage` object of any family into `usage`. */
export function readUsage(tape: Tape, node: number, usage: BodyUsage): void {
  keys.refresh(tape.symbols);
  const actions = keys.actions;
  for (let key = tape.first(node); key >= 0; key = tape.next(key)) {
    const symbol = tape.symbol(key);
    const value = tape.value(key);
    switch (symbol < actions.length ? actions[symbol] : 0) {
      case PROMPT:
        usage.inclusive = true;
        usage.input = countOf(tape, value, usage.input);
        break;
      case INPUT:
        usage.input = countOf(tape, value, usage.input);
        break;
      case OUTPUT:
        usage.output = countOf(tape, value, usage.output);
        break;
      case CACHE_READ:
        usage.cacheRead = countOf(tape, value, usage.cacheRead);
        break;
      case CACHE_WRITE:
        usage.cacheWrite = countOf(tape, value, usage.cacheWrite);
        break;
      case CACHE_CREATION:
        usage.cacheWrite5m = countOf(tape, tape.getSymbol(value, of.ephemeral_5m_input_tokens), usage.cacheWrite5m);
        usage.cacheWrite1h = countOf(tape, tape.getSymbol(value, of.ephemeral_1h_input_tokens), usage.cacheWrite1h);
        break;
      case CACHE_DETAILS:
        readCacheDetails(tape, value, usage);
        break;
      case TOKEN_DETAILS:
        usage.inclusive = true;
        usage.cacheRead = countOf(tape, tape.getSymbol(value, of.cached_tokens), usage.cacheRead);
        usage.cacheWrite = countOf(tape, tape.getSymbol(value, of.cache_write_tokens), usage.cacheWrite);
        break;
    }
  }
}

/** Converse: `cacheDetails: [{"ttl": "5m", "inputTokens": 12}]`, what was written by how long it is kept. */
function readCacheDetails(tape: Tape, list: number, usage: BodyUsage): void {
  if (list < 0 || tape.kind(list) !== ARRAY) return;
  for (let entry = tape.first(list); entry >= 0; entry = tape.next(entry)) {
    const ttl = tape.getSymbol(entry, of.ttl);
    const text = ttl >= 0 ? tape.spelling(ttl) : '';
    const tokens = tape.getSymbol(entry, of.inputTokens);
    if (text === '"5m"') usage.cacheWrite5m = countOf(tape, tokens, usage.cacheWrite5m);
    else if (text === '"1h"') usage.cacheWrite1h = countOf(tape, tokens, usage.cacheWrite1h);
  }
}

/**
 * A count as a double: a whole number from 0 to 2^53 - 1, also spelled `28.0` as bodies behind a guardrail do;
 * `before` for everything else.
 */
export function countOf(tape: Tape, n: number, before: number): number {
  if (n < 0 || tape.kind(n) !== NUMBER) return before;
  const start = tape.start(n);
  const end = tape.end(n);
  if (end - start <= 15 && tape.isWhole(n)) {
    let count = 0;
    for (let i = start; i < end; i++) {
      const digit = (tape.bytes[i] as number) - 0x30;
      if (digit < 0) return before;
      count = count * 10 + digit;
    }
    return count;
  }
  const value = Number(tape.spelling(n));
  return Number.isSafeInteger(value) && value >= 0 ? value : before;
}
