// moto in a virtual environment of its own, below the user's cache folder.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const MOTO = 'moto[s3,logs,cloudwatch,sqs,sns,sts,iam]==5.2.5';
const NAME = 'moto-5.2.5';

export const cacheFolder = join(
  process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  'bedrock-log-inspector',
  'aws',
);

/** Path of the server's program. Throws an error that says what is missing where it cannot be installed. */
export function installApi() {
  const folder = join(cacheFolder, NAME);
  const program = join(folder, 'bin', 'moto_server');
  const ready = join(folder, 'ready');
  if (existsSync(ready)) return program;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(cacheFolder, { recursive: true });
  python(
    'python3',
    ['-m', 'venv', folder],
    'The AWS API for the tests needs Python 3 with its venv module (Debian: apt-get install python3-venv)',
  );
  python(
    join(folder, 'bin', 'pip'),
    ['install', '--quiet', '--disable-pip-version-check', MOTO, 'flask', 'flask-cors'],
    `The AWS API for the tests could not be installed by pip (${MOTO}): is there a way to a Python package index?`,
  );
  mkdirSync(`${ready}.part`);
  renameSync(`${ready}.part`, ready);
  return program;
}

function python(program, args, missing) {
  const { status, error, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status === 0) return;
  const reason = (error?.message ?? stderr ?? '').trim().split('\n').at(-1);
  throw new Error(`${missing}: ${reason}`);
}
