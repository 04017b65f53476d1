/** The rules that come with the inspector, as they stand in `rules/`. */

import type { Rule } from './rule.ts';
import { readRuleFile } from './rule-file.ts';
import callsWithoutGuardrail from './rules/calls-without-guardrail.toml';
import credentialsInText from './rules/credentials-in-text.toml';
import dangerousToolCalls from './rules/dangerous-tool-calls.toml';
import deniedModelSeries from './rules/denied-model-series.toml';
import deniedTopics from './rules/denied-topics.toml';
import guardrailTraceMissing from './rules/guardrail-trace-missing.toml';
import highConfidenceBlocks from './rules/high-confidence-blocks.toml';
import instructionOverride from './rules/instruction-override.toml';
import misconductSeries from './rules/misconduct-series.toml';
import newModel from './rules/new-model.toml';
import newRegion from './rules/new-region.toml';
import promptAttacks from './rules/prompt-attacks.toml';
import refusalsInSeries from './rules/refusals-in-series.toml';
import repeatedViolations from './rules/repeated-violations.toml';
import resourceExhaustion from './rules/resource-exhaustion.toml';
import sensitiveInformation from './rules/sensitive-information.toml';
import severalPoliciesOneRequest from './rules/several-policies-one-request.toml';
import systemPromptDisclosure from './rules/system-prompt-disclosure.toml';
import throttlingBurst from './rules/throttling-burst.toml';
import truncatedAnswers from './rules/truncated-answers.toml';
import validationErrorSeries from './rules/validation-error-series.toml';
import wordPolicies from './rules/word-policies.toml';

/** The texts by the names of their files. */
export const BUILTIN_FILES: { readonly [name: string]: string } = {
  'calls-without-guardrail': callsWithoutGuardrail,
  'credentials-in-text': credentialsInText,
  'dangerous-tool-calls': dangerousToolCalls,
  'denied-model-series': deniedModelSeries,
  'denied-topics': deniedTopics,
  'guardrail-trace-missing': guardrailTraceMissing,
  'high-confidence-blocks': highConfidenceBlocks,
  'instruction-override': instructionOverride,
  'misconduct-series': misconductSeries,
  'new-model': newModel,
  'new-region': newRegion,
  'prompt-attacks': promptAttacks,
  'refusals-in-series': refusalsInSeries,
  'repeated-violations': repeatedViolations,
  'resource-exhaustion': resourceExhaustion,
  'sensitive-information': sensitiveInformation,
  'several-policies-one-request': severalPoliciesOneRequest,
  'system-prompt-disclosure': systemPromptDisclosure,
  'throttling-burst': throttlingBurst,
  'truncated-answers': truncatedAnswers,
  'validation-error-series': validationErrorSeries,
  'word-policies': wordPolicies,
};

/** What stands in the place of a path. */
export function builtinPath(name: string): string {
  return `builtin/${name}.toml`;
}

/** Throws if a rule that comes with the inspector is none: a test sees to it that it never does. */
export function builtinRules(): readonly Rule[] {
  return Object.entries(BUILTIN_FILES).flatMap(([name, text]) => {
    const { rules, problems } = readRuleFile(builtinPath(name), text);
    if (problems.length > 0) throw new Error(`${name}.toml:${problems[0]?.line}: ${problems[0]?.message}`);
    return rules;
  });
}
