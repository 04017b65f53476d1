/** Buckets full of logs, by small builders. */
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { inject } from 'vitest';

const PARALLEL = 16;

/** The API's own address: filling a bucket is none of the requests that a test counts. */
export function ownClient(): S3Client {
  return new S3Client({ endpoint: inject('api'), region: 'us-east-1', forcePathStyle: true });
}

/** Empties all accounts and regions. */
export async function reset(): Promise<void> {
  await fetch(`${inject('api')}/moto-api/reset`, { method: 'POST' });
}

/** One record, as a line. */
export function record(requestId: string, more: object = {}): string {
  return `${JSON.stringify({
    timestamp: '2026-10-02T05:06:07Z',
    accountId: '111122223333',
    region: 'us-east-1',
    requestId,
    operation: 'Converse',
    modelId: 'anthropic.claude-3-haiku-20240307-v1:0',
    input: { inputContentType: 'application/json', inputBodyJson: { messages: [] }, inputTokenCount: 3 },
    output: { outputContentType: 'application/json', outputBodyJson: {}, outputTokenCount: 4 },
    schemaType: 'ModelInvocationLog',
    schemaVersion: '1.0',
    ...more,
  })}\n`;
}

/** A batch of records with ids that begin so. */
export function batch(name: string, records: number): Buffer {
  return gzipSync(Array.from({ length: records }, (_, i) => record(`${name}-${i}`)).join(''));
}

export const ROOT = 'AWSLogs/111122223333/BedrockModelInvocationLogs/us-east-1';

/** The key of a delivered batch: `hour` is `2026/10/02/05`, `n` counts within it. */
export function logKey(hour: string, n = 0, root = ROOT): string {
  const [year, month, day, hours] = hour.split('/');
  const second = String(n % 60).padStart(2, '0');
  const minute = String(Math.floor(n / 60) % 60).padStart(2, '0');
  const id = n.toString(16).padStart(8, '0');
  return `${root}/${hour}/${year}${month}${day}T${hours}${minute}${second}000Z_${id}.json.gz`;
}

export type Objects = readonly (readonly [key: string, body: string | Buffer])[];

export async function fill(bucket: string, objects: Objects): Promise<void> {
  const client = ownClient();
  try {
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
  } catch (error) {
    if (!/BucketAlready/.test((error as Error).name)) throw error;
  }
  let next = 0;
  const put = async (): Promise<void> => {
    for (let one = objects[next++]; one; one = objects[next++])
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: one[0], Body: one[1] }));
  };
  await Promise.all(Array.from({ length: PARALLEL }, put));
  client.destroy();
}
