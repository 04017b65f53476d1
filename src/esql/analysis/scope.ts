import type { DataType } from '../types.ts';
import type { Attribute } from './expression.ts';

/** Gives every column of a query an id of its own. */
export class AttributeIds {
  #next = 1;

  make(name: string, type: DataType, more: Partial<Attribute> = {}): Attribute {
    return { ...more, id: this.#next++, name, type };
  }
}

/** The columns at one point of the pipe, in their order. A name occurs once. */
export class Scope {
  readonly attributes: readonly Attribute[];
  readonly #byName: Map<string, Attribute>;

  constructor(attributes: readonly Attribute[]) {
    this.#byName = new Map(attributes.map((attribute) => [attribute.name, attribute]));
    this.attributes = attributes;
  }

  find(name: string): Attribute | undefined {
    return this.#byName.get(name);
  }

  /** Adds columns at the end, in place of those with the same names. */
  append(added: readonly Attribute[]): Scope {
    const last = new Map(added.map((attribute) => [attribute.name, attribute]));
    const kept = this.attributes.filter((attribute) => !last.has(attribute.name));
    const unique = added.filter((attribute) => last.get(attribute.name) === attribute);
    return new Scope([...kept, ...unique]);
  }
}

/** `, did you mean [a]?` or `, did you mean any of [a, b]?`, or nothing. */
export function suggestion(name: string, known: Iterable<string>): string {
  const scored: [number, string][] = [];
  for (const candidate of known) {
    const score = similarity(name, candidate);
    if (score >= 0.5) scored.push([score, candidate]);
  }
  scored.sort((a, b) => b[0] - a[0]);
  const names = scored.map(([, candidate]) => candidate);
  if (names.length === 0) return '';
  return names.length === 1 ? `, did you mean [${names[0]}]?` : `, did you mean any of [${names.join(', ')}]?`;
}

/** Names longer than this are not compared; it bounds the work for hostile queries. */
const MAX_COMPARED = 200;

function similarity(a: string, b: string): number {
  const longest = Math.max(a.length, b.length);
  if (longest > MAX_COMPARED || Math.abs(a.length - b.length) * 2 > longest) return 0;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return longest === 0 ? 0 : 1 - row[b.length]! / longest;
}

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
