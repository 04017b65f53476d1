/** What somebody who tails for days would miss: memory that grows, and records that change their numbers meanwhile. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SessionRequests } from '../../../src/session/protocol/protocol.ts';
import { RenewingSession } from '../../../src/session/renewing.ts';
import { Session } from '../../../src/session/session.ts';
import { exportLine } from '../../../src/sources/aws/logs/event.ts';
import type { RemoteStep } from '../../../src/sources/remote.ts';
import { BY_TIME, REQUEST_ID } from './asking.ts';

const KEEP = 1_000;
const BATCH = 500;
const START = Date.UTC(2026, 2, 4, 12);
const FOLLOWING: RemoteStep = { step: 'following', by: 'polling', sampled: false };
const group = { kind: 'logs', group: '/aws/bedrock', follow: { keep: KEEP }, aws: {} } as const;

let folder: string;
let tail: Tail;
const dispose = Session.prototype.dispose;
let ended: WeakRef<Session>[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'renewing-'));
  tail = new Tail();
  ended = [];
  Session.prototype.dispose = function (this: Session) {
    ended.push(new WeakRef(this));
    return dispose.call(this);
  };
});
afterEach(async () => {
  Session.prototype.dispose = dispose;
  await tail.end();
  rmSync(folder, { recursive: true, force: true });
});

/** A log group that is tailed, in which records arrive when the test says so. */
class Tail {
  private made = 0;
  private files = 0;
  private waiting: ((steps: readonly RemoteStep[] | undefined) => void) | undefined;
  private loading: Promise<unknown> = Promise.resolve();
  private taken: (() => void) | undefined;
  readonly session = new RenewingSession(join(folder, 'storage'), {}, async () => {
    const next = () => this.next();
    return {
      requests: new Map<string, number>(),
      async *[Symbol.asyncIterator]() {
        for (let steps = await next(); steps; steps = await next()) yield* steps;
      },
    };
  });

  begin(): Promise<void> {
    const context = { signal: new AbortController().signal, progress: () => undefined };
    const taken = this.asked();
    this.loading = Promise.resolve(this.session.handlers.load.run({ sources: [group] }, context));
    return taken;
  }

  /** So many more records, each one second after the other; they are loaded by then. */
  async arrive(records: number, idOf = (n: number) => `r${n}`): Promise<void> {
    for (let left = records; left > 0; left -= BATCH) {
      const taken = this.asked();
      this.waiting?.([this.batch(Math.min(left, BATCH), idOf), FOLLOWING]);
      await taken;
    }
  }

  async end(): Promise<void> {
    this.waiting?.(undefined);
    await this.loading;
    await this.session.dispose();
  }

  ask<K extends keyof SessionRequests>(
    name: K,
    params: SessionRequests[K]['params'],
  ): Promise<SessionRequests[K]['result']> {
    const context = { signal: new AbortController().signal, progress: () => undefined };
    return Promise.resolve(this.session.handlers[name].run(params, context));
  }

  /** Until the reading is asked for more, and all that came before has been taken. */
  private asked(): Promise<void> {
    return new Promise((resolve) => {
      this.taken = resolve;
    });
  }

  private next(): Promise<readonly RemoteStep[] | undefined> {
    this.taken?.();
    return new Promise((resolve) => {
      this.waiting = resolve;
    });
  }

  private batch(records: number, idOf: (n: number) => string): RemoteStep {
    const lines = Array.from({ length: records }, () => {
      const n = this.made++;
      const time = START + n * 1_000;
      const body = { messages: [{ role: 'user', content: [{ text: `Question ${n}` }] }] };
      const message = JSON.stringify({
        schemaType: 'ModelInvocationLog',
        timestamp: new Date(time).toISOString(),
        requestId: idOf(n),
        modelId: 'amazon.nova-lite-v1:0',
        operation: 'Converse',
        input: { inputContentType: 'application/json', inputBodyJson: body },
      });
      return exportLine({ id: `e${n}`, time, group: '/aws/bedrock', stream: `s${n % 2}`, message });
    });
    const path = join(folder, `events-${this.files++}`);
    const bytes = Buffer.from(lines.join(''));
    writeFileSync(path, bytes);
    return { step: 'file', file: { path, size: bytes.length, modified: START, named: 'logs:/aws/bedrock', bytes } };
  }
}

const view = (id: number) => tail.ask('record', { id, profile: 'integration' });
const shown = async () => {
  const window = await tail.ask('rows', { selection: BY_TIME, from: 0, count: KEEP * 3, fields: [REQUEST_ID] });
  return { ...window, requests: window.cells[0] ?? [] };
};

