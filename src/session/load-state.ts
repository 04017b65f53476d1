import type { Tally } from '../records/report.ts';
import type { LoadState, Problem } from './protocol/protocol.ts';

/** Problems that are kept and shown; the others are counted. */
export const MAX_PROBLEMS = 1000;

/** What has been read so far, as it is told to those who look on. */
export class LoadProgress {
  phase: LoadState['phase'] = 'empty';
  filesDone = 0;
  filesTotal = 0;
  bytesDone = 0;
  bytesTotal = 0;
  reason: string | undefined;
  private oldest = Number.POSITIVE_INFINITY;
  private newest = Number.NEGATIVE_INFINITY;
  private readonly problems: Problem[] = [];
  private problemsTotal = 0;
  private readonly tally: Tally;

  constructor(tally: Tally) {
    this.tally = tally;
  }

  addProblem(problem: Problem): void {
    this.problemsTotal++;
    if (this.problems.length < MAX_PROBLEMS) this.problems.push(problem);
  }

  /** `ms`: the `@timestamp` of a record. */
  addTime(ms: number): void {
    if (ms < this.oldest) this.oldest = ms;
    if (ms > this.newest) this.newest = ms;
  }

  get state(): LoadState {
    const { seen, read, skipped, failed, skippedBy, warned } = this.tally;
    return {
      phase: this.phase,
      files: { done: this.filesDone, total: this.filesTotal },
      bytes: { done: this.bytesDone, total: this.bytesTotal },
      counts: { seen, read, skipped, failed, skippedBy: { ...skippedBy }, warned },
      problems: [...this.problems],
      problemsTotal: this.problemsTotal,
      ...(this.oldest <= this.newest && { range: [this.oldest, this.newest] as const }),
      ...(this.reason !== undefined && { reason: this.reason }),
    };
  }
}
