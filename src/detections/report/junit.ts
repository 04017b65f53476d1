/** Outcomes as a JUnit report: a rule is a test case, which a finding fails. */
import type { CheckReport } from '../check.ts';
import { nearMissText, type Outcome } from '../outcome.ts';
import { findingText } from './finding-text.ts';

/** Findings of a rule that are written out; the rest is counted. */
const MOST_FINDINGS = 50;

export function junit({ outcomes, window }: CheckReport): string {
  const failures = outcomes.filter(({ state }) => state === 'fired').length;
  const errors = outcomes.filter(({ state }) => state === 'error').length;
  const skipped = outcomes.filter(({ state }) => SKIPPED.has(state)).length;
  const counts = `tests="${outcomes.length}" failures="${failures}" errors="${errors}" skipped="${skipped}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="bedrock-logs check" ${counts}>`,
    `  <testsuite name="detections" timestamp="${new Date(window.to).toISOString()}" ${counts} time="0">`,
    ...outcomes.map(testCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

const SKIPPED: ReadonlySet<string> = new Set(['not-applicable', 'unsupported', 'cannot-fire']);

function testCase(outcome: Outcome): string {
  const { rule, state, reason } = outcome;
  const open = `    <testcase classname="${xml(rule.severity)}" name="${xml(rule.name)}" time="0">`;
  if (state === 'fired') {
    const lines = outcome.findings.slice(0, MOST_FINDINGS).map((finding) => findingText(finding, outcome.columns));
    const more = outcome.findings.length - lines.length;
    if (more > 0) lines.push(`and ${more} more`);
    const count = outcome.findings.length === 1 ? '1 finding' : `${outcome.findings.length} findings`;
    return `${open}<failure type="${xml(rule.severity)}" message="${count}">${xml(lines.join('\n'))}</failure></testcase>`;
  }
  if (state === 'error') return `${open}<error type="query" message="${xml(reason)}"/></testcase>`;
  if (SKIPPED.has(state)) return `${open}<skipped message="${xml(`${state}: ${reason}`)}"/></testcase>`;
  const said = outcome.nearMiss ? nearMissText(outcome.nearMiss) : reason;
  return said === '' ? `${open}</testcase>` : `${open}<system-out>${xml(said)}</system-out></testcase>`;
}

/** Characters that XML 1.0 cannot say at all. */
const UNSAYABLE = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const ENTITIES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function xml(text: string): string {
  return text.replace(UNSAYABLE, '\ufffd').replace(/[&<>"]/g, (c) => ENTITIES[c] ?? c);
}
