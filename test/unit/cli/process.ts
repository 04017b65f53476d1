/** Runs the packed command line tool as a process, in a folder of its own. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CLI } from '../../rig/cli.ts';

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'bedrock-logs-cli-'));

  /** Writes a file, compressed if its name says so; its path. */
  file(name: string, content: string | Uint8Array): string {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, name.endsWith('.gz') && typeof content === 'string' ? gzipSync(content) : content);
    return path;
  }

  /** Starts the tool here, gives it `input`, and waits for its end. */
  run(args: readonly string[], input: string | Uint8Array = ''): Promise<Run> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [CLI, ...args], { cwd: this.path });
      const stdout: Buffer[] = [];
      const stderr: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
      child.on('error', reject);
      child.on('close', (status) =>
        resolve({ status, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
      );
      child.stdin.on('error', () => undefined);
      child.stdin.end(input);
    });
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** A small valid record; `id` is its request id. */
export function record(id: string, more: Record<string, unknown> = {}): string {
  return JSON.stringify({
    schemaType: 'ModelInvocationLog',
    schemaVersion: '1.0',
    timestamp: '2026-03-04T05:06:07Z',
    accountId: '111122223333',
    region: 'us-east-1',
    requestId: id,
    operation: 'Converse',
    modelId: 'amazon.nova-lite-v1:0',
    input: {
      inputContentType: 'application/json',
      inputBodyJson: { messages: [{ role: 'user', content: [{ text: `q ${id}` }] }] },
    },
    output: {
      outputContentType: 'application/json',
      outputBodyJson: { output: { message: { role: 'assistant', content: [{ text: 'a' }] } } },
    },
    ...more,
  });
}

export const lines = (text: string): string[] => text.split('\n').filter(Boolean);

interface Document {
  readonly gen_ai: { readonly request: { readonly id: string } };
}

/** Request ids of the documents in NDJSON, in their order. */
export const ids = (ndjson: string): string[] =>
  lines(ndjson).map((line) => (JSON.parse(line) as Document).gen_ai.request.id);
