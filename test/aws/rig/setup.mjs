// Before the first test: the AWS API is up, and nothing else can be reached by mistake.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needed } from '../../rig/needed.mjs';
import { installApi } from './install.mjs';
import { isolated, startApi } from './server.mjs';

export default async function setup(project) {
  const python = await needed(installApi);
  const home = mkdtempSync(join(tmpdir(), 'aws-home-'));
  process.once('exit', () => rmSync(home, { recursive: true, force: true }));
  for (const [name, value] of Object.entries(isolated(home))) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  const api = await startApi(python);
  project.provide('api', api.url);
  project.provide('home', home);
  return () => api.stop();
}
