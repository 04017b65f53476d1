import { appendFile, readFile, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { LoadState } from '../../../src/session/protocol/protocol.ts';
import { BY_TIME, fileSource, REQUEST_ID, requestIds, startSession } from './asking.ts';
import { testFolder } from './folder.ts';
import { logFile, ndjson, recordText, seeded } from './records.ts';

const folder = await testFolder();
const shapes = join(import.meta.dirname, '../../fixtures/shapes/shapes.jsonl');

const names = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `request-${from + i}`);

const median = (times: number[]) => times.sort((a, b) => a - b)[times.length >> 1] ?? 0;

async function timed(work: () => unknown): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

describe('loading', () => {
  it('takes every record of the shapes, and opens each as it was logged', async () => {
    const asker = startSession(folder);
    const state = await asker.ask('load', { sources: [fileSource(shapes)] });
    const lines = (await readFile(shapes, 'utf8')).trimEnd().split('\n');
    expect(state).toMatchObject({ phase: 'done', counts: { seen: lines.length, read: lines.length, failed: 0 } });
    expect(state.files).toEqual({ done: 1, total: 1 });
    expect(state.bytes.done).toBe(state.bytes.total);
    for (let id = 0; id < lines.length; id++) {
      expect(await asker.ask('text', { id, what: 'raw-line', profile: 'integration' })).toBe(lines[id]);
    }
  });

  it('counts what is broken, says where, and keeps the rest', async () => {
    const lines = [recordText(0), '{"schemaType" 1}', recordText(1), 'no json at all', `${recordText(2)}`];
    const path = await logFile(folder, 'broken.jsonl', lines.join('\n'));
    const cut = gzipSync(ndjson(3, 200)).subarray(0, 900);
    const cutPath = await logFile(folder, 'cut/a.json', cut);
    const asker = startSession(folder);
    const sources = [fileSource(path), fileSource(cutPath), fileSource(join(folder, 'absent.json.gz'))];
    const state = await asker.ask('load', { sources });
    const { seen, read, skipped, failed } = state.counts;
    expect(read + skipped + failed).toBe(seen);
    expect(read).toBe((await requestIds(asker)).length);
    expect(await requestIds(asker)).toEqual(names(0, read));
    expect(read).toBeGreaterThan(5);
    const places = state.problems.map(({ file, line }) => [file, line]);
    expect(places).toContainEqual([path, 2]);
    expect(places).toContainEqual([path, 4]);
    expect(places).toContainEqual([cutPath, 0]);
    expect(places).toContainEqual([join(folder, 'absent.json.gz'), 0]);
    expect(state.problemsTotal).toBe(state.problems.length);
    expect(await asker.ask('text', { id: read - 1, what: 'raw-line', profile: 'integration' })).toBe(
      recordText(read - 1),
    );
  });

  it('keeps the first thousand problems and counts all', async () => {
    const path = await logFile(folder, 'many.jsonl', `${recordText(0)}\n${'{"a":\n'.repeat(1500)}`);
    const state = await startSession(folder).ask('load', { sources: [fileSource(path)] });
    expect(state.problems).toHaveLength(1000);
    expect(state.problemsTotal).toBeGreaterThanOrEqual(1500);
    expect(state.counts.failed).toBeGreaterThanOrEqual(1500);
  });

  it('of nothing that exists fails with a sentence', async () => {
    const asker = startSession(folder);
    await expect(asker.ask('load', { sources: [fileSource(join(folder, 'nowhere'))] })).rejects.toMatchObject({
      kind: 'not-found',
      message: expect.stringContaining('nowhere'),
    });
    expect(await asker.ask('state', {})).toMatchObject({ phase: 'failed', reason: expect.any(String) });
  });

  it('adds to what is there, one load after the other', async () => {
    const asker = startSession(folder);
    const first = await logFile(folder, 'one.jsonl', ndjson(0, 5));
    const second = await logFile(folder, 'two.jsonl.gz', ndjson(5, 9));
    const [, state] = await Promise.all([
      asker.ask('load', { sources: [fileSource(first)] }),
      asker.ask('load', { sources: [fileSource(second)] }),
    ]);
    expect(state.counts.read).toBe(9);
    expect(await requestIds(asker)).toEqual(names(0, 9));
    expect(state.range).toEqual([Date.UTC(2026, 2, 14), Date.UTC(2026, 2, 14, 0, 0, 8)]);
  });

  it('reads no file twice, however often it is named', async () => {
    const where = join(folder, 'twice');
    const sources = [
      fileSource(await logFile(where, 'a.jsonl', ndjson(0, 3))),
      { kind: 'folder', path: where } as const,
    ];
    const asker = startSession(folder);
    await asker.ask('load', { sources });
    await logFile(where, 'b.jsonl', ndjson(3, 5));
    const state = await asker.ask('load', { sources });
    expect(state).toMatchObject({ phase: 'done', counts: { read: 5 }, files: { done: 2, total: 2 } });
    expect(state.bytes.done).toBe(state.bytes.total);
    expect(await requestIds(asker)).toEqual(names(0, 5));
  });

  it('takes many small files in their order', async () => {
    const where = join(folder, 'small');
    const digits = (i: number) => String(i).padStart(3, '0');
    for (let i = 0; i < 300; i++) await logFile(where, `${digits(i)}.json${i % 2 ? '.gz' : ''}`, recordText(i));
    const asker = startSession(folder);
    const state = await asker.ask('load', { sources: [{ kind: 'folder', path: where }] });
    expect(state.files).toEqual({ done: 300, total: 300 });
    expect(await requestIds(asker)).toEqual(names(0, 300));
  });

  it('shows rows early, and answers while it goes on', async () => {
    const where = join(folder, 'large');
    for (let i = 0; i < 10; i++) await logFile(where, `${i}.json.gz`, ndjson(i * 5000, (i + 1) * 5000));
    const asker = startSession(folder);
    const started = performance.now();
    const states: LoadState[] = [];
    const waits: number[] = [];
    let shown = 0;
    let more = true;
    const loading = asker.ask(
      'load',
      { sources: [{ kind: 'folder', path: where }] },
      { onProgress: (state) => states.push(state) },
    );
    void loading.finally(() => {
      more = false;
    });
    while (more) {
      const asked = performance.now();
      const { loaded } = await asker.ask('rows', { selection: BY_TIME, from: 0, count: 50, fields: [REQUEST_ID] });
      waits.push(performance.now() - asked);
      if (loaded > 0) {
        shown ||= performance.now() - started;
        await asker.ask('record', { id: loaded - 1, profile: 'extended' });
      }
    }
    expect((await loading).counts.read).toBe(50_000);
    const total = performance.now() - started;
    // On a machine that is busy with other tests: early, measured by the whole.
    expect(shown).toBeLessThan(Math.max(1000, total / 4));
    expect(median(waits)).toBeLessThan(Math.max(50, total / 50));
    expect(states.map(({ counts }) => counts.read)).toEqual(
      states.map(({ counts }) => counts.read).sort((a, b) => a - b),
    );
    expect(states.length).toBeLessThan(4 + (performance.now() - started) / 100);
  });

  it('that is cancelled keeps what it has', async () => {
    const asker = startSession(folder);
    const controller = new AbortController();
    const loading = asker.ask(
      'load',
      { sources: [{ kind: 'folder', path: join(folder, 'large') }] },
      { signal: controller.signal, onProgress: ({ counts }) => counts.read > 0 && controller.abort() },
    );
    await expect(loading).rejects.toMatchObject({ kind: 'aborted' });
    const state = await asker.ask('state', {});
    expect(state.phase).toBe('cancelled');
    const { read } = state.counts;
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(50_000);
    expect(await requestIds(asker)).toEqual(names(0, Math.min(read, 10_000)));
    const last = await asker.ask('text', { id: read - 1, what: 'raw-line', profile: 'integration' });
    expect(last).toBe(recordText(read - 1));
    // Loading again goes on with the files that were not begun.
    const rest = await asker.ask('load', { sources: [{ kind: 'folder', path: join(folder, 'large') }] });
    expect(rest).toMatchObject({ phase: 'done', files: { total: rest.files.done } });
    const ids = await requestIds(asker, { search: 'request-49', sort: BY_TIME.sort });
    expect(ids).toContain('request-49999');
    expect(new Set(ids).size).toBe(ids.length);
  });
});

