/** Loading: files are listed, opened one ahead, and read in slices. Abortable at any time; what was read stays. */
import type { SkipKind } from '../records/report.ts';
import { type LogFile, listFiles, pathMessage, placeOf } from '../sources/files.ts';
import type { Reached, RemoteStep } from '../sources/remote.ts';
import { compareLoaded } from './compare-loaded.ts';
import { FileReading } from './file-reading.ts';
import { HeldFiles } from './held-files.ts';
import type { InvocationIndex } from './invocation-index.ts';
import type { LoadedRecords } from './loaded-records.ts';
import { type OpenedFile, openFetched, readAhead } from './opened-file.ts';
import type { FileSource, LoadState, RecordId, RemoteSource, SourceRef } from './protocol/protocol.ts';
import { abortedError, type Context, failureOf, RequestError, type Signal } from './protocol/rpc.ts';
import { fetchBody, fetchedIn, type OpenRemote, openRemote } from './remote.ts';
import { SeenRequests } from './seen-requests.ts';
import type { StoredFile } from './segments.ts';
import { nodeSignal } from './signal.ts';
import type { Turns } from './turns.ts';

/** Milliseconds between two reports of progress. */
const REPORT_MS = 100;

/** Fewer records are not let go by themselves. */
const LEAST_DROPPED = 1_000;
/** Records that are out of sight and cannot be let go take memory: at so many times what is kept, following ends. */
const MOST_TRIMMED = 20;

export class Loader {
  private records: LoadedRecords;
  private index: InvocationIndex;
  /** Lets the records before this one go; false if that cannot be done now. Without it they stay out of sight. */
  renew: ((first: RecordId, signal: Signal) => Promise<boolean>) | undefined;
  /** Records that were let go. */
  private dropped = 0;
  private readonly turns: Turns;
  private reported = 0;
  private later: NodeJS.Timeout | undefined;
  /** The first rows are told at once. */
  private shown = false;
  /** Files that were read, to the end or not: none is read twice. */
  private readonly known = new Set<string>();
  /** How far sources in S3 were read, each by what it is. */
  private readonly reached = new Map<string, Reached>();
  private readonly held = new HeldFiles();
  private holding = false;
  /** Of records that were fetched: what is delivered twice is kept once. */
  private requests = new SeenRequests();
  private readonly openRemote: OpenRemote;
  private readonly cache: string;

  /** `remote`: how sources that have to be fetched are opened, and the folder for what is fetched. */
  constructor(
    records: LoadedRecords,
    index: InvocationIndex,
    turns: Turns,
    remote: { readonly open?: OpenRemote; readonly cache?: string } = {},
  ) {
    this.openRemote = remote.open ?? openRemote;
    this.cache = remote.cache ?? fetchedIn(records.spool.folder);
    this.records = records;
    this.index = index;
    this.turns = turns;
    records.segments.restore = (file) => this.fetchAgain(file);
  }

  /**
   * What is read from now on goes there, behind the records that were moved there already. `requests`: theirs; `dropped`:
   * how many have been let go in all.
   */
  goInto(records: LoadedRecords, index: InvocationIndex, requests: SeenRequests, dropped: number): void {
    records.segments.restore = (file) => this.fetchAgain(file);
    this.records = records;
    this.index = index;
    this.requests = requests;
    this.dropped = dropped;
  }

  /**
   * Adds what the sources hold. Throws an `aborted` error; then the phase is `cancelled`. `hold`: messages wait for `settle`
   * if all goes well; else they go back.
   */
  async load(sources: readonly SourceRef[], context: Context<LoadState>, hold = false): Promise<void> {
    const { progress } = this.records;
    this.holding = hold;
    progress.begin();
    this.report(context, true);
    try {
      const files = sources.filter((source): source is FileSource => 'path' in source);
      const remote = sources.filter((source): source is RemoteSource => !('path' in source));
      if (files.length > 0 || remote.length === 0) await this.readAll(await this.list(files, context), context);
      for (const source of remote) await this.readRemote(source, context);
      const { metrics, table } = this.records;
      progress.gap = metrics.size > 0 ? compareLoaded(table, metrics)?.line : undefined;
      progress.phase = 'done';
    } catch (error) {
      progress.phase = context.signal.aborted ? 'cancelled' : 'failed';
      if (!context.signal.aborted) progress.reason = failureOf(error).message;
      void this.settle(false, []).catch(() => undefined);
      throw error;
    } finally {
      this.report(context, true);
    }
  }

  /** Tells what is held whether its records are where they were to go. Throws what could not be brought to its end. */
  settle(taken: boolean, refused: readonly RecordId[]): Promise<void> {
    return this.held.settle(taken, refused);
  }