test('the latest are kept under their numbers, and what was before is let go, memory and all', async () => {
  await tail.begin();
  await tail.arrive(5_500);
  expect(tail.session.base).toBe(4_000);
  expect(await tail.ask('state', {})).toMatchObject({ phase: 'loading', trimmed: 4_500, counts: { read: 5_500 } });
  const { ids, loaded, requests } = await shown();
  expect(loaded).toBe(KEEP);
  expect([ids[0], ids.at(-1), ids.length]).toEqual([4_500, 5_499, KEEP]);
  expect([requests[0], requests.at(-1)]).toEqual(['r4500', 'r5499']);
  const { conversation, id, raw, requestId } = await view(5_000);
  expect([id, requestId]).toEqual([5_000, 'r5000']);
  expect(raw.text).toContain('Question 5000');
  expect(conversation.turns).toHaveLength(1);
  await expect(view(10)).rejects.toMatchObject({ kind: 'not-found', message: expect.stringContaining('let go') });
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  // One each thousand, the first one too, in which the load began.
  expect(ended).toHaveLength(4);
  const left = () => {
    gc();
    return ended.filter((session) => session.deref() !== undefined).length;
  };
  await expect.poll(left, { timeout: 20_000 }).toBe(0);
});

test('where a record comes from, its thread, queries and exports hold over it', async () => {
  await tail.begin();
  await tail.arrive(2_600);
  const id = 2_400;
  expect(tail.session.base).toBeGreaterThan(0);
  const document = JSON.parse(await tail.ask('text', { id, what: 'document-line', profile: 'integration' }));
  expect(document.aws.cloudwatch).toMatchObject({ log_group: '/aws/bedrock', log_stream: 's0' });
  expect(document['@timestamp']).toBe(new Date(START + id * 1_000).toISOString());
  expect((await tail.ask('thread', { id, fields: [] })).steps.map((step) => step.id)).toEqual([id]);
  const { left, right } = await tail.ask('compare', { left: id, right: id + 1, profile: 'integration' });
  expect([left.id, left.requestId, right.id, right.requestId]).toEqual([id, 'r2400', id + 1, 'r2401']);
  expect(await tail.ask('position', { selection: BY_TIME, id })).toBe(id - 1_600);
  const text = 'FROM logs-aws_bedrock.invocation-* | STATS n = COUNT(*), first = MIN(@timestamp)';
  const { values } = await tail.ask('query', { text, limit: 10 });
  expect(values).toEqual([[KEEP], [new Date(START + 1_600_000).toISOString()]]);
  const scope = { kind: 'records', ids: [id] } as const;
  const exported = await tail.ask('export', { scope, format: 'ndjson', profile: 'integration', tags: [] });
  expect(exported.text).toContain('"r2400"');
});

test('what is asked before the records move is answered all the same', async () => {
  await tail.begin();
  await tail.arrive(1_500);
  const before = [view(700), tail.ask('text', { id: 1_200, what: 'raw-line', profile: 'integration' })] as const;
  await tail.arrive(1_500);
  expect((await before[0]).requestId).toBe('r700');
  expect(await before[1]).toContain('Question 1200');
  expect(tail.session.base).toBeGreaterThan(700);
});

test('a record that comes again after the move is still the same record', async () => {
  await tail.begin();
  await tail.arrive(2_100);
  await tail.arrive(100, (n) => `r${n - 100}`);
  const state = await tail.ask('state', {});
  expect([state.counts.read, state.counts.skipped]).toEqual([2_100, 100]);
});

test('rules are checked on what is kept, and findings name records by their numbers', async () => {
  await tail.ask('rules', { builtin: false, files: [{ path: 'own.toml', text: RULE }], whileLoading: true });
  await tail.begin();
  await tail.arrive(2_600);
  const { outcomes, records } = await tail.ask('check', { window: 'all', today: '2026-03-04' });
  expect(records).toBe(tail.session.base === 0 ? 2_600 : 2_600 - tail.session.base);
  expect(outcomes[0]).toMatchObject({ state: 'fired', findings: [{ records: [2_500] }] });
});

const RULE = `
[metadata]
creation_date = "2026/03/04"
[rule]
name = "A question"
description = "One question is looked for."
rule_id = "5f5b0b2e-0000-4000-8000-000000000001"
type = "esql"
language = "esql"
risk_score = 21
severity = "low"
from = "now-10d"
interval = "1h"
query = '''
FROM logs-aws_bedrock.invocation-*
| WHERE gen_ai.prompt LIKE "*Question 2500*"
| KEEP gen_ai.request.id
'''
`;
