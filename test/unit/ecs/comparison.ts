/** Documents compared field by field, the spelling of numbers included: the sense of "equal" of the conformance set. */
import { readFileSync } from 'node:fs';

/** A JSON number as it is spelled. */
export class Num {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Json = null | boolean | string | Num | Json[] | Map<string, Json>;

/** Lists whose order is free. */
const FREE = new Set(['aws_bedrock.invocation.input.messages_content_kinds', 'gen_ai.policy.match_detail']);
/** Fields around the pipeline. */
const AROUND = ['log.', 'input.', 'aws.s3.', 'aws.cloudwatch.', 'event.dataset', 'event.module'];

/** The lines of a file, split at line feeds alone; halves of surrogate pairs may stand in it as three bytes each. */
export function lines(path: string | URL): string[] {
  const text = wtf8(readFileSync(path)).split('\n');
  if (text.at(-1) === '') text.pop();
  return text;
}

function wtf8(bytes: Buffer): string {
  let text = '';
  let plain = 0;
  for (let i = 0; i + 2 < bytes.length; i++) {
    if (bytes[i] !== 0xed || (bytes[i + 1] as number) < 0xa0) continue;
    text += bytes.toString('utf8', plain, i);
    text += String.fromCharCode(0xd000 | (((bytes[i + 1] as number) & 0x3f) << 6) | ((bytes[i + 2] as number) & 0x3f));
    i += 2;
    plain = i + 1;
  }
  return text + bytes.toString('utf8', plain);
}

/** JSON with numbers as they are spelled; strict enough for documents that a machine wrote. */
export function parse(text: string): Json {
  let at = 0;
  const blank = () => {
    while (/[ \t\r\n]/.test(text.charAt(at))) at++;
  };
  const string = (): string => {
    let end = at + 1;
    while (text.charAt(end) !== '"') end += text.charAt(end) === '\\' ? 2 : 1;
    const value = JSON.parse(text.slice(at, end + 1)) as string;
    at = end + 1;
    return value;
  };
  const value = (): Json => {
    blank();
    const first = text.charAt(at);
    if (first === '"') return string();
    if (first === '{') {
      const object = new Map<string, Json>();
      at++;
      for (blank(); text.charAt(at) !== '}'; blank()) {
        const key = string();
        blank();
        at++;
        object.set(key, value());
        blank();
        if (text.charAt(at) === ',') at++;
        blank();
      }
      at++;
      return object;
    }
    if (first === '[') {
      const list: Json[] = [];
      at++;
      for (blank(); text.charAt(at) !== ']'; blank()) {
        list.push(value());
        blank();
        if (text.charAt(at) === ',') at++;
      }
      at++;
      return list;
    }
    const word = /[^\s,\]}]+/y;
    word.lastIndex = at;
    const found = word.exec(text)?.[0] ?? '';
    at += found.length;
    if (found === 'true' || found === 'false') return found === 'true';
    return found === 'null' ? null : new Num(found);
  };
  return value();
}

/** Every difference of two documents, as `field: expected ..., got ...`; empty if they are equal. */
export function differences(expected: string, actual: string): string[] {
  const wanted = flat(parse(expected));
  const got = flat(parse(actual));
  const found: string[] = [];
  for (const field of [...new Set([...wanted.keys(), ...got.keys()])].sort()) {
    if (AROUND.some((prefix) => field.startsWith(prefix))) continue;
    const a = wanted.get(field);
    const b = got.get(field);
    if (a === undefined || b === undefined || !same(a, b, FREE.has(field))) {
      found.push(`${field}: expected ${shown(a)}, got ${shown(b)}`);
    }
  }
  return found;
}

/** The fields of a document by their dotted names; an empty object is a value. */
export function flat(value: Json, path = '', into = new Map<string, Json>()): Map<string, Json> {
  if (value instanceof Map && value.size > 0) {
    for (const [key, inner] of value) flat(inner, path === '' ? key : `${path}.${key}`, into);
  } else into.set(path, value);
  return into;
}

function same(a: Json, b: Json, free = false): boolean {
  if (a instanceof Num && b instanceof Num) {
    const whole = (text: string) => !/[.eEIN]/.test(text);
    if (a.text === b.text) return true;
    return !whole(a.text) && !whole(b.text) && Object.is(Number(a.text), Number(b.text));
  }
  if (typeof a === 'string' && typeof b === 'string') return a === b || sameText(a, b);
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length) return false;
    if (!free) return a.every((value, i) => same(value, b[i] as Json));
    const rest = [...b];
    return a.every((value) => {
      const at = rest.findIndex((other) => same(value, other));
      if (at >= 0) rest.splice(at, 1);
      return at >= 0;
    });
  }
  if (a instanceof Map && b instanceof Map) {
    return a.size === b.size && [...a].every(([key, value]) => b.has(key) && same(value, b.get(key) as Json));
  }
  return a === b;
}

/** Texts that are JSON on both sides may differ in key order. */
function sameText(a: string, b: string): boolean {
  try {
    return /^[[{]/.test(a) && JSON.stringify(ordered(JSON.parse(a))) === JSON.stringify(ordered(JSON.parse(b)));
  } catch {
    return false;
  }
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, ordered(inner)]);
}

function shown(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  if (value instanceof Num) return value.text;
  const text = JSON.stringify(value, (_, inner) => (inner instanceof Map ? Object.fromEntries(inner) : inner)) ?? '';
  return text.slice(0, 200);
}
