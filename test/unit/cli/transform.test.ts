import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, watch } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CLI } from '../../rig/cli.ts';
import { Folder, ids, lines, record } from './process.ts';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

describe('several files', () => {
  const many = new Folder();
  const wanted: string[] = [];
  beforeAll(() => {
    // The first file is much the largest, so that the others are done before it.
    for (let file = 0; file < 40; file++) {
      const records = Array.from({ length: file === 0 ? 3000 : 20 + file }, (_, i) => `${file}-${i}`);
      wanted.push(...records);
      const padding = file % 3 === 0 ? 'x'.repeat(2000) : '';
      many.file(
        `f${String(file).padStart(2, '0')}.json.gz`,
        `${records.map((id) => record(id, { padding })).join('\n')}\n`,
      );
    }
    many.file('f05b.jsonl', `${record('good')}\n{"broken": \n`);
  });
  afterAll(() => many.remove());

  test.each(['1', '2', '3', '8'])('come out in the order of the sources with %s workers', async (workers) => {
    const run = await many.run(['transform', '.', '--workers', workers]);
    expect(run.status).toBe(1);
    expect(ids(run.stdout).filter((id) => id !== 'good')).toEqual(wanted);
    expect(run.stderr).toMatch(
      new RegExp(`f05b\\.jsonl:2: .*\\n.*${(wanted.length + 1).toLocaleString('en')} read, 0 skipped, 1 failed`),
    );
  });

  test('are the same bytes, and the same words on stderr, with one worker and with three', async () => {
    const [one, three] = [
      await many.run(['transform', '.', '--workers', '1']),
      await many.run(['transform', '.', '--workers', '3']),
    ];
    expect(three.stdout === one.stdout).toBe(true);
    expect(three.stderr).toBe(one.stderr);
  });

  test('keep the order in which sources are named, and one named twice comes twice', async () => {
    const run = await many.run(['transform', 'f03.json.gz', 'f01.json.gz', 'f03.json.gz', '--workers', '2', '-q']);
    expect([...new Set(ids(run.stdout).map((id) => id.split('-')[0]))]).toEqual(['3', '1']);
    expect(ids(run.stdout).length).toBe(23 + 21 + 23);
  });
});

describe('formats', () => {
  test('bulk has a create action with the data stream before each document', async () => {
    folder.file('a.jsonl', `${record('a')}\nnot json {\n${record('b')}\n`);
    const run = await folder.run(['transform', 'a.jsonl', '--format', 'bulk']);
    const rows = lines(run.stdout);
    expect(rows.length).toBe(4);
    for (const action of [rows[0], rows[2]])
      expect(JSON.parse(action ?? '')).toEqual({ create: { _index: 'logs-aws_bedrock.invocation-default' } });
    expect(ids([rows[1], rows[3]].join('\n'))).toEqual(['a', 'b']);
  });

  test('options reach the documents', async () => {
    folder.file('a.jsonl', record('a'));
    const run = await folder.run([
      'transform',
      'a.jsonl',
      '--profile',
      'extended',
      '--tags',
      'x',
      '--preserve-original-event',
      '--preserve-duplicate-custom-fields',
    ]);
    const document = JSON.parse(run.stdout) as Record<string, Record<string, unknown>>;
    expect(document.tags).toEqual(['x', 'preserve_original_event', 'preserve_duplicate_custom_fields']);
    expect(document.event?.original).toBe(record('a'));
    expect(document.bedrock_logs).toBeDefined();
    expect(JSON.stringify(document.aws_bedrock)).toContain('input_body_json');
  });

  test('the default is the integration profile without the record', async () => {
    folder.file('a.jsonl', record('a'));
    const document = JSON.parse((await folder.run(['transform', 'a.jsonl'])).stdout) as Record<
      string,
      Record<string, unknown>
    >;
    expect(document.tags).toEqual(['forwarded']);
    expect(document.event?.original).toBeUndefined();
    expect(document.bedrock_logs).toBeUndefined();
    expect(document.log).toEqual({ file: { path: 'a.jsonl' }, offset: 0 });
  });
});

