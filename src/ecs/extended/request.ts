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
    for (const holder of [
      keys.of.inferenceConfig,
      keys.of.textGenerationConfig,
      keys.of.additionalModelRequestFields,
    ]) {
      const inner = tape.getSymbol(body, holder);
      if (inner >= 0 && tape.kind(inner) === OBJECT) this.settings(tape, inner, false);
    }
  }

  /** Notes what no outer settings said. `p` and `k` are Cohere's and stand in the body itself. */
  private settings(tape: Tape, node: number, outer: boolean): void {
    const places = keys.places;
    for (let key = tape.first(node); key >= 0; key = tape.next(key)) {
      const symbol = tape.symbol(key);
      const place = symbol < places.length ? (places[symbol] as number) : 0;
      if (place === 0) continue;
      const value = tape.value(key);
      if (place <= LAST_MAX_TOKENS) this.maxTokens = this.maxTokens >= 0 ? this.maxTokens : countOf(tape, value, -1);
      else if (place === PLACE.temperature) this.temperature = first(this.temperature, tape, value);
      else if (place <= PLACE.topP || (place === PLACE.p && outer)) this.topP = first(this.topP, tape, value);
      else if ((place > PLACE.p && place <= PLACE.topK) || (place === PLACE.k && outer))
        this.topK = first(this.topK, tape, value);
      else if (place > PLACE.k && place <= PLACE.stop) {
        if (this.stopSequences.length === 0) this.stopSequences = textsOf(tape, value);
      } else if (outer) this.other(tape, place, value);
    }
  }

  private other(tape: Tape, place: number, value: number): void {
    if (place === PLACE.tools) this.toolNames(tape, value);
    else if (place === PLACE.toolConfig) this.toolNames(tape, tape.getSymbol(value, keys.of.tools));
    else if (place === PLACE.model && tape.kind(value) === STRING) this.model = value;
    else if (place === PLACE.anthropic_version) this.anthropic = true;
  }

  /** Names as the tools have them: `{name}`, `{toolSpec: {name}}`, `{function: {name}}`, else their `type`. */
  private toolNames(tape: Tape, tools: number): void {
    if (tools < 0 || tape.kind(tools) !== ARRAY) return;
    for (let tool = tape.first(tools); tool >= 0; tool = tape.next(tool)) {
      let name = -1;
      for (const holder of [keys.of.toolSpec, keys.of.function, keys.of.systemTool]) {
        if (name < 0) name = tape.getSymbol(tape.getSymbol(tool, holder), keys.of.name);
      }
      if (name < 0) name = tape.getSymbol(tool, keys.of.name);
      if (name < 0) name = tape.getSymbol(tool, keys.of.type);
      if (name >= 0 && tape.kind(name) === STRING) {
        const text = tape.string(name);
        if (text !== '' && !this.tools.includes(text)) this.tools.push(text);
      }
    }
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

/** In groups: the spellings of one setting stand together, and the code above relies on the order. */
const NAMES = [
  'max_tokens',
  'maxTokens',
  'max_new_tokens',
  'maxTokenCount',
  'max_gen_len',
  'max_tokens_to_sample',
  'max_completion_tokens',
  'max_output_tokens',
  'temperature',
  'top_p',
  'topP',
  'p',
  'top_k',
  'topK',
  'k',
  'stop_sequences',
  'stopSequences',
  'stop',
  'tools',
  'toolConfig',
  'model',
  'anthropic_version',
  // Only looked up.
  'inferenceConfig',
  'textGenerationConfig',
  'additionalModelRequestFields',
  'toolSpec',
  'function',
  'systemTool',
  'name',
  'type',
] as const;

const keys = new Keys(NAMES);
const PLACE = Object.fromEntries(NAMES.map((name, i) => [name, i + 1])) as {
  readonly [name in (typeof NAMES)[number]]: number;
};
const LAST_MAX_TOKENS = PLACE.max_output_tokens;
