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
    const actions = keys.actions;
    const usage = this.usage;
    for (let key = tape.first(node); key >= 0; key = tape.next(key)) {
      const symbol = tape.symbol(key);
      const action = symbol < actions.length ? actions[symbol] : 0;
      if (action === 0) continue;
      const value = tape.value(key);
      switch (action) {
        case METRICS:
          this.latency = countOf(tape, tape.getSymbol(value, of.invocationLatency), this.latency);
          this.firstByte = countOf(tape, tape.getSymbol(value, of.firstByteLatency), this.firstByte);
          this.metricInput = countOf(tape, tape.getSymbol(value, of.inputTokenCount), this.metricInput);
          this.metricOutput = countOf(tape, tape.getSymbol(value, of.outputTokenCount), this.metricOutput);
          break;
        case TRACE:
          if (tape.kind(value) === OBJECT) this.traces.push(value);
          break;
        case CONVERSE_METRICS:
          this.latency = countOf(tape, tape.getSymbol(value, of.latencyMs), this.latency);
          break;
        case USAGE:
          readUsage(tape, value, usage);
          break;
        case MODEL:
          if (tape.kind(value) === STRING) this.model = value;
          break;
        case STOP:
          this.noteStop(tape, value);
          break;
        case MESSAGE_STOP:
          this.noteStop(tape, tape.getSymbol(value, of.stopReason));
          break;
        case INNER:
          // Nova's last event, and Anthropic's message_start: usage, metrics and trace stand one level deeper.
          // Bodies with `object` have metadata of the caller's instead.
          if (tape.kind(value) === OBJECT && tape.getSymbol(node, of.object) < 0) this.visit(tape, value);
          break;
        case DELTA:
          this.noteStop(tape, tape.getSymbol(value, of.stop_reason));
          break;
        case CHOICES:
          this.visitChoices(tape, value);
          break;
        case RESPONSE:
          // The response inside a Responses event, or the one that ends a Cohere stream.
          if (tape.kind(value) === OBJECT) this.visit(tape, value);
          break;
        case OUTPUT:
          this.visitOutput(tape, node, value);
          break;
        case CALL:
          this.noteCall(tape, value);
          break;
        case CALLS:
          this.noteCalls(tape, value);
          break;
        case BLOCK_START:
          this.noteCall(tape, tape.getSymbol(value, of.start));
          break;
        case RESULTS:
          this.visitResults(tape, value);
          break;
        case FINISH_REASONS:
          for (let reason = tape.first(value); reason >= 0; reason = tape.next(reason)) this.noteStop(tape, reason);
          break;
        case INPUT_COUNT:
          usage.input = countOf(tape, value, usage.input);
          break;
        case OUTPUT_COUNT:
          usage.output = countOf(tape, value, usage.output);
          break;
      }
    }
  }

  private visitChoices(tape: Tape, choices: number): void {
    if (tape.kind(choices) !== ARRAY) return;
    for (let choice = tape.first(choices); choice >= 0; choice = tape.next(choice)) {
      this.noteStop(tape, tape.getSymbol(choice, of.finish_reason));
      this.noteStop(tape, tape.getSymbol(choice, of.stop_reason));
      for (const name of [of.message, of.delta]) {
        const message = tape.getSymbol(choice, name);
        if (message < 0) continue;
        this.noteCalls(tape, tape.getSymbol(message, of.tool_calls));
        this.noteCalls(tape, tape.getSymbol(message, of.content));
        this.noteCall(tape, tape.getSymbol(message, of.function_call));
      }
    }
  }

  private visitOutput(tape: Tape, body: number, output: number): void {
    const message = tape.getSymbol(output, of.message);
    if (message >= 0) this.noteCalls(tape, tape.getSymbol(message, of.content));
    if (tape.kind(output) !== ARRAY && tape.getSymbol(body, of.object) < 0) return;
    this.noteCalls(tape, output);
    this.noteStop(tape, tape.getSymbol(body, of.status));
    this.noteStop(tape, tape.getSymbol(tape.getSymbol(body, of.incomplete_details), of.reason));
  }

  private visitResults(tape: Tape, results: number): void {
    if (tape.kind(results) !== ARRAY) return;
    let tokens = 0;
    let counted = false;
    for (let result = tape.first(results); result >= 0; result = tape.next(result)) {
      for (const name of [of.completionReason, of.stop_reason, of.finish_reason]) {
        this.noteStop(tape, tape.getSymbol(result, name));
      }
      const reason = tape.getSymbol(result, of.finishReason);
      this.noteStop(tape, reason);
      this.noteStop(tape, tape.getSymbol(reason, of.reason));
      const count = countOf(tape, tape.getSymbol(result, of.tokenCount), -1);
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
    let holder = tape.getSymbol(entry, of.toolUse);
    if (holder < 0) holder = tape.getSymbol(entry, of.function);
    const name = tape.getSymbol(holder < 0 ? entry : holder, of.name);
    if (name >= 0 && tape.kind(name) === STRING && tape.end(name) - tape.start(name) > 2) this.calls.push(name);
  }

  /** The names of the tools that were called, each once, in the order of their first call. */
  callNames(): string[] {
    const tape = this.tape;
    if (tape === undefined || this.calls.length === 0) return [];
    return [...new Set(this.calls.map((name) => tape.string(name)))];
  }
}

