/**
 * Sends documents in bulk requests, several at once, until each is known to be there or refused. A request that fails
 * as a whole is sent again; of one that failed in part, only what failed. Documents have ids and are sent as `create`,
 * so what was written although its answer was lost is found there and not written twice.
 */
import { type Cluster, ClusterError, isClusterError, isRecord, member } from '../cluster.ts';
import { type Action, Batch, type Entry } from './batch.ts';
import { Pace } from './pace.ts';
import { Account, type PushReport } from './report.ts';

export interface PushOptions {
  /** Requests at once, at most. */
  readonly requests: number;
  /** A request is sent when it has as many bytes or documents. */
  readonly batchBytes: number;
  readonly batchDocuments: number;
  /** Milliseconds without any success after which the push gives up. */
  readonly patience: number;
  /** How often a document that the server fails on (status 500) is sent. */
  readonly attempts: number;
  readonly firstWait: number;
  readonly longestWait: number;
}

export const PUSH_OPTIONS: PushOptions = {
  requests: 4,
  batchBytes: 5 * 1024 * 1024,
  batchDocuments: 2_000,
  patience: 5 * 60_000,
  attempts: 5,
  firstWait: 200,
  longestWait: 30_000,
};

/** Time and chance, which tests replace. */
export interface Surroundings {
  readonly now: () => number;
  /** Resolves after the milliseconds, or earlier when the signal is aborted. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly random: () => number;
}

export interface Rejected {
  readonly stream: string;
  readonly id: string | undefined;
  readonly status: number;
  readonly reason: string;
  /** As it was told with the document. */
  readonly file?: number | undefined;
  /** JSON. Holds good during the call only. */
  readonly document: Uint8Array;
}

export interface PushReceiver {
  rejected(rejected: Rejected): void;
  progress?(report: PushReport): void;
}

/** How documents of a data stream are sent. */
export interface StreamTreatment extends Action {
  /** False where the stream makes ids itself, as time series do. */
  readonly ids: boolean;
  /** Ids of these that older indices of the stream hold: a data stream finds only those of its newest. */
  readonly inOlder?: (ids: readonly string[], signal: AbortSignal) => Promise<ReadonlySet<string>>;
}

/** Elasticsearch's words where a document of a time series was given an id. */
const OWN_IDS = /_id must be unset|time[_ ]series mode/;
const NO_ITEMS: readonly unknown[] = [];

export class Pusher {
  private readonly cluster: Cluster;
  private readonly options: PushOptions;
  private readonly receiver: PushReceiver;
  private readonly surroundings: Surroundings;
  private readonly treatment: (stream: string) => StreamTreatment;
  private readonly account = new Account();
  private readonly pace: Pace;
  private readonly ready: Batch[] = [];
  private filling: Batch | undefined;
  private underWay = 0;
  private batchBytes: number;
  private closing = false;
  private readonly stopping = new AbortController();
  private failure: Error | undefined;
  /** Since when nothing has gone through; undefined while all is well. */
  private troubleSince: number | undefined;
  /** No request begins before this. */
  private notBefore = 0;
  private waking = false;
  private readonly makeOwnIds = new Set<string>();
  private waiting: (() => void)[] = [];

  constructor(
    cluster: Cluster,
    treatment: (stream: string) => StreamTreatment,
    receiver: PushReceiver,
    surroundings: Surroundings,
    options: PushOptions = PUSH_OPTIONS,
  ) {
    this.cluster = cluster;
    this.treatment = treatment;
    this.receiver = receiver;
    this.surroundings = surroundings;
    this.options = options;
    this.batchBytes = options.batchBytes;
    this.pace = new Pace({ ...options, most: options.requests, random: surroundings.random });
  }

  /**
   * Takes a copy of the document `source[start, end)`; a rejection tells `file` again. Await `room` now and then: what is
   * not yet sent is in memory.
   */
  add(stream: string, id: string | undefined, source: Uint8Array, start: number, end: number, file?: number): void {
    this.account.add(stream);
    this.put({ stream, id, sent: 0, unsure: false, file }, source, start, end);
    this.pump();
  }

  /** Resolves when little enough waits to be sent. Throws what ended the push. */
  async room(): Promise<void> {
    while (!this.failure && this.ready.length > this.options.requests) await this.change();
    if (this.failure) throw this.failure;
  }

  /** Resolves when every document is there or rejected. Throws what ended the push early; `report` counts all the same. */
  async finish(): Promise<PushReport> {
    this.closing = true;
    this.pump();
    while (!this.failure && !this.idle) await this.change();
    if (this.failure) throw this.failure;
    return this.report;
  }

