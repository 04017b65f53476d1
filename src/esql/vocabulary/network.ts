import { FAMILY } from '../types.ts';
import { isV4, maskIp, networkOf } from '../values/ip.ts';
import type { Call, ScalarEntry } from './entry.ts';
import { byRow, ILLEGAL, integer, required, scalar } from './make.ts';

function inNetwork(ip: string, text: string, call: Call): boolean | null {
  const network = call.cached(text, () => networkOf(text));
  if (!network) return call.fail(`${ILLEGAL}: Invalid CIDR block: [${text}]`);
  return ip >= network.first && ip <= network.last;
}

const ip = required('ip', FAMILY.ip, { literal: 'ip' });

export const NETWORK: readonly ScalarEntry[] = [
  scalar(
    'CIDR_MATCH',
    [ip, required('block', FAMILY.string, { repeats: true })],
    'boolean',
    byRow(([address, ...blocks], call) => {
      let known = true;
      for (const block of blocks) {
        const verdict = inNetwork(address as string, block as string, call);
        if (verdict) return true;
        if (verdict === null) known = false;
      }
      return known ? false : null;
    }),
    'Whether an address belongs to one of some networks.',
    'WHERE CIDR_MATCH(source.ip, "10.0.0.0/8", "fe80::/10")',
  ),
  scalar(
    'IP_PREFIX',
    [ip, integer('prefix_length_v4'), integer('prefix_length_v6')],
    'ip',
    byRow(([address, v4, v6], call) => {
      const bits = (isV4(address as string) ? (v4 as number) : (v6 as number)) + (isV4(address as string) ? 96 : 0);
      if ((v4 as number) < 0 || (v4 as number) > 32)
        return call.fail(`${ILLEGAL}: Prefix length v4 must be in range [0, 32], found ${v4}`);
      if ((v6 as number) < 0 || (v6 as number) > 128)
        return call.fail(`${ILLEGAL}: Prefix length v6 must be in range [0, 128], found ${v6}`);
      return maskIp(address as string, bits, 0);
    }),
    'The network of an address.',
    'EVAL net = IP_PREFIX(source.ip, 24, 64)',
  ),
];
