/**
 * Regular languages over code points as terms, each built once (equal terms are the same object),
 * with the operations that Lucene's expressions have besides the usual ones: intersection,
 * complement, counted repetition. The derivative of a term by a code point is the term for what may
 * follow it; deriving one code point after another matches a text in one pass.
 */

export type Term =
  | { readonly id: number; readonly op: 'nothing' | 'empty' }
  | { readonly id: number; readonly op: 'points'; readonly ranges: readonly number[] }
  | { readonly id: number; readonly op: 'then'; readonly first: Term; readonly rest: Term; readonly nullable: boolean }
  | { readonly id: number; readonly op: 'or' | 'and'; readonly parts: readonly Term[]; readonly nullable: boolean }
  | { readonly id: number; readonly op: 'not'; readonly inner: Term }
  | { readonly id: number; readonly op: 'repeat'; readonly inner: Term; readonly min: number; readonly max: number };

export const LAST_POINT = 0x10ffff;
/** Terms beyond this many make a pattern too complex; a limit of memory. */
export const MAX_TERMS = 50_000;

export class TooComplexError extends Error {}

/** Makes terms. Two makers share nothing, so a pattern's terms can be dropped together. */
export class TermMaker {
  readonly #terms = new Map<string, Term>();
  #next = 2;
  readonly nothing: Term = { id: 0, op: 'nothing' };
  readonly empty: Term = { id: 1, op: 'empty' };
  readonly anyPoint: Term = this.points([0, LAST_POINT]);
  readonly anyText: Term = this.repeat(this.anyPoint, 0, Number.POSITIVE_INFINITY);

  get count(): number {
    return this.#terms.size;
  }

  #make(key: string, build: (id: number) => Term): Term {
    let term = this.#terms.get(key);
    if (!term) {
      if (this.#terms.size >= MAX_TERMS) throw new TooComplexError('pattern is too complex');
      term = build(this.#next++);
      this.#terms.set(key, term);
    }
    return term;
  }

  /** One code point in some ranges: pairs of first and last, in any order. */
  points(pairs: readonly number[]): Term {
    const ranges = normalRanges(pairs);
    if (ranges.length === 0) return this.nothing;
    return this.#make(`p${ranges.join()}`, (id) => ({ id, op: 'points', ranges }));
  }

  text(text: string): Term {
    return this.sequence([...text].map((c) => this.points([c.codePointAt(0)!, c.codePointAt(0)!])));
  }

  sequence(parts: readonly Term[]): Term {
    return parts.reduceRight((rest, part) => this.follow(part, rest), this.empty);
  }

  follow(first: Term, rest: Term): Term {
    if (first === this.nothing || rest === this.nothing) return this.nothing;
    if (first === this.empty) return rest;
    if (rest === this.empty) return first;
    if (first.op === 'then') return this.follow(first.first, this.follow(first.rest, rest));
    if (first === this.anyText && rest === this.anyText) return rest;
    if (first === this.anyText && rest.op === 'then' && rest.first === this.anyText) return rest;
    return this.#make(`t${first.id},${rest.id}`, (id) => ({
      id,
      op: 'then',
      first,
      rest,
      nullable: isNullable(first) && isNullable(rest),
    }));
  }

  or(terms: readonly Term[]): Term {
    const parts = new Set<Term>();
    let ranges: number[] | undefined;
    const collect = (term: Term): void => {
      if (term.op === 'or') term.parts.forEach(collect);
      else if (term.op === 'points') {
        ranges ??= [];
        for (const point of term.ranges) ranges.push(point);
      } else if (term !== this.nothing) parts.add(term);
    };
    terms.forEach(collect);
    if (ranges) parts.add(this.points(ranges));
    if (parts.has(this.anyText)) return this.anyText;
    return this.#combine('or', parts, this.nothing);
  }

  and(terms: readonly Term[]): Term {
    const parts = new Set<Term>();
    const collect = (term: Term): void => {
      if (term.op === 'and') term.parts.forEach(collect);
      else if (term !== this.anyText) parts.add(term);
    };
    terms.forEach(collect);
    if (parts.has(this.nothing)) return this.nothing;
    return this.#combine('and', parts, this.anyText);
  }

  #combine(op: 'or' | 'and', set: ReadonlySet<Term>, none: Term): Term {
    if (set.size === 0) return none;
    const parts = [...set].sort((a, b) => a.id - b.id);
    if (parts.length === 1) return parts[0]!;
    const nullable = op === 'or' ? parts.some(isNullable) : parts.every(isNullable);
    return this.#make(`${op}${parts.map((part) => part.id).join()}`, (id) => ({ id, op, parts, nullable }));
  }

  not(inner: Term): Term {
    if (inner.op === 'not') return inner.inner;
    if (inner === this.nothing) return this.anyText;
    if (inner === this.anyText) return this.nothing;
    return this.#make(`n${inner.id}`, (id) => ({ id, op: 'not', inner }));
  }

  /** `min` to `max` times; `max` may be infinite. */
  repeat(inner: Term, min: number, max: number): Term {
    if (max < min) return this.nothing;
    if (max === 0 || inner === this.empty) return this.empty;
    if (inner === this.nothing) return min === 0 ? this.empty : this.nothing;
    if (min === 1 && max === 1) return inner;
    const endless = max === Number.POSITIVE_INFINITY;
    if (inner.op === 'repeat' && inner.max === Number.POSITIVE_INFINITY && inner.min <= 1 && endless && min <= 1) {
      return inner.min <= min ? inner : this.repeat(inner.inner, 0, max);
    }
    return this.#make(`r${inner.id},${min},${max}`, (id) => ({ id, op: 'repeat', inner, min, max }));
  }

  /** What may follow once `point` is read. */
  derive(term: Term, point: number): Term {
    switch (term.op) {
      case 'nothing':
      case 'empty':
        return this.nothing;
      case 'points':
        return inRanges(term.ranges, point) ? this.empty : this.nothing;
      case 'then': {
        const taken = this.follow(this.derive(term.first, point), term.rest);
        return isNullable(term.first) ? this.or([taken, this.derive(term.rest, point)]) : taken;
      }
      case 'or':
        return this.or(term.parts.map((part) => this.derive(part, point)));
      case 'and':
        return this.and(term.parts.map((part) => this.derive(part, point)));
      case 'not':
        return this.not(this.derive(term.inner, point));
      case 'repeat': {
        const min = isNullable(term.inner) ? 0 : Math.max(0, term.min - 1);
        return this.follow(this.derive(term.inner, point), this.repeat(term.inner, min, term.max - 1));
      }
    }
  }
}

