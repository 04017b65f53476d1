/** What the tests do with the node: an empty one, its documents, the command line tool against it. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { openCluster } from '../../../src/elasticsearch/client.ts';
import { type Cluster, listAt, member, path } from '../../../src/elasticsearch/cluster.ts';
import { installTemplates } from '../../../src/elasticsearch/install.ts';
import { CLI } from '../../rig/cli.ts';
import { adaptTemplates } from './adapt.mjs';
import { type Front, type Plan, startFront } from './front.mjs';

declare module 'vitest' {
  export interface ProvidedContext {
    searchNode: string;
  }
}

export const INVOCATIONS = 'logs-aws_bedrock.invocation';

export interface Bench {
  readonly url: string;
  readonly cluster: Cluster;
  /** A namespace that nobody else uses. */
  readonly stream: string;
  readonly namespace: string;
  close(): Promise<void>;
}

let used = 0;

/** The node behind a front with faults as planned; templates are adapted in any case. */
export async function bench(plan?: Plan, node = inject('searchNode')): Promise<Bench> {
  const front: Front = await startFront(node, async (request) => adaptTemplates(request) ?? plan?.(request));
  const cluster = openCluster({ name: 'test', url: front.url }, { kind: 'none' });
  const namespace = `t${process.pid}_${used++}`;
  return {
    url: front.url,
    cluster,
    namespace,
    stream: `${INVOCATIONS}-${namespace}`,
    close: async () => {
      await cluster.close();
      await front.close();
    },
  };
}

export async function withTemplates({ cluster }: Bench): Promise<void> {
  await installTemplates(cluster);
}

export async function count(cluster: Cluster, stream: string): Promise<number> {
  await cluster.request({ method: 'POST', path: `${path(stream)}/_refresh` });
  return Number(member((await cluster.request({ method: 'GET', path: `${path(stream)}/_count` })).body, 'count'));
}

/** All documents of a data stream by their ids. */
export async function documents(cluster: Cluster, stream: string): Promise<Map<string, unknown>> {
  await cluster.request({ method: 'POST', path: `${path(stream)}/_refresh` });
  const found = new Map<string, unknown>();
  let after: readonly unknown[] | undefined;
  for (;;) {
    const body = {
      size: 2_000,
      sort: [{ _id: 'asc' }],
      query: { match_all: {} },
      ...(after && { search_after: after }),
    };
    const answer = await cluster.request({ method: 'POST', path: `${path(stream)}/_search`, body });
    const hits = listAt(answer.body, 'hits', 'hits');
    if (hits.length === 0) return found;
    for (const hit of hits) found.set(String(member(hit, '_id')), member(hit, '_source'));
    after = listAt(hits.at(-1), 'sort');
  }
}

export async function drop(cluster: Cluster, stream: string): Promise<void> {
  await cluster.request({ method: 'DELETE', path: `/_data_stream${path(stream)}` });
}

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly folder: string;
}

/** Runs the command line tool in a folder of its own if none is named. */
export async function bedrockLogs(
  args: readonly string[],
  {
    environment = {},
    folder = temporary(),
  }: { readonly environment?: Record<string, string>; readonly folder?: string } = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...environment },
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8');
    child[name].on('data', (text: string) => {
      said[name] += text;
    });
  }
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, ...said, folder };
}

const folders: string[] = [];

/** A folder that is gone after the tests of the file. */
export function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bedrock-logs-es-'));
  folders.push(folder);
  return folder;
}

// Not as the process ends: the runner ends it by force.
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