  /** Sends nothing more and gives up what is under way. Cancellation is no error: `finish` then throws an `aborted` one. */
  stop(): void {
    this.fail(new ClusterError('aborted', 'The push was cancelled.'));
  }

  get report(): PushReport {
    return this.account.report;
  }

  private get idle(): boolean {
    return this.underWay === 0 && this.ready.length === 0 && (this.filling?.entries.length ?? 0) === 0;
  }

  private put(entry: Omit<Entry, 'start' | 'end'>, source: Uint8Array, start: number, end: number): void {
    const { ids, pipeline } = this.treatment(entry.stream);
    const id = ids && !this.makeOwnIds.has(entry.stream) ? entry.id : undefined;
    this.filling ??= new Batch(this.batchBytes + (this.batchBytes >> 3));
    const { filling } = this;
    if (filling.entries.length > 0 && filling.size + (end - start) > this.batchBytes) {
      this.ready.push(filling);
      this.filling = undefined;
      this.put(entry, source, start, end);
      return;
    }
    filling.add({ ...entry, id }, { pipeline }, source, start, end);
    if (filling.size >= this.batchBytes || filling.entries.length >= this.options.batchDocuments) {
      this.ready.push(filling);
      this.filling = undefined;
    }
  }

  /** Begins as many requests as may be under way. */
  private pump(): void {
    if (this.failure) return;
    const wait = this.notBefore - this.surroundings.now();
    if (wait > 0) {
      this.wakeAfter(wait);
      return;
    }
    if (this.closing && this.ready.length === 0 && this.filling) {
      this.ready.push(this.filling);
      this.filling = undefined;
    }
    while (this.underWay < this.pace.width) {
      const batch = this.ready.shift();
      if (!batch) return;
      this.underWay++;
      void this.send(batch).then(
        () => this.ended(),
        (error: unknown) => this.fail(error instanceof Error ? error : new Error(String(error))),
      );
    }
  }

  private wakeAfter(wait: number): void {
    if (this.waking) return;
    this.waking = true;
    void this.surroundings.wait(wait, this.stopping.signal).then(() => {
      this.waking = false;
      this.pump();
    });
  }

  private ended(): void {
    this.underWay--;
    this.receiver.progress?.(this.report);
    this.pump();
    this.tell();
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.ready.length = 0;
    this.filling = undefined;
    this.stopping.abort();
    this.tell();
  }

