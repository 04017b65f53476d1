/** The sender without a network: what it sends again, how fast, what it reports; time and chance are the test's. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type Cluster, ClusterError, type ClusterRequest } from '../../../src/elasticsearch/cluster.ts';
import { metricIdentity } from '../../../src/elasticsearch/push/identity.ts';
import { Pace } from '../../../src/elasticsearch/push/pace.ts';
import {
  PUSH_OPTIONS,
  Pusher,
  type PushOptions,
  type Rejected,
  type StreamTreatment,
} from '../../../src/elasticsearch/push/pusher.ts';
import { readKept, rejectedLine } from '../../../src/elasticsearch/push/rejected.ts';
import { recordIdentity } from '../../../src/records/identity.ts';

const STREAM = 'logs-aws_bedrock.invocation-default';
const PLAIN: StreamTreatment = { ids: true, pipeline: undefined };
const OPTIONS: PushOptions = {
  ...PUSH_OPTIONS,
  requests: 2,
  batchBytes: 100_000,
  batchDocuments: 10,
  firstWait: 100,
  longestWait: 1_000,
};

interface Sent {
  readonly at: number;
  readonly actions: readonly { readonly create: { readonly _id?: string; readonly pipeline?: string } }[];
}

/** A cluster that answers with what `answer` says of each document, or throws it. */
function rig(
  answer: (id: string | undefined, request: number) => object | ClusterError,
  treatment = PLAIN,
  options = OPTIONS,
) {
  const sent: Sent[] = [];
  const rejected: (Omit<Rejected, 'document'> & { readonly document: string })[] = [];
  let clock = 0;
  const request = async ({ lines }: ClusterRequest) => {
    const text = Buffer.from(lines ?? []).toString('utf8');
    const actions = text
      .split('\n')
      .filter((_, i) => i % 2 === 0)
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    sent.push({ at: clock, actions });
    const items = actions.map(({ create }) => answer(create._id, sent.length));
    const failure = items.find((item) => item instanceof ClusterError);
    if (failure) throw failure;
    return { status: 200, body: { items: items.map((create) => ({ create })) }, warnings: [] };
  };
  const cluster: Cluster = {
    url: 'https://fake',
    request,
    text: () => Promise.reject(new Error('not asked')),
    close: async () => undefined,
  };
  const wait = async (ms: number) => {
    clock += ms;
  };
  const surroundings = { now: () => clock, random: () => 0.5, wait };
  const receiver = {
    rejected: (one: Rejected) => rejected.push({ ...one, document: Buffer.from(one.document).toString() }),
  };
  const pusher = new Pusher(cluster, () => treatment, receiver, surroundings, options);
  const push = (count: number) => {
    for (let i = 0; i < count; i++) pusher.add(STREAM, `id-${i}`, Buffer.from(`{"n":${i}}`), 0, `{"n":${i}}`.length);
    return pusher.finish();
  };
  return { push, pusher, sent, rejected };
}

const CREATED = { status: 201 };
const BUSY = { status: 429, error: { type: 'es_rejected_execution_exception', reason: 'queue is full' } };

