import { encode } from '../json/text.ts';
import type { ByteWriter } from '../json/writer.ts';
import type { Origin } from './model.ts';
import { formatTimestamp } from './timestamp.ts';

/** What the source itself says about when a record was written, in milliseconds since 1970. */
export function sourceTime(origin: Origin): number {
  const time = origin.kind === 'cloudwatch' ? origin.eventTime : origin.modified;
  return Number.isFinite(time) ? Math.floor(time) : 0;
}

/** The fields around the pipeline that say where a record was read. */
export function writeOrigin(origin: Origin, out: ByteWriter): void {
  out.byte(0x2c);
  out.raw(encode(JSON.stringify(fieldsOf(origin)).slice(1, -1)));
}

function fieldsOf(origin: Origin): object {
  switch (origin.kind) {
    case 'file':
      return { log: { file: { path: origin.path }, offset: origin.offset }, input: { type: 'filestream' } };
    case 's3':
      return {
        aws: {
          s3: {
            bucket: { name: origin.bucket, arn: `arn:aws:s3:::${origin.bucket}` },
            object: { key: origin.key },
          },
        },
        log: { file: { path: `s3://${origin.bucket}/${origin.key}` }, offset: origin.offset },
        input: { type: 'aws-s3' },
      };
    case 'cloudwatch':
      return {
        aws: {
          cloudwatch: {
            log_group: origin.group,
            log_stream: origin.stream,
            ingestion_time: origin.ingestionTime === undefined ? undefined : formatTimestamp(origin.ingestionTime),
          },
        },
        input: { type: 'aws-cloudwatch' },
      };
  }
}
