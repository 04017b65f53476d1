import type { Tape } from '../../json/tape.ts';
import type { GuardrailAssessment, GuardrailFinding } from '../model.ts';
import { each, isArray, isObject, members, numberIn, numberOf, textIn, textOf } from './reading.ts';

/** Called with each policies object of a trace: `{contentPolicy: {...}, topicPolicy: {...}, ...}`. */
type OnPolicies = (source: 'input' | 'output', guardrail: string, policies: number) => void;

/**
 * Goes through the assessments of a guardrail trace, as the log (`outputAssessments` a list of id -> policies) and as
 * the API (a map of id -> list of policies) have them; InvokeModel calls them `input` and `outputs`.
 */
export function eachAssessment(tape: Tape, guardrail: number, found: OnPolicies): void {
  for (const name of ['inputAssessment', 'input']) byGuardrail(tape, tape.get(guardrail, name), 'input', found);
  for (const name of ['outputAssessments', 'outputs']) {
    for (const list of each(tape, tape.get(guardrail, name))) byGuardrail(tape, list, 'output', found);
  }
}

function byGuardrail(tape: Tape, map: number, source: 'input' | 'output', found: OnPolicies): void {
  if (isArray(tape, map)) {
    for (const inner of each(tape, map)) byGuardrail(tape, inner, source, found);
    return;
  }
  for (const [id, assessments] of members(tape, map)) {
    for (const policies of each(tape, assessments)) if (isObject(tape, policies)) found(source, id, policies);
  }
}

/** Findings of one policies object: every object in every list of every member that is named as a policy. */
export function findingsOf(
  tape: Tape,
  source: 'input' | 'output',
  guardrail: string,
  policies: number,
): GuardrailFinding[] {
  const findings: GuardrailFinding[] = [];
  for (const [name, policy] of members(tape, policies)) {
    if (!/(Policy|_policy)$/.test(name)) continue;
    for (const [, list] of members(tape, policy)) {
      for (const entry of each(tape, list)) {
        if (isObject(tape, entry)) findings.push(finding(tape, source, guardrail, snakeCase(name), entry));
      }
    }
  }
  return findings;
}

function finding(
  tape: Tape,
  source: 'input' | 'output',
  guardrail: string,
  policy: string,
  entry: number,
): GuardrailFinding {
  const text = (name: string) => textIn(tape, entry, name);
  const confidence = text('confidence');
  const strength = text('filterStrength');
  const match = text('match');
  const threshold = numberIn(tape, entry, 'threshold');
  const score = numberIn(tape, entry, 'score');
  return {
    source,
    guardrail,
    policy,
    code: text('name') ?? text('type') ?? match ?? '',
    action: text('action') ?? '',
    ...(confidence === undefined ? {} : { confidence }),
    ...(strength === undefined ? {} : { strength }),
    ...(threshold === undefined ? {} : { threshold }),
    ...(score === undefined ? {} : { score }),
    ...(match === undefined ? {} : { match }),
  };
}

export function assessmentOf(
  tape: Tape,
  source: 'input' | 'output',
  guardrail: string,
  policies: number,
): GuardrailAssessment {
  const metrics = tape.get(policies, 'invocationMetrics');
  const latency = numberIn(tape, metrics, 'guardrailProcessingLatency');
  const version = textIn(tape, tape.get(policies, 'appliedGuardrailDetails'), 'guardrailVersion');
  const characters = tape.get(tape.get(metrics, 'guardrailCoverage'), 'textCharacters');
  const guarded = numberIn(tape, characters, 'guarded');
  const total = numberIn(tape, characters, 'total');
  const units: [string, number][] = [];
  for (const [name, n] of members(tape, tape.get(metrics, 'usage'))) {
    const count = numberOf(tape, n);
    if (count !== undefined && count > 0) units.push([name, count]);
  }
  return {
    source,
    guardrail,
    ...(version === undefined ? {} : { version }),
    ...(latency === undefined ? {} : { latency }),
    units,
    ...(guarded === undefined || total === undefined ? {} : { characters: { guarded, total } }),
  };
}

/** What the model had said and the guardrail withheld: texts, often a whole body as JSON text. */
export function withheldTexts(tape: Tape, guardrail: number): string[] {
  const texts: string[] = [];
  for (const n of each(tape, tape.get(guardrail, 'modelOutput'))) texts.push(textOf(tape, n) ?? tape.spelling(n));
  return texts;
}

export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
