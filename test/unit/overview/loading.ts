import { INVOCATION_COLUMNS } from '../../../src/ecs/columns.ts';
import { InvocationIndex } from '../../../src/session/invocation-index.ts';
import { LoadedRecords } from '../../../src/session/loaded-records.ts';
import { Loader } from '../../../src/session/loader.ts';
import { Turns } from '../../../src/session/turns.ts';

/** All records of a folder, loaded as the worker does. */
export async function loadFolder(folder: string): Promise<LoadedRecords> {
  const records = new LoadedRecords(INVOCATION_COLUMNS, folder);
  const loader = new Loader(records, new InvocationIndex(records.table), new Turns());
  const context = { signal: new AbortController().signal, progress: () => undefined };
  await loader.load([{ kind: 'folder', path: folder }], context);
  return records;
}
