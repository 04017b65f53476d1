/**
 * The comparison with a cluster's own pipeline, and the templates. The pipeline is one of our own that maps a few fields,
 * some of them otherwise: no pipeline of the integration is part of this project.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listAt, member } from '../../src/elasticsearch/cluster.ts';
import { installTemplates } from '../../src/elasticsearch/install.ts';
import type { MappingComparison } from '../../src/elasticsearch/mapping/comparison.ts';
import { simulatedDocument } from '../../src/elasticsearch/mapping/simulate.ts';
import { TEMPLATE_VERSION } from '../../src/elasticsearch/templates.ts';
import { type Bench, bedrockLogs, bench, drop, temporary } from './rig/cluster.ts';

const PIPELINE = 'logs-aws_bedrock.invocation-1.9.3';
const PROCESSORS = [
  { json: { field: 'message', target_field: 'record' } },
  { rename: { field: 'message', target_field: 'event.original' } },
  {
    date: {
      field: 'record.timestamp',
      formats: ['ISO8601'],
      output_format: "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
      timezone: 'UTC',
    },
  },
  { set: { field: 'gen_ai.system', value: 'aws' } },
  { set: { field: 'gen_ai.request.id', value: '{{{record.requestId}}}' } },
  // Otherwise than here: in capitals.
  { uppercase: { field: 'record.operation', target_field: 'event.action' } },
  // Only there.
  { set: { field: 'gen_ai.request.novelty', value: 'yes' } },
  { fail: { if: "ctx.record.region == 'us-east-1'", message: 'no such region' } },
  { remove: { field: 'record' } },
];

let node: Bench;
beforeAll(async () => {
  node = await bench();
  await node.cluster.request({
    method: 'PUT',
    path: `/_ingest/pipeline/${PIPELINE}`,
    body: { processors: PROCESSORS },
  });
});
afterAll(async () => {
  await node.cluster.request({ method: 'DELETE', path: `/_ingest/pipeline/${PIPELINE}` });
  await node.close();
});

async function compared(
  records: string,
  ...more: readonly string[]
): Promise<MappingComparison & { readonly status: number | null }> {
  const logs = join(temporary(), 'logs');
  await bedrockLogs(['generate', '--scenario', 'normal', '--records', records, '-o', logs]);
  const { stdout, stderr, status } = await bedrockLogs([
    'compare',
    logs,
    '--elasticsearch',
    node.url,
    '--format',
    'json',
    ...more,
  ]);
  expect(stdout, stderr).not.toBe('');
  return { ...JSON.parse(stdout), status };
}

test('tells what is equal, only there, only here and otherwise, with a cause and an example', async () => {
  const found = await compared('120');
  expect(found).toMatchObject({ pipeline: PIPELINE, version: '1.9.3', status: 0 });
  expect(found.records).toBeGreaterThanOrEqual(120);
  const equal = new Map(found.equalFields.map(([field, records]) => [field, records]));
  const failed = found.failures.reduce((sum, [, records]) => sum + records, 0);
  expect(found.failures.every(([reason]) => reason === 'no such region')).toBe(true);
  expect(equal.get('gen_ai.request.id')).toBe(found.records - failed);
  expect(equal.get('@timestamp')).toBe(found.records - failed);
  const of = (name: string) => found.differences.find(({ field }) => field === name);
  expect(of('gen_ai.request.novelty')).toMatchObject({
    difference: 'only-there',
    cause: 'version',
    example: { here: '', there: '"yes"' },
  });
  const action = of('event.action');
  expect(action).toMatchObject({ difference: 'other-value', cause: 'version' });
  expect(action?.example.there).toBe(action?.example.here.toUpperCase());
  expect(of('gen_ai.prompt')).toMatchObject({ difference: 'only-here' });
  expect(found.equal).toBe(0);
});

test('says what to do where the cluster has no such pipeline', async () => {
  const logs = join(temporary(), 'logs');
  await bedrockLogs(['generate', '--scenario', 'normal', '--records', '5', '-o', logs]);
  const { status, stderr } = await bedrockLogs(['compare', logs, '--elasticsearch', node.url, '--pipeline', 'no-such']);
  expect(status).toBe(2);
  expect(stderr).toMatch(/pipeline \[no-such\] does not exist/);
});

test('the document of one record is what the pipeline makes of it, or its error', async () => {
  const record = { timestamp: '2026-01-01T00:00:00Z', requestId: 'r-1', operation: 'Converse' };
  const made = (more: object) =>
    simulatedDocument(
      node.cluster,
      PIPELINE,
      node.stream,
      JSON.stringify({ message: JSON.stringify({ ...record, ...more }) }),
    );
  expect(await made({})).toMatchObject({ gen_ai: { request: { id: 'r-1', novelty: 'yes' } } });
  expect(await made({ region: 'us-east-1' })).toMatchObject({ error: { reason: 'no such region' } });
});

test('templates are installed once, kept, and never put over those of somebody else', async () => {
  await installTemplates(node.cluster);
  const { installed, kept } = await installTemplates(node.cluster);
  expect(installed).toEqual([]);
  expect(kept).toHaveLength(6);
  const { body } = await node.cluster.request({ method: 'GET', path: '/_index_template/bedrock-log-inspector-*' });
  for (const one of listAt(body, 'index_templates'))
    expect(member(one, 'index_template')).toMatchObject({ version: TEMPLATE_VERSION, priority: 150, data_stream: {} });
  const name = 'bedrock-log-inspector-metrics-aws_bedrock.runtime';
  const where = `/_index_template/${name}`;
  await node.cluster.request({ method: 'PUT', path: where, body: { index_patterns: ['nothing-*'], priority: 3 } });
  await expect(installTemplates(node.cluster)).rejects.toThrow(/was not installed from here/);
  await node.cluster.request({ method: 'DELETE', path: where });
  expect((await installTemplates(node.cluster)).installed).toEqual([name]);
});

test('types of the templates are those of the live mapping: texts, numbers, long texts, objects that logs name', async () => {
  await installTemplates(node.cluster);
  const deep = (levels: number): object => (levels === 0 ? { end: 'x'.repeat(2_000) } : { in: deep(levels - 1) });
  const names = Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => [`name-${i}`, i]));
  const document = {
    '@timestamp': '2026-01-01T00:00:00Z',
    gen_ai: { prompt: 'x'.repeat(32_766), request: { temperature: 'Infinity' }, input: { messages: [deep(12)] } },
    aws_bedrock: { invocation: { error: 'y'.repeat(40_000), unheardOf: names } },
  };
  const stream = `/${node.stream}`;
  await node.cluster.request({ method: 'POST', path: `${stream}/_create/1`, body: document, query: { refresh: true } });
  const { body } = await node.cluster.request({ method: 'GET', path: `${stream}/_mapping` });
  const [mapping] = Object.values(body as Record<string, unknown>);
  const at = (...names: string[]) =>
    member(mapping, 'mappings', 'properties', ...names.flatMap((name) => [name, 'properties'])) as Record<
      string,
      { type?: string }
    >;
  expect(at('gen_ai').prompt?.type).toBe('text');
  expect(at('gen_ai', 'usage').prompt_tokens?.type).toBe('integer');
  expect(Object.keys(at('aws_bedrock', 'invocation'))).not.toContain('unheardOf');
  await drop(node.cluster, node.stream);
});
