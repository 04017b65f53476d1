import { inRanges } from './language.ts';
import { parseRegex } from './regexParser.ts';
import { type Instruction, type PointSet, type Program, programOf } from './regexProgram.ts';
import type { Assertion, Dialect } from './regexTree.ts';

/** Steps that one search may take, and further ones per unit of its text. */
export const MAX_STEPS = 200_000;
export const STEPS_PER_UNIT = 16;

/** A search that took too many steps. */
export class StepLimitError extends Error {
  constructor() {
    super(`gave up after ${MAX_STEPS} steps: the pattern backtracks too much on this value`);
  }
}

/** Start and end of each group in the text, -1 where it took no part; entries 0 and 1 are the match. */
export type Match = Int32Array;

/** What a frame of the stack stands for: an address to go on at, a slot to restore, a run to change. */
const Frame = { Branch: 0, Restore: 1, Run: 2 } as const;

/**
 * Finds matches by backtracking on a stack of its own, so that neither text nor pattern can
 * overflow anything; too many steps end in {@link StepLimitError}.
 */
export class RegexMatcher {
  readonly program: Program;
  readonly #code: readonly Instruction[];
  readonly #starts: Uint8Array | undefined;
  #text = '';
  #slots = new Int32Array(0);
  readonly #stack: number[] = [];
  #left = 0;

  constructor(pattern: string, dialect: Dialect) {
    this.program = programOf(parseRegex(pattern, dialect));
    this.#code = this.program.code;
    this.#starts = startTable(this.program.starts);
  }

