import { fitsLong } from '../json/numbers.ts';
import { ARRAY, FALSE, NULL, NUMBER, OBJECT, STRING, type Tape, TRUE } from '../json/tape.ts';
import { completionNodes } from './completion.ts';
import { type Converted, toFloat, toLong } from './convert.ts';
import { type GuardrailFields, readGuardrails } from './guardrails.ts';
import { member, present } from './members.ts';
import { contentKinds, holdsOther, holdsOtherThanNull, versionOf } from './messages.ts';
import { renamedSymbol, SYMBOL } from './names.ts';
import { numberText, renderedUnits } from './rendering.ts';
import { formatTimestamp, parseTimestamp } from './timestamp.ts';

/** One plain sentence for each thing on which the integration stops; they become `error.message`. */
export const PROBLEMS = {
  input: 'The input is no object.',
  output: 'The output is no object.',
  inputBody: 'The input body is no object.',
  outputBody: 'The output body is neither an object nor a list.',
  inferenceConfig: 'The inference configuration is no object.',
  requestFields: 'The additional model request fields are no object.',
  messages: 'An element of the messages is no object.',
  streamElement: 'The message or the metrics of a stream element are no object.',
  streamModel: 'The record has no model id, but its stream names a message.',
  answer: 'The output of the output body is no object.',
  message: 'The message of the output body is no object.',
  content: 'A content of the output body is no object.',
  artifact: 'An artifact is no object.',
  wide: 'A whole number is beyond 64 bits.',
  duplicate: 'A key stands twice in one object: the last one counts.',
  byteOrderMark: 'The record begins with a byte order mark.',
  list: 'The record is a list, taken as the events of a stream: nothing else is known of it.',
} as const;

/**
 * What the mapping looks at in one record, found once and used for the document and for the columns alike. Values are
 * nodes of the tape, -1 where there is none.
 */
export class InvocationReading {
  tape: Tape;
  /** The record; -1 if the text was a bare list of stream events. */
  root = -1;
  timestamp = -1;
  operation = -1;
  identity = -1;
  arn = -1;
  account = -1;
  region = -1;
  requestId = -1;
  modelId = -1;
  errorCode = -1;
  input = -1;
  output = -1;
  /** The body whose text becomes the prompt: under the log's own name, before keys are renamed (rule 8). */
  promptBody = -1;
  completionBody = -1;
  /** The bodies of all other rules. */
  inputBody = -1;
  outputBody = -1;
  modelVersion = -1;
  modelRole = -1;
  responseId = -1;
  finishReason = -1;
  responseTime = -1;
  startResponseTime = -1;
  inputMessages = -1;
  outputMessage = -1;
  guardrails: GuardrailFields | undefined;
  kinds: readonly string[] = [];
  /** Milliseconds of `timestamp`; undefined if it is none. */
  time: number | undefined;
  /** `@timestamp` in milliseconds: that, or the source's own time. */
  moment = 0;
  private written = '';
  /** Units of the prompt and the completion once somebody counted them; -1 before. */
  requestUnits = -1;
  responseUnits = -1;
  /** Whether any element of a stream has a guardrail's trace. */
  private guarded = false;
  readonly problems = new Set<string>();
  readonly completion: number[] = [];

  constructor(tape: Tape) {
    this.tape = tape;
  }

  /**
   * Reads the record on the tape, whose root is an object or a list. `sourceTime`, in milliseconds, stands in for a
   * timestamp that is none.
   */
  read(sourceTime: number): void {
    const tape = this.tape;
    this.problems.clear();
    this.clear();
    if (tape.kind(0) === ARRAY) {
      this.problems.add(PROBLEMS.list);
      this.completionBody = 0;
      this.outputBody = 0;
    } else {
      this.root = 0;
      this.readEnvelope();
      this.readHalves();
    }
    if (tape.duplicates.count > 0) this.problems.add(PROBLEMS.duplicate);
    for (const n of tape.wide) if (!fitsLong(tape.spelling(n))) this.problems.add(PROBLEMS.wide);
    this.time = this.readTime();
    this.moment = this.time ?? sourceTime;
    this.written = '';
    this.readInput();
    this.readOutput();
  }

  /** Rule 4: the integration looks at the text of a number, too, which can be a year. */
  private readTime(): number | undefined {
    const n = this.timestamp;
    if (n < 0) return undefined;
    if (this.tape.kind(n) === STRING) return parseTimestamp(this.tape.string(n));
    return this.tape.kind(n) === NUMBER ? parseTimestamp(numberText(this.tape, n)) : undefined;
  }

  /** `@timestamp` as JSON. */
  get momentText(): string {
    if (this.written === '') this.written = `"${formatTimestamp(this.moment)}"`;
    return this.written;
  }

