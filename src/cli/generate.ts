import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { SCENARIOS, scenarioNamed } from '../samples/catalog.ts';
import { sampleFiles } from '../samples/layout.ts';
import { type Arguments, closest, UsageError, wholeNumber } from './arguments.ts';

export interface Generated {
  readonly files: number;
  readonly records: number;
  /** Inflated. */
  readonly bytes: number;
}

/**
 * Writes the objects of a scenario below `folder`, in the layout of a log bucket, compressed where the name says so and
 * with the times of delivery. Files that are there under the same names are replaced.
 */
export function writeSamples(
  name: string,
  folder: string,
  options: { readonly records?: number; readonly seed: number },
): Generated {
  const scenario = scenarioNamed(name);
  if (!scenario) {
    const names = SCENARIOS.map((s) => s.name);
    const close = closest(name, names);
    throw new UsageError(
      `There is no scenario ${name}.${close ? ` Did you mean ${close}?` : ''} Known are: ${names.join(', ')}`,
    );
  }
  let files = 0;
  let records = 0;
  let bytes = 0;
  for (const file of sampleFiles(scenario, { records: options.records ?? scenario.records, seed: options.seed })) {
    const path = join(folder, file.path);
    mkdirSync(dirname(path), { recursive: true });
    const content = typeof file.content === 'string' ? Buffer.from(file.content) : file.content;
    writeFileSync(path, file.path.endsWith('.gz') && content.length ? gzipSync(content) : content);
    const modified = file.modified / 1000;
    utimesSync(path, modified, modified);
    files++;
    records += file.records;
    bytes += content.length;
  }
  return { files, records, bytes };
}

export function generate(args: Arguments): number {
  const folder = args.text.get('output');
  if (folder === undefined) throw new UsageError('generate needs a folder to write into: -o DIR');
  if (args.positionals.length) throw new UsageError(`generate reads no sources; not: ${args.positionals[0]}`);
  const records = args.text.has('records') ? { records: wholeNumber(args, 'records', 1, 1) } : {};
  const made = writeSamples(args.text.get('scenario') ?? 'week', folder, {
    seed: wholeNumber(args, 'seed', 0, 1),
    ...records,
  });
  if (!args.flags.has('quiet')) {
    const { files, bytes } = made;
    process.stderr.write(
      `${made.records.toLocaleString('en')} records in ${files.toLocaleString('en')} files, ${(bytes / 1e6).toFixed(1)} MB inflated: ${folder}\n`,
    );
  }
  return 0;
}
