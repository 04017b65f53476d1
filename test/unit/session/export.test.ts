import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { InvocationMapper } from '../../../src/ecs/invocation.ts';
import { ByteWriter } from '../../../src/json/writer.ts';
import type { ExportScope, SessionRequests } from '../../../src/session/protocol/protocol.ts';
import { BY_TIME, fileSource, startSession } from './asking.ts';
import { testFolder } from './folder.ts';
import { logFile, ndjson, recordText } from './records.ts';

type Params = SessionRequests['export']['params'];

const folder = await testFolder();
const shapes = join(import.meta.dirname, '../../fixtures/shapes/shapes.jsonl');
const target = join(folder, 'out');
const all: Params = { scope: { kind: 'all' }, profile: 'integration', format: 'ndjson', tags: ['forwarded'] };
const asker = startSession(folder, { wholeInflated: 50_000, wholeStored: 50_000 });

beforeAll(async () => {
  await mkdir(target);
  const where = join(folder, 'logs');
  await logFile(where, 'a.jsonl', ndjson(0, 50));
  await logFile(where, 'b.json.gz', ndjson(50, 400));
  await logFile(where, 'c.json.gz', ndjson(400, 420));
  await asker.ask('load', { sources: [{ kind: 'folder', path: where }] });
});

const exported = async (params: Partial<Params>) => (await asker.ask('export', { ...all, ...params })).text ?? '';
const ids = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { gen_ai: { request: { id: string } } }).gen_ai.request.id);
const numbered = (...numbers: number[]) => numbers.map((n) => `request-${n}`);

describe('an export', () => {
  it('is the document that the mapping makes, byte for byte', async () => {
    const session = startSession(folder);
    await session.ask('load', { sources: [fileSource(shapes)] });
    const tags = ['forwarded', 'preserve_original_event'];
    const { text, documents } = await session.ask('export', { ...all, tags });
    const { mtimeMs } = await stat(shapes);
    const sha1 = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest('hex');
    const mapper = new InvocationMapper({ profile: 'integration', tags, namespace: 'default' }, sha1);
    const file = await readFile(shapes);
    const out = new ByteWriter();
    let line = 1;
    let lines = 0;
    for (let start = 0; start < file.length; line++) {
      const end = file.indexOf(10, start) < 0 ? file.length : file.indexOf(10, start);
      const origin = { kind: 'file', path: shapes, modified: Math.floor(mtimeMs), offset: start, line } as const;
      if (end > start && mapper.write(file, start, end, origin, out)) {
        out.byte(10);
        lines++;
      }
      start = end + 1;
    }
    expect(documents).toBe(lines);
    expect(text).toBe(Buffer.from(out.bytes.subarray(0, out.length)).toString());
  });

  it.each<[string, ExportScope, string[]]>([
    [
      'chosen records, once each and in the order of loading',
      { kind: 'records', ids: [399, 3, 401, 3] },
      numbered(3, 399, 401),
    ],
    [
      'what a search left',
      { kind: 'matched', selection: { ...BY_TIME, search: 'request-41' } },
      numbered(41, ...Array.from({ length: 10 }, (_, i) => 410 + i)),
    ],
    ['nothing', { kind: 'records', ids: [] }, []],
  ])('takes %s', async (_, scope, expected) => {
    const text = await exported({ scope });
    expect(text === '' ? [] : ids(text)).toEqual(expected);
  });

  it('takes all, over files and blocks', async () => {
    expect(ids(await exported({}))).toEqual(numbered(...Array.from({ length: 420 }, (_, i) => i)));
  });

  it('in bulk format has an action before each document', async () => {
    const action = '{"create":{"_index":"logs-aws_bedrock.invocation-default"}}';
    const lines = (await exported({ format: 'bulk', scope: { kind: 'records', ids: [0, 1] } })).split('\n');
    expect(lines).toHaveLength(5);
    expect([lines[0], lines[2], lines[4]]).toEqual([action, action, '']);
    expect(ids(`${lines[1]}\n${lines[3]}`)).toEqual(numbered(0, 1));
  });

  it('of a record that does not exist says so', async () => {
    await expect(exported({ scope: { kind: 'records', ids: [5000] } })).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('writes a file, tells how far it is, and counts', async () => {
    const path = join(target, 'all.ndjson');
    await writeFile(path, 'before');
    const steps: number[] = [];
    const result = await asker.ask(
      'export',
      { ...all, path, tags: [] },
      { onProgress: ({ done, total }) => steps.push(done / total) },
    );
    const text = await readFile(path, 'utf8');
    expect(result).toEqual({ documents: 420, bytes: Buffer.byteLength(text), warned: 0 });
    expect(ids(text)).toHaveLength(420);
    expect(text).not.toContain('"tags"');
    expect(steps.at(-1)).toBe(1);
    expect(await readdir(target)).toEqual(['all.ndjson']);
  });
});

describe('an export that does not come to its end leaves nothing', () => {
  it('when it is aborted', async () => {
    const before = await readdir(target);
    const controller = new AbortController();
    const running = asker.ask(
      'export',
      { ...all, profile: 'extended', path: join(target, 'aborted') },
      { signal: controller.signal },
    );
    controller.abort();
    await expect(running).rejects.toMatchObject({ kind: 'aborted' });
    expect(await readdir(target)).toEqual(before);
  });

  it('when a file has changed', async () => {
    const session = startSession(folder);
    const path = await logFile(folder, 'changing.json.gz', ndjson(0, 3));
    await session.ask('load', { sources: [fileSource(path)] });
    await logFile(folder, 'changing.json.gz', recordText(9));
    const before = await readdir(target);
    const running = session.ask('export', { ...all, path: join(target, 'changed') });
    await expect(running).rejects.toMatchObject({ kind: 'changed' });
    expect(await readdir(target)).toEqual(before);
  });

  it('when the place cannot be written', async () => {
    const path = join(target, 'no such folder', 'x');
    await expect(asker.ask('export', { ...all, path })).rejects.toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('ENOENT'),
    });
  });
});
