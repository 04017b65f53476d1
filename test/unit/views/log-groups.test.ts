/** What the Sources view shows of a folder, and what it opens when one of its groups is opened. */
import { describe, expect, test } from 'vitest';
import { fileLabel, groupFiles, type LogGroup, sourcesOf } from '../../../src/views/log-groups.ts';

const file = (path: string, size = 10) => ({ path, size, modified: 0 });
const bucket = (account: string, region: string, when: string, name: string) =>
  `/logs/AWSLogs/${account}/BedrockModelInvocationLogs/${region}/${when}/${name}`;

/** The tree as indented lines. */
function lines(tree: LogGroup, depth = 0): string[] {
  const indent = '  '.repeat(depth);
  return [
    ...tree.groups.flatMap((part) => [
      `${indent}${part.label} (${part.files.length}, ${part.bytes} B)`,
      ...lines(part, depth + 1),
    ]),
    ...tree.own.map((own) => `${indent}${fileLabel(own)}`),
  ];
}

const delivered = [
  file(bucket('111122223333', 'eu-central-1', '2026/11/20/17', '20261120T170112483Z_4be1.json.gz'), 31),
  file(bucket('111122223333', 'eu-central-1', '2026/11/20/14', '20261120T140112483Z_4be2.json.gz'), 5),
  file(bucket('111122223333', 'eu-central-1', '2026/11/20/17', '20261120T170600000Z_09aa.json.gz'), 4),
  file(bucket('111122223333', 'eu-central-1', '2026/11/19/23', '20261119T230112483Z_4be3.json.gz'), 2),
  file(bucket('444455556666', 'us-east-1', '2026/11/20/17', '20261120T170112483Z_4be4.json.gz'), 1),
];

describe('groups', () => {
  test('are account and region, day with the newest first, and hour', () => {
    expect(lines(groupFiles('/logs', delivered))).toEqual([
      '111122223333 / eu-central-1 (4, 42 B)',
      '  2026-11-20 (3, 40 B)',
      '    14:00 (1, 5 B)',
      '      T140112483Z_4be2.json.gz',
      '    17:00 (2, 35 B)',
      '      T170112483Z_4be1.json.gz',
      '      T170600000Z_09aa.json.gz',
      '  2026-11-19 (1, 2 B)',
      '    23:00 (1, 2 B)',
      '      T230112483Z_4be3.json.gz',
      '444455556666 / us-east-1 (1, 1 B)',
      '  2026-11-20 (1, 1 B)',
      '    17:00 (1, 1 B)',
      '      T170112483Z_4be4.json.gz',
    ]);
  });

  test('of objects that were copied into one folder come from their names', () => {
    const copied = [file('/logs/20261120T170112483Z_4be1.json.gz'), file('/logs/20261119T010112483Z_4be2.json.gz')];
    expect(lines(groupFiles('/logs', copied))).toEqual([
      '2026-11-20 (1, 10 B)',
      '  17:00 (1, 10 B)',
      '    T170112483Z_4be1.json.gz',
      '2026-11-19 (1, 10 B)',
      '  01:00 (1, 10 B)',
      '    T010112483Z_4be2.json.gz',
    ]);
  });

  test('are folders where the path says no more', () => {
    const other = [
      file('/logs/b.jsonl'),
      file('/logs/exports/a.json'),
      file('/logs/exports/deep/c.json'),
      file('/logs/a.jsonl'),
    ];
    expect(lines(groupFiles('/logs', other))).toEqual([
      'exports (2, 20 B)',
      '  deep (1, 10 B)',
      '    c.json',
      '  a.json',
      'a.jsonl',
      'b.jsonl',
    ]);
  });

  test('of a single file hold that file', () => {
    expect(lines(groupFiles('/logs/a.jsonl', [file('/logs/a.jsonl')]))).toEqual(['a.jsonl']);
  });
});

describe('opening a group', () => {
  const tree = groupFiles('/logs', delivered);
  const part = (...labels: string[]) =>
    labels.reduce<LogGroup>((at, label) => at.groups.find((one) => one.label === label) as LogGroup, tree);
  const base = '/logs/AWSLogs/111122223333/BedrockModelInvocationLogs/eu-central-1';

  test.each([
    ['an account and region', ['111122223333 / eu-central-1'], `${base}/2026/11`],
    ['a day', ['111122223333 / eu-central-1', '2026-11-20'], `${base}/2026/11/20`],
    ['an hour', ['111122223333 / eu-central-1', '2026-11-20', '17:00'], `${base}/2026/11/20/17`],
  ])('%s opens its folder', (_, labels, path) => {
    expect(sourcesOf(part(...labels), delivered)).toEqual([{ kind: 'folder', path }]);
  });

  test('a day that shares its folder with others opens its files', () => {
    const copied = [file('/logs/20261120T170112483Z_4be1.json.gz'), file('/logs/20261119T010112483Z_4be2.json.gz')];
    const day = groupFiles('/logs', copied).groups[0] as LogGroup;
    expect(sourcesOf(day, copied)).toEqual([{ kind: 'file', path: '/logs/20261120T170112483Z_4be1.json.gz' }]);
  });

  test('a folder is not taken for another whose name begins alike', () => {
    const alike = [file('/logs/a/1.json'), file('/logs/ab/2.json')];
    expect(sourcesOf(groupFiles('/logs', alike).groups[0] as LogGroup, alike)).toEqual([
      { kind: 'folder', path: '/logs/a' },
    ]);
  });
});
