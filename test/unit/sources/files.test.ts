import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listFiles, pathMessage } from '../../../src/sources/files.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sources-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text = '{}\n'): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const HOUR = 'AWSLogs/111122223333/BedrockModelInvocationLogs/us-east-1/2026/03/04/05';

async function names(...paths: string[]): Promise<string[]> {
  const { files } = await listFiles(paths.map((path) => join(root, path)));
  return files.map(({ path }) => path.slice(root.length + 1).replaceAll('\\', '/'));
}

describe('the files behind paths', () => {
  test('a folder gives all below it, sorted, side objects counted', async () => {
    write(`${HOUR}/20260304T050644123Z_b.json.gz`);
    write(`${HOUR}/20260304T050544123Z_a.json.gz`);
    write(`${HOUR}/data/x_input.json.gz`);
    write(`${HOUR}/data/x_input_media_00.pdf`);
    write('AWSLogs/111122223333/BedrockModelInvocationLogs/amazon-bedrock-logs-permission-check', '');
    write('notes.md');
    write('.hidden.json');
    write('B.jsonl');
    write('a.jsonl');
    write('export');
    expect(await names('.')).toEqual([
      `${HOUR}/20260304T050544123Z_a.json.gz`,
      `${HOUR}/20260304T050644123Z_b.json.gz`,
      'B.jsonl',
      'a.jsonl',
      'export',
    ]);
    const { skipped, passedOver, problems } = await listFiles([root]);
    expect(skipped).toEqual({ 'body in the data folder': 2, 'permission check': 1 });
    expect(passedOver).toBe(1);
    expect(problems).toEqual([]);
  });

  test('files are taken in the order given, whatever their name says', async () => {
    write('z.md');
    write('a.jsonl');
    expect(await names('z.md', 'a.jsonl')).toEqual(['z.md', 'a.jsonl']);
  });

  test('size and time of change come along; standard input is a source', async () => {
    write('a.jsonl', '12345');
    utimesSync(join(root, 'a.jsonl'), 1_772_600_804, 1_772_600_804);
    const { files } = await listFiles([join(root, 'a.jsonl'), '-']);
    expect(files[0]).toEqual({ path: join(root, 'a.jsonl'), size: 5, modified: 1_772_600_804_000 });
    expect(files[1]).toMatchObject({ path: '-', size: 0 });
  });

  test('a circle of links ends, and a folder is read once', async () => {
    write('a/1.jsonl');
    symlinkSync(join(root, 'a'), join(root, 'a/again'));
    symlinkSync(join(root, 'a'), join(root, 'b'));
    symlinkSync(join(root, 'nowhere'), join(root, 'a/dangling.jsonl'));
    expect(await names('.')).toEqual(['a/1.jsonl']);
    const { problems } = await listFiles([root]);
    expect(problems.map(({ message }) => message)).toEqual([
      `There is no such file or folder, check the path: ${join(root, 'a', 'dangling.jsonl')}`,
    ]);
  });

  test('what is not there or not allowed is a problem that says what to do', async () => {
    const missing = await listFiles([join(root, 'none')]);
    expect(missing.problems).toEqual([
      {
        path: join(root, 'none'),
        message: `There is no such file or folder, check the path: ${join(root, 'none')}`,
        named: true,
      },
    ]);
    const denied = Object.assign(new Error('x'), { code: 'EACCES' });
    expect(pathMessage('p', denied)).toBe('Reading is not allowed, give your user the right to read it: p');
    expect(pathMessage('p', new Error('boom'))).toBe('Could not be read (boom): p');
  });

  test('a folder that may not be read does not hide the others', async () => {
    write('a/1.jsonl');
    write('b/2.jsonl');
    chmodSync(join(root, 'a'), 0);
    const { files, problems } = await listFiles([root]);
    chmodSync(join(root, 'a'), 0o755);
    // The administrator may read everything.
    const allowed = process.getuid?.() === 0 || process.platform === 'win32';
    expect(files.length).toBe(allowed ? 2 : 1);
    expect(problems.length).toBe(allowed ? 0 : 1);
  });

  test('listing ends when it is given up', async () => {
    await expect(listFiles([root], AbortSignal.abort())).rejects.toThrow(/abort/i);
  });
});
