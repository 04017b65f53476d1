/**
 * IN: three-valued, with constants looked up rather than compared one by one.
 */
import { expandedNulls, makeVector, type Vector, valueReader } from '../columns/vector.ts';
import type { Scalar, Value } from '../values/value.ts';
import type { Call } from '../vocabulary/entry.ts';
import { type Verdicts, verdictsInto } from './comparison.ts';
import { MULTIVALUE } from './warnings.ts';

export function inList(vectors: readonly Vector[], length: number, call: Call): Vector {
  const [value, ...list] = vectors as [Vector, ...Vector[]];
  const listed = list.every((vector) => vector.constant) ? list.map((vector) => valueReader(vector)(0)) : undefined;
  if (
    listed?.every((candidate) => candidate !== null && typeof candidate !== 'object') &&
    !value.offsets &&
    !value.constant
  ) {
    return inConstants(value, new Set(listed as Scalar[]), length, call);
  }
  return byRow(vectors, length, call);
}

function inConstants(value: Vector, candidates: ReadonlySet<Scalar>, length: number, call: Call): Vector {
  const out = new Uint8Array(length);
  if (value.dictionary) {
    const known = call.cached('verdicts', () => new WeakMap<readonly string[], Verdicts>());
    verdictsInto(known, value, (text) => candidates.has(text), out);
  } else {
    const read = valueReader({ ...value, nulls: undefined });
    for (let i = 0; i < length; i++) out[i] = candidates.has(read(i) as Scalar) ? 1 : 0;
  }
  return makeVector('boolean', length, out, expandedNulls(value, length));
}

function byRow(vectors: readonly Vector[], length: number, call: Call): Vector {
  const constant = vectors.every((vector) => vector.constant);
  const rows = constant ? 1 : length;
  const readers = vectors.map(valueReader);
  const out = new Uint8Array(rows);
  const nulls = new Uint8Array((rows + 7) >> 3);
  for (let i = 0; i < rows; i++) {
    const verdict = isIn(
      readers.map((read) => read(i)),
      call,
    );
    if (verdict === null) nulls[i >> 3]! |= 1 << (i & 7);
    else out[i] = verdict ? 1 : 0;
  }
  return makeVector('boolean', rows, out, nulls, undefined, undefined, constant);
}

function isIn([value, ...list]: readonly Value[], call: Call): boolean | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'object') return call.fail(MULTIVALUE);
  let unknown = false;
  for (const candidate of list) {
    if (candidate === value) return true;
    if (candidate === null) unknown = true;
    else if (typeof candidate === 'object') {
      call.fail(MULTIVALUE);
      unknown = true;
    }
  }
  return unknown ? null : false;
}
