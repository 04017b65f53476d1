/**
 * What somebody who empties a queue into a cluster would miss: a message that is gone although the cluster has not all
 * that it told of. A real queue, a real search node, between them the command line or what the Sources view does.
 */
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { openCluster } from '../../src/elasticsearch/client.ts';
import type { LoadState, QueueSource, SourceRef } from '../../src/session/protocol/protocol.ts';
import type { Services } from '../../src/views/services.ts';
import { installApi } from '../aws/rig/install.mjs';
import { isolated, startApi } from '../aws/rig/server.mjs';
import { startSession } from '../unit/session/asking.ts';
import { type Bench, bedrockLogs, bench, count, drop, INVOCATIONS, temporary } from './rig/cluster.ts';
import type { Plan } from './rig/front.d.mts';

/** What the made-up editor was told, and the title of the progress that its user cancels. */
const editor = vi.hoisted(() => ({ told: [] as string[], cancels: '' }));

vi.mock('vscode', () => {
  const show = async (text: string, first?: unknown, ...buttons: readonly string[]) => {
    const modal = typeof first === 'object';
    if (!modal) editor.told.push(text);
    return modal ? buttons[0] : undefined;
  };
  const nothing = { dispose: () => undefined };
  return {
    CancellationError: class extends Error {},
    ProgressLocation: { Notification: 15 },
    Uri: {
      joinPath: (base: { readonly fsPath: string }, ...parts: readonly string[]) => ({
        fsPath: [base.fsPath, ...parts].join('/'),
      }),
    },
    env: {},
    l10n: {
      t: (text: string, ...values: readonly unknown[]) =>
        text.replace(/\{(\d)\}/g, (_, at: string) => String(values[Number(at)])),
    },
    window: {
      showInformationMessage: show,
      showWarningMessage: show,
      withProgress: (options: { readonly title: string }, work: (progress: object, token: object) => unknown) => {
        const cancelled = editor.cancels !== '' && options.title.startsWith(editor.cancels);
        const onCancellationRequested = (listener: () => void) => {
          if (cancelled) listener();
          return nothing;
        };
        return work({ report: () => undefined }, { isCancellationRequested: cancelled, onCancellationRequested });
      },
    },
    workspace: { isTrusted: true, getConfiguration: () => ({ get: () => undefined }) },
  };
});

const { pushSources } = await import('../../src/commands/elasticsearch/push-sources.ts');

const CREDENTIALS = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'made-up' };
let api: Awaited<ReturnType<typeof startApi>>;
let node: Bench;
let plan: Plan | undefined;
let s3: S3Client;
let sqs: SQSClient;
let url: string;
let queues = 0;

beforeAll(async () => {
  api = await startApi(installApi());
  // The session asks from this process.
  for (const [name, value] of Object.entries(isolated(temporary())))
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  const reached = { endpoint: api.url, region: 'us-east-1', credentials: CREDENTIALS };
  s3 = new S3Client({ ...reached, forcePathStyle: true });
  sqs = new SQSClient(reached);
  await s3.send(new CreateBucketCommand({ Bucket: 'logs' }));
  node = await bench((request) => plan?.(request));
});
afterAll(async () => {
  s3.destroy();
  sqs.destroy();
  api.stop();
  await node.close();
});

beforeEach(async () => {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `pushed-${queues++}` }));
  url = QueueUrl;
});
afterEach(() => {
  plan = undefined;
});

/** A message about an object that holds records of these ids. */
async function deliver(key: string, ...ids: readonly string[]): Promise<void> {
  const line = (requestId: string) =>
    `${JSON.stringify({ schemaType: 'ModelInvocationLog', timestamp: new Date().toISOString(), requestId, modelId: 'm' })}\n`;
  await s3.send(new PutObjectCommand({ Bucket: 'logs', Key: key, Body: gzipSync(ids.map(line).join('')) }));
  const Records = [{ eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'logs' }, object: { key } } }];
  await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify({ Records }) }));
}

/** Keys of the objects that messages still tell of; each comes back at once. */
async function left(): Promise<string[]> {
  const command = new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout: 0 });
  const { Messages = [] } = await sqs.send(command);
  return Messages.map(({ Body = '' }) => JSON.parse(Body).Records[0].s3.object.key).sort();
}

interface Result {
  /** It could not be done at all. */
  readonly failed: boolean;
  readonly documents: number;
  readonly created: number;
  readonly alreadyThere: number;
  readonly rejected: number;
  readonly notSent: number;
}

type Way = (mode: QueueSource['mode']) => Promise<Partial<Result>>;

const inTerminal: Way = async (mode) => {
  const home = temporary();
  const own = Object.entries(isolated(home)).filter(([, value]) => value !== undefined);
  const { status, stdout } = await bedrockLogs(
    ['push', `sqs:${url}`, '--endpoint', api.url, '--elasticsearch', node.url, '--namespace', node.namespace].concat(
      ['--format', 'json', '--no-cache', '--install-templates'],
      mode === 'consume' ? ['--consume'] : [],
    ),
    { environment: Object.fromEntries(own) as Record<string, string>, folder: home },
  );
  return { failed: status === 2, ...(stdout === '' ? {} : JSON.parse(stdout)) };
};

const TOLD = /^(\d+) documents: (\d+) created, (\d+) already there, (\d+) rejected\.(?: (\d+) were not sent)?/;

