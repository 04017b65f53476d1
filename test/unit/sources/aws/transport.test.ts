/** Which proxy is taken for an address, as other tools read the environment. */
import { expect, test } from 'vitest';
import { environmentProxy } from '../../../../src/sources/aws/connection/transport.ts';

const ADDRESS = 'https://s3.eu-west-1.amazonaws.com';

test.each<readonly [what: string, env: NodeJS.ProcessEnv, address: string, proxy: string | undefined]>([
  ['nothing set', {}, ADDRESS, undefined],
  ['HTTPS_PROXY', { HTTPS_PROXY: 'http://p:1' }, ADDRESS, 'http://p:1'],
  ['the small form first', { HTTPS_PROXY: 'http://p:1', https_proxy: 'http://q:2' }, ADDRESS, 'http://q:2'],
  ['ALL_PROXY', { ALL_PROXY: 'http://p:1' }, ADDRESS, 'http://p:1'],
  ['HTTP_PROXY is for http', { HTTP_PROXY: 'http://p:1' }, ADDRESS, undefined],
  ['HTTP_PROXY and http', { HTTP_PROXY: 'http://p:1' }, 'http://localhost:4566', 'http://p:1'],
  ['NO_PROXY by domain', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'a.example, .amazonaws.com' }, ADDRESS, undefined],
  ['NO_PROXY by host', { HTTPS_PROXY: 'http://p:1', no_proxy: 's3.eu-west-1.amazonaws.com:443' }, ADDRESS, undefined],
  ['NO_PROXY of others', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'amazonaws.com.example' }, ADDRESS, 'http://p:1'],
  ['NO_PROXY for all', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '*' }, ADDRESS, undefined],
])('%s', (_what, env, address, proxy) => {
  expect(environmentProxy(address, env)).toBe(proxy);
});
