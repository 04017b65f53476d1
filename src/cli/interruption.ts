/** Ctrl+C once: what runs elsewhere is ended there before the program ends. A second one ends it as ever. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Ctrl+C is no longer waited for. */
  end(): void;
}

export function interruption(): Interruption {
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  process.once('SIGINT', onSignal);
  return { signal: stop.signal, end: () => void process.removeListener('SIGINT', onSignal) };
}
