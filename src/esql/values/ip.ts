/**
 * IP addresses as strings of 16 units below 256, the order and equality of which are those of the
 * addresses; an IPv4 address is the mapped IPv6 address ::ffff:a.b.c.d.
 */

const MAPPED = '\0\0\0\0\0\0\0\0\0\0\xff\xff';

/** How TO_IP reads a decimal part with leading zeros. */
export type LeadingZeros = 'reject' | 'octal' | 'decimal';

/** The address as 16 units, or undefined when the text is none. */
export function encodeIp(text: string, leadingZeros: LeadingZeros = 'reject'): string | undefined {
  return text.includes(':') ? encodeV6(text, leadingZeros) : encodeV4(text, leadingZeros);
}

function encodeV4(text: string, leadingZeros: LeadingZeros): string | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let bytes = MAPPED;
  for (const part of parts) {
    if (!/^\d{1,4}$/.test(part)) return undefined;
    const padded = part.length > 1 && part.startsWith('0');
    if (padded && (leadingZeros === 'reject' || (leadingZeros === 'octal' && /[89]/.test(part)))) return undefined;
    const byte = Number.parseInt(part, padded && leadingZeros === 'octal' ? 8 : 10);
    if (byte > 255) return undefined;
    bytes += String.fromCharCode(byte);
  }
  return bytes;
}

function encodeV6(text: string, leadingZeros: LeadingZeros): string | undefined {
  const zone = text.indexOf('%');
  if (zone >= 0) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => (half === '' ? '' : groupsOf(half.split(':'), leadingZeros)));
  const [head, tail] = groups;
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const bytes = tail === undefined ? head : head + '\0'.repeat(Math.max(0, 16 - head.length - tail.length)) + tail;
  if (bytes.length !== 16 || (tail !== undefined && head.length + tail.length > 14)) return undefined;
  return bytes;
}

function groupsOf(groups: readonly string[], leadingZeros: LeadingZeros): string | undefined {
  let bytes = '';
  for (let i = 0; i < groups.length; i++) {
    const group = groups[i]!;
    if (group.includes('.')) {
      const v4 = i === groups.length - 1 ? encodeV4(group, leadingZeros) : undefined;
      if (v4 === undefined) return undefined;
      bytes += v4.slice(12);
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
      const unit = Number.parseInt(group, 16);
      bytes += String.fromCharCode(unit >> 8, unit & 255);
    }
  }
  return bytes;
}

/** The address as Elasticsearch prints it: dotted for IPv4, else lower case with the longest zero run cut. */
export function formatIp(ip: string): string {
  if (ip.startsWith(MAPPED)) {
    return [12, 13, 14, 15].map((i) => ip.charCodeAt(i)).join('.');
  }
  const groups: number[] = [];
  for (let i = 0; i < 16; i += 2) groups.push((ip.charCodeAt(i) << 8) | ip.charCodeAt(i + 1));
  let best = -1;
  let bestLength = 1;
  for (let i = 0; i < 8; i++) {
    let length = 0;
    while (i + length < 8 && groups[i + length] === 0) length++;
    if (length > bestLength) {
      best = i;
      bestLength = length;
    }
  }
  const hex = groups.map((group) => group.toString(16));
  if (best < 0) return hex.join(':');
  return `${hex.slice(0, best).join(':')}::${hex.slice(best + bestLength).join(':')}`;
}

/** A network (`address/length`, or one address) as first and last address; undefined when the text is none. */
export function networkOf(text: string): { readonly first: string; readonly last: string } | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) {
    const only = encodeIp(text);
    return only === undefined ? undefined : { first: only, last: only };
  }
  const address = text.slice(0, slash);
  const ip = encodeIp(address);
  const length = text.slice(slash + 1);
  if (ip === undefined || !/^\d{1,3}$/.test(length)) return undefined;
  const v4 = !address.includes(':');
  const bits = Number(length) + (v4 ? 96 : 0);
  if (Number(length) > (v4 ? 32 : 128)) return undefined;
  return { first: maskIp(ip, bits, 0), last: maskIp(ip, bits, 255) };
}

/** The address with all bits after the first `bits` set to those of `fill` (0 or 255). */
export function maskIp(ip: string, bits: number, fill: 0 | 255): string {
  let masked = '';
  for (let i = 0; i < 16; i++) {
    const kept = Math.min(8, Math.max(0, bits - 8 * i));
    const mask = (0xff << (8 - kept)) & 0xff;
    masked += String.fromCharCode((ip.charCodeAt(i) & mask) | (fill & ~mask & 0xff));
  }
  return masked;
}

export const isV4 = (ip: string): boolean => ip.startsWith(MAPPED);
