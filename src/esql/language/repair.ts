/**
 * Reads a query around its mistakes: a command that is wrong is noted and left out, and the rest is read on. So all
 * mistakes are found at once, and the columns at a place are known although something before it is half typed.
 */
import { analyse } from '../analysis/analyse.ts';
import { AnalysisContext, type Parameters } from '../analysis/context.ts';
import type { Plan } from '../analysis/plan.ts';
import { parse } from '../syntax/parser.ts';
import type { Problem } from '../syntax/position.ts';
import type { CommandNode } from '../syntax/tree.ts';
import type { Catalog } from '../table.ts';
import { isNamePart, isSymbol, type Pipe, pipesOf } from './tokens.ts';

/** Commands that are left out before giving up on finding more mistakes. */
const MAX_REPAIRS = 20;
/** Longer texts are read once: only the mistakes of the first wrong command are found. UTF-16 units. */
const MAX_REPAIRED = 10_000;

export interface Reading {
  /** The plan of what is right; undefined where not even the source could be read. */
  readonly plan: Plan | undefined;
  /** Everything that is wrong, in the order of the text. */
  readonly problems: readonly Problem[];
  /** Whether columns may exist that are not known: a command that makes columns was left out, or the index is unknown. */
  readonly loose: boolean;
  /** The index patterns that the catalog does not know, if that is so. */
  readonly unknownIndex: boolean;
}

/** Stands for the source where that cannot be read. */
const NO_SOURCE = 'ROW x=1';

export function read(text: string, catalog: Catalog, parameters: Parameters = { values: [] }): Reading {
  const repair = new Repair(text, catalog, parameters);
  for (let i = 0; i < MAX_REPAIRS; i++) {
    if (repair.step() || text.length > MAX_REPAIRED) break;
  }
  return repair.reading();
}

class Repair {
  #text: string;
  readonly #whole: string;
  readonly #catalog: Catalog;
  readonly #parameters: Parameters;
  readonly #problems: Problem[] = [];
  #plan: Plan | undefined;
  /** Nothing is said of columns that are not known. */
  #loose = false;
  #unknownIndex = false;
  /** Columns that a command which was left out would have made. */
  readonly #made = new Set<string>();

  constructor(text: string, catalog: Catalog, parameters: Parameters) {
    this.#text = text;
    this.#whole = text;
    this.#catalog = catalog;
    this.#parameters = parameters;
  }

  /** True when there is nothing more to find. */
  step(): boolean {
    const parsed = parse(this.#text);
    if ('problem' in parsed) return this.#leaveOut([parsed.problem]);
    const { commands } = parsed.query;
    const context = new AnalysisContext(this.#text, this.#catalog, this.#parameters);
    const analysed = analyse(parsed.query, context);
    if ('plan' in analysed) {
      this.#plan = analysed.plan;
      return true;
    }
    if (analysed.early) return this.#leaveOut(analysed.problems, commands);
    this.#take(analysed.problems);
    // Mistakes of this kind are found when all names and types are known: they leave the columns as they are.
    const wrong = commands.filter(({ start, end }) =>
      analysed.problems.some((p) => p.start >= start && p.start <= end),
    );
    for (const { start } of wrong) this.#blank(this.#pipeAt(start));
    return wrong.length === 0;
  }

  reading(): Reading {
    const problems = [...this.#problems].sort((a, b) => a.start - b.start || a.end - b.end);
    return { plan: this.#plan, problems, loose: this.#loose, unknownIndex: this.#unknownIndex };
  }

  #take(problems: readonly Problem[]): void {
    for (const problem of problems) if (!this.#follows(problem)) this.#problems.push(visible(this.#whole, problem));
  }

  /** Whether a problem is only there because something before it was left out. */
  #follows({ message, start }: Problem): boolean {
    const column = /^Unknown column \[(.*?)\](?:,|$)/s.exec(message)?.[1];
    if (column !== undefined) return this.#loose || this.#made.has(column);
    if (this.#loose && /^No matches found for pattern/.test(message)) return true;
    return this.#problems.some((known) => known.start === start && known.message === message);
  }

  #leaveOut(problems: readonly Problem[], commands: readonly CommandNode[] = []): boolean {
    if (problems.some(({ message }) => message.startsWith('Unknown index ['))) this.#unknownIndex = true;
    this.#take(problems);
    const [first] = problems;
    if (!first) return true;
    const command = commands.find(({ start, end }) => first.start >= start && first.start <= end);
    const pipe = this.#pipeAt(command?.start ?? first.start);
    return !this.#blank(pipe);
  }

  /** The pipe that holds a place. The parser stops at the next pipe when the one before it is not complete. */
  #pipeAt(offset: number): { readonly pipe: Pipe; readonly first: boolean } {
    const pipes = pipesOf(this.#text);
    const i = pipes.findLastIndex(({ start }) => start < offset);
    return { pipe: pipes[Math.max(0, i)]!, first: i <= 0 };
  }

  /** Puts blanks where a pipe was, so that all other places stay. False when there is no room or nothing left. */
  #blank({ pipe, first }: { readonly pipe: Pipe; readonly first: boolean }): boolean {
    const before = this.#text;
    const written = before.slice(pipe.start, pipe.end);
    this.#remember(pipe);
    let blanks = written.replace(/[^\r\n]/g, ' ');
    if (first) {
      this.#loose = true;
      const room = blanks.replace(/[\r\n]/g, ' ');
      if (room.length < NO_SOURCE.length || written.includes(NO_SOURCE)) return false;
      blanks = NO_SOURCE + room.slice(NO_SOURCE.length);
    }
    this.#text = before.slice(0, pipe.start) + blanks + before.slice(pipe.end);
    return this.#text !== before;
  }

  #remember({ command, body }: Pipe): void {
    if (KEEPS_COLUMNS.has(command)) return;
    if (command !== 'EVAL') this.#loose = true;
    body.forEach((token, i) => {
      if (!isSymbol(token, '=')) return;
      let from = i - 1;
      while (isSymbol(body[from - 1], '.') && isNamePart(body[from - 2])) from -= 2;
      const start = body[from]?.start ?? token.start;
      this.#made.add(this.#whole.slice(start, body[i - 1]?.end ?? start).replaceAll('`', ''));
    });
  }
}

/** Without these no later column is missing. */
const KEEPS_COLUMNS: ReadonlySet<string> = new Set(['WHERE', 'SORT', 'LIMIT', 'KEEP', 'DROP', 'MV_EXPAND', '']);

/** An empty place, such as the end of the text, is widened to what stands before it, or nobody would see it. */
function visible(text: string, problem: Problem): Problem {
  const end = Math.min(problem.end, text.length);
  const start = Math.min(problem.start, end);
  if (end > start) return { ...problem, start, end };
  const before = /\S+\s*$/.exec(text.slice(Math.max(0, start - 200), start));
  if (!before) return { ...problem, start, end: Math.min(text.length, start + 1) };
  const from = Math.max(0, start - 200) + before.index;
  return { ...problem, start: from, end: from + before[0].trimEnd().length };
}
