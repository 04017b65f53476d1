/**
 * Digests of bytes in lower-case hexadecimal, under the names that Java has for them: MD5 as of RFC 1321,
 * SHA-1 and SHA-2 as of FIPS 180-4. Their tables are made from what those say of them: sines and roots of primes.
 */
type Digest = (bytes: Uint8Array) => string;

const DIGESTS: ReadonlyMap<string, Digest> = new Map<string, Digest>([
  ['MD5', md5],
  ['SHA', sha1],
  ['SHA1', sha1],
  ['SHA-1', sha1],
  ['SHA224', (bytes) => sha256(bytes, tables().sha224).slice(0, 56)],
  ['SHA-224', (bytes) => sha256(bytes, tables().sha224).slice(0, 56)],
  ['SHA256', (bytes) => sha256(bytes, tables().sha256)],
  ['SHA-256', (bytes) => sha256(bytes, tables().sha256)],
  ['SHA384', (bytes) => sha512(bytes, tables().sha384).slice(0, 96)],
  ['SHA-384', (bytes) => sha512(bytes, tables().sha384).slice(0, 96)],
  ['SHA512', (bytes) => sha512(bytes, tables().sha512)],
  ['SHA-512', (bytes) => sha512(bytes, tables().sha512)],
]);

/** What Java's own providers have besides. */
const UNDONE =
  /^(?:(?:OID\.)?[0-2](?:\.\d+)+|MD2|SHA-?512\/(?:224|256)|SHA3-(?:224|256|384|512)|SHAKE(?:128|256)-(?:256|512))$/i;

/** The digest of a name in any case; `undone`: Java has it, but not this engine; undefined: nobody has it. */
export function digestNamed(name: string): Digest | 'undone' | undefined {
  return DIGESTS.get(name.toUpperCase()) ?? (UNDONE.test(name) ? 'undone' : undefined);
}

interface Tables {
  readonly rounds: BigUint64Array;
  /** The upper halves of the first 64 of them. */
  readonly halves: Int32Array;
  readonly sha224: Int32Array;
  readonly sha256: Int32Array;
  readonly sha384: BigUint64Array;
  readonly sha512: BigUint64Array;
  readonly sines: Int32Array;
}

let made: Tables | undefined;

function tables(): Tables {
  if (made) return made;
  const primes = firstPrimes(80);
  const rounds = BigUint64Array.from(primes, (prime) => root(BigInt(prime) << 192n, 3n));
  const starts = BigUint64Array.from(primes.slice(0, 16), (prime) => root(BigInt(prime) << 128n, 2n));
  const upper = (words: BigUint64Array) => Int32Array.from(words, (word) => Number(word >> 32n));
  made = {
    rounds,
    halves: upper(rounds.subarray(0, 64)),
    sha224: Int32Array.from(starts.subarray(8), (word) => Number(word & 0xffffffffn)),
    sha256: upper(starts.subarray(0, 8)),
    sha384: starts.slice(8),
    sha512: starts.slice(0, 8),
    sines: Int32Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32)),
  };
  return made;
}

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime)) primes.push(n);
  return primes;
}

/** The whole part of a root; BigUint64Array keeps its lowest 64 bits. */
function root(of: bigint, degree: bigint): bigint {
  let low = 0n;
  let high = 1n << 80n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** degree > of) high = middle;
    else low = middle;
  }
  return low;
}

/** The bytes, a bit, zeros and the number of bits, in whole blocks. */
function padded(bytes: Uint8Array, block: 64 | 128, littleEndian = false): DataView {
  const tail = block / 8;
  const length = Math.ceil((bytes.length + 1 + tail) / block) * block;
  const out = new Uint8Array(length);
  out.set(bytes);
  out[bytes.length] = 0x80;
  const view = new DataView(out.buffer);
  view.setBigUint64(littleEndian ? length - tail : length - 8, BigInt(bytes.length) * 8n, littleEndian);
  return view;
}

const left = (word: number, by: number): number => (word << by) | (word >>> (32 - by));
const right = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

function hex(state: Int32Array, littleEndian = false): string {
  const view = new DataView(new ArrayBuffer(4));
  let out = '';
  for (const word of state) {
    view.setInt32(0, word, littleEndian);
    out += view.getUint32(0).toString(16).padStart(8, '0');
  }
  return out;
}

/** By how much the words of each round are turned, and which words of the block come: `factor * step + offset`. */
const MD5_ROUNDS = [
  { turns: [7, 12, 17, 22], factor: 1, offset: 0 },
  { turns: [5, 9, 14, 20], factor: 5, offset: 1 },
  { turns: [4, 11, 16, 23], factor: 3, offset: 5 },
  { turns: [6, 10, 15, 21], factor: 7, offset: 0 },
] as const;

