/** Guardrail assessments as they stand in the log: each entry pairs its code with its own confidence and action. */
import type { Exchange, GuardrailRun, Json, JsonObject } from './exchange.ts';
import type { Random } from './random.ts';

export type Level = 'NONE' | 'LOW' | 'MEDIUM' | 'HIGH';
export type Filter = 'HATE' | 'INSULTS' | 'SEXUAL' | 'VIOLENCE' | 'MISCONDUCT' | 'PROMPT_ATTACK';
export type Action = 'BLOCKED' | 'NONE';

export const content = (
  ...found: readonly (readonly [type: Filter, confidence: Level, action: Action])[]
): JsonObject => ({
  contentPolicy: {
    filters: found.map(([type, confidence, action]) => ({
      type,
      confidence,
      filterStrength: action === 'BLOCKED' && confidence === 'LOW' ? 'HIGH' : 'MEDIUM',
      action,
      detected: true,
    })),
  },
});

export const topic = (name: string, action: Action = 'BLOCKED'): JsonObject => ({
  topicPolicy: { topics: [{ name, type: 'DENY', action, detected: true }] },
});

export const words = (custom: readonly string[], profane: readonly string[] = []): JsonObject => ({
  wordPolicy: {
    customWords: custom.map((match) => ({ match, action: 'BLOCKED', detected: true })),
    managedWordLists: profane.map((match) => ({ match, type: 'PROFANITY', action: 'BLOCKED', detected: true })),
  },
});

export const personal = (
  found: readonly (readonly [type: string, match: string, action: 'BLOCKED' | 'ANONYMIZED' | 'NONE'])[],
  regexes: readonly (readonly [name: string, match: string, regex: string])[] = [],
): JsonObject => ({
  sensitiveInformationPolicy: {
    piiEntities: found.map(([type, match, action]) => ({ type, match, action, detected: true })),
    regexes: regexes.map(([name, match, regex]) => ({ name, match, regex, action: 'ANONYMIZED', detected: true })),
  },
});

export const grounding = (score: number, relevance: number, threshold = 0.7): JsonObject => ({
  contextualGroundingPolicy: {
    filters: [
      {
        type: 'GROUNDING',
        threshold,
        score,
        action: score < threshold ? 'BLOCKED' : 'NONE',
        detected: score < threshold,
      },
      {
        type: 'RELEVANCE',
        threshold,
        score: relevance,
        action: relevance < threshold ? 'BLOCKED' : 'NONE',
        detected: relevance < threshold,
      },
    ],
  },
});

export const reasoning = (finding: 'valid' | 'invalid' | 'noTranslations', rule: string): JsonObject => ({
  automatedReasoningPolicy: {
    findings: [
      {
        [finding]:
          finding === 'invalid'
            ? { contradictingRules: [{ identifier: rule }] }
            : { supportingRules: [{ identifier: rule }] },
      },
    ],
  },
});

/** One assessment from several policies, with the meters that Bedrock adds to each. */
export function assessment(random: Random, guarded: number, ...policies: readonly JsonObject[]): JsonObject {
  const units = Math.max(1, Math.ceil(guarded / 1000));
  const all: { [key: string]: Json } = {};
  for (const policy of policies) Object.assign(all, policy);
  return {
    ...all,
    invocationMetrics: {
      guardrailProcessingLatency: random.spread(290, 0.4, 90, 1900),
      usage: {
        topicPolicyUnits: units,
        contentPolicyUnits: units,
        wordPolicyUnits: units,
        sensitiveInformationPolicyUnits: units,
        sensitiveInformationPolicyFreeUnits: 0,
        contextualGroundingPolicyUnits: 'contextualGroundingPolicy' in all ? units : 0,
      },
      guardrailCoverage: { textCharacters: { guarded, total: guarded } },
    },
  };
}

/** The trace of Converse: `inputAssessment`, and `outputAssessments` as the list that the log has. */
export function converseTrace(run: GuardrailRun): JsonObject {
  const trace: { [key: string]: Json } = {};
  if (run.withheld) trace.modelOutput = [run.withheld];
  if (run.input) trace.inputAssessment = { [run.id]: run.input };
  if (run.outputs) trace.outputAssessments = run.outputs.map((found) => ({ [run.id]: found }));
  if (run.reason) trace.actionReason = run.reason;
  return { guardrail: trace };
}

/** The trace of InvokeModel: `input` and `outputs`. */
export function invokeTrace(run: GuardrailRun): JsonObject {
  const trace: { [key: string]: Json } = {};
  if (run.withheld) trace.modelOutput = [run.withheld];
  if (run.input) trace.input = { [run.id]: run.input };
  if (run.outputs) trace.outputs = run.outputs.map((found) => ({ [run.id]: found }));
  if (run.reason) trace.actionReason = run.reason;
  return { guardrail: trace };
}

/** The keys that a guardrail adds to an InvokeModel body or to the last chunk of its stream. */
export function invokeKeys(exchange: Exchange): { [key: string]: Json } {
  const run = exchange.guardrail;
  if (!run) return {};
  return {
    'amazon-bedrock-guardrailAction': run.intervened ? 'INTERVENED' : 'NONE',
    'amazon-bedrock-trace': invokeTrace(run),
  };
}
