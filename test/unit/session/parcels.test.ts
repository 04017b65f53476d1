/** Documents that are handed over in parcels: all of them, each once, as the export has them, in any order of asking. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Parcel, ParcelOrder } from '../../../src/session/protocol/parcels.ts';
import { startSession } from './asking.ts';
import { testFolder } from './folder.ts';
import { logFile, ndjson } from './records.ts';

const folder = await testFolder();
const asker = startSession(folder, { wholeInflated: 50_000, wholeStored: 50_000 });
const order: Omit<ParcelOrder, 'from'> = {
  scope: { kind: 'all' },
  form: 'mapped',
  profile: 'integration',
  tags: ['forwarded'],
  namespace: 'default',
  bytes: 20_000,
};
const RECORDS = 420;

beforeAll(async () => {
  const where = join(folder, 'logs');
  await logFile(where, 'a.jsonl', ndjson(0, 50));
  await logFile(where, 'b.json.gz', ndjson(50, RECORDS));
  await asker.ask('load', { sources: [{ kind: 'folder', path: where }] });
});

async function parcels(more: Partial<ParcelOrder> = {}): Promise<Parcel[]> {
  const all: Parcel[] = [];
  for (let from = 0; ; ) {
    const parcel = await asker.ask('parcel', { ...order, ...more, from });
    all.push(parcel);
    from = parcel.next;
    if (parcel.next >= parcel.total) return all;
  }
}

const texts = (all: readonly Parcel[]): string[] =>
  all.flatMap(({ bytes, ends }) =>
    ends.map((end, i) => Buffer.from(bytes.subarray(ends[i - 1] ?? 0, end)).toString('utf8')),
  );

describe('parcels', () => {
  it('together are the export', async () => {
    const all = await parcels();
    const { text = '' } = await asker.ask('export', { ...order, format: 'ndjson' });
    expect(all.length).toBeGreaterThan(3);
    expect(texts(all)).toEqual(text.trimEnd().split('\n'));
    expect(Math.max(...all.map(({ bytes }) => bytes.length))).toBeLessThan(2 * order.bytes);
  });

  it('name records by digests of their texts, and tell their times', async () => {
    const [first] = await parcels({ scope: { kind: 'records', ids: [7] }, form: 'raw' });
    const event = JSON.parse(texts(first ? [first] : [])[0] ?? '');
    const digest = createHash('sha256').update(event.message).digest('hex').slice(0, 40);
    expect(first).toMatchObject({ names: [digest], next: 1, total: 1 });
    expect(first?.range).toEqual([Date.parse(event['@timestamp']), Date.parse(event['@timestamp'])]);
    expect(event).toMatchObject({ tags: ['forwarded'], data_stream: { dataset: 'aws_bedrock.invocation' } });
  });

  it('have document and event of each record side by side', async () => {
    const [both] = await parcels({ scope: { kind: 'records', ids: [3, 4] }, form: 'both', namespace: 'prod' });
    const [mapped, raw, ...others] = texts(both ? [both] : []).map((text) => JSON.parse(text));
    expect(others).toHaveLength(2);
    expect(mapped.gen_ai.request.id).toBe(JSON.parse(raw.message).requestId);
    expect([mapped, raw].map(({ data_stream }) => data_stream.namespace)).toEqual(['prod', 'prod']);
  });

  it('of two orders at once do not mix', async () => {
    const [all, some] = await Promise.all([
      parcels(),
      parcels({ scope: { kind: 'records', ids: [1, 2, 300] }, bytes: 1 }),
    ]);
    expect(texts(all)).toHaveLength(RECORDS);
    expect(texts(some)).toHaveLength(3);
  });

  it('of nothing are one empty parcel', async () => {
    expect(await parcels({ scope: { kind: 'records', ids: [] } })).toMatchObject([
      { ends: [], names: [], next: 0, total: 0 },
    ]);
  });
});
