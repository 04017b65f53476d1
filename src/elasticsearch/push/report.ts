/** What came of a push. created + alreadyThere + rejected + notSent = documents, always. */

export interface PushReport {
  readonly documents: number;
  readonly created: number;
  readonly alreadyThere: number;
  /** Those of `alreadyThere` that were sent again after an answer was lost: the first time may have created them. */
  readonly afterLostAnswer: number;
  readonly rejected: number;
  /** Not sent, or without an answer, when the push ended early. Pushing again adds what is missing. */
  readonly notSent: number;
  /** Rejections by reason, the most frequent first. */
  readonly reasons: readonly (readonly [reason: string, count: number])[];
  /** Documents by data stream. */
  readonly streams: Readonly<Record<string, number>>;
  readonly requests: number;
  /** Documents that were sent again. */
  readonly resent: number;
  /** Bytes of requests. */
  readonly bytes: number;
}

/** Reasons that are counted one by one; texts of a server may differ for every document. */
const MOST_REASONS = 50;
const OTHER_REASONS = 'other reasons';

export class Account {
  documents = 0;
  created = 0;
  alreadyThere = 0;
  afterLostAnswer = 0;
  rejected = 0;
  requests = 0;
  resent = 0;
  bytes = 0;
  private readonly reasons = new Map<string, number>();
  private readonly streams = new Map<string, number>();

  add(stream: string): void {
    this.documents++;
    this.streams.set(stream, (this.streams.get(stream) ?? 0) + 1);
  }

  reject(reason: string): void {
    this.rejected++;
    const general = withoutValues(reason);
    const counted = this.reasons.has(general) || this.reasons.size < MOST_REASONS ? general : OTHER_REASONS;
    this.reasons.set(counted, (this.reasons.get(counted) ?? 0) + 1);
  }

  get report(): PushReport {
    const { documents, created, alreadyThere, afterLostAnswer, rejected, requests, resent, bytes } = this;
    return {
      documents,
      created,
      alreadyThere,
      afterLostAnswer,
      rejected,
      notSent: documents - created - alreadyThere - rejected,
      reasons: [...this.reasons].sort((a, b) => b[1] - a[1]),
      streams: Object.fromEntries(this.streams),
      requests,
      resent,
      bytes,
    };
  }
}

/** A reason names ids, places and previews of values, which may be prompts: only what is the same for many stays. */
function withoutValues(reason: string): string {
  return reason
    .replace(/ in document with id '[^']*'/g, '')
    .replace(/\. Preview of field's value: '[\s\S]*$/, '')
    .replace(/ The prefix of the first immense term is: [\s\S]*$/, '')
    .replace(/^\[\d+:\d+\] /, '')
    .replace(/For input string: "[\s\S]*$/, 'For input string')
    .slice(0, 300);
}
