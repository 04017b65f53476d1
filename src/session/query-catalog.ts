import type { FieldType } from '../ecs/fields/field.ts';
import { DATA_STREAMS, type DataStream } from '../ecs/fields.ts';
import type { Catalog, Field } from '../esql/table.ts';
import type { DataType } from '../esql/types.ts';

/** What each mapped type is to ES|QL; the missing ones have no columns. */
const TYPES: { readonly [type in FieldType]?: DataType } = {
  boolean: 'boolean',
  constant_keyword: 'keyword',
  date: 'date',
  double: 'double',
  float: 'double',
  integer: 'integer',
  keyword: 'keyword',
  long: 'long',
  match_only_text: 'text',
  text: 'text',
};

/** Namespace of the data streams that local records stand for. */
const NAMESPACE = 'default';

export function indexOf(stream: DataStream): string {
  return `${stream.name}-${NAMESPACE}`;
}

/** The data streams behind index patterns as FROM has them: stars, lists, a cluster before a colon. */
export function streamsBehind(patterns: readonly string[]): readonly DataStream[] {
  const wanted = patterns
    .flatMap((pattern) => pattern.split(','))
    .map((pattern) => pattern.slice(pattern.indexOf(':') + 1).trim())
    .filter((pattern) => pattern !== '' && !pattern.startsWith('-'));
  return DATA_STREAMS.filter((stream) => wanted.some((pattern) => covers(pattern, indexOf(stream))));
}

function covers(pattern: string, index: string): boolean {
  const pieces = pattern.split('*');
  if (pieces.length === 1) return pattern === index;
  const [head = '', ...rest] = pieces;
  const tail = rest.pop() ?? '';
  if (index.length < head.length + tail.length || !index.startsWith(head) || !index.endsWith(tail)) return false;
  let at = head.length;
  for (const piece of rest) {
    const found = index.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= index.length - tail.length;
}

/** The columns of some data streams, those of the extended profile too. A field that several have is one column. */
export function fieldsOf(streams: readonly DataStream[]): readonly Field[] {
  const columns = new Map<string, Field>();
  for (const { fields, extended } of streams) {
    for (const { field, type } of [...fields, ...extended]) {
      const known = TYPES[type];
      if (known) columns.set(field, { name: field, type: known });
      else if (type !== 'nested') columns.set(field, { name: field, type: 'unsupported', declared: type });
    }
  }
  return [...columns.values()];
}

/** The declared schema, so that a field that no record has is null and one that does not exist is an error. */
export const STREAM_CATALOG: Catalog = {
  fields(patterns) {
    const streams = streamsBehind(patterns);
    return streams.length > 0 ? fieldsOf(streams) : undefined;
  },
};