  /** Rule 21: UTF-16 units of the prompt, 0 without one. */
  get requestSize(): number {
    if (this.requestUnits < 0) this.requestUnits = this.promptBody < 0 ? 0 : renderedUnits(this.tape, this.promptBody);
    return this.requestUnits;
  }

  /** Rule 23. */
  get responseSize(): number {
    if (this.responseUnits < 0) {
      this.responseUnits = this.completionBody < 0 ? 0 : renderedUnits(this.tape, this.completionBody);
    }
    return this.responseUnits;
  }

  get promptTokens(): Converted | undefined {
    return toLong(this.tape, member(this.tape, this.input, SYMBOL.input_token_count));
  }

  get completionTokens(): Converted | undefined {
    return toLong(this.tape, member(this.tape, this.output, SYMBOL.output_token_count));
  }

  get maxTokens(): Converted | undefined {
    return toLong(this.tape, member(this.tape, this.inputBody, SYMBOL.max_tokens));
  }

  get topP(): Converted | undefined {
    return toFloat(this.tape, member(this.tape, this.inputBody, SYMBOL.top_p));
  }

  get topK(): Converted | undefined {
    const tape = this.tape;
    return (
      toFloat(tape, member(tape, this.inputBody, SYMBOL.top_k)) ??
      toFloat(tape, member(tape, member(tape, this.inputBody, SYMBOL.additionalModelRequestFields), SYMBOL.top_k))
    );
  }

  get temperature(): Converted | undefined {
    const tape = this.tape;
    return (
      toFloat(tape, member(tape, this.inputBody, SYMBOL.temperature)) ??
      toFloat(tape, member(tape, member(tape, this.inputBody, SYMBOL.inferenceConfig), SYMBOL.temperature))
    );
  }

  /** Rule 13: what stands before the first dot of the model id. */
  get modelType(): string | undefined {
    if (this.inputBody < 0 || this.modelId < 0 || this.tape.kind(this.modelId) !== STRING) return undefined;
    const id = this.tape.string(this.modelId);
    const dot = id.indexOf('.');
    return dot < 0 ? undefined : id.slice(0, dot);
  }

  get violation(): boolean {
    return this.guardrails?.violation === true;
  }

  /** Rules 19 and 20. */
  get failed(): boolean {
    return this.errorCode >= 0 || this.violation;
  }

  private clear(): void {
    this.root = this.timestamp = this.operation = this.identity = this.arn = this.account = this.region = -1;
    this.requestId = this.modelId = this.errorCode = this.input = this.output = -1;
    this.promptBody = this.completionBody = this.inputBody = this.outputBody = -1;
    this.modelVersion = this.modelRole = this.responseId = this.finishReason = -1;
    this.responseTime = this.startResponseTime = this.inputMessages = this.outputMessage = -1;
    this.requestUnits = this.responseUnits = -1;
    this.guardrails = undefined;
    this.kinds = [];
    this.completion.length = 0;
  }

  private readEnvelope(): void {
    const tape = this.tape;
    for (let key = tape.first(0); key >= 0; key = tape.next(key)) {
      const value = tape.value(key);
      switch (tape.symbol(key)) {
        case SYMBOL.timestamp:
          this.timestamp = value;
          break;
        case SYMBOL.operation:
          this.operation = value;
          break;
        case SYMBOL.identity:
          this.identity = value;
          this.arn = tape.getSymbol(value, SYMBOL.arn);
          break;
        case SYMBOL.accountId:
          this.account = value;
          break;
        case SYMBOL.region:
          this.region = value;
          break;
        case SYMBOL.input:
          this.input = value;
          break;
        case SYMBOL.output:
          this.output = value;
          break;
        case SYMBOL.artifacts:
          if (holdsOther(tape, value)) this.problems.add(PROBLEMS.artifact);
          break;
        default:
      }
    }
    this.requestId = member(tape, 0, SYMBOL.request_id);
    this.modelId = present(tape, member(tape, 0, SYMBOL.model_id));
    this.errorCode = present(tape, member(tape, 0, SYMBOL.error_code));
  }

  private readHalves(): void {
    const tape = this.tape;
    if (this.input >= 0 && tape.kind(this.input) !== OBJECT && tape.kind(this.input) !== NULL) {
      this.problems.add(PROBLEMS.input);
    }
    if (this.output >= 0 && tape.kind(this.output) !== OBJECT && tape.kind(this.output) !== NULL) {
      this.problems.add(PROBLEMS.output);
    }
    this.promptBody = present(tape, tape.getSymbol(this.input, SYMBOL.inputBodyJson));
    this.completionBody = present(tape, tape.getSymbol(this.output, SYMBOL.outputBodyJson));
    this.inputBody = present(tape, member(tape, this.input, SYMBOL.input_body_json));
    this.outputBody = present(tape, member(tape, this.output, SYMBOL.output_body_json));
  }

