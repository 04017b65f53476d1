/** The real clock and real chance of a push. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Surroundings } from './pusher.ts';

export const SURROUNDINGS: Surroundings = {
  now: () => performance.now(),
  wait: (ms, signal) => wait(ms, undefined, { signal }).catch(() => undefined),
  random: () => Math.random(),
};
