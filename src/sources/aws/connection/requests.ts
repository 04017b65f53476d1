import type { Aws } from './connection.ts';

/** Requests by name that a connection has sent since then: what one reading costs of a connection that many use. */
export function requestsSince(before: ReadonlyMap<string, number>, { requests }: Aws): ReadonlyMap<string, number> {
  const sent = [...requests].map(([name, n]) => [name, n - (before.get(name) ?? 0)] as const);
  return new Map(sent.filter(([, n]) => n > 0));
}
