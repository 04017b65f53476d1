/** Where the records of a file were read, in the mapping's terms. */
import type { Origin } from '../ecs/model.ts';
import type { RecordSlice } from '../records/report.ts';
import type { LogFile } from '../sources/files.ts';

/** Of a file; moved from record to record instead of made anew, for the mapping takes what it needs at once. */
export type FileOrigin = Moving<Extract<Origin, { kind: 'file' | 's3' }>>;
type Moving<O> = O extends unknown ? Omit<O, 'offset' | 'line'> & { offset: number; line: number } : never;

export function fileOrigin(file: LogFile): FileOrigin {
  if (file.object) return { kind: 's3', ...file.object, modified: file.modified, offset: 0, line: 0 };
  return { kind: 'file', path: file.path === '-' ? 'stdin' : file.path, modified: file.modified, offset: 0, line: 0 };
}

/** The origin of a record: what CloudWatch said about it if it came out of one of its exports, else `file`, moved. */
export function originOf(slice: RecordSlice, file: FileOrigin): Origin {
  file.offset = slice.offset;
  file.line = slice.line;
  const { event } = slice;
  if (!event || (event.group === undefined && event.stream === undefined && event.timestamp === undefined)) return file;
  const { group = '', stream = '', timestamp = file.modified, ingestionTime } = event;
  return {
    kind: 'cloudwatch',
    group,
    stream,
    eventTime: timestamp,
    ...(ingestionTime !== undefined && { ingestionTime }),
  };
}