/** Forms that a text can be kept in: every record must open as it was read, whatever they are. */
describe('segments of', () => {
  const random = seeded(7);
  const prompt = (n: number) => `${n} ${'ä"\\\n'.repeat(Math.floor(random() ** 6 * 20_000))}`;
  const text = ndjson(0, 400, prompt);
  const small = { wholeStored: 10_000, wholeInflated: 20_000 };
  const event = (line: string, i: number) => ({ timestamp: 1_773_500_000_000 + i, message: line, ingestionTime: 1 });
  const lines = text.trimEnd().split('\n');
  const exported = JSON.stringify({ events: lines.map(event) });

  it.each([
    ['a compressed file', 'forms/a.json.gz', text, {}],
    ['a plain file', 'forms/b.jsonl', text, {}],
    ['a long compressed stream', 'forms/c.json.gz', text, small],
    ['a long plain file', 'forms/d.jsonl', text, small],
    ['UTF-16', 'forms/e.jsonl', Buffer.from(`\ufeff${text}`, 'utf16le'), {}],
    ['a long file in UTF-16', 'forms/f.jsonl', Buffer.from(`\ufeff${text}`, 'utf16le'), small],
    ['messages in an export', 'forms/g.json', exported, {}],
    ['messages in a long compressed export', 'forms/h.json.gz', exported, small],
  ])('%s', async (_, name, content, limits) => {
    const asker = startSession(folder, limits);
    const path = await logFile(folder, name, content);
    const state = await asker.ask('load', { sources: [fileSource(path)] });
    expect(state).toMatchObject({ phase: 'done', problemsTotal: 0, counts: { read: 400, seen: 400 } });
    for (let id = 399; id >= 0; id -= 7) {
      expect(await asker.ask('text', { id, what: 'raw-line', profile: 'integration' })).toBe(lines[id]);
    }
  });
});

