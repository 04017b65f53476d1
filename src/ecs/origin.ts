import { encode } from '../json/text.ts';
import type { ByteWriter } from '../json/writer.ts';
import type { Origin } from './model.ts';
import { formatTimestamp } from './timestamp.ts';

/** What the source itself says about when a record was written, in milliseconds since 1970. */
export function sourceTime(origin: Origin): number {
  const time = origin.kind === 'cloudwatch' ? origin.eventTime : origin.modified;
  return Number.isFinite(time) ? Math.floor(time) : 0;
}

/**
 * Writes the fields around the pipeline that say where a record was read. Most records come from the same file as the
 * one before, so what is about the file is made once.
 */
export class OriginWriter {
  private kind = '';
  private place = '';
  private before: Uint8Array = encode('');
  private after: Uint8Array = encode('');

  write(origin: Origin, out: ByteWriter): void {
    if (origin.kind === 'cloudwatch') {
      this.kind = '';
      this.make(cloudwatchFields(origin));
      out.raw(this.before);
      return;
    }
    const place = origin.kind === 'file' ? origin.path : `s3://${origin.bucket}/${origin.key}`;
    if (place !== this.place || origin.kind !== this.kind) {
      this.kind = origin.kind;
      this.place = place;
      this.make(origin.kind === 'file' ? fileFields(origin.path) : objectFields(origin.bucket, origin.key));
    }
    out.raw(this.before);
    out.ascii(String(origin.offset));
    out.raw(this.after);
  }

  /** The offset, which is different for every record, goes where `fields` have null. */
  private make(fields: object): void {
    const [before = '', after = ''] = `,${JSON.stringify(fields).slice(1, -1)}`.split('"offset":null');
    this.before = encode(after === '' ? before : `${before}"offset":`);
    this.after = encode(after);
  }
}

function fileFields(path: string): object {
  return { log: { offset: null, file: { path } }, input: { type: 'filestream' } };
}

function objectFields(bucket: string, key: string): object {
  return {
    log: { offset: null, file: { path: `s3://${bucket}/${key}` } },
    aws: { s3: { bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` }, object: { key } } },
    input: { type: 'aws-s3' },
  };
}

function cloudwatchFields(origin: Origin & { readonly kind: 'cloudwatch' }): object {
  const ingestion_time = origin.ingestionTime === undefined ? undefined : formatTimestamp(origin.ingestionTime);
  return {
    aws: { cloudwatch: { log_group: origin.group, log_stream: origin.stream, ingestion_time } },
    input: { type: 'aws-cloudwatch' },
  };
}