/** The row's command: the editor is made up, the session that reads and the client that pushes are those of the extension. */
const inTree: Way = async (mode) => {
  editor.told = [];
  const asker = startSession(temporary());
  const listeners = new Set<(state: LoadState) => void>();
  const source: QueueSource = { kind: 'sqs', url, mode, aws: { endpoint: api.url } };
  const use = (sources: readonly SourceRef[], hold?: boolean) => {
    const stop = new AbortController();
    const logs = {
      title: 'queue',
      state: {} as LoadState,
      onDidChangeState: (listener: (state: LoadState) => void) => {
        listeners.add(listener);
        return { dispose: () => listeners.delete(listener) };
      },
      ask: asker.ask.bind(asker),
      cancel: () => stop.abort(),
      loaded: Promise.resolve(),
    };
    logs.loaded = asker.ask('load', { sources, ...(hold && { hold }) }, { signal: stop.signal }).then(
      (state) => {
        logs.state = state;
      },
      () => {
        logs.state = { phase: 'cancelled' } as LoadState;
      },
    );
    return { logs, dispose: () => asker.close('closed') };
  };
  const connection = { name: 'test', url: node.url, namespace: node.namespace };
  const services = {
    openLogs: { use },
    connections: {
      list: () => ({ connections: [connection], wrong: [] }),
      open: async () => openCluster(connection, { kind: 'none' }),
    },
    storage: { fsPath: temporary() },
  };
  const failed = await pushSources(services as unknown as Services, [source]).then(
    () => false,
    () => true,
  );
  const said = editor.told.flatMap((text) => TOLD.exec(text) ?? []);
  const [, documents, created, alreadyThere, rejected, notSent = 0] = said.map((text) => Number(text ?? 0));
  return { failed, ...(said.length > 0 && { documents, created, alreadyThere, rejected, notSent }) } as Partial<Result>;
};

const WAYS: readonly (readonly [name: string, push: Way])[] = [
  ['the terminal', inTerminal],
  ['the Sources view', inTree],
];

/** A data stream whose request ids are numbers: others are refused. */
async function numbersOnly(): Promise<void> {
  const id = { properties: { id: { type: 'long' } } };
  const template = {
    index_patterns: [`${INVOCATIONS}-${node.namespace}`],
    data_stream: {},
    priority: 500,
    template: { mappings: { properties: { gen_ai: { properties: { request: id } } } } },
  };
  await node.cluster.request({ method: 'PUT', path: '/_index_template/numbers', body: template });
}

describe.each(WAYS)('pushed by %s', (_, push) => {
  test('a message goes once the cluster has all that it told of; one with a refused document stays', async () => {
    await numbersOnly();
    await deliver('whole', '1', '2');
    await deliver('partly', '3', 'three');
    await deliver('none', 'four');
    expect(await push('consume')).toMatchObject({ failed: false, documents: 5, created: 3, rejected: 2, notSent: 0 });
    expect(await left()).toEqual(['none', 'partly']);
    expect(await count(node.cluster, node.stream)).toBe(3);
    // Once the stream takes them the rest goes through, and what was there is not written twice.
    await drop(node.cluster, node.stream);
    await node.cluster.request({ method: 'DELETE', path: '/_index_template/numbers' });
    expect(await push('consume')).toMatchObject({ failed: false, documents: 3, created: 3, rejected: 0 });
    expect(await left()).toEqual([]);
    await drop(node.cluster, node.stream);
  });

  test('nothing is deleted when the push fails, and of a queue that is only looked at', async () => {
    await deliver('first', '1');
    await deliver('second', '2');
    plan = ({ path }) => (path.startsWith('/_bulk') ? { status: 403, body: { error: { type: 'x' } } } : undefined);
    expect(await push('consume')).toMatchObject({ failed: true });
    expect(await left()).toEqual(['first', 'second']);
    plan = undefined;
    expect(await push('peek')).toMatchObject({ documents: 2, notSent: 0 });
    expect(await left()).toEqual(['first', 'second']);
    const lost = { cut: 'after' } as const;
    let answers = 0;
    plan = ({ path }) => (path.startsWith('/_bulk') && answers++ === 0 ? lost : undefined);
    expect(await push('consume')).toMatchObject({ documents: 2, alreadyThere: 2, notSent: 0 });
    expect(await left()).toEqual([]);
    await drop(node.cluster, node.stream);
  });

  test('what is not to be read stays in the queue', async () => {
    await deliver('good', '1');
    await deliver('torn', '2');
    await s3.send(new PutObjectCommand({ Bucket: 'logs', Key: 'torn', Body: Buffer.from('1f8b0800', 'hex') }));
    expect(await push('consume')).toMatchObject({ documents: 1, created: 1 });
    expect(await left()).toEqual(['torn']);
    await drop(node.cluster, node.stream);
  });
});

test.each(['Reading', 'Pushing'])('a push that is cancelled in the tree leaves all messages: %s', async (title) => {
  await deliver('first', '1', '2');
  editor.cancels = title;
  expect(await inTree('consume')).not.toMatchObject({ created: 2 });
  expect(await left()).toEqual(['first']);
  editor.cancels = '';
  expect(await inTree('consume')).toMatchObject({ documents: 2, notSent: 0 });
  expect(await left()).toEqual([]);
  await drop(node.cluster, node.stream);
});
