import type { Tape } from '../../json/tape.ts';
import { Answer } from './answer.ts';
import { anthropicCompletion, anthropicEvent, anthropicMessage } from './anthropic.ts';
import { chatCompletions, deepseek, mistralChat, textChoices } from './choices.ts';
import { converse, novaEvent } from './converse.ts';
import type { Draft } from './draft.ts';
import { assessmentOf, eachAssessment, findingsOf, withheldTexts } from './guardrail.ts';
import { images, readArtifacts } from './images.ts';
import { eachMember, elements, isArray, isEmpty, isObject, jsonOf, members, textOf } from './reading.ts';
import { finishResponses, responses, responsesEvent } from './responses.ts';
import { BEDROCK_MEMBERS, type OutputShape } from './shape.ts';
import { cohere, jurassic, llama, mistralText, titan } from './texts.ts';
import { embedding, rerank } from './vectors.ts';

/** Every form of output; the first that fits is taken. Streams are lists of bodies or of events. */
const OUTPUT_SHAPES: readonly OutputShape[] = [
  anthropicEvent,
  novaEvent,
  responsesEvent,
  textChoices,
  deepseek,
  mistralChat,
  chatCompletions,
  responses,
  converse,
  anthropicMessage,
  anthropicCompletion,
  llama,
  titan,
  mistralText,
  jurassic,
  embedding,
  rerank,
  images,
  cohere,
];

function outputShape(tape: Tape, node: number): OutputShape | undefined {
  return isObject(tape, node) ? OUTPUT_SHAPES.find((shape) => shape.is(tape, node)) : undefined;
}

/** What a reading of an output body found besides what it wrote into the draft. */
export interface OutputReading {
  /** `none`, `text`, `unknown`, or the name of a shape, `-stream` behind it for a list. */
  readonly shape: string;
  /** Texts that a guardrail kept back. */
  readonly withheld: readonly string[];
}

/**
 * Reads an output body into the draft. `artifacts`: the record's own list of pictures, -1 if it has none.
 */
export function readOutput(draft: Draft, body: number, artifacts: number): OutputReading {
  const tape = draft.tape;
  const answer = new Answer(draft);
  const withheld: string[] = [];
  let shape = 'none';
  if (isArray(tape, body)) shape = readStream(answer, body, withheld);
  else if (isObject(tape, body)) shape = readOne(answer, body, withheld, undefined)?.name ?? 'unknown';
  else if (textOf(tape, body) !== undefined) {
    shape = 'text';
    answer.choice().text(tape.string(body));
  } else if (!isEmpty(tape, body)) {
    shape = 'unknown';
    answer.choice().block({ kind: 'other', type: 'body', json: jsonOf(tape, body) });
  }
  finishResponses(answer);
  readArtifacts(answer, artifacts);
  answer.finish();
  return { shape, withheld };
}

function readStream(answer: Answer, body: number, withheld: string[]): string {
  const tape = answer.tape;
  let shape: OutputShape | undefined;
  for (const event of elements(tape, body)) {
    answer.draft.events++;
    const text = textOf(tape, event);
    if (isObject(tape, event)) {
      const read = readOne(answer, event, withheld, shape);
      shape ??= read;
    } else if (text !== '[DONE]') answer.choice().block({ kind: 'other', type: 'event', json: jsonOf(tape, event) });
  }
  return `${shape?.name ?? 'unknown'}-stream`;
}

/** Reads a body or an event by the shape of those before it, or by another one that fits it. */
function readOne(
  answer: Answer,
  node: number,
  withheld: string[],
  likely: OutputShape | undefined,
): OutputShape | undefined {
  const tape = answer.tape;
  const shape = likely?.is(tape, node) === true ? likely : outputShape(tape, node);
  if (shape !== undefined) shape.read(answer, node);
  else readUnknown(answer, node);
  readBedrock(answer, node, withheld);
  return shape;
}

const STOPS = ['stopReason', 'stop_reason', 'finish_reason', 'completionReason'];

/** What no shape knows is shown whole, unless Bedrock's own members are all that it has. */
function readUnknown(answer: Answer, node: number): void {
  const tape = answer.tape;
  for (const [name, value] of members(tape, node)) if (STOPS.includes(name)) answer.stop(value);
  for (const [name, value] of members(tape, node)) {
    if (BEDROCK_MEMBERS.includes(name) || isEmpty(tape, value)) continue;
    answer.choice().block({ kind: 'other', type: name, json: jsonOf(tape, node) });
    return;
  }
}

/** Guardrail traces (Converse: `trace.guardrail`; InvokeModel and streams: `amazon-bedrock-trace.guardrail`), metrics. */
function readBedrock(answer: Answer, node: number, withheld: string[]): void {
  const { tape, draft } = answer;
  if (draft.brief) return;
  eachMember(tape, node, (name, value) => {
    if (name === 'amazon-bedrock-guardrailAction' || name === 'amazon-bedrock-invocationMetrics')
      draft.detail(name, value);
    else if (name === 'amazon-bedrock-trace' || name === 'trace') readTrace(draft, value, name, withheld);
    else if (name === 'metadata') readTrace(draft, tape.get(value, 'trace'), 'trace', withheld);
  });
}

/** Assessments that are not of the known form stay among the details, so that none is lost. */
function readTrace(draft: Draft, trace: number, name: string, withheld: string[]): void {
  const tape = draft.tape;
  const guardrail = tape.get(trace, 'guardrail');
  if (!isObject(tape, guardrail)) {
    draft.detail(name, trace);
    return;
  }
  let found = 0;
  eachAssessment(tape, guardrail, (source, id, policies) => {
    found++;
    draft.assessments.push(assessmentOf(tape, source, id, policies));
    for (const finding of findingsOf(tape, source, id, policies)) draft.findings.push(finding);
  });
  for (const text of withheldTexts(tape, guardrail)) withheld.push(text);
  for (const [member, value] of members(tape, guardrail)) {
    if (member === 'modelOutput' || (found > 0 && /^(?:input|output)/.test(member))) continue;
    draft.detail(`${name}.guardrail.${member}`, value);
  }
  for (const [member, value] of members(tape, trace))
    if (member !== 'guardrail') draft.detail(`${name}.${member}`, value);
}
