// npm run test:aws: the AWS sources against an AWS API on this machine, with faults put between.
//   -- FILE...   some files, or further arguments of vitest
// The API is moto, a Python program; it is installed once into the user's cache folder. Nothing speaks to AWS itself.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { installApi } from './rig/install.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
try {
  const program = installApi();
  const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
  const { status } = spawnSync(
    process.execPath,
    [vitest, 'run', '--config', 'test/aws/vitest.config.mjs', ...process.argv.slice(2)],
    { cwd: root, stdio: 'inherit', env: { ...process.env, BEDROCK_LOGS_AWS_API: program } },
  );
  process.exitCode = status ?? 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
