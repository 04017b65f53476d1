import { ARRAY, OBJECT, STRING, type Tape } from '../../json/tape.ts';
import { MAX_TEXT_UNITS } from '../limits.ts';
import type { GuardrailFinding } from '../model.ts';
import { eachAssessment, findingsOf } from '../shapes/guardrail.ts';
import { callerName, type ModelName, modelName } from './identity.ts';
import { Keys } from './keys.ts';
import { RequestScan } from './request.ts';
import { OutputScan } from './scan.ts';
import { countOf } from './usage.ts';

/** UTF-16 lengths of `gen_ai.prompt` and `gen_ai.completion` as the mapping writes them; 0 without a body. */
export interface TextSizes {
  readonly prompt: number;
  readonly completion: number;
}

const NONE: readonly string[] = [];

/**
 * The extended profile's fields that no reader is needed for, of one record. Absent values are undefined; tokens are
 * whole numbers, times are ms.
 */
export class ExtendedScalars {
  latency: number | undefined;
  firstByteLatency: number | undefined;
  stopReason: string | undefined;
  inputTokens: number | undefined;
  outputTokens: number | undefined;
  cacheReadTokens: number | undefined;
  cacheWriteTokens: number | undefined;
  cacheWrite5mTokens: number | undefined;
  cacheWrite1hTokens: number | undefined;
  totalInputTokens: number | undefined;
  modelName: string | undefined;
  modelVendor: string | undefined;
  modelProfile: string | undefined;
  caller: string | undefined;
  inferenceRegion: string | undefined;
  /** Node of the record's `requestMetadata`; -1 if there is none. */
  requestMetadata = -1;
  maxTokens: number | undefined;
  temperature: number | undefined;
  topP: number | undefined;
  topK: number | undefined;
  stopSequences: readonly string[] = NONE;
  toolsOffered: readonly string[] = NONE;
  toolsCalled: readonly string[] = NONE;
  /** `source|policy|code|confidence|action` of every finding, each text once. */
  findings: readonly string[] = NONE;
  notIndexed: readonly string[] = NONE;
}

/**
 * Reads the scalars straight off tapes, one record after the other, into one object that is used again: copy what is
 * to stay (its lists are new for every record).
 */
export class ScalarReader {
  private readonly scalars = new ExtendedScalars();
  private readonly request = new RequestScan();
  private readonly answer = new OutputScan();

  /** `sizes`: needed for `not_indexed` alone; without them only bodies in S3 and artifacts are told. */
  read(tape: Tape, sizes?: TextSizes): ExtendedScalars {
    const s = this.scalars;
    keys.refresh(tape.symbols);
    const isRecord = tape.kind(0) === OBJECT;
    const input = isRecord ? tape.getSymbol(0, of.input) : -1;
    const output = isRecord ? tape.getSymbol(0, of.output) : -1;
    this.request.run(tape, tape.getSymbol(input, of.inputBodyJson));
    // A record that is a bare list of events is an output without its envelope.
    this.answer.run(tape, isRecord ? tape.getSymbol(output, of.outputBodyJson) : 0, tape.getSymbol(0, of.artifacts));
    this.readAnswer(tape, s);
    this.readTokens(tape, s, input, output);
    this.readEnvelope(tape, s);
    this.readRequest(s);
    s.notIndexed = notIndexed(tape, input, output, sizes);
    return s;
  }

  private readAnswer(tape: Tape, s: ExtendedScalars): void {
    const answer = this.answer;
    s.latency = known(answer.latency);
    s.firstByteLatency = known(answer.firstByte);
    s.stopReason = answer.stop < 0 ? undefined : tape.string(answer.stop);
    s.toolsCalled = answer.calls.length === 0 ? NONE : answer.callNames();
    s.findings = answer.traces.length === 0 ? NONE : findings(tape, answer.traces);
  }

  private readTokens(tape: Tape, s: ExtendedScalars, input: number, output: number): void {
    const usage = this.answer.usage;
    const fresh = countOf(tape, tape.getSymbol(input, of.inputTokenCount), usage.uncached);
    const read = countOf(tape, tape.getSymbol(input, of.cacheReadInputTokenCount), usage.cacheRead);
    const write = countOf(tape, tape.getSymbol(input, of.cacheWriteInputTokenCount), usage.cacheWrite);
    s.inputTokens = known(fresh);
    s.outputTokens = known(countOf(tape, tape.getSymbol(output, of.outputTokenCount), usage.output));
    s.cacheReadTokens = known(read);
    s.cacheWriteTokens = known(write);
    s.cacheWrite5mTokens = known(usage.cacheWrite5m);
    s.cacheWrite1hTokens = known(usage.cacheWrite1h);
    const any = fresh >= 0 || read >= 0 || write >= 0;
    s.totalInputTokens = any ? Math.max(0, fresh) + Math.max(0, read) + Math.max(0, write) : undefined;
  }

