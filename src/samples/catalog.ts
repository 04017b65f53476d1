/** The scenarios that can be generated, by name. */
import type { Scenario } from './scenario.ts';
import { attacks } from './scenarios/attacks.ts';
import { drills, incidents } from './scenarios/drills.ts';
import { load } from './scenarios/load.ts';
import { normal } from './scenarios/normal.ts';
import { week } from './scenarios/week.ts';

/** Those that lists show; besides them there are `RULE-true`, `RULE-near` and `RULE-false` of each detection rule. */
export const SCENARIOS: readonly Scenario[] = [week, load, ...attacks, incidents, normal];

export function scenarioNamed(name: string): Scenario | undefined {
  return [...SCENARIOS, ...drills].find((s) => s.name === name);
}
