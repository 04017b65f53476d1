// A real search node for tests: OpenSearch 2.19 from Maven Central, whose bulk, data stream, template and ingest code has
// the same origin and wire form as Elasticsearch's. Installed once into the user's cache; ends with the test process, even
// if that one is killed. What it lacks is answered by the strict fake beside this file.
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cacheFolder } from '../../rig/cache.mjs';

const sources = fileURLToPath(new URL('../node', import.meta.url));
const VERSION = '2.19.6';
const START_MS = 90_000;
const STOP_MS = 10_000;
const LOG_LENGTH = 20_000;
const JAVA = 'A JDK of version 17 or newer is needed (Debian: openjdk-17-jdk-headless).';

const run = promisify(execFile);
export const cache = process.env.BEDROCK_LOGS_SEARCH_CACHE ?? cacheFolder(`search-node-${VERSION}`);

/** What is missing on this machine, in one sentence. */
export class CannotHave extends Error {}

/** Fetches the jars (51 MB, once) and compiles the main class. Throws `CannotHave` if Java or Maven is not there. */
export async function installNode() {
  const complete = join(cache, `complete-${VERSION}`);
  if (existsSync(complete)) return;
  await command('javac', ['-version'], JAVA);
  await command('mvn', ['-v'], 'Maven is needed (Debian: maven).');
  const classes = join(cache, 'classes');
  mkdirSync(classes, { recursive: true });
  const copy = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
  const jars = [
    '-q',
    '-B',
    '-f',
    join(sources, 'pom.xml'),
    copy,
    '-DincludeScope=runtime',
    `-DoutputDirectory=${join(cache, 'jars')}`,
  ];
  await command('mvn', jars, 'The jars of the search node could not be fetched from Maven Central.');
  const main = join(sources, 'TestNode.java');
  await command(
    'javac',
    ['--release', '17', '-nowarn', '-cp', classpath(), '-d', classes, main],
    'The node could not be compiled.',
  );
  writeFileSync(complete, '');
}

const classpath = () =>
  [join(cache, 'classes'), ...readdirSync(join(cache, 'jars')).map((jar) => join(cache, 'jars', jar))].join(delimiter);

async function command(name, args, missing) {
  try {
    await run(name, args, { maxBuffer: 1 << 26 });
  } catch (error) {
    const said = String(error.stderr || error.message)
      .trim()
      .split('\n')
      .slice(-5)
      .join('\n');
    throw new CannotHave(`${missing}\n${said}`);
  }
}

/** A node in a folder of its own, with any free port. `{ url, stop, restart }`: a restarted one has the same data and port. */
export async function startNode({ heap = '512m' } = {}) {
  await installNode();
  const folder = await mkdtemp(join(tmpdir(), 'search-node-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  let current;
  try {
    current = await begin(folder, '0', heap);
  } catch (error) {
    await remove();
    throw error;
  }
  const { port } = new URL(current.url);
  return {
    url: current.url,
    async restart() {
      await current.end();
      current = await begin(folder, port, heap);
    },
    async stop() {
      await current.end();
      await remove();
    },
  };
}

async function begin(folder, port, heap) {
  // Of an earlier start: the main class makes it anew.
  await rm(join(folder, 'url'), { force: true });
  const options = [
    `-Xms${heap}`,
    `-Xmx${heap}`,
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    `-Dlog4j2.configurationFile=${join(sources, 'log4j2.properties')}`,
    '-Dlog4j2.disable.jmx=true',
    '-Dopensearch.set.netty.runtime.available.processors=false',
  ];
  const args = [...options, '-cp', classpath(), 'TestNode', folder, port, '--stdin'];
  const child = spawn('java', args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = await new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`the search node ${why}:\n${said.slice(-3000)}`));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail('did not start in time');
    }, START_MS);
    const read = (bytes) => {
      said = (said + bytes).slice(-LOG_LENGTH);
      const ready = /^READY (\S+)$/m.exec(said);
      if (!ready) return;
      clearTimeout(timer);
      resolve(ready[1]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', ({ message }) => {
      clearTimeout(timer);
      reject(new CannotHave(`${JAVA}\n${message}`));
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`ended with status ${code}`);
    });
  });
  return {
    url,
    async end() {
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}
