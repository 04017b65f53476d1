import type { Tally } from '../records/report.ts';
import type { FollowState, LoadState, Problem } from './protocol/protocol.ts';

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
  /** Documents of metrics. */
  documents = 0;
  /** The calls of the log beside those of the metrics, in one line. */
  gap: string | undefined;
  /** Part of the time range of a source that has no files, 0 to 1. */
  covered: number | undefined;
  /** Records that are out of sight. */
  trimmed = 0;
  private following: Following | undefined;
  private oldest = Number.POSITIVE_INFINITY;
  private newest = Number.NEGATIVE_INFINITY;
  private readonly metricTimes: [oldest: number, newest: number] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
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

  /** The `@timestamp` of a metric document: without records, their times are what there is to look at. */
  addMetricTime(ms: number): void {
    if (ms < this.metricTimes[0]) this.metricTimes[0] = ms;
    if (ms > this.metricTimes[1]) this.metricTimes[1] = ms;
  }

  /** `ms`: the `@timestamp` of a record. */
  addTime(ms: number): void {
    if (ms < this.oldest) this.oldest = ms;
    if (ms > this.newest) this.newest = ms;
  }

  /** What an earlier load left over when it was given up is counted anew; records stay. */
  begin(): void {
    this.filesTotal = this.filesDone;
    this.bytesTotal = this.bytesDone;
    this.phase = 'loading';
    this.reason = undefined;
    this.covered = undefined;
    this.following = undefined;
  }

  /** What was there has been read; from now on it is followed. */
  follow(by: FollowState['by'], sampled: boolean): void {
    this.following ??= new Following(this.tally.read);
    this.following.tell(by, sampled, this.tally.read);
    this.covered = undefined;
  }

  get state(): LoadState {
    const { seen, read, skipped, failed, skippedBy, warned } = this.tally;
    const [oldest, newest] = this.oldest <= this.newest ? [this.oldest, this.newest] : this.metricTimes;
    return {
      phase: this.phase,
      files: { done: this.filesDone, total: this.filesTotal },
      bytes: { done: this.bytesDone, total: this.bytesTotal },
      counts: { seen, read, skipped, failed, skippedBy: { ...skippedBy }, warned },
      problems: [...this.problems],
      problemsTotal: this.problemsTotal,
      ...(oldest <= newest && { range: [oldest, newest] as const }),
      ...(this.reason !== undefined && { reason: this.reason }),
      ...(this.documents > 0 && { documents: this.documents }),
      ...(this.gap !== undefined && { gap: this.gap }),
      ...(this.covered !== undefined && { covered: this.covered }),
      ...(this.trimmed > 0 && { trimmed: this.trimmed }),
      ...(this.following && { following: this.following.state }),
    };
  }
}

/** Time over which the rate is measured, ms. */
const RATE_MS = 10_000;

class Following {
  private readonly since = Date.now();
  private by: FollowState['by'] = 'polling';
  private sampled = false;
  private records = 0;
  private readonly first: number;
  /** Records that had come at some times of the last seconds. */
  private readonly marks: [time: number, records: number][] = [];

  constructor(first: number) {
    this.first = first;
  }

  /** `records`: how many have been read in all. */
  tell(by: FollowState['by'], sampled: boolean, records: number): void {
    const now = Date.now();
    this.by = by;
    this.sampled = sampled;
    this.records = records - this.first;
    this.marks.push([now, this.records]);
    while (this.marks.length > 2 && (this.marks[1]?.[0] ?? now) < now - RATE_MS) this.marks.shift();
  }

  get state(): FollowState {
    const { by, records, sampled, since } = this;
    const [begin, before] = this.marks[0] ?? [since, 0];
    const seconds = Math.max(1, (Date.now() - begin) / 1000);
    return { by, sampled, since, records, rate: (records - before) / seconds };
  }
}
