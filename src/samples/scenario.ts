/** What a scenario is: calls at points in time, made one by one so that a large one needs little memory. */
import type { Site } from './company.ts';
import type { Random } from './random.ts';
import type { Call } from './record.ts';

export interface Plan {
  /** Epoch ms. */
  readonly at: number;
  readonly site: Site;
  /** Makes the call, with chance of its own: the order of making does not change what is made. */
  readonly call: (random: Random) => Call;
}

export interface ScenarioOptions {
  /** About how many records; incidents that belong to the scenario come in any case. */
  readonly records: number;
  readonly seed: number;
}

export interface Scenario {
  readonly name: string;
  /** One line for lists. */
  readonly summary: string;
  /** Records when nobody asks for a number. */
  readonly records: number;
  /** An object is closed when it holds this much, whichever comes first. */
  readonly object: { readonly records: number; readonly bytes: number };
  readonly plans: (options: ScenarioOptions, random: Random) => readonly Plan[];
  /** With the side objects and the broken line that a real folder has. */
  readonly blemishes: boolean;
}

/** Monday of the week that scenarios play in. */
export const MONDAY = Date.UTC(2026, 10, 9);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
