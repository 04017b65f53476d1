import type { ExtendedScalars } from './extended/scalars.ts';
import type { Leaf } from './flatten.ts';
import { grouped } from './grouped.ts';
import { MAX_TEXT_UNITS } from './limits.ts';
import type { Conversation, GuardrailFinding } from './model.ts';

/** What was dropped, hashed, torn apart or would mislead a query, one sentence each; nothing for most records. */
export function remarks(
  scalars: ExtendedScalars,
  conversation: Conversation,
  values: ReadonlyMap<string, Leaf>,
): string[] {
  const said: string[] = [];
  const limit = grouped(MAX_TEXT_UNITS);
  const size = (field: string) => Number(values.get(field)?.values[0] ?? 0);
  const prompt = size('gen_ai.performance.request_size');
  const completion = size('gen_ai.performance.response_size');
  if (prompt > MAX_TEXT_UNITS) {
    said.push(
      `The prompt has ${grouped(prompt)} characters, above ${limit}: the document holds its hash alone, and rules on its text do not see it.`,
    );
  }
  if (completion > MAX_TEXT_UNITS) {
    said.push(
      `The completion has ${grouped(completion)} characters, above ${limit}: the document holds its hash alone, and rules on its text do not see it.`,
    );
  }
  if (scalars.notIndexed.some((reason) => reason.startsWith('artifact'))) {
    said.push(`An artifact is longer than ${limit} characters: the document holds its hash alone.`);
  }
  if (conversation.offloaded.input !== undefined)
    said.push('The input body is in S3: the document holds its address, not its text.');
  if (conversation.offloaded.output !== undefined)
    said.push('The output body is in S3: the document holds its address, not its text.');
  const cached = (scalars.cacheReadTokens ?? 0) + (scalars.cacheWriteTokens ?? 0);
  if (cached > 0 && scalars.totalInputTokens !== undefined && values.has('gen_ai.usage.prompt_tokens')) {
    said.push(
      `gen_ai.usage.prompt_tokens holds uncached input only: ${grouped(scalars.inputTokens ?? 0)} of the ${grouped(scalars.totalInputTokens)} tokens that the model read. Rules on it miss cached traffic.`,
    );
  }
  said.push(...aboutFindings(conversation.findings, values));
  if (conversation.stopReason !== undefined && !values.has('gen_ai.response.finish_reasons')) {
    said.push(
      `The stop reason ${JSON.stringify(conversation.stopReason)} is not in gen_ai.response.finish_reasons: the integration does not read it from this form of body.`,
    );
  }
  if (conversation.withheld.length > 0)
    said.push('The guardrail withheld an answer: the log keeps what the user did not see.');
  if (values.has('error.message'))
    said.push('The integration stops on this record: see error.message. This document holds all that could be mapped.');
  return said;
}

/** What sorted lists of distinct actions, confidences and codes do not tell any more. */
export function aboutFindings(findings: readonly GuardrailFinding[], values: ReadonlyMap<string, Leaf>): string[] {
  if (findings.length === 0) return [];
  const said: string[] = [];
  if (
    findings.length > 1 &&
    new Set(findings.map(({ action, confidence }) => `${action} ${confidence ?? ''}`)).size > 1
  ) {
    said.push(
      'Which confidence and action belong to which violation code is lost in the sorted lists; bedrock_logs.finding of the extended profile keeps them together.',
    );
  }
  const passed = [...new Set(findings.filter(({ action }) => action === 'NONE').map(({ code }) => code))];
  if (passed.length > 0)
    said.push(
      `${passed
        .slice(0, 5)
        .map((code) => JSON.stringify(code))
        .join(', ')} passed (action NONE): a count of findings or codes counts them all the same.`,
    );
  if (
    !values.has('gen_ai.compliance.violation_detected') &&
    findings.some(({ action }) => action !== 'NONE' && action !== '')
  ) {
    said.push(
      'A policy acted, yet gen_ai.compliance.violation_detected is absent: it needs a code and a stop or action that says so.',
    );
  }
  return said;
}
