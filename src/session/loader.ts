/** Loading: files are listed, opened one ahead, and read in slices. Abortable at any time; what was read stays. */
import type { SkipKind } from '../records/report.ts';
import { type LogFile, listFiles, pathMessage } from '../sources/files.ts';
import { FileReading } from './file-reading.ts';
import type { InvocationIndex } from './invocation-index.ts';
import type { LoadedRecords } from './loaded-records.ts';
import { type OpenedFile, readAhead } from './opened-file.ts';
import type { LoadState, SourceRef } from './protocol/protocol.ts';
import { abortedError, type Context, failureOf, RequestError, type Signal } from './protocol/rpc.ts';
import type { Turns } from './turns.ts';

/** Milliseconds between two reports of progress. */
const REPORT_MS = 100;

/** The platform's own kind of signal, for those who ask for that. */
function nodeSignal(signal: Signal): AbortSignal {
  const controller = new AbortController();
  if (signal.aborted) controller.abort();
  else signal.addEventListener('abort', () => controller.abort(), { once: true });
  return controller.signal;
}

export class Loader {
  private readonly records: LoadedRecords;
  private readonly index: InvocationIndex;
  private readonly turns: Turns;
  private reported = 0;
  /** The first rows are told at once. */
  private shown = false;
  /** Files that were read, to the end or not: none is read twice. */
  private readonly known = new Set<string>();

  constructor(records: LoadedRecords, index: InvocationIndex, turns: Turns) {
    this.records = records;
    this.index = index;
    this.turns = turns;
  }

  /** Adds what the sources hold. Throws an `aborted` error; then the phase is `cancelled`. */
  async load(sources: readonly SourceRef[], context: Context<LoadState>): Promise<void> {
    const { progress } = this.records;
    progress.phase = 'loading';
    progress.reason = undefined;
    this.report(context, true);
    try {
      await this.readAll(await this.list(sources, context), context);
      progress.phase = 'done';
    } catch (error) {
      progress.phase = context.signal.aborted ? 'cancelled' : 'failed';
      if (!context.signal.aborted) progress.reason = failureOf(error).message;
      throw error;
    } finally {
      this.report(context, true);
    }
  }

  private async list(sources: readonly SourceRef[], { signal }: Context<LoadState>): Promise<readonly LogFile[]> {
    const { progress, tally } = this.records;
    const paths = sources.map(({ path }) => path);
    const listing = await listFiles(paths, nodeSignal(signal));
    for (const [kind, count] of Object.entries(listing.skipped)) {
      for (let i = 0; i < count; i++) tally.skip(kind as SkipKind);
    }
    // A folder and a file in it may both be named.
    const named = new Map(listing.files.map((file) => [file.path, file]));
    const files = [...named.values()].filter(({ path }) => !this.known.has(path));
    for (const { path, message } of listing.problems) this.wholeFileProblem(path, message);
    if (listing.files.length === 0 && listing.problems.length > 0 && listing.problems.every(({ named }) => named)) {
      throw new RequestError('not-found', listing.problems[0]?.message ?? 'There are no such files.');
    }
    // What an earlier load left over when it was cancelled is counted anew.
    progress.filesTotal = progress.filesDone + files.length;
    progress.bytesTotal = files.reduce((sum, { size }) => sum + size, progress.bytesDone);
    return files;
  }

  private async readAll(files: readonly LogFile[], context: Context<LoadState>): Promise<void> {
    const { progress } = this.records;
    for await (const { file, opened, error } of readAhead(files, this.records.limits)) {
      if (context.signal.aborted) throw abortedError();
      const before = progress.bytesDone;
      this.known.add(file.path);
      if (opened) await this.readOne(opened, before, context);
      else this.wholeFileProblem(file.path, pathMessage(file.path, error));
      progress.filesDone++;
      progress.bytesDone = before + file.size;
    }
  }

  private async readOne(opened: OpenedFile, before: number, context: Context<LoadState>): Promise<void> {
    const { progress } = this.records;
    const reading = new FileReading(opened, this.records, this.index);
    try {
      await reading.read((stored) => {
        progress.bytesDone = before + stored;
        this.report(context, false);
        return this.turns.due ? this.turns.rest(context.signal) : undefined;
      });
    } catch (error) {
      if (context.signal.aborted) throw error;
      const { path } = opened.file;
      this.wholeFileProblem(path, error instanceof RequestError ? error.message : pathMessage(path, error));
    }
    if (this.turns.due) await this.turns.rest(context.signal);
    this.report(context, false);
  }

  private wholeFileProblem(file: string, reason: string): void {
    this.records.tally.errors++;
    this.records.progress.addProblem({ severity: 'error', file, line: 0, offset: 0, reason });
  }

  private report(context: Context<LoadState>, now: boolean): void {
    const time = performance.now();
    const first = this.records.table.rows > 0 && !this.shown;
    if (!now && !first && time - this.reported < REPORT_MS) return;
    this.reported = time;
    this.shown ||= first;
    context.progress(this.records.progress.state);
  }
}
