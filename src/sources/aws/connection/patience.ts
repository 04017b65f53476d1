/** How long a call is tried: pauses grow twofold, each of a random length, so that many do not come back at once. */
import type { AwsError } from './errors.ts';

export interface Patience {
  /** Times a call is made at most. */
  readonly attempts: number;
  /** The longest first pause, ms; a service that limits the rate is left alone for four times as long. */
  readonly firstMs: number;
  readonly mostMs: number;
}

export const DEFAULT_PATIENCE: Patience = { attempts: 8, firstMs: 100, mostMs: 20_000 };

const LIMITED_FACTOR = 4;

/** Milliseconds to wait after the `attempt`th (from 1) has failed. */
export function pauseBefore(
  attempt: number,
  error: AwsError,
  { firstMs, mostMs }: Patience,
  random: () => number,
): number {
  const first =
    error.status === 503 || error.status === 429 || /^Throttl|TooMany|SlowDown/.test(error.code)
      ? firstMs * LIMITED_FACTOR
      : firstMs;
  return random() * Math.min(mostMs, first * 2 ** (attempt - 1));
}
