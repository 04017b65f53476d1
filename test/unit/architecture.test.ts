/**
 * The arrows between the rooms, held by the compiler: the project files of this repository, laid over rooms that hold
 * one line each, must refuse every import that goes the wrong way. What the compiler cannot see (a network module where
 * Node's types are allowed, any package in the core) is refused by the linter.
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
/** Folders that share the project of the host or of the terminal. */
const SHARED = ['src/views', 'src/commands', 'src/cli'];
const FOLDERS = readdirSync(join(root, 'src'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `src/${name}`);
/** Rooms with a project of their own. */
const ROOMS = [...FOLDERS, 'src/session/protocol', 'webview'].filter((room) => !SHARED.includes(room));

type Probe = readonly [room: string, what: string, code: string];

/** What each room may not do, as one line of code. */
const FORBIDDEN: readonly Probe[] = [
  ['src/json', 'ecs', "import { room } from '../ecs/room.ts'; export const a = room;"],
  ['src/json', 'Node', "import { readFileSync } from 'node:fs'; export const a = readFileSync;"],
  ['src/ecs', 'session', "import { room } from '../session/room.ts'; export const a = room;"],
  ['src/ecs', 'records', "import { room } from '../records/room.ts'; export const a = room;"],
  ['src/ecs', 'esql', "import { room } from '../esql/room.ts'; export const a = room;"],
  ['src/ecs', 'the protocol', "import { room } from '../session/protocol/room.ts'; export const a = room;"],
  ['src/ecs', 'vscode', "import * as vscode from 'vscode'; export const a = vscode.window;"],
  ['src/ecs', 'Node', "import { readFileSync } from 'node:fs'; export const a = readFileSync;"],
  ['src/ecs', "Node's globals", 'export const a = process.pid;'],
  ['src/ecs', 'buffers', "export const a = Buffer.from('a');"],
  ['src/ecs', 'the DOM', 'export const a = document.body;'],
  ['src/ecs', 'the network', "export const a = fetch('https://example.com/');"],
  ['src/ecs', 'timers', 'export const a = setTimeout(() => undefined, 1);'],
  ['src/esql', 'ecs', "import { room } from '../ecs/room.ts'; export const a = room;"],
  ['src/esql', 'json', "import { room } from '../json/room.ts'; export const a = room;"],
  ['src/esql', 'vscode', "import * as vscode from 'vscode'; export const a = vscode.window;"],
  ['src/esql', 'the DOM', 'export const a = window;'],
  ['src/samples', 'Node', "import { writeFileSync } from 'node:fs'; export const a = writeFileSync;"],
  ['src/samples', 'ecs', "import { room } from '../ecs/room.ts'; export const a = room;"],
  ['src/records', 'ecs', "import { room } from '../ecs/room.ts'; export const a = room;"],
  ['src/records', 'session', "import { room } from '../session/room.ts'; export const a = room;"],
  ['src/records', 'sources', "import { room } from '../sources/room.ts'; export const a = room;"],
  ['src/records', 'vscode', "import * as vscode from 'vscode'; export const a = vscode.window;"],
  ['src/records', 'the DOM', 'export const a = document.body;'],
  ['src/sources', 'session', "import { room } from '../session/room.ts'; export const a = room;"],
  ['src/sources', 'vscode', "import * as vscode from 'vscode'; export const a = vscode.window;"],
  ['src/elasticsearch', 'records', "import { room } from '../records/room.ts'; export const a = room;"],
  ['src/elasticsearch', 'session', "import { room } from '../session/room.ts'; export const a = room;"],
  ['src/elasticsearch', 'vscode', "import * as vscode from 'vscode'; export const a = vscode.window;"],
  ['src/elasticsearch', 'the DOM', 'export const a = document.body;'],
  ['src/esql', 'elasticsearch', "import { room } from '../elasticsearch/room.ts'; export const a = room;"],
  ['src/session', 'elasticsearch', "import { room } from '../elasticsearch/room.ts'; export const a = room;"],
  ['src/detections', 'records', "import { room } from '../records/room.ts'; export const a = room;"],
  ['src/detections', 'session', "import { room } from '../session/room.ts'; export const a = room;"],
  ['src/detections', 'Node', "import { readFileSync } from 'node:fs'; export const a = readFileSync;"],
  ['src/detections', 'vscode', "import * as vscode from 'vscode'; export const a = vscode.window;"],
  ['src/detections', 'the DOM', 'export const a = document.body;'],
  ['src/overview', 'esql', "import { room } from '../esql/room.ts'; export const a = room;"],
  ['src/overview', 'session', "import { room } from '../session/room.ts'; export const a = room;"],
  ['src/overview', 'Node', "import { readFileSync } from 'node:fs'; export const a = readFileSync;"],
  ['src/overview', 'the DOM', 'export const a = document.body;'],
  ['src/esql', 'detections', "import { room } from '../detections/room.ts'; export const a = room;"],
  ['src/session', 'views', "import { room } from '../views/room.ts'; export const a = room;"],
  ['src/session', 'commands', "import { room } from '../commands/room.ts'; export const a = room;"],
  ['src/session', 'vscode', "import * as vscode from 'vscode'; export const a = vscode.window;"],
  ['src/session', 'the DOM', 'export const a = document.body;'],
  ['src/session/protocol', 'session', "import { room } from '../room.ts'; export const a = room;"],
  ['src/session/protocol', 'Node', "import { Worker } from 'node:worker_threads'; export const a = Worker;"],
  ['src/session/protocol', 'the DOM', 'export const a = document.body;'],
  ['src/cli', 'vscode', "import * as vscode from 'vscode'; export const a = vscode.window;"],
  ['src/cli', 'views', "import { room } from '../views/room.ts'; export const a = room;"],
  ['src/cli', 'the DOM', 'export const a = document.body;'],
  ['src/views', 'cli', "import { room } from '../cli/room.ts'; export const a = room;"],
  ['src/views', 'the DOM', 'export const a = document.body;'],
  ['webview', 'ecs', "import { room } from '../src/ecs/room.ts'; export const a = room;"],
  ['webview', 'session', "import { room } from '../src/session/room.ts'; export const a = room;"],
  ['webview', 'records', "import { room } from '../src/records/room.ts'; export const a = room;"],
  ['webview', 'vscode', "import * as vscode from 'vscode'; export const a = vscode.window;"],
  ['webview', 'Node', "import { readFileSync } from 'node:fs'; export const a = readFileSync;"],
];

/** The same ways the right way round: a probe that is refused for another reason would prove nothing. */
const ALLOWED: readonly Probe[] = [
  ['src/ecs', 'json', "import { room } from '../json/room.ts'; export const a = room;"],
  [
    'src/records',
    'json and Node',
    "import { readFileSync } from 'node:fs'; import { room } from '../json/room.ts'; export const a = [room, readFileSync];",
  ],
  [
    'src/session',
    'ecs, records and its protocol',
    "import { room } from '../ecs/room.ts'; import { room as r } from '../records/room.ts'; import { room as p } from './protocol/room.ts'; export const a = [room, r, p];",
  ],
  ['src/session/protocol', 'types of ecs', "import type { Model } from '../../ecs/model.ts'; export type A = Model;"],
  [
    'src/cli',
    'session and Node',
    "import { stdout } from 'node:process'; import { room } from '../session/room.ts'; export const a = [room, stdout];",
  ],
  [
    'src/views',
    'vscode and session',
    "import * as vscode from 'vscode'; import { room } from '../session/room.ts'; export const a = [room, vscode.window];",
  ],
  [
    'webview',
    'the protocol, the overview and the DOM',
    "import type { Room } from '../src/session/protocol/room.ts'; import { room } from '../src/overview/room.ts'; export const a = [room, document.body]; export type A = Room;",
  ],
];

/** Refused by the linter, wherever it stands below `src` or `webview`. */
const LINTED: readonly Probe[] = [
  ...[
    'node:http',
    'node:https',
    'node:http2',
    'node:net',
    'node:tls',
    'node:dgram',
    'node:dns',
    'node:dns/promises',
    'undici',
  ].flatMap((module) =>
    ['src/records', 'src/session', 'src/sources', 'src/cli', 'src/views'].map(
      (room) => [room, module, `import * as m from '${module}'; export const a = m;`] as const,
    ),
  ),
  ...['src/session', 'src/cli', 'src/views', 'webview'].map(
    (room) => [room, 'fetch', "export const a = fetch('https://example.com/');"] as const,
  ),
  ['webview', 'a web socket', "export const a = new WebSocket('wss://example.com/');"],
  ['src/ecs', 'a package', "import { html } from 'lit'; export const a = html;"],
  ['src/overview', 'a package', "import { html } from 'lit'; export const a = html;"],
  ['src/detections', 'a package', "import { html } from 'lit'; export const a = html;"],
  [
    'src/elasticsearch',
    'the client elsewhere than in client.ts',
    "import { Client } from '@elastic/elasticsearch'; export const a = Client;",
  ],
  ['src/records', 'a package', "import { html } from 'lit'; export const a = html;"],
  ...['src/esql', 'src/session', 'src/detections', 'src/sources', 'src/sources/aws'].map(
    (room) => [room, 'a package with a scope', "import { a } from '@scope/package'; export { a };"] as const,
  ),
];

/** The rooms with one file for each probe, in a folder that is there while the tests of a group run. */
function roomsWith(name: string, probes: readonly Probe[]) {
  const rooms = { dir: '', place };
  function place(path: string, text: string): void {
    mkdirSync(dirname(join(rooms.dir, path)), { recursive: true });
    writeFileSync(join(rooms.dir, path), text);
  }
  beforeAll(() => {
    rooms.dir = mkdtempSync(join(tmpdir(), 'rooms-'));
    symlinkSync(join(root, 'node_modules'), join(rooms.dir, 'node_modules'));
    const configs = [
      'src/tsconfig.base.json',
      'src/tsconfig.host.json',
      'src/tsconfig.cli.json',
      'src/no-vscode.d.ts',
      'src/ecs/tsconfig.model.json',
      ...ROOMS.map((room) => `${room}/tsconfig.json`),
    ];
    for (const config of configs) place(config, readFileSync(join(root, config), 'utf8'));
    // The tests' own project is left out: it may read every room.
    place(
      'tsconfig.json',
      JSON.stringify({
        files: [],
        references: ['src/tsconfig.host.json', 'src/tsconfig.cli.json', 'webview'].map((path) => ({ path })),
      }),
    );
    for (const room of [...ROOMS, ...SHARED])
      place(`${room}/room.ts`, "export const room: string = '';\nexport type Room = string;\n");
    for (const entry of ['src/extension.ts', 'src/cli.ts']) place(entry, 'export {};\n');
    place('src/ecs/model.ts', 'export type Model = string;\n');
    for (const [index, [room, , code]] of probes.entries()) place(`${room}/${name}-${index}.ts`, `${code}\n`);
  });
  afterAll(() => rmSync(rooms.dir, { recursive: true, force: true }));
  return rooms;
}

/** What the compiler says of the probes. */
function built(name: string, probes: readonly Probe[]) {
  const rooms = roomsWith(name, probes);
  let lines: string[] = [];
  beforeAll(() => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [tsc, '-b', rooms.dir, '--pretty', 'false'], {
      cwd: rooms.dir,
      encoding: 'utf8',
    });
    lines = stdout.split('\n').filter((line) => line !== '');
  });
  return {
    lines: () => lines,
    of: (room: string, index: number) => lines.filter((line) => line.startsWith(`${room}/${name}-${index}.ts(`)),
  };
}

