import type { CheckAnswer } from '../../session/protocol/checks.ts';

/** What some rules found anew, among what the others found before. */
export function merged(before: CheckAnswer, fresh: CheckAnswer): CheckAnswer {
  const anew = new Map(fresh.outcomes.map((outcome) => [outcome.rule.id, outcome]));
  const kept = before.outcomes.map((outcome) => anew.get(outcome.rule.id) ?? outcome);
  const known = new Set(kept.map(({ rule }) => rule.id));
  return { ...fresh, outcomes: [...kept, ...fresh.outcomes.filter(({ rule }) => !known.has(rule.id))] };
}
