import { ARRAY, OBJECT, STRING, type Tape } from '../../json/tape.ts';
import { Keys } from './keys.ts';
import { BodyUsage, countOf, readUsage } from './usage.ts';

/**
 * What the extended profile wants of an output body, found by one walk over the members of the body or of each event
 * of a stream. Texts are not decoded: nodes are noted and read at the end. One object is used for all records.
 */
export class OutputScan {
  readonly usage = new BodyUsage();
  latency = -1;
  firstByte = -1;
  /** Nodes; -1 if there is none. */
  stop = -1;
  model = -1;
  readonly traces: number[] = [];
  readonly calls: number[] = [];
  /** Fallbacks where the body has no usage object. */
  private metricInput = -1;
  private metricOutput = -1;
  private tape: Tape | undefined;

  /** `artifacts`: the record's own list of pictures; -1 if it has none. */
  run(tape: Tape, body: number, artifacts: number): void {
    this.usage.reset();
    this.latency = this.firstByte = this.stop = this.model = this.metricInput = this.metricOutput = -1;
    this.traces.length = 0;
    this.calls.length = 0;
    keys.refresh(tape.symbols);
    this.tape = tape;
    const kind = body < 0 ? -1 : tape.kind(body);
    if (kind === OBJECT) this.visit(tape, body);
    else if (kind === ARRAY) {
      for (let event = tape.first(body); event >= 0; event = tape.next(event)) {
        if (tape.kind(event) === OBJECT) this.visit(tape, event);
      }
    }
    if (artifacts >= 0) this.visitResults(tape, artifacts);
    const usage = this.usage;
    if (usage.input < 0) usage.input = this.metricInput;
    if (usage.output < 0) usage.output = this.metricOutput;
    if (usage.cacheWrite < 0 && (usage.cacheWrite5m >= 0 || usage.cacheWrite1h >= 0)) {
      usage.cacheWrite = Math.max(0, usage.cacheWrite5m) + Math.max(0, usage.cacheWrite1h);
    }
  }

  /** Members of a body or of an event: what they are called tells what they hold, whatever the family. */
  private visit(tape: Tape, node: number): void {
    const places = keys.places;
    const usage = this.usage;
    for (let key = tape.first(node); key >= 0; key = tape.next(key)) {
      const symbol = tape.symbol(key);
      const place = symbol < places.length ? places[symbol] : 0;
      if (place === 0) continue;
      const value = tape.value(key);
      switch (place) {
        case PLACE['amazon-bedrock-invocationMetrics']:
          this.latency = countOf(tape, tape.getSymbol(value, keys.of.invocationLatency), this.latency);
          this.firstByte = countOf(tape, tape.getSymbol(value, keys.of.firstByteLatency), this.firstByte);
          this.metricInput = countOf(tape, tape.getSymbol(value, keys.of.inputTokenCount), this.metricInput);
          this.metricOutput = countOf(tape, tape.getSymbol(value, keys.of.outputTokenCount), this.metricOutput);
          break;
        case PLACE['amazon-bedrock-trace']:
        case PLACE.trace:
          if (tape.kind(value) === OBJECT) this.traces.push(value);
          break;
        case PLACE.metrics:
          this.latency = countOf(tape, tape.getSymbol(value, keys.of.latencyMs), this.latency);
          break;
        case PLACE.usage:
          readUsage(tape, value, usage);
          break;
        case PLACE.model:
          if (tape.kind(value) === STRING) this.model = value;
          break;
        case PLACE.stopReason:
        case PLACE.stop_reason:
        case PLACE.finish_reason:
        case PLACE.completionReason:
          this.noteStop(tape, value);
          break;
        case PLACE.messageStop:
          this.noteStop(tape, tape.getSymbol(value, keys.of.stopReason));
          break;
        case PLACE.metadata:
        case PLACE.message:
          // Nova's last event, and Anthropic's message_start: usage, metrics and trace stand one level deeper.
          // Bodies with `object` have metadata of the caller's instead.
          if (tape.kind(value) === OBJECT && tape.getSymbol(node, keys.of.object) < 0) this.visit(tape, value);
          break;
        case PLACE.delta:
          this.noteStop(tape, tape.getSymbol(value, keys.of.stop_reason));
          break;
        case PLACE.choices:
          this.visitChoices(tape, value);
          break;
        case PLACE.response:
          // The response inside a Responses event, or the one that ends a Cohere stream.
          if (tape.kind(value) === OBJECT) this.visit(tape, value);
          break;
        case PLACE.output:
          this.visitOutput(tape, node, value);
          break;
        case PLACE.item:
          this.noteCall(tape, value);
          break;
        case PLACE.content:
          this.noteCalls(tape, value);
          break;
        case PLACE.contentBlockStart:
          this.noteCall(tape, tape.getSymbol(value, keys.of.start));
          break;
        case PLACE.content_block:
          this.noteCall(tape, value);
          break;
        case PLACE.results:
        case PLACE.outputs:
        case PLACE.generations:
        case PLACE.completions:
        case PLACE.artifacts:
          this.visitResults(tape, value);
          break;
        case PLACE.tool_calls:
          this.noteCalls(tape, value);
          break;
        case PLACE.finish_reasons:
          for (let reason = tape.first(value); reason >= 0; reason = tape.next(reason)) this.noteStop(tape, reason);
          break;
        case PLACE.prompt_token_count:
        case PLACE.inputTextTokenCount:
          usage.input = countOf(tape, value, usage.input);
          break;
        case PLACE.generation_token_count:
        case PLACE.totalOutputTextTokenCount:
          usage.output = countOf(tape, value, usage.output);
          break;
      }
    }
  }

