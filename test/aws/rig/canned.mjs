// Answers as AWS gives them, for what the API of the tests does not do.
import { crc32 } from 'node:zlib';

const xml = { 'content-type': 'application/xml' };

/** An error of S3. */
export const s3Error = (status, code, more = '', headers = {}) => ({
  status,
  headers: { ...xml, ...headers },
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code} it is</Message>${more}</Error>`,
});

/** An error of SQS, CloudWatch and CloudWatch Logs. */
export const jsonError = (type, message = 'm', status = 400) => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': type },
  body: JSON.stringify({ __type: type, message, Message: message }),
});

/** A result of the same services. */
export const jsonResult = (result) => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: typeof result === 'function' ? (request) => JSON.stringify(result(request)) : JSON.stringify(result),
});

export const slowDown = s3Error(503, 'SlowDown');
export const internalError = s3Error(500, 'InternalError');
export const expiredToken = s3Error(400, 'ExpiredToken');
export const accessDenied = s3Error(403, 'AccessDenied');
export const skewed = s3Error(403, 'RequestTimeTooSkewed');

const frame = (headers, body) => {
  const head = Buffer.concat(
    headers.map(([name, value]) =>
      Buffer.concat([
        Buffer.from([name.length]),
        Buffer.from(name),
        Buffer.from([7, 0, value.length]),
        Buffer.from(value),
      ]),
    ),
  );
  const payload = Buffer.from(JSON.stringify(body));
  const bytes = Buffer.concat([Buffer.alloc(12), head, payload, Buffer.alloc(4)]);
  bytes.writeUInt32BE(bytes.length, 0);
  bytes.writeUInt32BE(head.length, 4);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 8)), 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, bytes.length - 4)), bytes.length - 4);
  return bytes;
};

/** One frame of an event stream, such as a live tail's; `kind` is `event` or `exception`. */
export const streamEvent = (type, body, kind = 'event') =>
  frame(
    [
      [':message-type', kind],
      [`:${kind}-type`, type],
      [':content-type', 'application/json'],
    ],
    body,
  );
