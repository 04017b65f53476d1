// moto in a virtual environment of its own, below the user's cache folder.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../../rig/cache.mjs';

const MOTO = 'moto[s3,logs,cloudwatch,sqs,sns,sts,iam]==5.2.5';
const NAME = 'moto-5.2.5';

/** Its programs, once it is installed. */
export const programs = join(cacheFolder('aws'), NAME, 'bin');

/** Path of the Python that has the API. Throws an error that says what is missing where it cannot be installed. */
export function installApi() {
  const folder = dirname(programs);
  const program = join(programs, 'python3');
  const ready = join(folder, 'ready');
  // The program is a link to the machine's Python, which may be another one by now.
  if (existsSync(ready) && existsSync(program)) return program;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  python(
    'python3',
    ['-m', 'venv', folder],
    'The AWS API for the tests needs Python 3 with its venv module (Debian: apt-get install python3-venv)',
  );
  python(
    join(programs, 'pip'),
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