  private change(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private tell(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }

  private async send(batch: Batch): Promise<void> {
    const missing = await this.withoutOlder(batch);
    if (!missing) return;
    this.account.requests++;
    this.account.bytes += missing.size;
    let items: readonly unknown[];
    try {
      const { body } = await this.cluster.request({
        method: 'POST',
        path: '/_bulk',
        query: { filter_path: 'items.*.status,items.*.error' },
        lines: missing.body,
        signal: this.stopping.signal,
      });
      const found = member(body, 'items');
      items = Array.isArray(found) ? found : NO_ITEMS;
    } catch (error) {
      this.refused(missing, error);
      return;
    }
    // An answer that is none: what it was about has to be asked again.
    if (items.length !== missing.entries.length) this.again(missing, missing.entries, true, 0);
    else this.take(missing, items);
  }

  /** Leaves out what older indices of a data stream hold. Undefined if nothing is left, or the batch waits for later. */
  private async withoutOlder(batch: Batch): Promise<Batch | undefined> {
    const there = new Set<Entry>();
    for (const stream of new Set(batch.entries.map((entry) => entry.stream))) {
      const { inOlder } = this.treatment(stream);
      const entries = batch.entries.filter((entry) => entry.stream === stream && entry.id !== undefined);
      if (!inOlder || entries.length === 0) continue;
      try {
        const ids = entries.map(({ id = '' }) => id);
        const found = await inOlder(ids, this.stopping.signal);
        for (const entry of entries) if (entry.id !== undefined && found.has(entry.id)) there.add(entry);
      } catch (error) {
        this.refused(batch, error);
        return undefined;
      }
    }
    if (there.size === 0) return batch;
    for (const entry of there) this.isThere(entry);
    const rest = batch.entries.filter((entry) => !there.has(entry));
    return rest.length === 0 ? undefined : this.rebuilt(batch, rest, (entry) => entry);
  }

  /** A request without an answer, or with one that is about all of it. */
  private refused(batch: Batch, error: unknown): void {
    if (!isClusterError(error)) throw error;
    switch (error.kind) {
      case 'busy':
        // A gateway that gave up waiting does not know what the server did.
        this.again(batch, batch.entries, error.status !== 429, error.retryAfter ?? 0, error);
        return;
      case 'unreachable':
      case 'timeout':
        this.again(batch, batch.entries, true, 0, error);
        return;
      case 'too-large':
        this.split(batch, error);
        return;
      default:
        throw error;
    }
  }

  private split(batch: Batch, error: ClusterError): void {
    const [only, ...others] = batch.entries;
    if (only && others.length === 0) {
      this.reject(batch, only, error.status, 'the document is larger than the server takes');
      return;
    }
    this.batchBytes = Math.max(64 * 1024, Math.min(this.batchBytes, batch.size >> 1));
    const half = batch.entries.length >> 1;
    for (const part of [batch.entries.slice(0, half), batch.entries.slice(half)])
      this.ready.unshift(this.rebuilt(batch, part, (entry) => entry));
  }

  private take(batch: Batch, items: readonly unknown[]): void {
    const again: Entry[] = [];
    const withoutIds: Entry[] = [];
    for (const [i, entry] of batch.entries.entries()) {
      const item = items[i];
      const [outcome] = isRecord(item) ? Object.values(item) : [];
      const status = Number(member(outcome, 'status') ?? 0);
      if (status >= 200 && status < 300) {
        this.account.created++;
        continue;
      }
      const type = String(member(outcome, 'error', 'type') ?? '');
      const reason = reasonOf(member(outcome, 'error'));
      if (status === 409 && type === 'version_conflict_engine_exception') this.isThere(entry);
      else if (status === 429 || status === 502 || status === 503 || status === 504) again.push(entry);
      else if (status >= 500 && entry.sent + 1 < this.options.attempts) again.push(entry);
      else if (status === 401 || status === 403)
        throw new ClusterError('forbidden', `Elasticsearch does not permit to write to ${entry.stream}: ${reason}`, {
          status,
          type,
        });
      else if (status === 400 && entry.id !== undefined && OWN_IDS.test(reason)) withoutIds.push(entry);
      else this.reject(batch, entry, status, `${type}: ${reason}`);
    }
    if (withoutIds.length > 0) {
      for (const { stream } of withoutIds) this.makeOwnIds.add(stream);
      this.ready.unshift(this.rebuilt(batch, withoutIds, (entry) => entry));
    }
    if (again.length < batch.entries.length) this.troubleSince = undefined;
    if (again.length > 0) this.again(batch, again, false, 0);
    else this.pace.succeeded();
  }

  /** Sends these documents of a batch once more, after a while. */
  private again(
    batch: Batch,
    entries: readonly Entry[],
    unsure: boolean,
    retryAfter: number,
    error?: ClusterError,
  ): void {
    const now = this.surroundings.now();
    this.troubleSince ??= now;
    if (now - this.troubleSince > this.options.patience) {
      throw (
        error ??
        new ClusterError(
          'busy',
          'Elasticsearch has been too busy for too long. Push again later: nothing is written twice.',
        )
      );
    }
    this.notBefore = Math.max(this.notBefore, now + this.pace.refused(retryAfter));
    this.account.resent += entries.length;
    const later = (entry: Entry): Entry => ({ ...entry, sent: entry.sent + 1, unsure: entry.unsure || unsure });
    this.ready.unshift(this.rebuilt(batch, entries, later));
  }

  private rebuilt(batch: Batch, entries: readonly Entry[], change: (entry: Entry) => Entry): Batch {
    const rebuilt = new Batch(entries.reduce((bytes, { start, end }) => bytes + end - start + 256, 0));
    for (const entry of entries) {
      const { ids, pipeline } = this.treatment(entry.stream);
      const id = ids && !this.makeOwnIds.has(entry.stream) ? entry.id : undefined;
      const document = batch.documentOf(entry);
      rebuilt.add({ ...change(entry), id }, { pipeline }, document, 0, document.length);
    }
    return rebuilt;
  }

  private isThere(entry: Entry): void {
    this.account.alreadyThere++;
    if (entry.unsure) this.account.afterLostAnswer++;
  }

  private reject(batch: Batch, entry: Entry, status: number, reason: string): void {
    this.account.reject(reason);
    const { stream, id, file } = entry;
    this.receiver.rejected({ stream, id, status, reason, file, document: batch.documentOf(entry) });
  }
}

/** What the server says, and what that rests on. */
function reasonOf(error: unknown): string {
  const said = [member(error, 'reason'), member(error, 'caused_by', 'reason')];
  return said.filter((one) => typeof one === 'string').join(': ') || 'no reason given';
}
