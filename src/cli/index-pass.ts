/** Reads files into columns, without documents and without keeping any record. */
import { INVOCATION_COLUMNS } from '../ecs/columns.ts';
import { RecordReader } from '../records/reader.ts';
import { type Problem, Tally } from '../records/report.ts';
import { readFile, readStream } from '../records/segments.ts';
import { Table } from '../session/columns/table.ts';
import { InvocationIndex } from '../session/invocation-index.ts';
import { type LogFile, pathMessage } from '../sources/files.ts';
import { fileOrigin, originOf } from './origins.ts';

export interface Indexed {
  readonly table: Table;
  readonly tally: Tally;
  /** The first `MOST_PROBLEMS`. */
  readonly problems: readonly Problem[];
  readonly problemsTotal: number;
}

const MOST_PROBLEMS = 200;

/** A file that cannot be read is a problem, not an exception. `onProgress` is told bytes as stored and records so far. */
export async function indexFiles(
  files: readonly LogFile[],
  onProgress?: (stored: number, records: number) => void,
): Promise<Indexed> {
  const table = new Table(INVOCATION_COLUMNS);
  const index = new InvocationIndex(table);
  const tally = new Tally();
  const problems: Problem[] = [];
  let problemsTotal = 0;
  let stored = 0;
  for (const file of files) {
    const origin = fileOrigin(file);
    const reader = new RecordReader({
      file: origin.path,
      scan: index.scan,
      tally,
      sink: {
        record: (slice) => {
          for (const warning of index.add(originOf(slice, origin))) reader.warn(warning);
        },
        problem: (problem) => {
          problemsTotal++;
          if (problems.length < MOST_PROBLEMS) problems.push(problem);
        },
      },
    });
    try {
      const segments = file.path === '-' ? readStream(process.stdin, reader) : readFile(file.path, reader);
      for await (const segment of segments) onProgress?.(stored + segment.stored, table.rows);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
      reader.problem('error', 0, 0, pathMessage(file.path, error));
    }
    stored += file.size;
  }
  return { table, tally, problems, problemsTotal };
}
