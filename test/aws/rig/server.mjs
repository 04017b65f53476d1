// One AWS API on this machine, ended by its own process id.
import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('server.py', import.meta.url));
const START_MS = 20_000;

/** What a process needs to reach nothing but this machine: made-up keys and a home of its own. */
export function isolated(home, region = 'us-east-1') {
  return {
    HOME: home,
    AWS_CONFIG_FILE: join(home, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(home, 'credentials'),
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLEEXAMPLE00',
    AWS_SECRET_ACCESS_KEY: 'made-up',
    AWS_SESSION_TOKEN: undefined,
    AWS_PROFILE: undefined,
    AWS_DEFAULT_REGION: undefined,
    AWS_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    HTTP_PROXY: undefined,
    HTTPS_PROXY: undefined,
    http_proxy: undefined,
    https_proxy: undefined,
    NO_PROXY: '*',
    no_proxy: '*',
  };
}

/** `python`: of `installApi`. Gives `{ url, pid, stop() }`; throws if it does not come up. */
export async function startApi(python) {
  const folder = mkdtempSync(join(tmpdir(), 'aws-api-'));
  // To a file: a pipe that nobody reads stops the server.
  const log = join(folder, 'log');
  const out = openSync(log, 'a');
  const env = { ...process.env, ...isolated(folder), PYTHONUNBUFFERED: '1' };
  const server = spawn(python, [main], { stdio: ['pipe', out, out], env });
  // Whoever forgets to stop it ends all the same, and it with them: its input is then at an end.
  server.unref();
  server.stdin.unref();
  const stop = () => {
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  const until = Date.now() + START_MS;
  while (Date.now() < until && server.exitCode === null) {
    const address = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(readFileSync(log, 'utf8'))?.[1];
    if (address) return { url: address, pid: server.pid, stop };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const said = readFileSync(log, 'utf8').trim().split('\n').slice(-5).join('\n');
  stop();
  throw new Error(`The AWS API for the tests did not start: ${said}`);
}
