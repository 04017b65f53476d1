/**
 * Objects that the messages of a queue tell of, as steps of reading. With `peek` all messages go back; with `consume` a
 * message is deleted once every object that it tells of has been read.
 */
import type { QueueSource } from '../../../session/protocol/sources.ts';
import { placeOf } from '../../files.ts';
import { parseLogPath } from '../../logPath.ts';
import type { RemoteReading, RemoteStep } from '../../remote.ts';
import { AwsError } from '../connection/errors.ts';
import { requestsSince } from '../connection/requests.ts';
import { FetchGauge } from '../s3/fetch.ts';
import type { S3Object } from '../s3/listing.ts';
import { fetched, identity, type ReadingOptions } from '../s3/reading.ts';
import { type NotifiedObject, readNotification } from './notification.ts';
import { type HeldMessage, Queue } from './queue.ts';

/** Messages that are held at once; a queue lets 120,000 be held by all together. */
export const MOST_HELD = 2_000;
/** A message that was received as often is left to the queue: whatever is wrong with it stays wrong. */
export const MOST_RECEIVES = 5;

/** A message whose objects are being read. */
interface Work {
  readonly message: HeldMessage;
  /** Objects of it that are not yet read. */
  left: number;
  /** One of them could not be read. */
  failed: boolean;
}

export class QueueReading implements RemoteReading {
  readonly gauge = new FetchGauge();
  /** Messages that were deleted. */
  deleted = 0;
  private readonly source: QueueSource;
  private readonly options: ReadingOptions;
  private readonly queue: Queue;
  private readonly before: ReadonlyMap<string, number>;
  /** Messages that wait for an object, by its address. */
  private readonly waiting = new Map<string, Work[]>();
  private done: HeldMessage[] = [];
  private deleting: Promise<void> = Promise.resolve();
  private readonly undeleted: HeldMessage[] = [];

  constructor(source: QueueSource, options: ReadingOptions) {
    this.source = source;
    this.options = options;
    this.queue = new Queue(options.aws, source.url);
    this.before = new Map(options.aws.requests);
  }

  get requests(): ReadonlyMap<string, number> {
    return requestsSince(this.before, this.options.aws);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RemoteStep> {
    const told: RemoteStep[] = [];
    yield* this.aboutRedrive();
    for await (const step of fetched(this.pages(told), told, this.options, this.gauge, () => undefined)) {
      if (step.step === 'file') yield { ...step, settle: (loaded) => this.settle(placeOf(step.file), loaded) };
      else {
        if (step.step === 'problem' && step.bytes !== undefined) this.settle(step.place, false);
        yield step;
      }
    }
    await this.deleting;
  }

  async close(): Promise<void> {
    try {
      await this.deleting;
      this.deleteDone();
      await this.deleting;
      await this.queue.giveBack();
    } finally {
      this.queue.close();
    }
  }

  private async *aboutRedrive(): AsyncGenerator<RemoteStep> {
    const { signal } = this.options;
    const place = this.source.url;
    try {
      const { redrive } = await this.queue.state(signal);
      if (redrive) return;
      const reason = 'the queue has no redrive policy: messages that nobody can use come again until they expire';
      yield { step: 'problem', severity: 'warning', place, reason };
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof AwsError) || error.kind !== 'denied') throw error;
      yield {
        step: 'problem',
        severity: 'warning',
        place,
        reason: `${error.message}; its redrive policy is not known`,
      };
    }
  }

  /** The objects of the messages, a receive's at a time, until the queue has no more. */
  private async *pages(told: RemoteStep[]): AsyncGenerator<S3Object[]> {
    const { signal } = this.options;
    while (this.queue.heldCount < MOST_HELD) {
      const messages = await this.queue.receive(signal);
      if (messages.length === 0) return;
      const objects: S3Object[] = [];
      for (const message of messages) objects.push(...(await this.objectsOf(message, told)));
      if (objects.length > 0)
        told.push({ step: 'found', objects: objects.length, bytes: objects.reduce((sum, { size }) => sum + size, 0) });
      this.deleteDone();
      yield objects;
    }
    const reason = `${MOST_HELD.toLocaleString('en')} messages are held, which is all that are read at once; the rest stays in the queue`;
    told.push({ step: 'problem', severity: 'warning', place: this.source.url, reason });
  }

  /** What of a message is to be fetched; one with nothing to fetch is done. */
  private async objectsOf(message: HeldMessage, told: RemoteStep[]): Promise<S3Object[]> {
    const place = `${this.source.url} message ${message.id}`;
    const leave = (reason: string): S3Object[] => {
      told.push({ step: 'problem', severity: 'error', place, reason });
      return [];
    };
    if (message.receives > MOST_RECEIVES)
      return leave(`the message was received ${message.receives} times: it is left to the queue's redrive policy`);
    const notification = readNotification(message.body);
    if (notification.kind === 'unknown') return leave(`the message is left in the queue: ${notification.reason}`);
    const work: Work = { message, left: 0, failed: false };
    const objects: S3Object[] = [];
    if (notification.kind === 'objects') {
      for (const notified of notification.objects) {
        const object = await this.wanted(notified, told);
        if (!object) continue;
        const address = `s3://${object.bucket}/${object.key}`;
        work.left++;
        const waiting = this.waiting.get(address);
        // Two messages may tell of one object: it is read once.
        if (waiting) waiting.push(work);
        else {
          this.waiting.set(address, [work]);
          objects.push(object);
        }
      }
    }
    if (work.left === 0) this.done.push(message);
    return objects;
  }

  /** The object, if it is a log that was not read before. */
  private async wanted(notified: NotifiedObject, told: RemoteStep[]): Promise<S3Object | undefined> {
    const { kind } = parseLogPath(notified.key);
    if (kind === 'body' || kind === 'permission check') {
      const skipped = kind === 'body' ? 'body in the data folder' : kind;
      told.push({ step: 'skipped', kind: skipped, count: 1 });
      return undefined;
    }
    const { bucket, etag = '', key, size, written = 0 } = notified;
    // A message may leave the size out: then nothing of the object is known, and asking is the reading's first step.
    const object = { bucket, key, etag: etag === '' ? '' : `"${etag}"`, size: size ?? -1, modified: written };
    return this.options.known?.has(identity(object)) === true ? undefined : object;
  }

  private settle(address: string, loaded: boolean): void {
    const works = this.waiting.get(address) ?? [];
    this.waiting.delete(address);
    for (const work of works) {
      work.left--;
      work.failed ||= !loaded;
      if (work.left === 0 && !work.failed) this.done.push(work.message);
    }
    if (this.done.length > 0) this.deleteDone();
  }

  /** One call after the other, for what has come together meanwhile. */
  private deleteDone(): void {
    if (this.source.mode !== 'consume') return;
    this.deleting = this.deleting.then(async () => {
      const messages = this.done;
      this.done = [];
      if (messages.length === 0) return;
      const left = await this.queue.delete(messages);
      this.deleted += messages.length - left.length;
      this.undeleted.push(...left);
    });
    // Told by whoever waits for it.
    this.deleting.catch(() => undefined);
  }
}
