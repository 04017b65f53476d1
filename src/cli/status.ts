/** What a person at the terminal is told on stderr: how far it is, and what came of it. */
import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { Problem, Tally } from '../records/report.ts';

const STDERR = 2;
const PROGRESS_MS = 100;
/** Problems that are listed one by one; the rest is counted. */
export const LISTED_PROBLEMS = 10;

/** Counts as a `Tally` has them, also where they came from another thread. */
export type Counted = Pick<Tally, 'seen' | 'read' | 'skipped' | 'failed' | 'warned' | 'errors' | 'skippedBy'>;

/** Names and reasons come from outside: nothing in them may reach the terminal as a command. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
}

export function say(line: string): void {
  try {
    writeSync(STDERR, `${line}\n`);
  } catch {
    // Nobody listens on stderr: the exit status still tells.
  }
}

/** One line, rewritten in place, at most ten times a second, and only on a screen. */
export class ProgressLine {
  private last = 0;
  private shown = false;
  private readonly enabled: boolean;

  constructor(quiet: boolean) {
    this.enabled = !quiet && isatty(STDERR);
  }

  /** Bytes as stored; `total` 0 if nobody can know. */
  update(bytes: number, total: number, documents: number): void {
    if (!this.enabled) return;
    const now = Date.now();
    if (now - this.last < PROGRESS_MS) return;
    this.last = now;
    this.shown = true;
    const part =
      total > 0 ? `${Math.min(100, Math.floor((100 * bytes) / total))} % of ${megabytes(total)}` : megabytes(bytes);
    writeSync(STDERR, `\r\x1b[K${part}, ${documents.toLocaleString('en')} documents`);
  }

  clear(): void {
    if (this.shown) writeSync(STDERR, '\r\x1b[K');
    this.shown = false;
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** `8,000 read, 3 skipped (2 permission check, 1 body in the data folder), 1 failed`. */
export function countsLine(counts: Counted): string {
  const kinds = Object.entries(counts.skippedBy)
    .sort((a, b) => b[1] - a[1])
    .map(([kind, n]) => `${n.toLocaleString('en')} ${kind}`);
  const skipped = `${counts.skipped.toLocaleString('en')} skipped${kinds.length ? ` (${kinds.join(', ')})` : ''}`;
  const warned = counts.warned ? `, ${counts.warned.toLocaleString('en')} with warnings` : '';
  return `${counts.read.toLocaleString('en')} read${warned}, ${skipped}, ${counts.failed.toLocaleString('en')} failed`;
}

/** The first errors as `file:line: reason`, then each kind of warning once, with its first place. */
export function problemLines(problems: readonly Problem[], total: number): string[] {
  const lines: string[] = [];
  let told = 0;
  for (const problem of problems) {
    if (problem.severity !== 'error' || lines.length === LISTED_PROBLEMS) continue;
    lines.push(`${placeOf(problem)}: ${plain(problem.reason)}`);
    told++;
  }
  const warnings = new Map<string, { readonly first: Problem; count: number }>();
  for (const problem of problems) {
    if (problem.severity === 'error') continue;
    const same = warnings.get(problem.reason);
    if (same) same.count++;
    else warnings.set(problem.reason, { first: problem, count: 1 });
  }
  for (const [reason, { first, count }] of [...warnings].slice(0, LISTED_PROBLEMS)) {
    const others = count > 1 ? ` (and ${(count - 1).toLocaleString('en')} more like it)` : '';
    lines.push(`${placeOf(first)}: warning: ${plain(reason)}${others}`);
    told += count;
  }
  if (total > told) lines.push(`... and ${(total - told).toLocaleString('en')} more problems`);
  return lines;
}

const placeOf = ({ file, line }: Problem): string => plain(line > 0 ? `${file}:${line}` : file);

/** Says the outcome unless `quiet`, and gives the exit status. */
export function conclude(counts: Counted, problems: readonly Problem[], problemsTotal: number, quiet: boolean): number {
  if (!quiet) {
    for (const line of problemLines(problems, problemsTotal)) say(line);
    say(countsLine(counts));
  }
  return counts.failed > 0 || counts.errors > 0 ? 1 : 0;
}
