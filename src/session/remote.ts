/** Sources that have to be fetched. What knows how is loaded with the first of them. */
import type { Profile } from '../ecs/model.ts';
import type { RemoteReading } from '../sources/remote.ts';
import type { RemoteSource } from './protocol/protocol.ts';

export interface RemoteAccess {
  /** Folder for what is fetched. */
  readonly cache: string;
  readonly signal?: AbortSignal | undefined;
  /** What was read before: none is read twice. What is read is added. */
  readonly known: Set<string>;
  /** Which figures of metrics are asked for; those of the extended profile too unless given. */
  readonly profile?: Profile;
}

/** Reads remote sources; of the editor, the terminal and tests each has its own. */
export type OpenRemote = (source: RemoteSource, access: RemoteAccess) => Promise<RemoteReading>;

export const openRemote: OpenRemote = async (source, access) => {
  const { openSource } = await import('../sources/aws/entry.ts');
  return openSource(source, access);
};
