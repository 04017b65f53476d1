/**
 * Checks all built-in rules on files three times, loading them once as a session does: what the rules look for in texts
 * is looked for while records are read. Prints the seconds of each check as JSON.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CheckOrder } from '../../../src/session/protocol/checks.ts';
import { Session } from '../../../src/session/session.ts';

const storage = mkdtempSync(join(tmpdir(), 'bedrock-logs-bench-'));
const session = new Session(storage);
const context = { signal: new AbortController().signal, progress: () => undefined };
const { rules, load, check } = session.handlers;
await rules.run({ builtin: true, whileLoading: true, files: [] }, context);
await load.run({ sources: process.argv.slice(2).map((path) => ({ kind: 'file', path })) }, context);
const order: CheckOrder = { window: 'rule', today: '2026-01-01' };
const seconds: number[] = [];
for (let i = 0; i < 3; i++) {
  const from = performance.now();
  await check.run(order, context);
  seconds.push((performance.now() - from) / 1000);
}
await session.dispose();
rmSync(storage, { recursive: true, force: true });
console.log(JSON.stringify(seconds));