function md5(bytes: Uint8Array): string {
  const view = padded(bytes, 64, true);
  const { sines } = tables();
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  for (let at = 0; at < view.byteLength; at += 64) {
    let a = state[0]!;
    let b = state[1]!;
    let c = state[2]!;
    let d = state[3]!;
    for (let i = 0; i < 64; i++) {
      const round = MD5_ROUNDS[i >> 4]!;
      let mixed = c ^ (b | ~d);
      if (i < 16) mixed = (b & c) | (~b & d);
      else if (i < 32) mixed = (d & b) | (~d & c);
      else if (i < 48) mixed = b ^ c ^ d;
      const word = view.getInt32(at + 4 * ((round.factor * i + round.offset) & 15), true);
      const turned = left((a + mixed + sines[i]! + word) | 0, round.turns[i & 3]!);
      a = d;
      d = c;
      c = b;
      b = (b + turned) | 0;
    }
    state.set([state[0]! + a, state[1]! + b, state[2]! + c, state[3]! + d]);
  }
  return hex(state, true);
}

function sha1(bytes: Uint8Array): string {
  const view = padded(bytes, 64);
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  const words = new Int32Array(80);
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let i = 0; i < 80; i++) {
      if (i < 16) words[i] = view.getInt32(at + 4 * i);
      else words[i] = left(words[i - 3]! ^ words[i - 8]! ^ words[i - 14]! ^ words[i - 16]!, 1);
    }
    let a = state[0]!;
    let b = state[1]!;
    let c = state[2]!;
    let d = state[3]!;
    let e = state[4]!;
    for (let i = 0; i < 80; i++) {
      let mixed = (b ^ c ^ d) + (i < 40 ? 0x6ed9eba1 : 0xca62c1d6);
      if (i < 20) mixed = ((b & c) | (~b & d)) + 0x5a827999;
      else if (i >= 40 && i < 60) mixed = ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
      const next = (left(a, 5) + mixed + e + words[i]!) | 0;
      e = d;
      d = c;
      c = left(b, 30);
      b = a;
      a = next;
    }
    state.set([state[0]! + a, state[1]! + b, state[2]! + c, state[3]! + d, state[4]! + e]);
  }
  return hex(state);
}

function sha256(bytes: Uint8Array, start: Int32Array): string {
  const view = padded(bytes, 64);
  const { halves } = tables();
  const state = start.slice();
  const words = new Int32Array(64);
  const now = new Int32Array(8);
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let i = 0; i < 64; i++) {
      if (i < 16) {
        words[i] = view.getInt32(at + 4 * i);
        continue;
      }
      const x = words[i - 15]!;
      const y = words[i - 2]!;
      const first = right(x, 7) ^ right(x, 18) ^ (x >>> 3);
      const second = right(y, 17) ^ right(y, 19) ^ (y >>> 10);
      words[i] = words[i - 16]! + first + words[i - 7]! + second;
    }
    now.set(state);
    for (let i = 0; i < 64; i++) {
      const a = now[0]!;
      const e = now[4]!;
      const choice = (e & now[5]!) ^ (~e & now[6]!);
      const most = (a & now[1]!) ^ (a & now[2]!) ^ (now[1]! & now[2]!);
      const first = now[7]! + (right(e, 6) ^ right(e, 11) ^ right(e, 25)) + choice + halves[i]! + words[i]!;
      const second = (right(a, 2) ^ right(a, 13) ^ right(a, 22)) + most;
      now.copyWithin(1, 0, 7);
      now[4] = now[4]! + first;
      now[0] = first + second;
    }
    for (let i = 0; i < 8; i++) state[i] = state[i]! + now[i]!;
  }
  return hex(state);
}

const long = (word: bigint): bigint => BigInt.asUintN(64, word);
const rightLong = (word: bigint, by: bigint): bigint => (word >> by) | long(word << (64n - by));

function sha512(bytes: Uint8Array, start: BigUint64Array): string {
  const view = padded(bytes, 128);
  const { rounds } = tables();
  const state = start.slice();
  const words = new BigUint64Array(80);
  const now = new BigUint64Array(8);
  for (let at = 0; at < view.byteLength; at += 128) {
    for (let i = 0; i < 80; i++) {
      if (i < 16) {
        words[i] = view.getBigUint64(at + 8 * i);
        continue;
      }
      const x = words[i - 15]!;
      const y = words[i - 2]!;
      const first = rightLong(x, 1n) ^ rightLong(x, 8n) ^ (x >> 7n);
      const second = rightLong(y, 19n) ^ rightLong(y, 61n) ^ (y >> 6n);
      words[i] = words[i - 16]! + first + words[i - 7]! + second;
    }
    now.set(state);
    for (let i = 0; i < 80; i++) {
      const a = now[0]!;
      const e = now[4]!;
      const choice = (e & now[5]!) ^ (long(~e) & now[6]!);
      const most = (a & now[1]!) ^ (a & now[2]!) ^ (now[1]! & now[2]!);
      const turned = rightLong(e, 14n) ^ rightLong(e, 18n) ^ rightLong(e, 41n);
      const first = long(now[7]! + turned + choice + rounds[i]! + words[i]!);
      const second = (rightLong(a, 28n) ^ rightLong(a, 34n) ^ rightLong(a, 39n)) + most;
      now.copyWithin(1, 0, 7);
      now[4] = now[4]! + first;
      now[0] = first + second;
    }
    for (let i = 0; i < 8; i++) state[i] = state[i]! + now[i]!;
  }
  return Array.from(state, (word) => word.toString(16).padStart(16, '0')).join('');
}