describe('standard input', () => {
  test.each<[string, (text: string) => string | Uint8Array]>([
    ['plain', (text) => text],
    ['compressed', (text) => gzipSync(text)],
  ])('%s', async (_, store) => {
    const run = await folder.run(['transform', '-'], store(`${record('a')}\n${record('b')}\n`));
    expect(ids(run.stdout)).toEqual(['a', 'b']);
    expect(run.status).toBe(0);
  });

  test('a document comes out before the input has ended', async () => {
    const child = spawn(process.execPath, [CLI, 'transform', '-', '-q']);
    child.stdin.write(`${record('early')}\n`);
    const first = await new Promise<string>((resolve) =>
      child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())),
    );
    expect(ids(first)).toEqual(['early']);
    child.stdin.end();
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
  });

  test('empty input is no failure', async () => {
    const run = await folder.run(['transform', '-']);
    expect(run).toEqual({ status: 0, stdout: '', stderr: '0 read, 0 skipped, 0 failed\n' });
  });
});

describe('a reader that goes away', () => {
  test.each(['1', '2'])('ends the run without a word, %s workers', async (workers) => {
    for (let file = 0; file < 8; file++)
      folder.file(`${file}.json.gz`, Array.from({ length: 2000 }, (_, i) => record(`${file}-${i}`)).join('\n'));
    const child = spawn(process.execPath, [CLI, 'transform', '.', '--workers', workers], { cwd: folder.path });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.stdout.destroy();
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
    expect(stderr).toBe('');
  });

  test.skipIf(process.platform === 'win32')('through a shell, as head does', () => {
    folder.file('big.jsonl', Array.from({ length: 20_000 }, (_, i) => record(`${i}`)).join('\n'));
    const script = `cat big.jsonl | "$0" "$1" transform - 2>&1 | head -1; echo "\${PIPESTATUS[@]}"`;
    const output = execFileSync('bash', ['-c', script, process.execPath, CLI], { cwd: folder.path, encoding: 'utf8' });
    const [first, statuses] = lines(output);
    expect(ids(first ?? '')).toEqual(['0']);
    // Whether `cat` had written everything by then is its affair.
    expect(statuses).toMatch(/^\d+ 0 0$/);
  });
});

describe('what cannot be read', () => {
  const cut = (): Uint8Array =>
    gzipSync(Array.from({ length: 500 }, (_, i) => record(`${i}`)).join('\n')).subarray(0, 3000);

  test.each<[name: string, content: () => string | Uint8Array, status: number, stderr: RegExp]>([
    ['empty.json.gz', () => new Uint8Array(0), 0, /^0 read/],
    [
      'broken.jsonl',
      () => `${record('a')}\n{"requestId": "b", "modelId\n${record('c')}\n`,
      1,
      /broken\.jsonl:2: .+\n2 read, 0 skipped, 1 failed/,
    ],
    ['cut.json.gz', cut, 1, /cut\.json\.gz: the gzip stream is cut/],
    ['image.json.gz', () => Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 1, /image\.json\.gz/],
    ['other.jsonl', () => '{"level":"info","message":"hello"}\n', 0, /0 read, 1 skipped/],
  ])('%s', async (name, content, status, stderr) => {
    folder.file(name, content());
    const run = await folder.run(['transform', name]);
    expect(run.stderr).toMatch(stderr);
    expect(run.status).toBe(status);
    for (const line of lines(run.stdout)) JSON.parse(line);
  });

  test('a name in a folder behind which nothing is: told, and the others are read', async () => {
    folder.file('a.jsonl', record('a'));
    symlinkSync('nowhere.jsonl', join(folder.path, 'b.jsonl'));
    const run = await folder.run(['transform', '.']);
    expect(ids(run.stdout)).toEqual(['a']);
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/b\.jsonl/);
  });

  test('files of other kinds in a folder are passed over, and that is said', async () => {
    folder.file('a.jsonl', record('a'));
    folder.file('notes.docx', 'x');
    folder.file('picture.png', 'x');
    const run = await folder.run(['transform', '.']);
    expect(run.stderr).toBe('2 files in folders passed over: no names of logs\n1 read, 0 skipped, 0 failed\n');
    expect(run.status).toBe(0);
  });

  test('side objects are counted, not read', async () => {
    const hour = 'AWSLogs/111122223333/BedrockModelInvocationLogs/us-east-1/2026/03/04/05';
    folder.file(`${hour}/20260304T050607123Z_0a1b2c.json.gz`, `${record('a')}\n`);
    folder.file(`${hour}/data/5f_input.json.gz`, '{"messages":[]}');
    folder.file('AWSLogs/111122223333/BedrockModelInvocationLogs/amazon-bedrock-logs-permission-check', '');
    const run = await folder.run(['transform', 'AWSLogs']);
    expect(run.stderr).toMatch(/^1 read, 2 skipped \(.*\), 0 failed\n$/);
    expect(run.status).toBe(0);
  });

  test('nothing of a file reaches the terminal as a command', async () => {
    folder.file('\u001b[31mred\u202e.jsonl', `${record('a')}\n{"modelId": \u001b[2J\n`);
    const run = await folder.run(['transform', '.']);
    expect(run.status).toBe(1);
    for (const control of ['\u001b', '\u202e']) expect(run.stderr).not.toContain(control);
    expect(run.stderr).toContain('\\u{1b}[31mred');
  });
});

