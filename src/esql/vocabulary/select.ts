/** Rows put together out of several vectors: what CASE and COALESCE have chosen. */
import { VectorBuilder } from '../columns/builder.ts';
import { concatenate, expanded, gather } from '../columns/gather.ts';
import { isNullAt, makeVector, nullVector, retyped, storesText, type Vector, valueReader } from '../columns/vector.ts';
import type { DataType } from '../types.ts';
import type { Call } from './entry.ts';

/** Takes each row from the vector that `choice` names; -1 is null. */
export function select(sources: readonly Vector[], choice: Int32Array, length: number, call: Call): Vector {
  const [only = -1] = choice;
  if (choice.every((source) => source === only)) {
    return only < 0 ? nullVector(call.type) : asType(sources[only]!, call);
  }
  if (NUMBERS.has(call.type) && sources.every(isOneNumber)) return selectNumbers(sources, choice, length, call);
  if (storesText(call.type) && sources.every(isOneText)) return selectTexts(sources, choice, length, call);
  const parts = sources.map((source) => expanded(asType(source, call), length));
  if (parts.every((part) => !part.offsets)) {
    const all = concatenate([...parts, expanded(nullVector(call.type), 1)], [...parts.map(() => length), 1]);
    return gather(
      all,
      choice.map((source, row) => (source < 0 ? parts.length * length : source * length + row)),
    );
  }
  const readers = parts.map(valueReader);
  const builder = new VectorBuilder(call.type);
  for (let row = 0; row < length; row++) builder.push(choice[row]! < 0 ? null : readers[choice[row]!]!(row));
  return builder.finish();
}

/** Types that a column holds as doubles or smaller numbers, unless its whole numbers are beyond them. */
const NUMBERS: ReadonlySet<DataType> = new Set(['integer', 'double', 'long', 'date']);

const isOneNumber = ({ type, values, offsets }: Vector): boolean =>
  type === 'null' || (!offsets && (values instanceof Float64Array || values instanceof Int32Array));

const isOneText = ({ type, dictionary, offsets }: Vector): boolean =>
  type === 'null' || (!offsets && dictionary !== undefined);

function selectNumbers(sources: readonly Vector[], choice: Int32Array, length: number, call: Call): Vector {
  const values = call.type === 'integer' ? new Int32Array(length) : new Float64Array(length);
  let nulls: Uint8Array | undefined;
  for (let row = 0; row < length; row++) {
    const source = choice[row]! < 0 ? undefined : sources[choice[row]!]!;
    if (!source || isNullAt(source, row)) {
      nulls ??= new Uint8Array((length + 7) >> 3);
      nulls[row >> 3]! |= 1 << (row & 7);
    } else values[row] = source.values[source.constant ? 0 : row] as number;
  }
  return makeVector(call.type, length, values, nulls);
}

function selectTexts(sources: readonly Vector[], choice: Int32Array, length: number, call: Call): Vector {
  const kept = call.cached('shared texts', () => ({ shared: new SharedTexts() }));
  if (kept.shared.units > MOST_SHARED) kept.shared = new SharedTexts();
  const { shared } = kept;
  const places = sources.map(({ dictionary = [] }) => shared.placesOf(dictionary));
  const values = new Uint32Array(length);
  let nulls: Uint8Array | undefined;
  for (let row = 0; row < length; row++) {
    const chosen = choice[row]!;
    const source = chosen < 0 ? undefined : sources[chosen]!;
    if (!source || isNullAt(source, row)) {
      nulls ??= new Uint8Array((length + 7) >> 3);
      nulls[row >> 3]! |= 1 << (row & 7);
      continue;
    }
    const code = source.values[source.constant ? 0 : row] as number;
    const own = places[chosen]!;
    let place = own[code]!;
    if (place < 0) {
      place = shared.place(source.dictionary![code]!);
      own[code] = place;
    }
    values[row] = place;
  }
  return makeVector(call.type, length, values, nulls, shared.texts);
}

/** UTF-16 units after which a new dictionary is begun: bodies of many records are not kept for each other's sake. */
const MOST_SHARED = 1024 * 1024;

/** One dictionary for the texts of several, the same for many batches of a query. */
class SharedTexts {
  readonly texts: string[] = [];
  units = 0;
  readonly #places = new Map<string, number>();
  readonly #known = new WeakMap<readonly string[], Int32Array>();

  /** By code of a dictionary the place of its text here, -1 where nobody has asked for it yet. */
  placesOf(dictionary: readonly string[]): Int32Array {
    let places = this.#known.get(dictionary);
    if (places && places.length >= dictionary.length) return places;
    const former = places ?? new Int32Array(0);
    places = new Int32Array(dictionary.length).fill(-1);
    places.set(former);
    this.#known.set(dictionary, places);
    return places;
  }

  place(text: string): number {
    let place = this.#places.get(text);
    if (place === undefined) {
      place = this.texts.push(text) - 1;
      this.units += text.length;
      this.#places.set(text, place);
    }
    return place;
  }
}

const asType = (vector: Vector, call: Call): Vector =>
  vector.type === 'null' ? nullVector(call.type) : retyped(vector, call.type);