  /** The first match that starts at `from` or later, or undefined. */
  find(text: string, from: number): Match | undefined {
    this.#text = text;
    this.#left = MAX_STEPS + STEPS_PER_UNIT * text.length;
    if (this.#slots.length === 0) this.#slots = new Int32Array(this.program.slots);
    const starts = this.#starts;
    for (let at = from; at <= text.length; at++) {
      if (starts) {
        // Units beyond ASCII share the last entry.
        while (at < text.length && starts[Math.min(128, text.charCodeAt(at))] === 0) at++;
        if (at >= text.length) return undefined;
      }
      this.#slots.fill(-1);
      this.#stack.length = 0;
      if (this.#run(0, at, -1) >= 0) return this.#slots.slice(0, 2 * (this.program.groupCount + 1));
      if (isLeadAt(text, at)) at++;
    }
    return undefined;
  }

  /** Runs from an address to its `accept`; the end of the match, or -1. `mustEnd` fixes the end. */
  #run(start: number, from: number, mustEnd: number): number {
    const base = this.#stack.length;
    let pc = start;
    let at = from;
    for (;;) {
      if (--this.#left < 0) throw new StepLimitError();
      const instruction = this.#code[pc]!;
      let next = -1;
      switch (instruction.op) {
        case 'accept':
          if (mustEnd < 0 || at === mustEnd) return this.#forget(base, at);
          break;
        case 'set': {
          const end = this.#one(instruction.set, at);
          if (end >= 0) {
            at = end;
            next = pc + 1;
          }
          break;
        }
        case 'run': {
          const end = this.#runOf(instruction, pc, at);
          if (end >= 0) {
            at = end;
            next = pc + 1;
          }
          break;
        }
        case 'split':
          this.#stack.push(instruction.second, at, Frame.Branch);
          next = instruction.first;
          break;
        case 'jump':
          next = instruction.to;
          break;
        case 'save':
          this.#stack.push(instruction.slot, this.#slots[instruction.slot]!, Frame.Restore);
          this.#slots[instruction.slot] = at;
          next = pc + 1;
          break;
        case 'progress':
          next = this.#slots[instruction.slot] === at ? instruction.exit : pc + 1;
          break;
        case 'assert':
          if (this.#holds(instruction.assertion, at)) next = pc + 1;
          break;
        case 'reference': {
          const end = this.#reference(instruction.group, instruction.fold > 0, at);
          if (end >= 0) {
            at = end;
            next = pc + 1;
          }
          break;
        }
        case 'look':
          if (this.#look(instruction, pc + 1, at)) next = instruction.end;
          break;
        case 'atomic': {
          const end = this.#run(pc + 1, at, -1);
          if (end >= 0) {
            at = end;
            next = instruction.end;
          }
        }
      }
      if (next >= 0) {
        pc = next;
        continue;
      }
      const resumed = this.#backtrack(base);
      if (!resumed) return -1;
      [pc, at] = resumed;
    }
  }

  /** Drops the branches above `base` but keeps what undoes changes of slots. */
  #forget(base: number, at: number): number {
    let kept = base;
    for (let i = base; i < this.#stack.length; i += 3) {
      if (this.#stack[i + 2] !== Frame.Restore) continue;
      this.#stack[kept++] = this.#stack[i]!;
      this.#stack[kept++] = this.#stack[i + 1]!;
      this.#stack[kept++] = Frame.Restore;
    }
    this.#stack.length = kept;
    return at;
  }

  #backtrack(base: number): readonly [number, number] | undefined {
    while (this.#stack.length > base) {
      const kind = this.#stack.pop()!;
      const second = this.#stack.pop()!;
      const first = this.#stack.pop()!;
      if (kind === Frame.Restore) this.#slots[first] = second;
      else if (kind === Frame.Branch) return [first, second];
      else {
        const again = this.#resumeRun(first, second);
        if (again >= 0) return [first + 1, again];
      }
    }
    return undefined;
  }

  #one(set: PointSet, at: number): number {
    if (at >= this.#text.length) return -1;
    const point = this.#text.codePointAt(at)!;
    return isIn(set, point) ? at + (point > 0xffff ? 2 : 1) : -1;
  }

  /** Takes a run of a set; where it may be shorter or longer, that is tried later. */
  #runOf(run: Extract<Instruction, { op: 'run' }>, pc: number, from: number): number {
    let at = from;
    let count = 0;
    const wanted = run.lazy ? run.min : run.max;
    while (count < wanted) {
      const end = this.#one(run.set, at);
      if (end < 0) break;
      at = end;
      count++;
      this.#left--;
    }
    if (count < run.min) return -1;
    if (run.atomic || (run.lazy ? run.max === run.min : count === run.min)) return at;
    const shortest = run.min === 0 ? from : this.#shortest(run, from);
    if (run.lazy) this.#stack.push(at, run.max - count, 0);
    else this.#stack.push(shortest, 0, 0);
    this.#stack.push(pc, at, Frame.Run);
    return at;
  }

  #shortest(run: Extract<Instruction, { op: 'run' }>, from: number): number {
    let at = from;
    for (let i = 0; i < run.min; i++) at = this.#one(run.set, at);
    return at;
  }

  /** One less of a greedy run, one more of a lazy one; -1 when there is none. */
  #resumeRun(pc: number, at: number): number {
    const run = this.#code[pc] as Extract<Instruction, { op: 'run' }>;
    const top = this.#stack.length;
    const [bound, left] = [this.#stack[top - 3]!, this.#stack[top - 2]!];
    this.#stack.length = top - 3;
    if (!run.lazy) {
      const shorter = at - (isTrailAt(this.#text, at - 1) ? 2 : 1);
      if (shorter < bound) return -1;
      if (shorter > bound) this.#stack.push(bound, 0, 0, pc, shorter, Frame.Run);
      return shorter;
    }
    const longer = this.#one(run.set, at);
    if (longer < 0) return -1;
    if (left > 1) this.#stack.push(longer, left - 1, 0, pc, longer, Frame.Run);
    return longer;
  }

  #look(look: Extract<Instruction, { op: 'look' }>, start: number, at: number): boolean {
    const before = look.negated ? this.#slots.slice() : undefined;
    let found = false;
    if (!look.behind) found = this.#run(start, at, -1) >= 0;
    else {
      const [least, most] = look.behind;
      for (let length = least; length <= most && length <= at && !found; length++) {
        found = this.#run(start, at - length, at) >= 0;
      }
    }
    if (before) this.#slots.set(before);
    return found !== look.negated;
  }

  #reference(group: number, fold: boolean, at: number): number {
    const [from, to] = [this.#slots[2 * group]!, this.#slots[2 * group + 1]!];
    if (from < 0 || to < 0) return -1;
    const wanted = this.#text.slice(from, to);
    const found = this.#text.slice(at, at + wanted.length);
    const same = fold ? found.toLowerCase() === wanted.toLowerCase() : found === wanted;
    return same ? at + wanted.length : -1;
  }

  #holds(assertion: Assertion, at: number): boolean {
    const text = this.#text;
    switch (assertion) {
      case 'text-start':
        return at === 0;
      case 'text-end':
        return at === text.length;
      case 'text-end-or-newline':
        return (
          at === text.length ||
          (at === text.length - 1 && text[at] === '\n') ||
          (at === text.length - 2 && text.startsWith('\r\n', at))
        );
      case 'line-start':
        return at === 0 || text[at - 1] === '\n';
      case 'line-end':
        return at === text.length || text[at] === '\n';
      case 'word-edge':
        return isWordAt(text, at - 1) !== isWordAt(text, at);
      case 'no-word-edge':
        return isWordAt(text, at - 1) === isWordAt(text, at);
      case 'letter-edge':
        return isLetterBefore(text, at) !== isLetterAt(text, at);
      case 'no-letter-edge':
        return isLetterBefore(text, at) === isLetterAt(text, at);
      case 'fail':
        return false;
    }
  }
}

const isWordAt = (text: string, at: number): boolean => at >= 0 && at < text.length && /\w/.test(text[at]!);
/** The words of all scripts, whose edges Oniguruma's `\\b` finds although its `\\w` is ASCII's. */
const LETTER = /[\p{L}\p{M}\p{Nd}\p{Pc}]/u;
const isLetterAt = (text: string, at: number): boolean =>
  at < text.length && LETTER.test(String.fromCodePoint(text.codePointAt(at)!));
const isLetterBefore = (text: string, at: number): boolean =>
  at > 0 && isLetterAt(text, isTrailAt(text, at - 1) ? at - 2 : at - 1);
const isTrailAt = (text: string, at: number): boolean =>
  at > 0 && (text.charCodeAt(at) & 0xfc00) === 0xdc00 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;
const isLeadAt = (text: string, at: number): boolean => isTrailAt(text, at + 1);

function isIn(set: PointSet, point: number): boolean {
  if (inRanges(set.ranges, point)) return true;
  if (set.fold === 0) return false;
  if (point < 128) return isLetter(point) && inRanges(set.ranges, point ^ 32);
  if (set.fold === 1) return false;
  const c = String.fromCodePoint(point);
  return inRanges(set.ranges, c.toLowerCase().codePointAt(0)!) || inRanges(set.ranges, c.toUpperCase().codePointAt(0)!);
}

const isLetter = (point: number): boolean => (point >= 65 && point <= 90) || (point >= 97 && point <= 122);

/** Per ASCII code point, and for all others together, whether a match may start there. */
function startTable(starts: readonly PointSet[] | undefined): Uint8Array | undefined {
  if (!starts) return undefined;
  const table = new Uint8Array(129).fill(1, 128);
  for (let point = 0; point < 128; point++) table[point] = starts.some((set) => isIn(set, point)) ? 1 : 0;
  return table;
}