  private visitChoices(tape: Tape, choices: number): void {
    if (tape.kind(choices) !== ARRAY) return;
    for (let choice = tape.first(choices); choice >= 0; choice = tape.next(choice)) {
      this.noteStop(tape, tape.getSymbol(choice, keys.of.finish_reason));
      this.noteStop(tape, tape.getSymbol(choice, keys.of.stop_reason));
      for (const name of [keys.of.message, keys.of.delta]) {
        const message = tape.getSymbol(choice, name);
        if (message < 0) continue;
        this.noteCalls(tape, tape.getSymbol(message, keys.of.tool_calls));
        this.noteCalls(tape, tape.getSymbol(message, keys.of.content));
        this.noteCall(tape, tape.getSymbol(message, keys.of.function_call));
      }
    }
  }

  private visitOutput(tape: Tape, body: number, output: number): void {
    const message = tape.getSymbol(output, keys.of.message);
    if (message >= 0) this.noteCalls(tape, tape.getSymbol(message, keys.of.content));
    if (tape.kind(output) !== ARRAY && tape.getSymbol(body, keys.of.object) < 0) return;
    this.noteCalls(tape, output);
    this.noteStop(tape, tape.getSymbol(body, keys.of.status));
    this.noteStop(tape, tape.getSymbol(tape.getSymbol(body, keys.of.incomplete_details), keys.of.reason));
  }

  private visitResults(tape: Tape, results: number): void {
    if (tape.kind(results) !== ARRAY) return;
    let tokens = 0;
    let counted = false;
    for (let result = tape.first(results); result >= 0; result = tape.next(result)) {
      for (const name of [keys.of.completionReason, keys.of.stop_reason, keys.of.finish_reason]) {
        this.noteStop(tape, tape.getSymbol(result, name));
      }
      const reason = tape.getSymbol(result, keys.of.finishReason);
      this.noteStop(tape, reason);
      this.noteStop(tape, tape.getSymbol(reason, keys.of.reason));
      const count = countOf(tape, tape.getSymbol(result, keys.of.tokenCount), -1);
      if (count >= 0) {
        tokens += count;
        counted = true;
      }
    }
    if (counted) this.usage.output = tokens;
  }

  private noteStop(tape: Tape, n: number): void {
    if (n >= 0 && tape.kind(n) === STRING && tape.end(n) - tape.start(n) > 2) this.stop = n;
  }

  private noteCalls(tape: Tape, list: number): void {
    if (list < 0 || tape.kind(list) !== ARRAY) return;
    for (let entry = tape.first(list); entry >= 0; entry = tape.next(entry)) this.noteCall(tape, entry);
  }

  /** Notes the name of a call: `{toolUse: {name}}`, `{type: "tool_use", name}`, `{function: {name}}`. */
  private noteCall(tape: Tape, entry: number): void {
    if (entry < 0 || tape.kind(entry) !== OBJECT) return;
    let holder = tape.getSymbol(entry, keys.of.toolUse);
    if (holder < 0) holder = tape.getSymbol(entry, keys.of.function);
    const name = tape.getSymbol(holder < 0 ? entry : holder, keys.of.name);
    if (name >= 0 && tape.kind(name) === STRING && tape.end(name) - tape.start(name) > 2) this.calls.push(name);
  }

  /** The names of the tools that were called, each once, in the order of their first call. */
  callNames(): string[] {
    const tape = this.tape;
    if (tape === undefined || this.calls.length === 0) return [];
    return [...new Set(this.calls.map((name) => tape.string(name)))];
  }
}

const NAMES = [
  'amazon-bedrock-invocationMetrics',
  'amazon-bedrock-trace',
  'trace',
  'metrics',
  'usage',
  'model',
  'stopReason',
  'stop_reason',
  'finish_reason',
  'completionReason',
  'messageStop',
  'metadata',
  'message',
  'delta',
  'choices',
  'response',
  'output',
  'item',
  'content',
  'contentBlockStart',
  'content_block',
  'results',
  'outputs',
  'generations',
  'completions',
  'artifacts',
  'tool_calls',
  'finish_reasons',
  'prompt_token_count',
  'inputTextTokenCount',
  'generation_token_count',
  'totalOutputTextTokenCount',
  // Only looked up, never met as members of a body.
  'invocationLatency',
  'firstByteLatency',
  'inputTokenCount',
  'outputTokenCount',
  'latencyMs',
  'start',
  'toolUse',
  'function',
  'function_call',
  'name',
  'object',
  'status',
  'incomplete_details',
  'reason',
  'finishReason',
  'tokenCount',
] as const;

const keys = new Keys(NAMES);
const PLACE = Object.fromEntries(NAMES.map((name, i) => [name, i + 1])) as {
  readonly [name in (typeof NAMES)[number]]: number;
};
