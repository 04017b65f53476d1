/** Sources to loaded records, for commands that look at records more than once: their columns stay, texts are read again. */
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { INVOCATION_COLUMNS } from '../ecs/columns.ts';
import { InvocationIndex, type RecordWatch } from '../session/invocation-index.ts';
import { LoadedRecords } from '../session/loaded-records.ts';
import { Loader } from '../session/loader.ts';
import type { LoadState, SourceRef } from '../session/protocol/protocol.ts';
import { fetchBody, openRemote } from '../session/remote.ts';
import { Turns } from '../session/turns.ts';
import type { RemoteReading } from '../sources/remote.ts';
import type { Arguments } from './arguments.ts';
import { fetchFolder, sayRequests } from './remote.ts';
import { chosenSources } from './source-options.ts';
import { sourceFiles } from './sources.ts';
import { conclude, ProgressLine } from './status.ts';

export interface Loaded {
  readonly records: LoadedRecords;
  /** Says what was read and what could not be, unless `quiet`; 1 if something could not be, else 0. */
  conclude(quiet: boolean): number;
  /** Removes what was put aside on the disk. */
  close(): Promise<void>;
}

/**
 * Reads all sources to their end. `watch` is asked, before anything is read, for what is to see every record. Throws a
 * `UsageError` for sources that are not there or not to be read.
 */
export async function loadSources(
  command: string,
  args: Arguments,
  watch?: (records: LoadedRecords) => RecordWatch | undefined,
): Promise<Loaded> {
  const quiet = args.flags.has('quiet');
  const { paths, remote } = chosenSources(args, true);
  await sourceFiles(command, paths, remote.length);
  const folder = mkdtempSync(join(tmpdir(), 'bedrock-logs-'));
  const close = async (): Promise<void> => {
    await records.spool.close();
    rmSync(folder, { recursive: true, force: true });
    fetching.close();
  };
  const records = new LoadedRecords(INVOCATION_COLUMNS, folder);
  const line = new ProgressLine(quiet);
  const fetching = fetchFolder(args);
  const readings: RemoteReading[] = [];
  try {
    const refs: SourceRef[] = [...remote];
    for (const path of paths) refs.push({ kind: 'file' as const, path: path === '-' ? await spooled(folder) : path });
    const loader = new Loader(records, new InvocationIndex(records.table, watch?.(records)), new Turns(), {
      cache: fetching.cache,
      open: async (source, access) => {
        const reading = await openRemote(source, access);
        readings.push(reading);
        return reading;
      },
    });
    const progress = ({ bytes, counts }: LoadState): void => line.update(bytes.done, bytes.total, counts.read);
    await loader.load(refs, { signal: new AbortController().signal, progress });
    if (args.flags.has('bodies')) await bringBodies(records, fetching.cache, line);
  } catch (error) {
    await close();
    throw error;
  } finally {
    line.clear();
  }
  return {
    records,
    close,
    conclude: (isQuiet) => {
      const { problems, problemsTotal } = records.progress.state;
      if (!isQuiet) for (const reading of readings) sayRequests(reading);
      return conclude(records.tally, problems, problemsTotal, isQuiet);
    },
  };
}

/** Standard input cannot be read twice. */
async function spooled(folder: string): Promise<string> {
  const path = join(folder, 'stdin');
  await pipeline(process.stdin, createWriteStream(path));
  return path;
}

/** What could not be had is a problem of the record's source, as everything else that could not be read. */
async function bringBodies(records: LoadedRecords, cache: string, line: ProgressLine): Promise<void> {
  const { Bodies } = await import('../session/bodies.ts');
  const bodies = new Bodies(records, fetchBody, cache);
  const { problems } = await bodies.bringAll(undefined, (done, of) => line.update(done, of, records.table.rows));
  for (const reason of problems) {
    records.tally.errors++;
    records.progress.addProblem({ severity: 'error', file: 'bodies in S3', line: 0, offset: 0, reason });
  }
}
