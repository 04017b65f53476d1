import { ARRAY, NUMBER, OBJECT, STRING, type Tape } from '../../json/tape.ts';
import { Keys } from './keys.ts';
import { countOf } from './usage.ts';

/** What the extended profile wants of an input body, found by one walk over its members and its settings. */
export class RequestScan {
  maxTokens = -1;
  temperature = Number.NaN;
  topP = Number.NaN;
  topK = Number.NaN;
  stopSequences: string[] = [];
  tools: string[] = [];
  /** Node of the body's own model id; -1 if it has none. */
  model = -1;
  /** Whether the body says that it is Anthropic's. */
  anthropic = false;

  run(tape: Tape, body: number): void {
    this.maxTokens = this.model = -1;
    this.temperature = this.topP = this.topK = Number.NaN;
    this.anthropic = false;
    if (this.stopSequences.length > 0) this.stopSequences = [];
    if (this.tools.length > 0) this.tools = [];
    if (body < 0 || tape.kind(body) !== OBJECT) return;
    keys.refresh(tape.symbols);
    this.settings(tape, body, true);
    for (const holder of [of.inferenceConfig, of.textGenerationConfig, of.additionalModelRequestFields]) {
      const inner = tape.getSymbol(body, holder);
      if (inner >= 0 && tape.kind(inner) === OBJECT) this.settings(tape, inner, false);
    }
  }

  /** Notes what no outer settings said. `p` and `k` are Cohere's and stand in the body itself, as tools do. */
  private settings(tape: Tape, node: number, outer: boolean): void {
    const actions = keys.actions;
    for (let key = tape.first(node); key >= 0; key = tape.next(key)) {
      const symbol = tape.symbol(key);
      const action = symbol < actions.length ? (actions[symbol] as number) : 0;
      if (action === 0 || (action > STOP && !outer)) continue;
      const value = tape.value(key);
      switch (action) {
        case MAX_TOKENS:
          if (this.maxTokens < 0) this.maxTokens = countOf(tape, value, -1);
          break;
        case TEMPERATURE:
          this.temperature = first(this.temperature, tape, value);
          break;
        case TOP_P:
        case COHERE_P:
          this.topP = first(this.topP, tape, value);
          break;
        case TOP_K:
        case COHERE_K:
          this.topK = first(this.topK, tape, value);
          break;
        case STOP:
          if (this.stopSequences.length === 0) this.stopSequences = textsOf(tape, value);
          break;
        case TOOLS:
          this.toolNames(tape, value);
          break;
        case TOOL_CONFIG:
          this.toolNames(tape, tape.getSymbol(value, of.tools));
          break;
        case MODEL:
          if (tape.kind(value) === STRING) this.model = value;
          break;
        case ANTHROPIC:
          this.anthropic = true;
          break;
      }
    }
  }

  /** Names as the tools have them: `{name}`, `{toolSpec: {name}}`, `{function: {name}}`, else their `type`. */
  private toolNames(tape: Tape, tools: number): void {
    if (tools < 0 || tape.kind(tools) !== ARRAY) return;
    const names = new Set(this.tools);
    for (let tool = tape.first(tools); tool >= 0; tool = tape.next(tool)) {
      let name = -1;
      for (const holder of [of.toolSpec, of.function, of.systemTool]) {
        if (name < 0) name = tape.getSymbol(tape.getSymbol(tool, holder), of.name);
      }
      if (name < 0) name = tape.getSymbol(tool, of.name);
      if (name < 0) name = tape.getSymbol(tool, of.type);
      if (name >= 0 && tape.kind(name) === STRING) {
        const text = tape.string(name);
        if (text !== '') names.add(text);
      }
    }
    this.tools = [...names];
  }
}

function first(before: number, tape: Tape, n: number): number {
  return Number.isNaN(before) && tape.kind(n) === NUMBER ? Number(tape.spelling(n)) : before;
}

function textsOf(tape: Tape, n: number): string[] {
  if (tape.kind(n) === STRING) return tape.end(n) - tape.start(n) > 2 ? [tape.string(n)] : [];
  const texts: string[] = [];
  if (tape.kind(n) === ARRAY) {
    for (let entry = tape.first(n); entry >= 0; entry = tape.next(entry)) {
      if (tape.kind(entry) === STRING && tape.end(entry) - tape.start(entry) > 2) texts.push(tape.string(entry));
    }
  }
  return texts;
}

const MAX_TOKENS = 1;
const TEMPERATURE = 2;
const TOP_P = 3;
const TOP_K = 4;
const STOP = 5;
const COHERE_P = 6;
const COHERE_K = 7;
const TOOLS = 8;
const TOOL_CONFIG = 9;
const MODEL = 10;
const ANTHROPIC = 11;

/** What each member of a body or of its settings is, in the spellings of all families. */
const ACTIONS = {
  max_tokens: MAX_TOKENS,
  maxTokens: MAX_TOKENS,
  max_new_tokens: MAX_TOKENS,
  maxTokenCount: MAX_TOKENS,
  max_gen_len: MAX_TOKENS,
  max_tokens_to_sample: MAX_TOKENS,
  max_completion_tokens: MAX_TOKENS,
  max_output_tokens: MAX_TOKENS,
  temperature: TEMPERATURE,
  top_p: TOP_P,
  topP: TOP_P,
  p: COHERE_P,
  top_k: TOP_K,
  topK: TOP_K,
  k: COHERE_K,
  stop_sequences: STOP,
  stopSequences: STOP,
  stop: STOP,
  tools: TOOLS,
  functions: TOOLS,
  toolConfig: TOOL_CONFIG,
  model: MODEL,
  anthropic_version: ANTHROPIC,
};

const of = {
  inferenceConfig: -1,
  textGenerationConfig: -1,
  additionalModelRequestFields: -1,
  tools: -1,
  toolSpec: -1,
  function: -1,
  systemTool: -1,
  name: -1,
  type: -1,
};

const keys = new Keys(of, ACTIONS);
