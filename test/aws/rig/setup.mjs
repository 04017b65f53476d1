// Before the first test: the AWS API is up, and nothing else can be reached by mistake.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setup as bundleCli } from '../../rig/bundle-cli.mjs';
import { isolated, startApi } from './server.mjs';

export default async function setup(project) {
  const program = process.env.BEDROCK_LOGS_AWS_API;
  if (!program) throw new Error('Run these tests by: npm run test:aws');
  const home = mkdtempSync(join(tmpdir(), 'aws-home-'));
  for (const [name, value] of Object.entries(isolated(home))) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  // Before the API is up: where this fails, nobody would end it.
  await bundleCli();
  const api = await startApi(program);
  project.provide('api', api.url);
  project.provide('home', home);
  return () => {
    api.stop();
    rmSync(home, { recursive: true, force: true });
  };
}
