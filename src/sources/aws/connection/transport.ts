/** Connections to AWS: kept alive, bounded in number and patience, through a proxy where one is set. */
import { Agent as PlainAgent } from 'node:http';
import { Agent } from 'node:https';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { HttpProxyAgent, HttpsProxyAgent } from 'hpagent';

/** Of one client; downloads take 16. */
const MOST_SOCKETS = 64;
const CONNECT_MS = 10_000;
/** Without a byte of an answer. A queue that is asked to wait answers after 20 s. */
const SILENCE_MS = 40_000;

/** `proxy` absent: what the environment says of `address`. */
export function transport(address: string, proxy = environmentProxy(address)): NodeHttpHandler {
  const kept = { keepAlive: true, maxSockets: MOST_SOCKETS };
  const agents = proxy
    ? {
        httpAgent: new HttpProxyAgent({ ...kept, proxy }),
        httpsAgent: new HttpsProxyAgent({ ...kept, proxy }),
      }
    : { httpAgent: new PlainAgent(kept), httpsAgent: new Agent(kept) };
  return new NodeHttpHandler({
    ...agents,
    connectionTimeout: CONNECT_MS,
    requestTimeout: SILENCE_MS,
    socketTimeout: SILENCE_MS,
    throwOnRequestTimeout: true,
  });
}

/** `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` in either case, as other tools read them. */
export function environmentProxy(address: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const { protocol, hostname } = new URL(address);
  const read = (name: string): string => env[name.toLowerCase()] || env[name] || '';
  const proxy = read(protocol === 'http:' ? 'HTTP_PROXY' : 'HTTPS_PROXY') || read('ALL_PROXY');
  if (proxy === '') return undefined;
  const excepted = read('NO_PROXY')
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((name) => name.replace(/^\*?\./, '').replace(/:\d+$/, ''));
  const direct = excepted.some((name) => name === '*' || hostname === name || hostname.endsWith(`.${name}`));
  return direct ? undefined : proxy;
}
