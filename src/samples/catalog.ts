/** The scenarios that can be generated, by name. */
import type { Scenario } from './scenario.ts';
import { attacks } from './scenarios/attacks.ts';
import { load } from './scenarios/load.ts';
import { week } from './scenarios/week.ts';

export const SCENARIOS: readonly Scenario[] = [week, load, ...attacks];

/** `normal` is another name of the week. */
export function scenarioNamed(name: string): Scenario | undefined {
  return SCENARIOS.find((s) => s.name === (name === 'normal' ? 'week' : name));
}
