import type { Random } from '../random.ts';
import { DAY, HOUR, MINUTE, MONDAY } from '../scenario.ts';

const DAYS: readonly (readonly [day: number, weight: number])[] = [
  [0, 15],
  [1, 15],
  [2, 16],
  [3, 17],
  [4, 15],
  [5, 12],
  [6, 8],
];

/** Shoppers come before noon and in the evening, and few at night. UTC. */
const HOURS = [1, 1, 1, 1, 1, 2, 4, 7, 9, 10, 11, 10, 8, 9, 9, 8, 8, 9, 10, 11, 9, 6, 4, 2].map(
  (weight, hour) => [hour, weight] as const,
);

const WORKING = [8, 9, 10, 11, 12, 13, 14, 15, 16];

/** Some moment of the week, as shoppers come. */
export function shoppingTime(random: Random): number {
  return MONDAY + random.weighted(DAYS) * DAY + random.weighted(HOURS) * HOUR + random.int(0, HOUR - 1);
}

/** Some moment of Monday to Friday in office hours. */
export function workingTime(random: Random): number {
  return MONDAY + random.int(0, 4) * DAY + random.pick(WORKING) * HOUR + random.int(0, HOUR - 1);
}

/** `day` 0 is Monday. */
export const moment = (day: number, hour: number, minute = 0): number =>
  MONDAY + day * DAY + hour * HOUR + minute * MINUTE;