const METRICS = 1;
const TRACE = 2;
const CONVERSE_METRICS = 3;
const USAGE = 4;
const MODEL = 5;
const STOP = 6;
const MESSAGE_STOP = 7;
const INNER = 8;
const DELTA = 9;
const CHOICES = 10;
const RESPONSE = 11;
const OUTPUT = 12;
const CALL = 13;
const CALLS = 14;
const BLOCK_START = 15;
const RESULTS = 16;
const FINISH_REASONS = 17;
const INPUT_COUNT = 18;
const OUTPUT_COUNT = 19;

/** What each member of a body or of an event is, whatever the family. */
const ACTIONS = {
  'amazon-bedrock-invocationMetrics': METRICS,
  'amazon-bedrock-trace': TRACE,
  trace: TRACE,
  metrics: CONVERSE_METRICS,
  usage: USAGE,
  model: MODEL,
  stopReason: STOP,
  stop_reason: STOP,
  finish_reason: STOP,
  completionReason: STOP,
  messageStop: MESSAGE_STOP,
  metadata: INNER,
  message: INNER,
  delta: DELTA,
  choices: CHOICES,
  response: RESPONSE,
  output: OUTPUT,
  item: CALL,
  content_block: CALL,
  content: CALLS,
  tool_calls: CALLS,
  contentBlockStart: BLOCK_START,
  results: RESULTS,
  outputs: RESULTS,
  generations: RESULTS,
  completions: RESULTS,
  artifacts: RESULTS,
  finish_reasons: FINISH_REASONS,
  prompt_token_count: INPUT_COUNT,
  inputTextTokenCount: INPUT_COUNT,
  generation_token_count: OUTPUT_COUNT,
  totalOutputTextTokenCount: OUTPUT_COUNT,
};

const of = {
  invocationLatency: -1,
  firstByteLatency: -1,
  inputTokenCount: -1,
  outputTokenCount: -1,
  latencyMs: -1,
  stopReason: -1,
  stop_reason: -1,
  finish_reason: -1,
  finishReason: -1,
  completionReason: -1,
  reason: -1,
  status: -1,
  incomplete_details: -1,
  object: -1,
  message: -1,
  delta: -1,
  content: -1,
  start: -1,
  tool_calls: -1,
  toolUse: -1,
  function: -1,
  function_call: -1,
  name: -1,
  tokenCount: -1,
};

const keys = new Keys(of, ACTIONS);
