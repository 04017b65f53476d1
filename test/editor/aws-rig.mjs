// An AWS API on this machine for the editor's test, behind the proxy of test/aws, as the default profile of the editor.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { installApi } from '../aws/rig/install.mjs';
import { faultProxy } from '../aws/rig/proxy.mjs';
import { isolated, startApi } from '../aws/rig/server.mjs';
import { sideView } from './side-view.mjs';

/** Of the editor's process: it finds credentials in this folder alone, and reaches nothing but this machine. */
export function awsEnvironment(data) {
  const { HOME: _, ...own } = isolated(join(data, 'aws'));
  return { ...own, AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_REGION: undefined };
}

/** The line of one record. */
export function recordLine(requestId, time = Date.UTC(2026, 9, 2, 5, 6, 7)) {
  const record = {
    timestamp: new Date(time).toISOString(),
    accountId: '111122223333',
    region: 'us-east-1',
    requestId,
    operation: 'Converse',
    modelId: 'amazon.nova-lite-v1:0',
    input: { inputContentType: 'application/json', inputBodyJson: { messages: [] }, inputTokenCount: 3 },
    output: { outputContentType: 'application/json', outputBodyJson: {}, outputTokenCount: 4 },
    schemaType: 'ModelInvocationLog',
    schemaVersion: '1.0',
  };
  return `${JSON.stringify(record)}\n`;
}

/** The view in which sources are listed. */
export const sources = (world) => sideView(world, 'Sources');

/** Begins to add a source of this kind. The Sources view is out of sight, so it has to come up by itself. */
export async function addSource({ keys, page }, kind) {
  await keys.command('File: Focus on Files Explorer');
  await page.locator('.explorer-folders-view .monaco-list:focus').waitFor();
  await keys.command('Bedrock Logs: Add Source');
  await keys.choose('Add Source', kind);
}

/** The source is listed, and whoever added it stands on it. */
export async function sourceAdded(world, text) {
  await sources(world).pane.locator('.monaco-list:focus .monaco-list-row.focused').filter({ hasText: text }).waitFor();
}

let started;

/** Gives `{ api, proxy, credentials(text) }`; the same for all steps, until `endAws`. */
export async function aws({ data }) {
  started ??= start(join(data, 'aws'));
  return started;
}

/** Whoever runs the steps calls it in the end: the API would go on. */
export async function endAws() {
  if (!started) return;
  const { api, proxy } = await started;
  started = undefined;
  proxy.close();
  api.stop();
}

async function start(folder) {
  mkdirSync(folder, { recursive: true });
  const api = await startApi(installApi());
  const proxy = await faultProxy(api.url);
  const credentials = (key) =>
    writeFileSync(
      join(folder, 'credentials'),
      `[default]\naws_access_key_id = ${key}\naws_secret_access_key = made-up\n`,
    );
  writeFileSync(join(folder, 'config'), `[default]\nregion = us-east-1\nendpoint_url = ${proxy.url}\n`);
  credentials('AKIAEXAMPLEEXAMPLE00');
  return { api, proxy, credentials };
}

/** An object with a record for each of these request ids. */
export async function deliver(world, bucket, key, ids) {
  const { api } = await aws(world);
  const { PutObjectCommand } = await import('@aws-sdk/client-s3');
  const client = await ownClient(api, 'S3Client', 's3');
  const Body = gzipSync(ids.map((id) => recordLine(id)).join(''));
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body }));
  client.destroy();
}

export async function makeBucket(world, bucket) {
  const { api } = await aws(world);
  const { CreateBucketCommand } = await import('@aws-sdk/client-s3');
  const client = await ownClient(api, 'S3Client', 's3');
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
}

/** A client of the API itself: what it sends is none of the requests of the editor. */
export async function ownClient(api, name, part) {
  const client = (await import(`@aws-sdk/client-${part}`))[name];
  const credentials = { accessKeyId: 'AKIAOWN', secretAccessKey: 'made-up' };
  return new client({ endpoint: api.url, region: 'us-east-1', credentials, forcePathStyle: true });
}
