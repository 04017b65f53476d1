import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { closest, type OptionTable, readArguments, UsageError, wholeNumber } from '../../../src/cli/arguments.ts';
import { COMMANDS } from '../../../src/cli/commands.ts';
import { TRANSFORM_OPTIONS } from '../../../src/cli/options.ts';
import { jobsOf, transformOptions } from '../../../src/cli/transform.ts';
import { SCENARIOS } from '../../../src/samples/catalog.ts';
import { Folder, record } from './process.ts';

const read = (...args: string[]) => readArguments('transform', args, TRANSFORM_OPTIONS);

describe('options', () => {
  test.each([
    [['a', '-o', 'x', 'b'], ['a', 'b'], { output: 'x' }],
    [['--output=x', '-'], ['-'], { output: 'x' }],
    [['-ox', 'a'], ['a'], { output: 'x' }],
    [['--', '--format'], ['--format'], {}],
    [['a', '--output', '-'], ['a'], { output: '-' }],
    [['a', '--tags=-x'], ['a'], { tags: '-x' }],
  ])('%j', (args, positionals, text) => {
    const found = read(...args);
    expect(found.positionals).toEqual(positionals);
    expect(Object.fromEntries(found.text)).toEqual(text);
  });

  test.each([
    [['--formatt', 'bulk'], /no option --formatt of transform.*--format\?/],
    [['--preserve'], /no option --preserve of.*--preserve-/],
    [['--zzzzzz'], /^There is no option --zzzzzz of transform\. See:/],
    [['-x'], /no option -x/],
    [['--format', 'json'], /--format is one of ndjson, bulk; not: json/],
    [['--profile', 'ecs'], /integration, extended; not: ecs/],
    [['-o'], /-o needs a value: -o FILE/],
    [['--output', '--quiet'], /--output needs a value/],
    [['--output='], /--output needs a value/],
    [['--quiet=yes'], /--quiet takes no value/],
    [['--tags', 'a', '--tags', 'b'], /--tags is given twice/],
    [['--__proto__', 'x'], /no option --__proto__/],
  ])('%j is refused with the reason', (args, reason) => {
    expect(() => read(...args)).toThrow(UsageError);
    expect(() => read(...args)).toThrow(reason);
  });

  test.each(['0', '-1', '1.5', 'x', '1e3', '9999999999', ''])('--workers=%s is no number of workers', (value) => {
    expect(() => wholeNumber(read(`--workers=${value}`), 'workers', 1, 0)).toThrow(UsageError);
  });

  test.each([
    [[], ['forwarded']],
    [
      ['--tags', 'a, b,,a'],
      ['a', 'b'],
    ],
    [['--preserve-original-event'], ['forwarded', 'preserve_original_event']],
    [
      ['--tags=x', '--preserve-duplicate-custom-fields'],
      ['x', 'preserve_duplicate_custom_fields'],
    ],
  ])('%j gives the tags %j', (args, tags) => expect(transformOptions(read(...args)).tags).toEqual(tags));

  test('what is typed is compared with what there is', () => {
    expect(closest('trasnform', ['transform', 'generate'])).toBe('transform');
    expect(closest('sum', ['summary', 'generate'])).toBe('summary');
    expect(closest('xyz', ['transform', 'generate'])).toBeUndefined();
  });
});

test('small neighbours share a job, order stays', () => {
  const files = [9e5, 1e5, 1e5, 4e5, 1, 1].map((size, i) => ({ path: `${i}`, size, modified: 0 }));
  expect(jobsOf(files).map((job) => job.map((f) => f.path).join(''))).toEqual(['0', '12', '345']);
  expect(jobsOf(Array.from({ length: 300 }, (_, i) => ({ path: `${i}`, size: 0, modified: 0 }))).length).toBe(5);
});

test('the usage text names every scenario', () => {
  const notes = COMMANDS.find((c) => c.name === 'generate')?.notes?.join(' ') ?? '';
  for (const { name } of SCENARIOS) expect(notes).toContain(name);
});

