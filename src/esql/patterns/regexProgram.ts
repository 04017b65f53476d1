import { PatternError } from './lucene.ts';
import type { Assertion, Fold, Regex, RegexNode } from './regexTree.ts';

/** Larger programs are refused: counted repetitions are written out. */
export const MAX_PROGRAM = 50_000;

export interface PointSet {
  readonly ranges: readonly number[];
  readonly fold: Fold;
}

export type Instruction =
  | { readonly op: 'set'; readonly set: PointSet }
  /** Some code points of a set in a row, without branching for each. */
  | {
      readonly op: 'run';
      readonly set: PointSet;
      readonly min: number;
      readonly max: number;
      readonly lazy: boolean;
      readonly atomic: boolean;
    }
  /** Goes on at the first address; at the second when that fails. */
  | { readonly op: 'split'; readonly first: number; readonly second: number }
  | { readonly op: 'jump'; readonly to: number }
  | { readonly op: 'save'; readonly slot: number }
  /** Leaves a loop whose body matched nothing. */
  | { readonly op: 'progress'; readonly slot: number; readonly exit: number }
  | { readonly op: 'assert'; readonly assertion: Assertion }
  | { readonly op: 'reference'; readonly group: number; readonly fold: Fold }
  | {
      readonly op: 'look';
      readonly negated: boolean;
      readonly behind: readonly [number, number] | undefined;
      readonly end: number;
    }
  | { readonly op: 'atomic'; readonly end: number }
  | { readonly op: 'accept' };

export interface Program {
  readonly code: readonly Instruction[];
  readonly slots: number;
  readonly groupCount: number;
  readonly names: Regex['names'];
  /** What a match can start with; undefined when it may be empty, or start with anything. */
  readonly starts: readonly PointSet[] | undefined;
}

/** Writes a parsed expression as instructions for the matcher. */
export function programOf(regex: Regex): Program {
  const writer = new ProgramWriter(regex.groupCount);
  writer.write({ kind: 'group', inner: regex.root, index: 0 });
  writer.emit({ op: 'accept' });
  return {
    code: writer.code,
    slots: writer.slots,
    groupCount: regex.groupCount,
    names: regex.names,
    starts: startsOf(regex.root),
  };
}

class ProgramWriter {
  readonly code: Instruction[] = [];
  slots: number;

  constructor(groups: number) {
    this.slots = 2 * (groups + 1);
  }

  emit(instruction: Instruction): number {
    if (this.code.length >= MAX_PROGRAM) throw new PatternError('pattern is too large');
    return this.code.push(instruction) - 1;
  }

  write(node: RegexNode): void {
    switch (node.kind) {
      case 'set':
        this.emit({ op: 'set', set: node });
        break;
      case 'sequence':
        for (const part of node.parts) this.write(part);
        break;
      case 'choice':
        this.#choice(node.options);
        break;
      case 'group':
        this.emit({ op: 'save', slot: 2 * node.index });
        this.write(node.inner);
        this.emit({ op: 'save', slot: 2 * node.index + 1 });
        break;
      case 'assert':
        this.emit({ op: 'assert', assertion: node.assertion });
        break;
      case 'reference':
        if (2 * node.index >= this.slots) this.emit({ op: 'assert', assertion: 'fail' });
        else this.emit({ op: 'reference', group: node.index, fold: node.fold });
        break;
      case 'atomic':
        this.#inner((end) => ({ op: 'atomic', end }), node.inner);
        break;
      case 'look': {
        const behind = node.behind ? lengths(node.inner) : undefined;
        if (behind && behind[1] === Number.POSITIVE_INFINITY) {
          throw new PatternError('Look-behind group does not have an obvious maximum length');
        }
        this.#inner((end) => ({ op: 'look', negated: node.negated, behind, end }), node.inner);
        break;
      }
      case 'repeat':
        this.#repeat(node);
    }
  }

