/** Loads a folder as the terminal does, and prints how many records there were. */
import { indexFiles } from '../../../src/cli/index-pass.ts';
import { listFiles } from '../../../src/sources/files.ts';

const { files } = await listFiles(process.argv.slice(2));
const { tally } = await indexFiles(files);
console.log(JSON.stringify({ read: tally.read }));