/** Whether the empty text belongs to the language. */
export function isNullable(term: Term): boolean {
  switch (term.op) {
    case 'nothing':
    case 'points':
      return false;
    case 'empty':
      return true;
    case 'not':
      return !isNullable(term.inner);
    case 'repeat':
      return term.min === 0 || isNullable(term.inner);
    default:
      return term.nullable;
  }
}

/** Sorted, disjoint, joined where they touch: first, last, first, last ... */
export function normalRanges(pairs: readonly number[]): number[] {
  const sorted: (readonly [number, number])[] = [];
  for (let i = 0; i < pairs.length; i += 2) if (pairs[i]! <= pairs[i + 1]!) sorted.push([pairs[i]!, pairs[i + 1]!]);
  sorted.sort((a, b) => a[0] - b[0]);
  const ranges: number[] = [];
  for (const [first, last] of sorted) {
    const end = ranges.length - 1;
    if (end > 0 && first <= ranges[end]! + 1) ranges[end] = Math.max(ranges[end]!, last);
    else ranges.push(first, last);
  }
  return ranges;
}

export function complementRanges(pairs: readonly number[]): number[] {
  const ranges = normalRanges(pairs);
  const complement: number[] = [];
  let next = 0;
  for (let i = 0; i < ranges.length; i += 2) {
    if (ranges[i]! > next) complement.push(next, ranges[i]! - 1);
    next = ranges[i + 1]! + 1;
  }
  if (next <= LAST_POINT) complement.push(next, LAST_POINT);
  return complement;
}

export function inRanges(ranges: readonly number[], point: number): boolean {
  for (let i = 0; i < ranges.length; i += 2) {
    if (point < ranges[i]!) return false;
    if (point <= ranges[i + 1]!) return true;
  }
  return false;
}

/** All bounds that a term distinguishes. */
export function rangesOf(root: Term, into: Set<number>): void {
  const seen = new Set<Term>([root]);
  for (const term of seen) {
    if (term.op === 'points') {
      for (let i = 0; i < term.ranges.length; i += 2) {
        into.add(term.ranges[i]!);
        into.add(term.ranges[i + 1]! + 1);
      }
    } else if (term.op === 'then') seen.add(term.first).add(term.rest);
    else if (term.op === 'or' || term.op === 'and') for (const part of term.parts) seen.add(part);
    else if (term.op === 'not' || term.op === 'repeat') seen.add(term.inner);
  }
}