describe('a push', () => {
  test('cuts requests by count and by bytes', async () => {
    const byCount = rig(() => CREATED);
    expect(await byCount.push(25)).toMatchObject({ documents: 25, created: 25, requests: 3 });
    expect(byCount.sent.map(({ actions }) => actions.length)).toEqual([10, 10, 5]);
    const byBytes = rig(() => CREATED, PLAIN, { ...OPTIONS, batchBytes: 200 });
    await byBytes.push(10);
    expect(byBytes.sent.length).toBeGreaterThan(2);
  });

  test('sends only what failed again', async () => {
    const { push, sent } = rig((id, request) => (request === 1 && id === 'id-3' ? BUSY : CREATED));
    expect(await push(5)).toMatchObject({ created: 5, resent: 1, requests: 2 });
    expect(sent[1]?.actions.map(({ create }) => create._id)).toEqual(['id-3']);
  });

  test('waits longer each time, half of it by chance, and as long as it is told', async () => {
    const { push, sent } = rig((_, request) =>
      request < 5 ? new ClusterError('busy', 'busy', { status: 429, retryAfter: request === 4 ? 5_000 : 0 }) : CREATED,
    );
    await push(1);
    expect(sent.slice(1).map(({ at }, i) => at - (sent[i]?.at ?? 0))).toEqual([75, 150, 300, 5_000]);
  });

  test('makes a request that is too large smaller, and rejects a document that is too large alone', async () => {
    const { push, sent, rejected } = rig((id) =>
      id === 'id-6' ? new ClusterError('too-large', 'too large', { status: 413 }) : CREATED,
    );
    expect(await push(8)).toMatchObject({ created: 7, rejected: 1 });
    expect(sent.at(0)?.actions).toHaveLength(8);
    expect(rejected).toMatchObject([{ id: 'id-6', status: 413, document: '{"n":6}' }]);
  });

  test('gives up on a document that the server fails on, not on the others', async () => {
    const { push, rejected } = rig((id) =>
      id === 'id-1' ? { status: 500, error: { type: 'script_exception', reason: 'boom' } } : CREATED,
    );
    expect(await push(3)).toMatchObject({ created: 2, rejected: 1, reasons: [['script_exception: boom', 1]] });
    expect(rejected).toHaveLength(1);
  });

  test('leaves ids to a time series, once it has said so', async () => {
    const reason = '_id must be unset or set to [x] but was [y] because [i] is in time_series mode';
    const { push, sent } = rig((id) =>
      id === undefined ? CREATED : { status: 400, error: { type: 'mapper_parsing_exception', reason } },
    );
    expect(await push(12)).toMatchObject({ created: 12, rejected: 0 });
    expect(sent.at(-1)?.actions.every(({ create }) => create._id === undefined)).toBe(true);
  });

  test('leaves out what older indices hold', async () => {
    const inOlder = async (ids: readonly string[]) => new Set(ids.filter((id) => id === 'id-2'));
    const { push, sent } = rig(() => CREATED, { ...PLAIN, inOlder });
    expect(await push(4)).toMatchObject({ created: 3, alreadyThere: 1 });
    expect(sent[0]?.actions.map(({ create }) => create._id)).toEqual(['id-0', 'id-1', 'id-3']);
  });

  test('goes past a pipeline where it is told to', async () => {
    const { push, sent } = rig(() => CREATED, { ids: true, pipeline: '_none' });
    await push(1);
    expect(sent[0]?.actions[0]?.create.pipeline).toBe('_none');
  });

  test.each([
    ['the credentials', new ClusterError('unauthenticated', 'no such key', { status: 401 }), /no such key/],
    [
      'one document',
      { status: 403, error: { type: 'security_exception', reason: 'create_doc is missing' } },
      /does not permit to write to logs-.*create_doc is missing/,
    ],
  ])('ends at once where %s may not', async (_, answer, said) => {
    const { push, pusher, sent } = rig(() => answer);
    await expect(push(40)).rejects.toThrow(said);
    expect(sent.length).toBeLessThanOrEqual(OPTIONS.requests);
    expect(pusher.report).toMatchObject({ documents: 40, created: 0, notSent: 40 });
  });

  test('ends when nothing has gone through for long, and says how much was not sent', async () => {
    const { push, pusher } = rig(() => new ClusterError('unreachable', 'connection refused'));
    await expect(push(15)).rejects.toThrow('connection refused');
    expect(pusher.report).toMatchObject({ created: 0, notSent: 15 });
  });

  test('counts reasons without what they quote', async () => {
    const secret =
      "failed to parse field [a] of type [long] in document with id 'x'. Preview of field's value: 'my prompt'";
    const { push } = rig(() => ({ status: 400, error: { type: 'document_parsing_exception', reason: secret } }));
    const { reasons } = await push(3);
    expect(reasons).toEqual([['document_parsing_exception: failed to parse field [a] of type [long]', 3]]);
  });
});

test('the number of requests at once falls by half and rises by one a round', () => {
  const pace = new Pace({ most: 8, firstWait: 1, longestWait: 1, random: () => 0 });
  const widths = [pace.width];
  for (let i = 0; i < 4; i++) {
    pace.refused();
    widths.push(pace.width);
  }
  expect(widths).toEqual([8, 4, 2, 1, 1]);
  for (let round = 0; round < 100; round++) pace.succeeded();
  expect(pace.width).toBe(8);
});

describe('identities', () => {
  const of = (text: string) => recordIdentity(Buffer.from(text), 0, Buffer.byteLength(text));

  test('of records are digests of their texts, wherever they stand', () => {
    const text = '{"requestId":"1","é":1}';
    expect(of(text)).toBe(createHash('sha256').update(text).digest('hex').slice(0, 40));
    expect(of(` \n${text}\r\n`)).toBe(of(text));
    expect(of('{"requestId":"1","é":2}')).not.toBe(of(text));
  });

  test('of metric documents are digests of time and dimensions', () => {
    const document = (region: string, value: number) => ({
      '@timestamp': '2026-01-01T00:00:00.000Z',
      data_stream: { dataset: 'aws_bedrock.runtime' },
      cloud: { region },
      aws_bedrock: { runtime: { invocations: value, model_id: 'm' } },
    });
    expect(metricIdentity(document('a', 1))).toBe(metricIdentity(document('a', 2)));
    expect(metricIdentity(document('a', 1))).not.toBe(metricIdentity(document('b', 1)));
    expect(metricIdentity({ data_stream: { dataset: 'aws_bedrock.invocation' } })).toBeUndefined();
  });
});

test('a rejected document is read again as it was', () => {
  const document = '{"a":"x,\\"document\\":{}","b":[1.50]}';
  const rejected = { stream: STREAM, id: 'x', status: 400, reason: 'because "of" it', document: Buffer.from(document) };
  const line = rejectedLine(rejected).toString('utf8');
  expect(readKept(line.trim())).toEqual({ stream: STREAM, id: 'x', document });
  expect(JSON.parse(line)).toMatchObject({ status: 400, reason: 'because "of" it' });
  for (const other of ['', '{}', '{"document":{}}', `${line.trim()}}`]) expect(readKept(other)).toBeUndefined();
});
