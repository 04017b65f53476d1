import type { DataType } from '../types.ts';
import type { Attribute } from './expression.ts';

/** Gives every column of a query an id of its own. */
export class AttributeIds {
  #next = 1;

  make(name: string, type: DataType, more: Partial<Attribute> = {}): Attribute {
    return { ...more, id: this.#next++, name, type };
  }
}

/** Columns that were added one after another are put together when there are so many. */
const MOST_LAYERS = 32;

/** The columns at one point of the pipe, in their order. A name occurs once. */
export class Scope {
  readonly #below: Scope | undefined;
  readonly #byName: ReadonlyMap<string, Attribute>;
  readonly #layers: number;
  #attributes: readonly Attribute[] | undefined;

  /** `below`: what these are added to. An assignment costs what it adds, not what there is. */
  constructor(attributes: readonly Attribute[], below?: Scope) {
    this.#byName = new Map(attributes.map((attribute) => [attribute.name, attribute]));
    this.#below = below;
    this.#layers = below ? below.#layers + 1 : 0;
    this.#attributes = below ? undefined : attributes;
  }

  get attributes(): readonly Attribute[] {
    if (this.#attributes) return this.#attributes;
    const layers: Scope[] = [];
    let bottom: Scope = this;
    for (; !bottom.#attributes && bottom.#below; bottom = bottom.#below) layers.push(bottom);
    const all = new Map(bottom.attributes.map((attribute) => [attribute.name, attribute]));
    for (const layer of layers.reverse()) {
      for (const [name, attribute] of layer.#byName) {
        all.delete(name);
        all.set(name, attribute);
      }
    }
    this.#attributes = [...all.values()];
    return this.#attributes;
  }

  find(name: string): Attribute | undefined {
    return this.#byName.get(name) ?? this.#below?.find(name);
  }

  /** Adds columns at the end, in place of those with the same names. */
  append(added: readonly Attribute[]): Scope {
    const last = new Map(added.map((attribute) => [attribute.name, attribute]));
    const unique = added.filter((attribute) => last.get(attribute.name) === attribute);
    const whole = new Scope(unique, this);
    return whole.#layers < MOST_LAYERS ? whole : new Scope(whole.attributes);
  }
}

/** The known names that are like a name, those that are most like it first. */
export function similarNames(name: string, known: Iterable<string>): readonly string[] {
  const scored: [number, string][] = [];
  for (const candidate of known) {
    const score = similarity(name, candidate);
    if (score >= 0.5) scored.push([score, candidate]);
  }
  return scored.sort((a, b) => b[0] - a[0]).map(([, candidate]) => candidate);
}

/** `, did you mean [a]?` or `, did you mean any of [a, b]?`, or nothing. */
export function suggestion(name: string, known: Iterable<string>): string {
  const names = similarNames(name, known);
  if (names.length === 0) return '';
  return names.length === 1 ? `, did you mean [${names[0]}]?` : `, did you mean any of [${names.join(', ')}]?`;
}

/** Names longer than this are not compared; it bounds the work for hostile queries. */
const MAX_COMPARED = 200;

function similarity(a: string, b: string): number {
  const longest = Math.max(a.length, b.length);
  if (longest === 0 || longest > MAX_COMPARED || Math.abs(a.length - b.length) * 2 > longest) return 0;
  for (let j = 0; j <= b.length; j++) DISTANCES[j] = j;
  for (let i = 1; i <= a.length; i++) {
    const unit = a.charCodeAt(i - 1);
    let diagonal = DISTANCES[0]!;
    let least = i;
    DISTANCES[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const above = DISTANCES[j]!;
      const change = diagonal + (unit === b.charCodeAt(j - 1) ? 0 : 1);
      const here = Math.min(change, above + 1, DISTANCES[j - 1]! + 1);
      DISTANCES[j] = here;
      diagonal = above;
      if (here < least) least = here;
    }
    // Distances never fall from row to row.
    if (least * 2 > longest) return 0;
  }
  return 1 - DISTANCES[b.length]! / longest;
}

/** One row of edit distances, used again for each pair: a query may ask for many. */
const DISTANCES = new Uint16Array(MAX_COMPARED + 1);

/** Whether a name matches a pattern given as the pieces between its stars. */
export function matchesPieces(name: string, pieces: readonly string[]): boolean {
  if (pieces.length === 1) return name === pieces[0];
  const head = pieces[0]!;
  const tail = pieces.at(-1)!;
  if (name.length < head.length + tail.length || !name.startsWith(head) || !name.endsWith(tail)) return false;
  let at = head.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = name.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= name.length - tail.length;
}
