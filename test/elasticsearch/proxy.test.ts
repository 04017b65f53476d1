/** A cluster behind a proxy that wants a password: it gets that, and nobody else does. */
import http from 'node:http';
import net from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCluster } from '../../src/elasticsearch/client.ts';
import { PROXY_ERROR } from '../../src/elasticsearch/cluster.ts';
import { bedrockLogs } from './rig/cluster.ts';
import { type FakeEsql, fakeEsql } from './rig/esql-fake.ts';

const USER = 'ann@example';
const PASSWORD = 'marker:of/a%secret @';

let fake: FakeEsql;
let proxy: Awaited<ReturnType<typeof startProxy>>;

beforeEach(async () => {
  fake = await fakeEsql([{ body: { is_running: false, columns: [{ name: 'n', type: 'long' }], values: [[7]] } }]);
  proxy = await startProxy();
});
afterEach(async () => {
  await proxy.close();
  await fake.close();
});

/** Lets tunnels be made by whoever knows the password; keeps what it was told. */
async function startProxy() {
  const told: (string | undefined)[] = [];
  const sockets = new Set<net.Socket>();
  const wanted = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;
  const server = http.createServer((_, response) => response.writeHead(405).end());
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', (request, socket: net.Socket) => {
    const given = request.headers['proxy-authorization'];
    told.push(given);
    if (given !== wanted) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const [host, port] = (request.url ?? '').split(':');
    const there = net.connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      there.pipe(socket).pipe(there);
    });
    sockets.add(there);
    there.on('error', () => socket.destroy());
    socket.on('error', () => there.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as net.AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    told,
    wanted,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

const connection = () => ({ name: 'behind', url: fake.url, proxy: proxy.url, proxyUser: USER });

test('requests go through the proxy with its password, whatever signs it has', async () => {
  const cluster = openCluster(connection(), { kind: 'none' }, PASSWORD);
  const { body } = await cluster.request({ method: 'GET', path: '/' });
  await cluster.close();
  expect(body).toMatchObject({ tagline: 'You Know, for Search' });
  expect(proxy.told).toEqual([proxy.wanted]);
});

test('a proxy that refuses is told from a cluster that does, and its password is in no message', async () => {
  const cluster = openCluster(connection(), { kind: 'none' }, 'marker-wrong');
  const failure = await cluster.request({ method: 'GET', path: '/' }).catch((error: Error) => error);
  await cluster.close();
  expect(failure).toMatchObject({ kind: 'unauthenticated', type: PROXY_ERROR });
  expect(`${(failure as Error).stack} ${JSON.stringify(failure)}`).not.toMatch(/marker/);
});

test('the terminal takes the password from the environment alone', async () => {
  const at = ['query', '--elasticsearch', fake.url, '--proxy', proxy.url, '--esql', 'FROM logs-* | STATS n = COUNT(*)'];
  const named = [...at, '--format', 'json', '--proxy-user', USER, '--proxy-password-env', 'THE_PROXY'];
  const { status, stdout, stderr } = await bedrockLogs(named, { environment: { THE_PROXY: PASSWORD } });
  expect(status, stderr).toBe(0);
  expect(JSON.parse(stdout).values).toEqual([[7]]);
  const refused = await bedrockLogs(named, { environment: { THE_PROXY: 'marker-wrong' } });
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain('The proxy does not accept');
  expect(refused.stdout + refused.stderr).not.toMatch(/marker/);
  expect(await bedrockLogs([...at, '--proxy-user', USER])).toMatchObject({ status: 2 });
});
