/** Sources that have to be fetched. What knows how is loaded with the first of them. */

import { join } from 'node:path';
import type { Profile } from '../ecs/model.ts';
import type { StoredObject } from '../sources/files.ts';
import type { Reached, RemoteReading } from '../sources/remote.ts';
import type { AwsConnection, RemoteSource } from './protocol/protocol.ts';

/** The folder for what is fetched, below a session's storage. */
export function fetchedIn(storage: string): string {
  return join(storage, 'fetched');
}

export interface RemoteAccess {
  /** Folder for what is fetched. */
  readonly cache: string;
  readonly signal?: AbortSignal | undefined;
  /** What was read before: none is read twice. What is read is added. */
  readonly known: Set<string>;
  /** How far this very source was read before; what is read is noted. */
  readonly reached?: Reached;
  /** Which figures of metrics are asked for; those of the extended profile too unless given. */
  readonly profile?: Profile;
}

/** Reads remote sources; of the editor, the terminal and tests each has its own. */
export type OpenRemote = (source: RemoteSource, access: RemoteAccess) => Promise<RemoteReading>;

export const openRemote: OpenRemote = async (source, access) => {
  const { openSource } = await import('../sources/aws/entry.ts');
  return openSource(source, access);
};

/** One object's stored bytes, through the cache. Throws an error that says what to do, and the signal's reason. */
export type FetchBody = (
  aws: AwsConnection,
  object: StoredObject,
  cache: string,
  signal?: AbortSignal,
) => Promise<Buffer>;

export const fetchBody: FetchBody = async (aws, object, cache, signal) => {
  const { fetchObject } = await import('../sources/aws/entry.ts');
  return fetchObject(aws, object, cache, signal);
};