describe('the command line', () => {
  const folder = new Folder();
  folder.file('a.json.gz', `${record('a')}\n`);
  afterAll(() => folder.remove());

  test.each<[args: string[], status: number, stderr: RegExp, stdout: RegExp]>([
    [[], 2, /Say what to do/, /^$/],
    [['--help'], 0, /^$/, /bedrock-logs transform/],
    [['help'], 0, /^$/, /bedrock-logs transform/],
    [['--version'], 0, /^$/, /^\d+\.\d+\.\d+\n$/],
    [['transform', '--help'], 0, /^$/, /--preserve-original-event/],
    [['tranform', 'a'], 2, /no command tranform\. Did you mean transform\?/, /^$/],
    [['--quiet', 'transform'], 2, /The command comes first/, /^$/],
    [['overview', 'a.json.gz', '--where', 'no.such.field == 1'], 2, /^--where: .*Unknown column/s, /^$/],
    [['overview', 'nowhere'], 2, /no such file or folder.*nowhere/, /^$/],
    [['push'], 2, /push needs --elasticsearch URL/, /^$/],
    [['push', '--elasticsearch', 'https://localhost:9200'], 2, /needs a source/, /^$/],
    [['transform'], 2, /needs a source/, /^$/],
    [['transform', 'nowhere'], 2, /no such file or folder.*nowhere/, /^$/],
    [['transform', 'sqs:queue'], 2, /A queue is named by its address.*not: queue/, /^$/],
    [['transform', 'https://example.com/a.json'], 2, /Logs on the web are not read/, /^$/],
    [['transform', 'a.json.gz', '--consume'], 2, /--consume deletes messages of a queue/, /^$/],
    [['transform', 's3://bucket/prefix', '--since', 'yesterday'], 2, /--since is a time/, /^$/],
    [['transform', 's3://bucket/prefix', '--endpoint', 'here'], 2, /--endpoint is an address/, /^$/],
    [['transform', 's3://bucket/prefix', '--proxy', 'here'], 2, /--proxy is an address/, /^$/],
    [['transform', '-', '-'], 2, /only once/, /^$/],
    [['transform', 'a.json.gz', '--workers', 'two'], 2, /--workers is a whole number/, /^$/],
    [['transform', 'a.json.gz', '--workers', '65'], 2, /at most 64/, /^$/],
    [['transform', 'a.json.gz', '-o', '.'], 2, /folder/, /^$/],
    [['transform', 'a.json.gz', '-o', 'no/such/out'], 2, /no such file or directory: /, /^$/],
    [['transform', 'a.json.gz'], 0, /^1 read, 0 skipped, 0 failed\n$/, /"id":"a"/],
    [['transform', 'a.json.gz', '--quiet'], 0, /^$/, /"id":"a"/],
    [['summary', 'a.json.gz'], 0, /1 read/, /^1 invocations, 2026-03-04 05:06/],
    [['generate'], 2, /-o DIR/, /^$/],
    [['generate', '--scenario', 'weak', '-o', 'x'], 2, /Did you mean week\? Known are: .*week/, /^$/],
    [['generate', 'a', '-o', 'x'], 2, /reads no sources/, /^$/],
  ])('%j ends with %i', async (args, status, stderr, stdout) => {
    const run = await folder.run(args);
    expect(run.stderr).toMatch(stderr);
    expect(run.stdout).toMatch(stdout);
    expect(run.status).toBe(status);
    expect(run.stderr).not.toContain('    at ');
  });

  test.each(COMMANDS.map((c) => c.name))('%s --help names every option', async (name) => {
    const { stdout } = await folder.run([name, '--help']);
    const command = COMMANDS.find((c) => c.name === name);
    for (const option of Object.keys(command?.options as OptionTable)) expect(stdout).toContain(`--${option}`);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThan(130);
  });
});

test('docs/cli.md describes every command and option', () => {
  const docs = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8');
  for (const { name, options } of COMMANDS) {
    expect(docs).toContain(`## ${name}: `);
    for (const option of Object.keys(options)) expect(docs).toContain(option === 'output' ? '-o ' : `--${option}`);
  }
});