  private readEnvelope(tape: Tape, s: ExtendedScalars): void {
    const arn = text(tape, tape.getSymbol(tape.getSymbol(0, of.identity), of.arn));
    s.caller = arn === undefined ? undefined : callerName(arn);
    s.inferenceRegion = text(tape, tape.getSymbol(0, of.inferenceRegion));
    s.requestMetadata = tape.getSymbol(0, of.requestMetadata);
    const id = text(tape, tape.getSymbol(0, of.modelId));
    const model: ModelName = id === undefined ? {} : modelName(id);
    s.modelName = model.name;
    s.modelVendor = model.vendor;
    s.modelProfile = model.profile;
    if (model.name === undefined) this.nameByBody(tape, s);
  }

  /** The id of an application profile or of an own model says nothing: the bodies may name the model. */
  private nameByBody(tape: Tape, s: ExtendedScalars): void {
    const node = this.answer.model >= 0 ? this.answer.model : this.request.model;
    const body = node < 0 ? undefined : text(tape, node);
    const model: ModelName = body === undefined ? {} : modelName(body);
    s.modelName = model.name;
    s.modelVendor = model.vendor ?? (this.request.anthropic ? 'anthropic' : undefined);
  }

  private readRequest(s: ExtendedScalars): void {
    const request = this.request;
    s.maxTokens = known(request.maxTokens);
    s.temperature = finite(request.temperature);
    s.topP = finite(request.topP);
    s.topK = finite(request.topK);
    s.stopSequences = request.stopSequences;
    s.toolsOffered = request.tools;
  }
}

function known(count: number): number | undefined {
  return count < 0 ? undefined : count;
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

function text(tape: Tape, n: number): string | undefined {
  return n >= 0 && tape.kind(n) === STRING && tape.end(n) - tape.start(n) > 2 ? tape.string(n) : undefined;
}

function findings(tape: Tape, traces: readonly number[]): string[] {
  const texts = new Set<string>();
  for (const trace of traces) {
    eachAssessment(tape, tape.getSymbol(trace, of.guardrail), (source, guardrail, policies) => {
      for (const finding of findingsOf(tape, source, guardrail, policies)) texts.add(findingText(finding));
    });
  }
  return [...texts];
}

/** The five parts that the integration's sorted sets tear apart. A bar inside a part becomes `/`. */
export function findingText(finding: GuardrailFinding): string {
  return [finding.source, finding.policy, finding.code, finding.confidence ?? '', finding.action]
    .map((part) => part.replaceAll('|', '/'))
    .join('|');
}

/** What of the record no document in Elasticsearch would hold, and why. */
function notIndexed(tape: Tape, input: number, output: number, sizes: TextSizes | undefined): readonly string[] {
  const large = `above ${MAX_TEXT_UNITS} characters`;
  const reasons: string[] = [];
  if (sizes !== undefined && sizes.prompt > MAX_TEXT_UNITS) reasons.push(`prompt: ${large}`);
  else if (tape.getSymbol(input, of.inputBodyS3Path) >= 0) reasons.push('prompt: body in S3');
  if (sizes !== undefined && sizes.completion > MAX_TEXT_UNITS) reasons.push(`completion: ${large}`);
  else if (tape.getSymbol(output, of.outputBodyS3Path) >= 0) reasons.push('completion: body in S3');
  const artifacts = tape.getSymbol(0, of.artifacts);
  if (artifacts >= 0 && hasLargeArtifact(tape, artifacts)) reasons.push(`artifact: ${large}`);
  return reasons.length === 0 ? NONE : reasons;
}

function hasLargeArtifact(tape: Tape, artifacts: number): boolean {
  if (tape.kind(artifacts) !== ARRAY) return false;
  for (let artifact = tape.first(artifacts); artifact >= 0; artifact = tape.next(artifact)) {
    const base64 = tape.getSymbol(artifact, of.base64);
    if (base64 >= 0 && tape.kind(base64) === STRING && tape.units(base64) > MAX_TEXT_UNITS) return true;
  }
  return false;
}

const of = {
  input: -1,
  output: -1,
  inputBodyJson: -1,
  outputBodyJson: -1,
  inputTokenCount: -1,
  outputTokenCount: -1,
  cacheReadInputTokenCount: -1,
  cacheWriteInputTokenCount: -1,
  identity: -1,
  arn: -1,
  inferenceRegion: -1,
  requestMetadata: -1,
  modelId: -1,
  guardrail: -1,
  inputBodyS3Path: -1,
  outputBodyS3Path: -1,
  artifacts: -1,
  base64: -1,
};

const keys = new Keys(of);
