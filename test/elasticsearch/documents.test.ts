/** Documents behind a finding, fetched from a real node: those that were pushed, letter by letter, in the order asked for. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentsById } from '../../src/elasticsearch/detections.ts';
import { Fetched } from '../../src/session/fetched.ts';
import { type Bench, bedrockLogs, bench, count, documents, drop, temporary, withTemplates } from './rig/cluster.ts';

let node: Bench;
beforeAll(async () => {
  node = await bench();
  await withTemplates(node);
});
afterAll(() => node.close());

test('a document opens as the record that it was made of', async () => {
  const logs = join(temporary(), 'logs');
  await bedrockLogs(['generate', '--scenario', 'normal', '--records', '30', '-o', logs]);
  const at = ['--elasticsearch', node.url, '--namespace', node.namespace, '--preserve-original-event'];
  const { status, stderr } = await bedrockLogs(['push', logs, ...at]);
  expect(status, stderr).toBe(0);
  expect(await count(node.cluster, node.stream)).toBeGreaterThanOrEqual(30);
  const all = [...(await documents(node.cluster, node.stream)).keys()].reverse();
  const found = await documentsById(node.cluster, 'logs-aws_bedrock.*', ['gone', ...all]);
  expect(found.map(({ id }) => id)).toEqual(all);
  const fetched = new Fetched();
  for (const [i, id] of fetched.add(found).entries()) {
    const { warnings, requestId, columns } = fetched.view(id, { profile: 'extended' });
    expect(warnings).toEqual([]);
    const kept = JSON.parse(found[i]?.text ?? '') as { readonly event: { readonly original: string } };
    expect(fetched.text(id, 'raw-line')).toBe(kept.event.original);
    const raw = JSON.parse(kept.event.original) as { readonly requestId: string; readonly timestamp: string };
    expect(requestId).toBe(raw.requestId);
    expect(columns['@timestamp']).toBe(Date.parse(raw.timestamp));
  }
  await drop(node.cluster, node.stream);
});

test('of streams that are not there are none', async () => {
  expect(await documentsById(node.cluster, 'logs-nothing.here', ['a'])).toEqual([]);
});