  private async list(sources: readonly FileSource[], { signal }: Context<LoadState>): Promise<readonly LogFile[]> {
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

  /** The cache puts it where it was, if it is still the same object. */
  private async fetchAgain({ object }: StoredFile): Promise<void> {
    const aws = object && this.records.buckets.get(object.bucket);
    if (aws) await fetchBody(aws, object, this.cache);
  }

  /** What was read before something went wrong stays, and counts. */
  private async readRemote(source: RemoteSource, context: Context<LoadState>): Promise<void> {
    const signal = nodeSignal(context.signal);
    const reached = this.reached.get(JSON.stringify(source)) ?? { hours: new Map(), pages: 0 };
    this.reached.set(JSON.stringify(source), reached);
    const reading = await this.openRemote(source, { cache: this.cache, known: this.known, reached, signal });
    try {
      for await (const step of reading) {
        if (context.signal.aborted) throw abortedError();
        const { object } = step.step === 'file' ? step.file : { object: undefined };
        if (object) this.records.buckets.set(object.bucket, source.aws);
        await this.take(step, context);
        if (source.kind === 'logs' && source.follow && !(await this.trim(source.follow.keep, context.signal))) break;
        this.report(context, false);
      }
    } catch (error) {
      // Whoever cancels does not wait for what is put in order behind.
      if (this.holding) this.held.keep(reading);
      else void reading.close?.().catch(() => undefined);
      throw error;
    }
    if (this.holding) this.held.keep(reading);
    else await reading.close?.();
  }

  /** Keeps the latest records; false when so many others could not be let go that following has to end. */
  private async trim(keep: number, signal: Signal): Promise<boolean> {
    const { progress, table } = this.records;
    this.records.first = Math.max(this.records.first, table.rows - keep);
    progress.trimmed = this.dropped + this.records.first;
    // Moving those that are kept costs as much as reading them once: it is done when as many can be let go.
    if (this.records.first >= Math.max(keep, LEAST_DROPPED) && (await this.letGo(this.records.first, signal)))
      return true;
    const most = keep * MOST_TRIMMED;
    if (table.rows < most) return true;
    const reason = `following ended after ${most.toLocaleString('en')} records, which is all that is held; follow again to go on`;
    progress.addProblem({ severity: 'warning', file: '', line: 0, offset: 0, reason });
    return false;
  }

  /** A record that cannot be moved is no reason to end: then they stay, as without it. */
  private async letGo(first: RecordId, signal: Signal): Promise<boolean> {
    try {
      return (await this.renew?.(first, signal)) === true;
    } catch (error) {
      if (signal.aborted) throw error;
      this.renew = undefined;
      return false;
    }
  }

  private async take(step: RemoteStep, context: Context<LoadState>): Promise<void> {
    const { progress, tally } = this.records;
    switch (step.step) {
      case 'found':
        progress.filesTotal += step.objects;
        progress.bytesTotal += step.bytes;
        return;
      case 'documents':
        if (!this.records.metrics.add(step.documents))
          progress.addProblem({
            severity: 'warning',
            file: '',
            line: 0,
            offset: 0,
            reason: 'too many metrics; the rest was left out',
          });
        progress.documents = this.records.metrics.size;
        for (const document of step.documents) progress.addMetricTime(Date.parse(String(document['@timestamp'])));
        return;
      case 'covered':
        progress.covered = step.part;
        return;
      case 'following':
        progress.follow(step.by, step.sampled);
        return;
      case 'skipped':
        for (let i = 0; i < step.count; i++) tally.skip(step.kind);
        return;
      case 'problem': {
        const { bytes, place, reason, severity } = step;
        if (severity === 'error') this.wholeFileProblem(place, reason);
        else progress.addProblem({ severity, file: place, line: 0, offset: 0, reason });
        if (bytes === undefined) return;
        progress.filesDone++;
        progress.bytesDone += bytes;
        return;
      }
      case 'file': {
        const before = progress.bytesDone;
        const from = this.records.table.rows;
        const { settle } = step;
        let loaded = false;
        try {
          loaded = await this.readOne(
            await openFetched(step.file, this.records.limits),
            before,
            context,
            this.requests,
          );
        } finally {
          if (settle && loaded && this.holding) this.held.add({ settle, from, to: this.records.table.rows });
          else settle?.(loaded);
        }
        progress.filesDone++;
        progress.bytesDone = before + step.file.size;
      }
    }
  }

  /** False where nothing of the file could be read. */
  private async readOne(
    opened: OpenedFile,
    before: number,
    context: Context<LoadState>,
    requests?: SeenRequests,
  ): Promise<boolean> {
    const { progress, tally } = this.records;
    const { errors, read } = tally;
    const reading = new FileReading(opened, this.records, this.index, requests);
    try {
      await reading.read((stored) => {
        progress.bytesDone = before + stored;
        this.report(context, false);
        return this.turns.due ? this.turns.rest(context.signal) : undefined;
      });
    } catch (error) {
      if (context.signal.aborted) throw error;
      const place = placeOf(opened.file);
      this.wholeFileProblem(place, error instanceof RequestError ? error.message : pathMessage(place, error));
    }
    if (this.turns.due) await this.turns.rest(context.signal);
    this.report(context, false);
    return tally.errors === errors || tally.read > read;
  }

  private wholeFileProblem(file: string, reason: string): void {
    this.records.tally.errors++;
    this.records.progress.addProblem({ severity: 'error', file, line: 0, offset: 0, reason });
  }

  private report(context: Context<LoadState>, now: boolean): void {
    const time = performance.now();
    const first = this.records.table.rows > 0 && !this.shown;
    if (!now && !first && time - this.reported < REPORT_MS) {
      // What comes next may take long: how far it is by now is told all the same.
      this.later ??= setTimeout(() => this.report(context, true), REPORT_MS);
      return;
    }
    clearTimeout(this.later);
    this.later = undefined;
    this.reported = time;
    this.shown ||= first;
    context.progress(this.records.progress.state);
  }
}
