import { isNullable, rangesOf, type Term, TermMaker } from './language.ts';

/** States kept per automaton before they are dropped and made again as needed. */
const MAX_STATES = 4000;
/** How far the check for "accepts every text" looks. */
const MAX_TOTAL_CHECK = 400;
const UNKNOWN = -1;

/**
 * Matches whole texts against a term in one pass, whatever the text: states are made when they are
 * first reached and dropped when they are too many. A pattern whose terms outgrow MAX_TERMS throws
 * TooComplexError.
 */
export class Automaton {
  readonly #maker = new TermMaker();
  readonly #start: Term;
  readonly #bounds: readonly number[];
  readonly #classOfUnit: Uint16Array;
  readonly #classes: number;
  #states: Term[] = [];
  #numbers = new Map<Term, number>();
  #next = new Int32Array(0);
  /** Per state: 1 accepts, 2 accepts whatever follows, 3 can never accept. */
  #kinds: Uint8Array = new Uint8Array(0);

  constructor(build: (maker: TermMaker) => Term) {
    this.#start = build(this.#maker);
    const bounds = new Set([0]);
    rangesOf(this.#start, bounds);
    this.#bounds = [...bounds].filter((bound) => bound <= 0x10ffff).sort((a, b) => a - b);
    this.#classes = this.#bounds.length;
    this.#classOfUnit = new Uint16Array(0x10000);
    for (let c = 0; c < this.#classes; c++) {
      const first = this.#bounds[c]!;
      if (first > 0xffff) break;
      this.#classOfUnit.fill(c, first, Math.min(0x10000, this.#bounds[c + 1] ?? 0x10000));
    }
    this.#reset(this.#start);
  }

  #reset(term: Term): number {
    this.#states = [];
    this.#numbers = new Map();
    this.#next = new Int32Array(64 * this.#classes);
    this.#kinds = new Uint8Array(64);
    return this.#stateOf(term);
  }

  #stateOf(term: Term): number {
    let state = this.#numbers.get(term);
    if (state !== undefined) return state;
    state = this.#states.length;
    this.#states.push(term);
    this.#numbers.set(term, state);
    if (state >= this.#kinds.length) {
      const kinds = new Uint8Array(this.#kinds.length * 2);
      kinds.set(this.#kinds);
      this.#kinds = kinds;
      const next = new Int32Array(this.#next.length * 2);
      next.set(this.#next);
      this.#next = next;
    }
    this.#next.fill(UNKNOWN, state * this.#classes, (state + 1) * this.#classes);
    this.#kinds[state] = term === this.#maker.anyText ? 2 : term === this.#maker.nothing ? 3 : isNullable(term) ? 1 : 0;
    return state;
  }

  #step(state: number, pointClass: number): number {
    const term = this.#states[state]!;
    const point = this.#bounds[pointClass]!;
    const follower = this.#maker.derive(term, point);
    if (this.#states.length >= MAX_STATES) return this.#reset(follower);
    const next = this.#stateOf(follower);
    this.#next[state * this.#classes + pointClass] = next;
    return next;
  }

  #classOfPoint(point: number): number {
    let low = 0;
    let high = this.#bounds.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#bounds[middle]! <= point) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Whether the whole text belongs to the language. */
  matches(text: string): boolean {
    const classes = this.#classes;
    const classOfUnit = this.#classOfUnit;
    let state = this.#numbers.get(this.#start) ?? this.#reset(this.#start);
    let next = this.#next;
    const { length } = text;
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      let pointClass = classOfUnit[unit]!;
      if ((unit & 0xfc00) === 0xd800 && i + 1 < length) {
        const point = text.codePointAt(i)!;
        if (point > 0xffff) {
          pointClass = this.#classOfPoint(point);
          i++;
        }
      }
      const known = next[state * classes + pointClass]!;
      if (known >= 0) {
        state = known;
        if (this.#kinds[state]! < 2) continue;
      } else {
        state = this.#step(state, pointClass);
        next = this.#next;
      }
      const kind = this.#kinds[state]!;
      if (kind >= 2) return kind === 2;
    }
    return this.#kinds[state]! === 1 || this.#kinds[state] === 2;
  }

  /** Whether every text belongs to the language, as far as a short search tells. */
  acceptsEverything(): boolean {
    const seen = new Set<number>([this.#numbers.get(this.#start) ?? this.#reset(this.#start)]);
    for (const state of seen) {
      const kind = this.#kinds[state]!;
      if (kind === 2) continue;
      if (kind !== 1) return false;
      for (let c = 0; c < this.#classes; c++) {
        seen.add(this.#step(state, c));
        if (seen.size > MAX_TOTAL_CHECK) return false;
      }
    }
    return true;
  }
}
