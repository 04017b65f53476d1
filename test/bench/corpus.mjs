// The seeded corpus, kept in the cache folder of the system and made again only when the generator has changed.
import { createHash } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cacheFolder } from '../rig/cache.mjs';
import { bundle, root } from './processes.mjs';

const SEED = 42;

export const cache = process.env.BEDROCK_LOGS_BENCH_CACHE ?? cacheFolder('bench');

/** `{ folder, records, files, bytes, stored }`: gzip files in the order of their names; sizes inflated and as stored. */
export async function makeCorpus(records) {
  const name = `load-${records}-${generatorDigest()}`;
  const folder = join(cache, name);
  if (!existsSync(join(folder, 'corpus.json'))) {
    mkdirSync(cache, { recursive: true });
    // Corpora of older generators are of no use any more.
    for (const old of readdirSync(cache))
      if (old.startsWith(`load-${records}-`)) rmSync(join(cache, old), { recursive: true, force: true });
    process.stderr.write(`making ${records.toLocaleString('en')} records: ${folder}\n`);
    const part = `${folder}.part-${process.pid}`;
    const { writeSamples } = await import(await bundle('src/cli/generate.ts'));
    const { bytes } = writeSamples('load', join(part, 'logs'), { records, seed: SEED });
    writeFileSync(join(part, 'corpus.json'), JSON.stringify({ bytes }));
    renameSync(part, folder);
  }
  const logs = join(folder, 'logs');
  const files = readdirSync(logs, { recursive: true })
    .filter((f) => f.endsWith('.json.gz'))
    .map((f) => join(logs, f))
    .sort();
  const { bytes } = JSON.parse(readFileSync(join(folder, 'corpus.json'), 'utf8'));
  return { folder, records, files, bytes, stored: files.reduce((sum, f) => sum + statSync(f).size, 0) };
}

/** All of the corpus as one file: gzip members behind each other are a gzip file. */
export async function oneFile(corpus) {
  const path = join(corpus.folder, 'all.json.gz');
  if (existsSync(path)) return path;
  const part = `${path}.part-${process.pid}`;
  for (const file of corpus.files) await pipeline(createReadStream(file), createWriteStream(part, { flags: 'a' }));
  renameSync(part, path);
  return path;
}

function generatorDigest() {
  const digest = createHash('sha256');
  const folder = join(root, 'src', 'samples');
  for (const name of readdirSync(folder, { recursive: true }).sort())
    if (name.endsWith('.ts')) digest.update(readFileSync(join(folder, name)));
  return digest.digest('hex').slice(0, 12);
}

/** The records of the corpus that the goals are stated for. */
const GOAL_RECORDS = 50_000;

/** Calls `work` with about as many records as the goals are stated for: the files of a smaller corpus several times over. */
export function asManyAsTheGoals(corpus, work) {
  const passes = Math.round(GOAL_RECORDS / corpus.records);
  return passes > 1 ? repeated(corpus, passes, work) : work(corpus.files);
}

/** Calls `work` with the files several times over: a path counts once, so each pass has links of its own. */
export async function repeated(corpus, passes, work) {
  const links = mkdtempSync(join(corpus.folder, 'passes-'));
  try {
    const files = [];
    for (let pass = 0; pass < passes; pass++) {
      for (const [n, file] of corpus.files.entries()) {
        files.push(join(links, `${pass}-${n}.json.gz`));
        linkSync(file, files.at(-1));
      }
    }
    return await work(files);
  } finally {
    rmSync(links, { recursive: true, force: true });
  }
}
