import { FAMILY } from '../types.ts';
import { encodeIp, isV4, maskIp, networkOf } from '../values/ip.ts';
import type { Call, ScalarEntry, TypeRule } from './entry.ts';
import { byRow, ILLEGAL, integer, required, scalar } from './make.ts';

function inNetwork(ip: string, text: string, call: Call): boolean | null {
  const network = call.cached(text, () => networkOf(text));
  if (!network) return call.fail(`${ILLEGAL}: ${networkProblem(text)}`);
  return ip >= network.first && ip <= network.last;
}

function networkProblem(text: string): string {
  const [address = '', length, ...more] = text.split('/');
  if (more.length > 0) return `Expected [ip/prefix] but was [${text}]`;
  if (encodeIp(address) === undefined) return `'${address}' is not an IP string literal.`;
  if (length === undefined || !/^-?\d+$/.test(length)) return `For input string: "${length}"`;
  return `Illegal prefix length [${length}] in [${text}]. Must be 0-32 for IPv4 ranges, 0-128 for IPv6 ranges`;
}

/** Blocks that are written into the query are looked at before it runs. */
const blockRule: TypeRule = ([, ...blocks]) => {
  const wrong = blocks.find(({ value }) => typeof value === 'string' && !networkOf(value));
  return wrong ? { problem: networkProblem(wrong.value as string) } : 'boolean';
};

const ip = required('ip', FAMILY.ip, { literal: 'ip' });

export const NETWORK: readonly ScalarEntry[] = [
  scalar(
    'CIDR_MATCH',
    [ip, required('block', FAMILY.string, { repeats: true })],
    blockRule,
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