describe('the rooms', () => {
  const allowed = built('allowed', ALLOWED);
  // Apart from the others: the room that a refused probe reaches into is written twice, while others read it.
  const forbidden = built('forbidden', FORBIDDEN);

  test.each(ALLOWED.map(([room, what], index) => ({ room, what, index })))('$room may use $what', ({ room, index }) => {
    expect(allowed.of(room, index)).toEqual([]);
  });

  test.each(FORBIDDEN.map(([room, what], index) => ({ room, what, index })))(
    '$room may not use $what',
    ({ room, index }) => {
      expect(forbidden.of(room, index)).not.toEqual([]);
    },
  );

  test('nothing but the probes is refused', () => {
    expect(allowed.lines()).toEqual([]);
    expect(forbidden.lines().filter((line) => !/^\S+\/forbidden-\d+\.ts\(|^ /.test(line))).toEqual([]);
  });
});

describe('what the compiler cannot see', () => {
  const rooms = roomsWith('linted', LINTED);

  test('no room speaks to a network, and the core uses no package', () => {
    const rules = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
    rooms.place(
      'biome.json',
      JSON.stringify({ ...rules, $schema: undefined, vcs: undefined, files: { includes: ['**/linted-*.ts'] } }),
    );
    const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
    const args = [
      biome,
      'lint',
      '--reporter=json',
      '--max-diagnostics=none',
      '--only=style/noRestrictedImports',
      '--only=style/noRestrictedGlobals',
      '.',
    ];
    const { stdout } = spawnSync(process.execPath, args, { cwd: rooms.dir, encoding: 'utf8', maxBuffer: 64_000_000 });
    const missed = LINTED.filter(([room], index) => !stdout.includes(`${room}/linted-${index}.ts`));
    expect(missed).toEqual([]);
  });
});

test('every folder with code has a project', () => {
  expect([...ROOMS, 'test'].filter((room) => !existsSync(join(root, room, 'tsconfig.json')))).toEqual([]);
  expect(SHARED.filter((folder) => !FOLDERS.includes(folder))).toEqual([]);
});
