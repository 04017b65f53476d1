import { constantVector } from '../columns/builder.ts';
import { makeVector, type Vector } from '../columns/vector.ts';
import { compileKql } from '../patterns/kql.ts';
import { type PatternTest, patternTest } from '../patterns/like.ts';
import { PatternError } from '../patterns/lucene.ts';
import { FAMILY } from '../types.ts';
import { valuesOf } from '../values/value.ts';
import type { Call, ScalarEntry, TypeRule } from './entry.ts';
import { byAll, ILLEGAL, optional, required, scalar, string } from './make.ts';

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

type Kind = 'LIKE' | 'RLIKE';

/** The test of one pattern, or what is wrong with it. */
function testOf(kind: Kind, pattern: string): PatternTest | { readonly problem: string } {
  try {
    return patternTest(kind, [pattern]);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    const what = kind === 'LIKE' ? 'pattern' : 'regex pattern';
    return { problem: `Invalid ${what} for MV_${kind} [${pattern}]: [${error.message}]` };
  }
}

/** Whether any value matches, false for none: unlike LIKE and RLIKE, which give null for several values and for none. */
function anyMatches(kind: Kind, summary: string, example: string): ScalarEntry {
  const returns: TypeRule = ([, pattern]) => {
    const test = typeof pattern?.value === 'string' ? testOf(kind, pattern.value) : undefined;
    return test && 'problem' in test ? test : 'boolean';
  };
  const evaluation = byAll(([values, pattern], call) => {
    if (typeof pattern !== 'string') return false;
    const test = call.cached(pattern, () => testOf(kind, pattern));
    if (!('problem' in test)) return valuesOf(values!).some((value) => test.matches(value as string));
    call.failFalse(`${ILLEGAL}: ${test.problem}`);
    return false;
  }, true);
  const parameters = [string('field'), required('pattern', FAMILY.string, { constant: 'late' })];
  return scalar(`MV_${kind}`, parameters, returns, evaluation, summary, example);
}

export const SEARCHES: readonly ScalarEntry[] = [
  anyMatches(
    'LIKE',
    'Whether any value matches a pattern: * any text, ? one character; false when there is none.',
    'WHERE MV_LIKE(gen_ai.policy.name, "topic*")',
  ),
  anyMatches(
    'RLIKE',
    'Whether any value matches a Lucene regular expression as a whole; false when there is none.',
    'WHERE MV_RLIKE(gen_ai.policy.name, "(topic|word)_.*")',
  ),
  scalar(
    'KQL',
    [
      required('query', FAMILY.string, { constant: 'late' }),
      optional('case_insensitive', FAMILY.boolean, { constant: true, option: true }),
    ],
    'boolean',
    { style: 'vector', evaluate },
    'Whether a document matches a Kibana query; true when any value of a field matches.',
    'WHERE KQL("event.outcome: failure and not user.id: root*")',
  ),
];