describe('where the storage cannot be written', () => {
  it('long files are a problem, but what was read of them and all others is there', async () => {
    const where = join(folder, 'full');
    await logFile(where, 'storage', 'a file where the folder should be');
    const long = await logFile(where, 'long.json.gz', ndjson(0, 3000));
    const short = await logFile(where, 'short.json.gz', ndjson(3000, 3005));
    const asker = startSession(where, { wholeInflated: 100_000 });
    const state = await asker.ask('load', { sources: [fileSource(long), fileSource(short)] });
    expect(state.problems).toEqual([
      { severity: 'error', file: long, line: 0, offset: 0, reason: expect.stringContaining(join(where, 'storage')) },
    ]);
    const ids = await requestIds(asker);
    expect(ids.slice(-5)).toEqual(names(3000, 3005));
    expect(ids.length).toBeGreaterThan(5);
    expect(await asker.ask('text', { id: 0, what: 'raw-line', profile: 'integration' })).toBe(recordText(0));
  });
});

describe('a file that is no longer the same', () => {
  it.each([
    ['grown', (path: string) => appendFile(path, 'x')],
    ['touched', (path: string) => utimes(path, 1, 1)],
    ['deleted', (path: string) => rm(path)],
  ])('%s: its records say so, and the others open', async (name, change) => {
    const path = await logFile(folder, `${name}.json.gz`, ndjson(0, 3));
    const other = await logFile(folder, `${name}-other.json.gz`, ndjson(3, 6));
    const asker = startSession(folder);
    await asker.ask('load', { sources: [fileSource(path), fileSource(other)] });
    await change(path);
    const open = (id: number) => asker.ask('record', { id, profile: 'extended' });
    await expect(open(1)).rejects.toMatchObject({ kind: 'changed', message: expect.stringContaining(path) });
    expect((await open(4)).requestId).toBe('request-4');
    expect(await requestIds(asker)).toEqual(names(0, 6));
  });
});

