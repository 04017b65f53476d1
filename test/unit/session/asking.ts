import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Limits } from '../../../src/records/limits.ts';
import type { Selection, SessionRequests, SourceRef } from '../../../src/session/protocol/protocol.ts';
import { Answerer, Asker } from '../../../src/session/protocol/rpc.ts';
import { Session } from '../../../src/session/session.ts';

/** A session behind its protocol, in this thread; messages are copied and come later, as over a real port. */
export function startSession(folder: string, limits: Partial<Limits> = {}): Asker<SessionRequests> {
  const session = new Session(join(folder, 'storage'), limits);
  afterAll(() => session.dispose());
  const asker: Asker<SessionRequests> = new Asker((message) => later(message, (copy) => answerer.receive(copy)));
  const answerer = new Answerer<SessionRequests>(
    (message) => later(message, (copy) => asker.receive(copy)),
    session.handlers,
  );
  return asker;
}

function later(message: unknown, take: (copy: unknown) => void): void {
  const copy: unknown = structuredClone(message);
  setImmediate(() => take(copy));
}

export function fileSource(path: string): SourceRef {
  return { kind: 'file', path };
}

export const BY_TIME: Selection = { search: '', sort: { field: '@timestamp', descending: false } };
export const REQUEST_ID = 'gen_ai.request.id';

/** Request ids of a selection's first records. */
export async function requestIds(
  asker: Asker<SessionRequests>,
  selection = BY_TIME,
  count = 10_000,
): Promise<unknown[]> {
  const { cells } = await asker.ask('rows', { selection, from: 0, count, fields: [REQUEST_ID] });
  return [...(cells[0] ?? [])];
}