  private readInput(): void {
    const tape = this.tape;
    const body = this.inputBody;
    if (body < 0) return;
    if (tape.kind(body) !== OBJECT) {
      this.problems.add(PROBLEMS.inputBody);
      return;
    }
    const type = this.modelType;
    if (type !== undefined) this.modelVersion = versionOf(tape, body, type);
    const messages = member(tape, body, SYMBOL.messages);
    if (messages >= 0 && tape.kind(messages) === ARRAY) {
      this.inputMessages = messages;
      this.kinds = contentKinds(tape, messages, member(tape, this.input, SYMBOL.messages_content_kinds));
      if (holdsOtherThanNull(tape, messages)) this.problems.add(PROBLEMS.messages);
    }
    const config = present(tape, member(tape, body, SYMBOL.inferenceConfig));
    if (config >= 0 && tape.kind(config) !== OBJECT && this.temperature === undefined) {
      this.problems.add(PROBLEMS.inferenceConfig);
    }
    const fields = present(tape, member(tape, body, SYMBOL.additionalModelRequestFields));
    if (fields >= 0 && tape.kind(fields) !== OBJECT && this.topK === undefined) {
      this.problems.add(PROBLEMS.requestFields);
    }
  }

  private readOutput(): void {
    const tape = this.tape;
    const body = this.outputBody;
    if (body < 0) return;
    const kind = tape.kind(body);
    if (kind === ARRAY) this.readStream(body);
    else if (kind === OBJECT) this.readAnswer(body);
    else {
      this.problems.add(PROBLEMS.outputBody);
      return;
    }
    completionNodes(tape, body, this.completion);
    if (kind === OBJECT || this.guarded) this.guardrails = readGuardrails(tape, body, this.problems);
  }

  /** Rule 17 for a stream. It stops looking at messages after the first id, and at metrics before the last latency. */
  private readStream(body: number): void {
    const tape = this.tape;
    let named = false;
    let oddMessage = false;
    let oddMetrics = false;
    this.guarded = false;
    for (let element = tape.first(body); element >= 0; element = tape.next(element)) {
      if (tape.kind(element) !== OBJECT) continue;
      let metrics = -1;
      let message = -1;
      for (let key = tape.first(element); key >= 0; key = tape.next(key)) {
        const symbol = renamedSymbol(tape.symbol(key));
        if (symbol === SYMBOL.message) message = tape.value(key);
        else if (symbol === SYMBOL.amazon_bedrock_invocation_metrics) metrics = member(tape, element, symbol);
        else if (symbol === SYMBOL.trace || symbol === SYMBOL.amazon_bedrock_trace) this.guarded = true;
      }
      if (!named && this.isNoObject(message)) oddMessage = true;
      if (this.isNoObject(metrics)) oddMetrics = true;
      const id = named ? -1 : present(tape, tape.getSymbol(message, SYMBOL.id));
      if (id >= 0) {
        named = true;
        this.responseId = id;
        this.modelRole = tape.getSymbol(message, SYMBOL.role);
        if (this.modelId < 0 && this.root >= 0) this.problems.add(PROBLEMS.streamModel);
      }
      const latency = present(tape, member(tape, metrics, SYMBOL.invocation_latency));
      if (latency >= 0) {
        this.responseTime = latency;
        this.startResponseTime = member(tape, metrics, SYMBOL.first_byte_latency);
        oddMetrics = false;
      }
    }
    if (oddMessage || oddMetrics) this.problems.add(PROBLEMS.streamElement);
  }

  /** Rule 17 for an answer in one object. */
  private readAnswer(body: number): void {
    const tape = this.tape;
    this.responseId = tape.getSymbol(body, SYMBOL.id);
    this.finishReason = member(tape, body, SYMBOL.stop_reason);
    const output = present(tape, tape.getSymbol(body, SYMBOL.output));
    if (output >= 0 && tape.kind(output) !== OBJECT) this.problems.add(PROBLEMS.answer);
    const message = present(tape, tape.getSymbol(output, SYMBOL.message));
    this.outputMessage = message;
    if (this.isNoObject(message)) this.problems.add(PROBLEMS.message);
    this.modelRole = tape.getSymbol(message, SYMBOL.role);
    const holder = output >= 0 && tape.kind(output) === OBJECT ? message : body;
    if (holdsOther(tape, tape.getSymbol(holder, SYMBOL.content))) this.problems.add(PROBLEMS.content);
  }

  private isNoObject(n: number): boolean {
    if (n < 0) return false;
    const kind = this.tape.kind(n);
    return kind === STRING || kind === ARRAY || kind === NUMBER || kind === TRUE || kind === FALSE;
  }
}