  #inner(make: (end: number) => Instruction, inner: RegexNode): void {
    const at = this.emit({ op: 'accept' });
    this.write(inner);
    this.emit({ op: 'accept' });
    this.code[at] = make(this.code.length);
  }

  #choice(options: readonly RegexNode[]): void {
    const jumps: number[] = [];
    options.forEach((option, i) => {
      if (i === options.length - 1) this.write(option);
      else {
        const split = this.emit({ op: 'accept' });
        this.write(option);
        jumps.push(this.emit({ op: 'accept' }));
        this.code[split] = { op: 'split', first: split + 1, second: this.code.length };
      }
    });
    for (const jump of jumps) this.code[jump] = { op: 'jump', to: this.code.length };
  }

  #repeat(node: Extract<RegexNode, { kind: 'repeat' }>): void {
    const { inner, min, max, mode } = node;
    if (inner.kind === 'set') {
      this.emit({ op: 'run', set: inner, min, max, lazy: mode === 'lazy', atomic: mode === 'possessive' });
      return;
    }
    if (mode === 'possessive') {
      this.#inner((end) => ({ op: 'atomic', end }), { ...node, mode: 'greedy' });
      return;
    }
    for (let i = 0; i < min; i++) this.write(inner);
    if (max === Number.POSITIVE_INFINITY) this.#loop(inner, mode === 'lazy');
    else this.#optional(inner, max - min, mode === 'lazy');
  }

  #branch(at: number, inside: number, outside: number, lazy: boolean): void {
    this.code[at] = lazy
      ? { op: 'split', first: outside, second: inside }
      : { op: 'split', first: inside, second: outside };
  }

  #loop(inner: RegexNode, lazy: boolean): void {
    const slot = this.slots++;
    const split = this.emit({ op: 'accept' });
    this.emit({ op: 'save', slot });
    this.write(inner);
    const progress = this.emit({ op: 'accept' });
    this.emit({ op: 'jump', to: split });
    this.code[progress] = { op: 'progress', slot, exit: this.code.length };
    this.#branch(split, split + 1, this.code.length, lazy);
  }

  #optional(inner: RegexNode, times: number, lazy: boolean): void {
    const splits: number[] = [];
    for (let i = 0; i < times; i++) {
      splits.push(this.emit({ op: 'accept' }));
      this.write(inner);
    }
    for (const split of splits) this.#branch(split, split + 1, this.code.length, lazy);
  }
}

/** The sets that the first code point of a match is from; undefined when that cannot be told. */
function startsOf(root: RegexNode): readonly PointSet[] | undefined {
  const sets: PointSet[] = [];
  // True where nothing need be taken, so that what follows counts too; undefined: anything.
  const visit = (node: RegexNode): boolean | undefined => {
    switch (node.kind) {
      case 'set':
        sets.push(node);
        return false;
      case 'sequence':
        for (const part of node.parts) {
          const empty = visit(part);
          if (empty !== true) return empty;
        }
        return true;
      case 'choice': {
        const all = node.options.map(visit);
        return all.includes(undefined) ? undefined : all.includes(true);
      }
      case 'repeat': {
        const empty = visit(node.inner);
        return empty === undefined ? undefined : empty || node.min === 0;
      }
      case 'group':
      case 'atomic':
        return visit(node.inner);
      case 'reference':
        return undefined;
      default:
        return true;
    }
  };
  return visit(root) === false ? sets : undefined;
}

/** The least and most units that a node takes. A code point takes one unit or two. */
function lengths(node: RegexNode): readonly [number, number] {
  switch (node.kind) {
    case 'set':
      return [node.ranges[0]! > 0xffff ? 2 : 1, node.ranges.at(-1)! > 0xffff ? 2 : 1];
    case 'sequence':
      return node.parts.map(lengths).reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
    case 'choice': {
      const all = node.options.map(lengths);
      return [Math.min(...all.map(([least]) => least)), Math.max(...all.map(([, most]) => most))];
    }
    case 'repeat': {
      const [least, most] = lengths(node.inner);
      return [least * node.min, most === 0 ? 0 : most * node.max];
    }
    case 'group':
    case 'atomic':
      return lengths(node.inner);
    case 'reference':
      return [0, Number.POSITIVE_INFINITY];
    default:
      return [0, 0];
  }
}
