/** The password of a proxy: asked for once, kept with the secrets and nowhere else, asked for again once it is refused. */
import { beforeEach, expect, test, vi } from 'vitest';
import { ClusterError, PROXY_ERROR } from '../../../src/elasticsearch/cluster.ts';

const MARKER = 'marker-of-a-password';
const shown: unknown[] = [];
const answers: (string | undefined)[] = [];
const opened: unknown[][] = [];
let refuses = false;

class CancellationError extends Error {}

vi.mock('vscode', () => ({
  CancellationError,
  l10n: { t: (text: string, ...values: readonly unknown[]) => [text, ...values].join(' ') },
  window: {
    showInputBox: async (box: unknown) => {
      shown.push(box);
      return answers.shift();
    },
  },
}));

vi.mock('../../../src/views/settings.ts', () => ({ settings: () => ({ connections: [] }) }));

vi.mock('../../../src/elasticsearch/client.ts', () => ({
  openCluster: (...given: unknown[]) => {
    opened.push(given);
    const request = async () => {
      if (refuses) throw new ClusterError('unauthenticated', 'The proxy does not accept it.', { type: PROXY_ERROR });
      return { status: 200, body: {}, warnings: [] };
    };
    return { url: 'https://h', request, text: request, close: async () => undefined };
  },
}));

const { Connections } = await import('../../../src/views/elasticsearch/connections.ts');

const stored = new Map<string, string>();
const secrets = {
  get: async (key: string) => stored.get(key),
  store: async (key: string, value: string) => void stored.set(key, value),
  delete: async (key: string) => void stored.delete(key),
};
const connections = new Connections(secrets as never, {} as never);

const CONNECTION = { name: 'behind', url: 'https://h', proxy: 'http://p:3128', proxyUser: 'ann' };
const ask = { method: 'GET', path: '/' } as const;

beforeEach(() => {
  for (const list of [shown, answers, opened]) list.length = 0;
  stored.clear();
  refuses = false;
});

test('is asked for once, hidden while it is typed, and given to the client alone', async () => {
  answers.push(MARKER);
  await connections.open(CONNECTION);
  await connections.open(CONNECTION);
  expect(shown).toEqual([expect.objectContaining({ password: true, ignoreFocusOut: true })]);
  expect(opened.map(([connection, , password]) => [connection, password])).toEqual([
    [CONNECTION, MARKER],
    [CONNECTION, MARKER],
  ]);
  expect([...stored.values()]).toEqual([MARKER]);
  expect(JSON.stringify([shown, [...stored.keys()]])).not.toContain(MARKER);
});

test('is another one for another proxy, and none without a user', async () => {
  answers.push(MARKER, 'other');
  await connections.open(CONNECTION);
  await connections.open({ ...CONNECTION, proxy: 'http://q:3128' });
  const { proxyUser: _, ...open } = CONNECTION;
  await connections.open(open);
  expect(opened.map(([, , password]) => password)).toEqual([MARKER, 'other', undefined]);
});

test('that the proxy refuses is forgotten', async () => {
  answers.push(MARKER, 'better');
  const cluster = await connections.open(CONNECTION);
  refuses = true;
  await expect(cluster.request(ask)).rejects.toMatchObject({ type: PROXY_ERROR });
  expect(stored.size).toBe(0);
  await connections.open(CONNECTION);
  expect(opened.at(-1)?.[2]).toBe('better');
});

test('that nobody gives opens nothing', async () => {
  answers.push(undefined);
  await expect(connections.open(CONNECTION)).rejects.toBeInstanceOf(CancellationError);
  expect(opened).toEqual([]);
});
