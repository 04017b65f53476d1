/** A record as an agent would send it: its text in `message`, for the integration's own pipeline to map. */
import { type ByteWriter, chunk } from '../json/writer.ts';
import type { Origin } from './model.ts';
import { OriginWriter } from './origin.ts';
import { formatTimestamp } from './timestamp.ts';

const MESSAGE = chunk('","message":"');

export class EventWriter {
  private readonly origin = new OriginWriter();
  private readonly head: Uint8Array;

  constructor({ tags, namespace }: { readonly tags: readonly string[]; readonly namespace: string }) {
    const stream = { type: 'logs', dataset: 'aws_bedrock.invocation', namespace };
    this.head = chunk(
      `{"data_stream":${JSON.stringify(stream)},"event":{"dataset":"aws_bedrock.invocation","module":"aws_bedrock"},"tags":${JSON.stringify(tags)},"@timestamp":"`,
    );
  }

  /** Appends the event of the record `bytes[start, end)`; `moment` is its time in ms, which the pipeline sets anew. */
  write(bytes: Uint8Array, start: number, end: number, moment: number, origin: Origin, out: ByteWriter): void {
    out.raw(this.head);
    out.ascii(formatTimestamp(moment));
    out.raw(MESSAGE);
    out.escapeBytes(bytes, start, end);
    out.byte(0x22);
    this.origin.write(origin, out);
    out.byte(0x7d);
  }
}
