import { appendFile, mkdir, readdir, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Segments, type StoredFile } from '../../../src/session/segments.ts';
import { Spool, sweep } from '../../../src/session/spool.ts';
import { WholeFile } from '../../../src/session/whole-file.ts';
import { testFolder } from './folder.ts';

const folder = await testFolder();
const text = Buffer.from('{"a":1}\n{"a":2}\n');

async function stored(name: string, bytes: Uint8Array): Promise<StoredFile> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  const { size, mtimeMs } = await stat(path);
  return { path, size, modified: Math.floor(mtimeMs) };
}

function segments(): Segments {
  return new Segments(new Spool(join(folder, 'spool')), async (bytes) => gunzipSync(bytes));
}

describe('a segment', () => {
  it('is opened where it lies: compressed, a range of a plain file', async () => {
    const all = segments();
    const compressed = await stored('a.json.gz', gzipSync(text));
    const plain = await stored('a.jsonl', text);
    const whole = all.add({ kind: 'whole', file: compressed, length: text.length });
    const range = all.add({ kind: 'range', file: plain, at: 8, length: 7 });
    expect(Buffer.from(await all.open(whole)).equals(text)).toBe(true);
    expect(Buffer.from(await all.open(range)).toString()).toBe('{"a":2}');
  });

  it.each([
    ['has grown', (path: string) => appendFile(path, 'x')],
    ['has another time', (path: string) => utimes(path, 1, 1)],
    ['is gone', (path: string) => rm(path)],
    ['was renamed', (path: string) => rename(path, `${path}.old`)],
  ])('whose file %s says so', async (name, change) => {
    const all = segments();
    const file = await stored(`${name}.gz`, gzipSync(text));
    const segment = all.add({ kind: 'whole', file, length: text.length });
    await change(file.path);
    const error = await all.open(segment).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: 'changed', message: expect.stringMatching(/Open the logs again.*:/) });
  });

  it('that can no longer be read is not taken for changed', async () => {
    const all = segments();
    const path = join(folder, 'a folder');
    await mkdir(path);
    const { size, mtimeMs } = await stat(path);
    const segment = all.add({ kind: 'range', file: { path, size, modified: Math.floor(mtimeMs) }, at: 0, length: 4 });
    await expect(all.open(segment)).rejects.toMatchObject({
      kind: 'unreadable',
      message: expect.stringContaining(path),
    });
  });

  it('stays in memory only while there is room', async () => {
    const length = 10 * 1024 * 1024;
    let inflated = 0;
    const all = new Segments(new Spool(folder), async () => {
      inflated++;
      return new Uint8Array(length);
    });
    const file = await stored('big.gz', gzipSync(text));
    const numbers = Array.from({ length: 6 }, () => all.add({ kind: 'whole', file, length }));
    for (const number of numbers) await all.open(number);
    await all.open(numbers[5] as number);
    expect(inflated).toBe(6);
    await all.open(numbers[0] as number);
    expect(inflated).toBe(7);
  });
});

describe('the spool', () => {
  it('gives back blocks, written at once or not, and leaves nothing', async () => {
    const where = join(folder, 'own');
    const spool = new Spool(where);
    const texts = Array.from({ length: 20 }, (_, i) => Buffer.from(`block ${i} `.repeat((i + 1) * 1000)));
    const blocks = await Promise.all(texts.map((block) => spool.write(block)));
    for (const [i, block] of blocks.entries())
      expect(Buffer.from(await spool.read(block)).equals(texts[i] as Buffer)).toBe(true);
    expect(spool.size).toBeLessThan(texts.reduce((sum, block) => sum + block.length, 0) / 10);
    await spool.close();
    expect(await readdir(where)).toEqual([]);
    await spool.close();
  });

  it('is swept where its process is gone', async () => {
    const where = join(folder, 'left');
    await mkdir(where);
    const names = [`spool-${2 ** 30}-0123456789ab`, `spool-${process.pid}-0123456789ab`, 'notes.txt'];
    for (const name of names) await writeFile(join(where, name), 'x');
    expect(await sweep(where)).toBe(1);
    expect((await readdir(where)).sort()).toEqual(names.slice(1).sort());
    expect(await sweep(join(where, 'absent'))).toBe(0);
  });
});

describe('a whole file', () => {
  it('appears when it is finished, in place of what was there', async () => {
    const path = join(folder, 'out.ndjson');
    await writeFile(path, 'before');
    const file = await WholeFile.create(path);
    const part = Buffer.alloc(300_000, 'x');
    for (let i = 0; i < 10; i++) await file.write(part);
    expect(await readFile(path, 'utf8')).toBe('before');
    await file.finish();
    expect((await stat(path)).size).toBe(3_000_000);
    expect(file.bytes).toBe(3_000_000);
  });

  it('that is discarded leaves nothing, and what was there as it was', async () => {
    const where = join(folder, 'exports');
    await mkdir(where);
    await writeFile(join(where, 'kept'), 'before');
    for (const name of ['kept', 'new']) {
      const file = await WholeFile.create(join(where, name));
      await file.write(Buffer.alloc(2_000_000));
      await file.discard();
    }
    expect(await readdir(where)).toEqual(['kept']);
    expect(await readFile(join(where, 'kept'), 'utf8')).toBe('before');
  });

  it('written through a link replaces what the link names', async () => {
    const path = join(folder, 'target');
    await writeFile(path, 'before');
    await symlink(path, join(folder, 'link'));
    const file = await WholeFile.create(join(folder, 'link'));
    await file.write(Buffer.from('after'));
    await file.finish();
    expect(await readFile(path, 'utf8')).toBe('after');
  });
});
