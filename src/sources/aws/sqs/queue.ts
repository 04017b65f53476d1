/** The calls to one queue, and the messages of it that are held: kept from others until it is known what becomes of them. */
import type { Message } from '@aws-sdk/client-sqs';
import type { Asked, Aws } from '../connection/connection.ts';

export interface HeldMessage {
  readonly id: string;
  /** What it is deleted or given back by. */
  readonly receipt: string;
  readonly body: string;
  /** Times it was received, this one included. */
  readonly receives: number;
}

export interface QueueState {
  /** About so many wait, are held by somebody, and are not due yet. */
  readonly waiting: number;
  readonly held: number;
  readonly delayed: number;
  /** Where messages go that nobody can use, after so many receives. */
  readonly redrive?: { readonly target: string; readonly after: number };
}

/** Messages and entries of one call at most. */
const A_CALL = 10;
/** Seconds that a message is kept from others, and a third of which it is held again. */
const VISIBILITY_S = 120;
/** An empty queue is listened to for so long. */
const WAIT_S = 1;

/** `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME`, and the older forms of it; undefined of other addresses. */
export function regionOf(url: string): string | undefined {
  return /^https?:\/\/(?:sqs(?:-fips)?\.([a-z0-9-]+)|([a-z0-9-]+)\.queue)\.(?:amazonaws\.com|api\.aws)(?:\.cn)?\//
    .exec(url)
    ?.slice(1)
    .find(Boolean);
}

export class Queue {
  /** By message id. */
  private readonly held = new Map<string, HeldMessage>();
  private readonly aws: Aws;
  private readonly url: string;
  private readonly region: string | undefined;
  private readonly timer: NodeJS.Timeout;

  constructor(aws: Aws, url: string) {
    this.aws = aws;
    this.url = url;
    this.region = aws.connection.endpoint === undefined ? regionOf(url) : undefined;
    this.timer = setInterval(() => void this.holdOn(), (VISIBILITY_S * 1000) / 3);
    this.timer.unref();
  }

  get heldCount(): number {
    return this.held.size;
  }

  /** Throws an `AwsError`. */
  async state(signal?: AbortSignal): Promise<QueueState> {
    const { GetQueueAttributesCommand } = await import('@aws-sdk/client-sqs');
    const command = new GetQueueAttributesCommand({ QueueUrl: this.url, AttributeNames: ['All'] });
    const { Attributes = {} } = await this.aws.ask(
      'sqs',
      (client, options) => client.send(command, options),
      this.asked('GetQueueAttributes', signal),
    );
    const redrive = redriveOf(Attributes.RedrivePolicy);
    return {
      waiting: Number(Attributes.ApproximateNumberOfMessages ?? 0),
      held: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
      delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
      ...(redrive && { redrive }),
    };
  }

  /** Up to ten messages, held from now on; none if the queue has none at the moment. Throws an `AwsError`. */
  async receive(signal?: AbortSignal): Promise<HeldMessage[]> {
    const { ReceiveMessageCommand } = await import('@aws-sdk/client-sqs');
    const command = new ReceiveMessageCommand({
      QueueUrl: this.url,
      MaxNumberOfMessages: A_CALL,
      VisibilityTimeout: VISIBILITY_S,
      WaitTimeSeconds: WAIT_S,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    });
    const { Messages = [] } = await this.aws.ask(
      'sqs',
      (client, options) => client.send(command, options),
      this.asked('ReceiveMessage', signal),
    );
    const messages = Messages.flatMap((message) => heldOf(message) ?? []);
    // One that comes twice is held by what it came with last.
    const fresh = messages.filter(({ id }) => !this.held.has(id));
    for (const message of messages) this.held.set(message.id, message);
    return fresh;
  }

  /** Gives the messages to nobody any more. Those that the queue does not delete are told. Throws an `AwsError`. */
  async delete(messages: readonly HeldMessage[]): Promise<readonly HeldMessage[]> {
    const { DeleteMessageBatchCommand } = await import('@aws-sdk/client-sqs');
    return this.inBatches(messages, async (batch) => {
      const Entries = batch.map(({ receipt }, i) => ({ Id: String(i), ReceiptHandle: receipt }));
      const command = new DeleteMessageBatchCommand({ QueueUrl: this.url, Entries });
      const { Failed = [] } = await this.aws.ask(
        'sqs',
        (client, options) => client.send(command, options),
        this.asked('DeleteMessageBatch'),
      );
      const failed = new Set(Failed.map(({ Id }) => Id));
      for (const [i, { id }] of batch.entries()) if (!failed.has(String(i))) this.held.delete(id);
      return batch.filter((_, i) => failed.has(String(i)));
    });
  }

  /** Lets others have the messages that are still held. Throws an `AwsError`. */
  async giveBack(): Promise<void> {
    await this.setVisibility(0);
    this.held.clear();
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async holdOn(): Promise<void> {
    // What is lost by it comes a second time, and is known by then.
    await this.setVisibility(VISIBILITY_S).catch(() => undefined);
  }

  private async setVisibility(seconds: number): Promise<void> {
    const { ChangeMessageVisibilityBatchCommand } = await import('@aws-sdk/client-sqs');
    await this.inBatches([...this.held.values()], async (batch) => {
      const Entries = batch.map(({ receipt }, i) => ({
        Id: String(i),
        ReceiptHandle: receipt,
        VisibilityTimeout: seconds,
      }));
      const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.url, Entries });
      await this.aws.ask(
        'sqs',
        (client, options) => client.send(command, options),
        this.asked('ChangeMessageVisibilityBatch'),
      );
      return [];
    });
  }

  private async inBatches(
    messages: readonly HeldMessage[],
    each: (batch: readonly HeldMessage[]) => Promise<readonly HeldMessage[]>,
  ): Promise<readonly HeldMessage[]> {
    const left: HeldMessage[] = [];
    // By the latest receipt: an older one may be refused.
    const current = messages.map((message) => this.held.get(message.id) ?? message);
    for (let i = 0; i < current.length; i += A_CALL) left.push(...(await each(current.slice(i, i + A_CALL))));
    return left;
  }

  private asked(call: string, signal?: AbortSignal): Asked {
    return { call, resource: this.url, signal, ...(this.region !== undefined && { region: this.region }) };
  }
}

/** What a queue holds. Throws an `AwsError`. */
export async function queueState(aws: Aws, url: string, signal?: AbortSignal): Promise<QueueState> {
  const queue = new Queue(aws, url);
  try {
    return await queue.state(signal);
  } finally {
    queue.close();
  }
}

function heldOf({ Attributes, Body, MessageId, ReceiptHandle }: Message): HeldMessage | undefined {
  if (MessageId === undefined || ReceiptHandle === undefined) return undefined;
  const receives = Number(Attributes?.ApproximateReceiveCount ?? 1);
  return { id: MessageId, receipt: ReceiptHandle, body: Body ?? '', receives };
}

function redriveOf(policy: string | undefined): QueueState['redrive'] {
  if (!policy) return undefined;
  try {
    const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(policy) as Readonly<Record<string, unknown>>;
    return { target: String(deadLetterTargetArn), after: Number(maxReceiveCount) };
  } catch {
    return undefined;
  }
}
