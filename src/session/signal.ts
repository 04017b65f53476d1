import type { Signal } from './protocol/rpc.ts';

/** The platform's own kind of signal, for those who ask for that. */
export function nodeSignal(signal: Signal): AbortSignal {
  const controller = new AbortController();
  if (signal.aborted) controller.abort();
  else signal.addEventListener('abort', () => controller.abort(), { once: true });
  return controller.signal;
}
