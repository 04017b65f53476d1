import type { GuardrailFinding, Strength, WhatIf } from './model.ts';

const STRENGTHS: readonly Strength[] = ['NONE', 'LOW', 'MEDIUM', 'HIGH'];
const CONFIDENCES: readonly string[] = ['NONE', 'LOW', 'MEDIUM', 'HIGH'];

/**
 * At which setting a finding would have ended otherwise. Content filters: strength LOW stops what is found with
 * confidence HIGH, MEDIUM also MEDIUM, HIGH also LOW. Grounding checks: a score passes at thresholds up to itself. Topics,
 * words and sensitive information have no degrees. A record tells of the text that was judged then, nothing more: another
 * strength might have come with other findings.
 */
export function whatIf({ policy, action, confidence, strength, threshold, score }: GuardrailFinding): WhatIf {
  if (score !== undefined) {
    const passed = threshold === undefined ? action !== 'BLOCKED' : score >= threshold;
    return { kind: 'threshold', upTo: score, passed };
  }
  if (policy === 'content_policy') return ofStrength(action, confidence, strength);
  if (action === 'BLOCKED') return { kind: 'action', action: 'blocked' };
  if (action === 'ANONYMIZED') return { kind: 'action', action: 'masked' };
  return action === 'NONE' ? { kind: 'action', action: 'let through' } : { kind: 'unknown' };
}

function ofStrength(action: string, confidence = '', strength = ''): WhatIf {
  const sure = CONFIDENCES.indexOf(confidence);
  if (sure < 0) return { kind: 'unknown' };
  const stops = (one: Strength) => sure > 0 && STRENGTHS.indexOf(one) + sure > STRENGTHS.indexOf('HIGH');
  const blocks = STRENGTHS.filter(stops);
  return {
    kind: 'strength',
    passes: STRENGTHS.filter((one) => !stops(one)),
    blocks,
    held: action === 'NONE' && blocks.some((one) => one === strength),
  };
}