describe('-o FILE', () => {
  test('is whole at its place, and nothing else is left', async () => {
    folder.file('in/a.jsonl', record('a'));
    expect((await folder.run(['transform', 'in', '-o', 'out.ndjson'])).stdout).toBe('');
    expect(ids(readFileSync(join(folder.path, 'out.ndjson'), 'utf8'))).toEqual(['a']);
    expect(readdirSync(folder.path).sort()).toEqual(['in', 'out.ndjson']);
  });

  test('is not touched by a run that fails', async () => {
    folder.file('out.ndjson', 'what was there');
    expect((await folder.run(['transform', 'nowhere', '-o', 'out.ndjson'])).status).toBe(2);
    expect(readFileSync(join(folder.path, 'out.ndjson'), 'utf8')).toBe('what was there');
    expect(readdirSync(folder.path)).toEqual(['out.ndjson']);
  });

  test('leaves no part when the run is ended from outside', async () => {
    const child = spawn(process.execPath, [CLI, 'transform', '-', '-o', 'out.ndjson'], { cwd: folder.path });
    const parts = (): string[] => readdirSync(folder.path).filter((name) => name.endsWith('.part'));
    const watcher = watch(folder.path);
    while (parts().length === 0) await once(watcher, 'change');
    watcher.close();
    child.kill('SIGTERM');
    const [status, signal] = (await once(child, 'close')) as [number | null, string | null];
    expect([status, signal]).toEqual([null, 'SIGTERM']);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  test.skipIf(!existsSync('/dev/full'))('leaves no part when the disk is full', async () => {
    folder.file('in/a.jsonl', record('a'));
    const run = await folder.run(['transform', 'in', '-o', '/dev/full']);
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(/no space left/i);
    expect(readdirSync(folder.path)).toEqual(['in']);
  });

  test('may be a device', async () => {
    folder.file('in/a.jsonl', record('a'));
    expect((await folder.run(['transform', 'in', '-o', '/dev/null'])).status).toBe(0);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  test.skipIf(process.platform === 'win32')('through a link replaces the file, not the link', async () => {
    folder.file('in/a.jsonl', record('a'));
    folder.file('real.ndjson', 'old');
    symlinkSync('real.ndjson', join(folder.path, 'link.ndjson'));
    await folder.run(['transform', 'in', '-o', 'link.ndjson']);
    expect(ids(readFileSync(join(folder.path, 'real.ndjson'), 'utf8'))).toEqual(['a']);
  });
});

test('the sample week goes through, with its one broken line told', async () => {
  mkdirSync(join(folder.path, 'week'));
  expect((await folder.run(['generate', '--scenario', 'week', '--records', '400', '-o', 'week'])).status).toBe(0);
  const run = await folder.run(['transform', 'week', '--workers', '2']);
  expect(run.status).toBe(1);
  expect(run.stderr).toMatch(/1 failed/);
  expect(lines(run.stdout).length).toBeGreaterThan(390);
  const summary = await folder.run(['summary', 'week']);
  expect(summary.stdout).toMatch(/Guardrails acted in \d+/);
  expect(summary.status).toBe(1);
});
