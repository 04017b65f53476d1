/** Reads files into columns, without documents and without keeping any record. */
import { INVOCATION_COLUMNS } from '../ecs/columns.ts';
import { LIMITS } from '../records/limits.ts';
import { RecordReader } from '../records/reader.ts';
import { type Problem, Tally } from '../records/report.ts';
import { readFile, readStream } from '../records/segments.ts';
import { Table } from '../session/columns/table.ts';
import { InvocationIndex } from '../session/invocation-index.ts';
import { type Ahead, readAhead } from '../session/opened-file.ts';
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
  for await (const { file, opened, error } of inOrder(files)) {
    const origin = fileOrigin(file);
    const reader = new RecordReader({
      file: file.path === '-' ? 'stdin' : file.path,
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
      if (error !== undefined) throw error;
      if (opened?.text) {
        if (opened.cut) {
          reader.cut(opened.cut.reason);
          reader.problem('error', 0, 0, opened.cut.reason);
        }
        reader.read(opened.text, true);
        onProgress?.(stored + file.size, table.rows);
      } else {
        const segments = file.path === '-' ? readStream(process.stdin, reader) : readFile(file.path, reader);
        for await (const segment of segments) onProgress?.(stored + segment.stored, table.rows);
      }
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).syscall === undefined) throw thrown;
      reader.problem('error', 0, 0, pathMessage(file.path, thrown));
    }
    stored += file.size;
  }
  return { table, tally, problems, problemsTotal };
}

/** Standard input stands alone among sources, and is not opened. */
function inOrder(files: readonly LogFile[]): Iterable<Ahead> | AsyncIterable<Ahead> {
  return files.some(({ path }) => path === '-') ? files.map((file) => ({ file })) : readAhead(files, LIMITS);
}
