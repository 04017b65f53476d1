import { createHash } from 'node:crypto';
import { InvocationMapper } from '../../../src/ecs/invocation.ts';
import type { MappingOptions, Origin } from '../../../src/ecs/model.ts';
import { ByteWriter } from '../../../src/json/writer.ts';
import { flat, type Json, Num, parse } from './comparison.ts';

/** The time that the conformance documents have where the record has none. */
export const SOURCE_TIME = Date.UTC(2026, 10, 21);
export const PRESERVING = ['forwarded', 'preserve_original_event', 'preserve_duplicate_custom_fields'];

export function sha1(bytes: Uint8Array | string): string {
  return createHash('sha1').update(bytes).digest('hex');
}

export interface Mapped {
  /** Undefined if there is none: then `error` says why. */
  readonly document: string | undefined;
  readonly error: string;
  readonly warnings: readonly string[];
}

export function mapperOf(options: Partial<MappingOptions> = {}): (record: string | Uint8Array) => Mapped {
  const mapper = new InvocationMapper(
    { profile: 'integration', tags: ['forwarded'], namespace: 'default', ...options },
    sha1,
  );
  const out = new ByteWriter(16);
  return (record) => {
    // Not at the start of the bytes: offsets are absolute.
    const text = Buffer.from(record);
    const bytes = Buffer.concat([Buffer.from('}\n'), text, Buffer.from('\n{')]);
    const origin: Origin = { kind: 'file', path: '/logs/a.json.gz', modified: SOURCE_TIME, offset: 0, line: 1 };
    out.length = 0;
    const mapped = mapper.write(bytes, 2, 2 + text.length, origin, out);
    return {
      document: mapped ? Buffer.from(out.bytes.subarray(0, out.length)).toString('utf8') : undefined,
      error: mapped ? '' : `${mapper.error.offset - 2}: ${mapper.error.reason}`,
      warnings: [...mapper.warnings],
    };
  };
}

/** The fields of a record's document; `record` is an object or its JSON. */
export function fieldsOf(record: object | string, options: Partial<MappingOptions> = {}): Map<string, Json> {
  const { document, error } = mapperOf(options)(typeof record === 'string' ? record : JSON.stringify(record));
  if (document === undefined) throw new Error(`no document: ${error}`);
  return flat(parse(document));
}

/** A field as plain data: numbers as their spelling in angle brackets, so that `1` and `1.0` differ. */
export function fieldOf(record: object | string, name: string, options: Partial<MappingOptions> = {}): unknown {
  const { document, error } = mapperOf(options)(typeof record === 'string' ? record : JSON.stringify(record));
  if (document === undefined) throw new Error(`no document: ${error}`);
  let value: Json | undefined = parse(document);
  for (const part of name.split('.')) value = value instanceof Map ? value.get(part) : undefined;
  return plain(value);
}

export function plain(value: Json | undefined): unknown {
  if (value instanceof Num) return `<${value.text}>`;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, inner]) => [key, plain(inner)]));
  return value;
}
