// The index pass as a program: columns of all records, no documents.
import { statSync } from 'node:fs';
import { indexFiles } from '../../../src/cli/index-pass.ts';

const files = process.argv.slice(2).map((path) => {
  const { size, mtimeMs } = statSync(path);
  return { path, size, modified: mtimeMs };
});
const { table, tally } = await indexFiles(files);
if (tally.failed > 0) throw new Error(`${tally.failed} records could not be read`);
console.log(table.rows);