describe('a record', () => {
  it('is shown as conversation, fields, its own text and its document', async () => {
    const path = await logFile(folder, 'view.jsonl', `${recordText(0)}\n\n${recordText(1)}\n`);
    const asker = startSession(folder);
    await asker.ask('load', { sources: [fileSource(path)] });
    const view = await asker.ask('record', { id: 1, profile: 'extended' });
    expect(view.requestId).toBe('request-1');
    expect(view.source).toEqual({ path, line: 3, offset: recordText(0).length + 2 });
    expect(view.raw.text).toBe(JSON.stringify(JSON.parse(recordText(1)), null, 2));
    expect(view.raw.bytes).toBe(recordText(1).length);
    expect(JSON.parse(view.document.text)).toMatchObject({
      gen_ai: { request: { id: 'request-1' } },
      log: { file: { path } },
    });
    expect(view.columns[REQUEST_ID]).toBe('request-1');
    expect(view.conversation.turns.map(({ role }) => role)).toEqual(['user', 'assistant']);
    expect(view.explanation.fields.length).toBeGreaterThan(10);
    expect(view.warnings).toEqual([]);
  });

  it('that is long is cut in the page and whole as text', async () => {
    const record = `{"schemaType":"ModelInvocationLog","requestId":"long","timestamp":"2026-03-14T00:00:00Z","n":[${'1.0,'.repeat(5000)}1e-7]}`;
    const path = await logFile(folder, 'long.jsonl', record);
    const asker = startSession(folder);
    await asker.ask('load', { sources: [fileSource(path)] });
    const view = await asker.ask('record', { id: 0, profile: 'integration' });
    expect(view.raw.cut).toBe(true);
    expect(view.raw.text.split('\n')).toHaveLength(2000);
    const whole = await asker.ask('text', { id: 0, what: 'raw', profile: 'integration' });
    expect(whole.split('\n')).toHaveLength(5000 + 8);
    expect(whole).toContain('\n    1e-7\n');
  });

  it('has a transcript and a document of one line', async () => {
    const path = await logFile(folder, 'texts.jsonl', recordText(3));
    const asker = startSession(folder);
    await asker.ask('load', { sources: [fileSource(path)] });
    const text = (what: 'transcript' | 'document-line' | 'document') =>
      asker.ask('text', { id: 0, what, profile: 'integration' });
    expect(await text('transcript')).toContain('question 3');
    const line = await text('document-line');
    expect(line).not.toContain('\n');
    expect(JSON.parse(await text('document'))).toEqual(JSON.parse(line));
  });

  it('that does not exist is not found', async () => {
    const asker = startSession(folder);
    await expect(asker.ask('record', { id: 0, profile: 'extended' })).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('opens in 50 ms wherever it is in a file of the size that Bedrock writes', async () => {
    const random = seeded(3);
    const words = Array.from({ length: 2000 }, () => Math.floor(random() * 36 ** 5).toString(36));
    const text = ndjson(0, 1200, () =>
      Array.from({ length: 1200 }, () => words[Math.floor(random() * 2000)]).join(' '),
    );
    expect(text.length).toBeGreaterThan(8_000_000);
    const sources = [];
    // More than stays in memory, so that each is opened anew.
    const compressed = gzipSync(text, { level: 1 });
    for (let i = 0; i < 8; i++) sources.push(fileSource(await logFile(folder, `bedrock/${i}.json`, compressed)));
    const asker = startSession(folder);
    await asker.ask('load', { sources });
    const opens: number[] = [];
    const inflations: number[] = [];
    for (let i = 0; i < 24; i++) {
      const id = (i % 8) * 1200 + Math.floor(random() * 1200);
      opens.push(await timed(() => asker.ask('record', { id, profile: 'extended' })));
      inflations.push(await timed(() => gunzipSync(compressed)));
    }
    // Inflating is what cannot be saved; a machine that is busy with other tests is slow at that too.
    expect(median(opens)).toBeLessThan(Math.max(50, 2 * median(inflations)));
  });
});

describe('rows', () => {
  it('come in windows, and a record knows its place', async () => {
    const path = await logFile(folder, 'rows.jsonl', ndjson(0, 100));
    const asker = startSession(folder);
    await asker.ask('load', { sources: [fileSource(path)] });
    const selection = { search: 'request-1', sort: { field: '@timestamp', descending: true } };
    const window = await asker.ask('rows', {
      selection,
      from: 2,
      count: 3,
      fields: [REQUEST_ID, 'gen_ai.usage.prompt_tokens', 'no.such'],
    });
    expect(window).toEqual({
      matched: 11,
      loaded: 100,
      from: 2,
      ids: [17, 16, 15],
      cells: [
        ['request-17', 'request-16', 'request-15'],
        [27, 26, 25],
        [null, null, null],
      ],
    });
    expect(await asker.ask('position', { selection, id: 16 })).toBe(3);
    expect(await asker.ask('position', { selection, id: 20 })).toBe(-1);
    expect(await asker.ask('rows', { selection, from: 50, count: 3, fields: [] })).toMatchObject({
      ids: [],
      matched: 11,
    });
    expect((await asker.ask('columns', {})).map(({ field }) => field)).toContain(REQUEST_ID);
  });
});
