/**
 * LIKE and RLIKE on columns: once per distinct value.
 */
import { expandedNulls, isNullAt, makeVector, nullVector, type Vector, valueReader } from '../columns/vector.ts';
import { patternTest } from '../patterns/like.ts';
import type { Call } from '../vocabulary/entry.ts';
import { type Verdicts, verdictsInto } from './comparison.ts';
import { isNull } from './logic.ts';
import { MULTIVALUE } from './warnings.ts';

export function matchPatterns(
  kind: 'LIKE' | 'RLIKE',
  value: Vector,
  patterns: readonly string[],
  length: number,
  call: Call,
): Vector {
  const test = call.cached('test', () => patternTest(kind, patterns));
  // Elasticsearch's optimizer turns a pattern that accepts everything into IS NOT NULL.
  if (test.everything) return isNull(value, length, true);
  if (value.constant && isNullAt(value, 0)) return nullVector('boolean');
  if (value.constant || value.offsets || !value.dictionary)
    return byRow(value, (text) => test.matches(text), length, call);
  const out = new Uint8Array(length);
  const known = call.cached('verdicts', () => new WeakMap<readonly string[], Verdicts>());
  const ask = (text: string): boolean => {
    call.tick();
    return test.matches(text);
  };
  verdictsInto(known, value, ask, out);
  return makeVector('boolean', length, out, expandedNulls(value, length));
}

function byRow(value: Vector, matches: (text: string) => boolean, length: number, call: Call): Vector {
  const rows = value.constant ? 1 : length;
  const read = valueReader(value);
  const out = new Uint8Array(rows);
  const nulls = new Uint8Array((rows + 7) >> 3);
  for (let i = 0; i < rows; i++) {
    const text = read(i);
    call.tick();
    if (typeof text === 'string') out[i] = matches(text) ? 1 : 0;
    else {
      if (text !== null) call.fail(MULTIVALUE);
      nulls[i >> 3]! |= 1 << (i & 7);
    }
  }
  return makeVector('boolean', rows, out, nulls, undefined, undefined, value.constant);
}
