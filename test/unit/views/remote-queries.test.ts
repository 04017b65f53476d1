/** Pages share a client: what fails for one takes nothing from the others, and who says no is asked once. */
import { expect, test, vi } from 'vitest';
import { ClusterError, type ClusterErrorKind } from '../../../src/elasticsearch/cluster.ts';

class CancellationError extends Error {}
const chosen: unknown[] = [];

vi.mock('vscode', () => ({
  CancellationError,
  l10n: { t: (text: string, ...values: readonly unknown[]) => [text, ...values].join(' ') },
  window: { showQuickPick: async (choices: readonly unknown[]) => choices[Number(chosen.shift())] },
}));

const { RemoteQueries } = await import('../../../src/views/elasticsearch/remote-queries.ts');

function rigged(refuses = 0) {
  const opened: string[] = [];
  const closed: string[] = [];
  let left = refuses;
  const connections = {
    named: (name: string) => ({ name, url: `https://${name}` }),
    list: () => ({ connections: [{ name: 'prod' }, { name: 'test' }] }),
    open: async ({ name }: { readonly name: string }) => {
      opened.push(name);
      if (left-- > 0) throw new CancellationError();
      const own = `${name} ${opened.length}`;
      return { own, close: async () => void closed.push(own) };
    },
  };
  return { queries: new RemoteQueries(connections as never), opened, closed };
}

const own = async (cluster: unknown) => (cluster as { readonly own: string }).own;
const soon = () => new Promise((done) => setImmediate(done));

function waiting() {
  let end: () => void = () => undefined;
  const work = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { end, work: async (cluster: unknown) => work.then(() => own(cluster)) };
}

test.each<[kind: ClusterErrorKind, opened: number]>([
  ['refused', 1],
  ['too-large', 1],
  ['busy', 1],
  ['unauthenticated', 2],
  ['forbidden', 2],
  ['unreachable', 2],
])('what is %s ends nothing that is under way', async (kind, count) => {
  const { queries, opened, closed } = rigged();
  const long = waiting();
  const going = queries.on('prod', long.work);
  const failing = queries.on('prod', async () => {
    throw new ClusterError(kind, 'no');
  });
  await expect(failing).rejects.toMatchObject({ kind: 'failed', message: 'no' });
  expect(await queries.on('prod', own)).toBe(`prod ${count}`);
  expect(opened).toHaveLength(count);
  expect(closed).toEqual([]);
  long.end();
  expect(await going).toBe('prod 1');
  await soon();
  expect(closed).toEqual(count === 1 ? [] : ['prod 1']);
});

test('two pages on two clusters do not close each other’s', async () => {
  const { queries, closed } = rigged();
  const long = waiting();
  const going = queries.on('prod', long.work);
  expect(await queries.on('test', own)).toBe('test 2');
  await soon();
  expect(closed).toEqual([]);
  long.end();
  expect(await going).toBe('prod 1');
  await soon();
  expect(closed).toEqual(['prod 1']);
  queries.dispose();
  await soon();
  expect(closed).toEqual(['prod 1', 'test 2']);
});

test('who says no is asked again only after choosing the connection', async () => {
  const { queries, opened } = rigged(1);
  for (let panel = 0; panel < 3; panel++)
    await expect(queries.on('prod', own)).rejects.toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('Choose it again'),
    });
  expect(opened).toEqual(['prod']);
  chosen.push(1);
  expect(await queries.choose('prod')).toBe('prod');
  expect(await queries.on('prod', own)).toBe('prod 2');
});

test('a query that is given up is none that failed', async () => {
  const { queries, opened } = rigged();
  const given = queries.on('prod', async () => {
    throw new ClusterError('aborted', 'Given up.');
  });
  await expect(given).rejects.toMatchObject({ kind: 'aborted' });
  await queries.on('prod', own);
  expect(opened).toHaveLength(1);
});
