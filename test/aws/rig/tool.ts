/** The command line tool as a process, in an environment that reaches this machine alone. */
import { spawn } from 'node:child_process';
import { CLI } from '../../rig/cli.ts';

export interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Throws nothing: what a command ends with is part of what is tested. */
export function tool(...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [CLI, ...args], { env: process.env });
    let out = '';
    let err = '';
    child.stdout.on('data', (piece: Buffer) => {
      out += piece;
    });
    child.stderr.on('data', (piece: Buffer) => {
      err += piece;
    });
    child.on('close', (status) => resolve({ status, out, err }));
  });
}

/** The documents on stdout. */
export function documents({ out }: Ran): Readonly<Record<string, unknown>>[] {
  return out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
