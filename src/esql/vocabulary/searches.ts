import { constantVector } from '../columns/builder.ts';
import { makeVector, type Vector } from '../columns/vector.ts';
import { compileKql } from '../patterns/kql.ts';
import { FAMILY } from '../types.ts';
import type { Call, ScalarEntry } from './entry.ts';
import { optional, required, scalar } from './make.ts';

/**
 * KQL as a filter on the documents: a clause is true when ANY value of its field matches, and a
 * document without the field fails it. The analyser passes the columns of the source after the query.
 */
function evaluate(vectors: readonly Vector[], length: number, call: Call): Vector {
  const [query] = call.constants;
  if (typeof query !== 'string') return constantVector('boolean', false);
  const columns = new Map(vectors.map((vector, i) => [call.texts[i]!, vector] as const).slice(1));
  const matches = compileKql(query, columns, { caseInsensitive: call.constants[1] === true, now: call.now });
  const out = new Uint8Array(length);
  for (let row = 0; row < length; row++) out[row] = matches(row) ? 1 : 0;
  return makeVector('boolean', length, out);
}

export const SEARCHES: readonly ScalarEntry[] = [
  scalar(
    'KQL',
    [
      required('query', FAMILY.string, { constant: true }),
      optional('case_insensitive', FAMILY.boolean, { constant: true, option: true }),
    ],
    'boolean',
    { style: 'vector', evaluate },
    'Whether a document matches a Kibana query; true when any value of a field matches.',
    'WHERE KQL("event.outcome: failure and not user.id: root*")',
  ),
];
