/** SOURCE arguments to files. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './arguments.ts';
import type { TransformFile } from './transform-file.ts';

const ELSEWHERE: readonly (readonly [start: RegExp, place: string])[] = [
  [/^s3:/i, 'an S3 bucket'],
  [/^logs:/i, 'a CloudWatch log group'],
  [/^sqs:/i, 'an SQS queue'],
  [/^https?:/i, 'the web'],
];

/**
 * The files of all sources, each source in its turn and a folder's files by path. Throws a `UsageError` if a source
 * is missing, is no file or folder, or would have to come from AWS.
 */
export function sourceFiles(command: string, sources: readonly string[]): TransformFile[] {
  if (sources.length === 0) throw new UsageError(`${command} needs a source: a file, a folder, or - for standard input.`);
  if (sources.filter((s) => s === '-').length > 1) throw new UsageError('Standard input (-) can be read only once.');
  return sources.flatMap((source) => {
    if (source === '-') return [{ path: '-', size: 0, modified: Date.now() }];
    const stats = statSync(source, { throwIfNoEntry: false });
    if (!stats) {
      const place = ELSEWHERE.find(([start]) => start.test(source))?.[1];
      throw new UsageError(
        place
          ? `${source} is ${place}: this version reads files and folders only. Copy the objects to a folder first.`
          : `There is no such file or folder: ${source}`,
      );
    }
    if (!stats.isDirectory()) return [{ path: source, size: stats.size, modified: stats.mtimeMs }];
    return walk(source);
  });
}

function walk(folder: string): TransformFile[] {
  const files: TransformFile[] = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const stats = statSync(path);
    files.push({ path, size: stats.size, modified: stats.mtimeMs });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
