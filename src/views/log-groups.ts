/** Log files as a tree: by account, region, day and hour where their paths say so, by folder where not. */
import { basename, dirname, relative, sep } from 'node:path';
import type { SourceRef } from '../session/protocol/protocol.ts';
import type { LogFile } from '../sources/files.ts';
import { parseLogPath } from '../sources/logPath.ts';

export interface LogGroup {
  readonly kind: 'region' | 'day' | 'hour' | 'folder';
  readonly label: string;
  readonly files: readonly LogFile[];
  readonly bytes: number;
  readonly groups: readonly LogGroup[];
  /** Files that stand in this group itself and in none of its groups. */
  readonly own: readonly LogFile[];
}

interface Step {
  readonly kind: LogGroup['kind'];
  readonly label: string;
}

/** The tree of what was found in `root`: newest days first, all else in the order of its names. */
export function groupFiles(root: string, files: readonly LogFile[]): LogGroup {
  return group(
    { kind: 'folder', label: basename(root) },
    files.map((file) => ({ file, steps: stepsTo(root, file.path) })),
    0,
  );
}

/** What opens exactly this group: its folder if that holds nothing else of `all`, else its files. */
export function sourcesOf(part: LogGroup, all: readonly LogFile[]): readonly SourceRef[] {
  const folder = commonFolder(part.files);
  const inside = all.filter(({ path }) => path.startsWith(folder + sep)).length;
  if (folder !== '' && inside === part.files.length) return [{ kind: 'folder', path: folder }];
  return part.files.map(({ path }) => ({ kind: 'file', path }));
}

/** A file's name in its group: the day is not said again. */
export function fileLabel({ path }: LogFile): string {
  const { name, day } = placeOf(path);
  const said = day?.replaceAll('-', '');
  return said && name.startsWith(`${said}T`) ? name.slice(said.length) : name;
}

interface Place {
  readonly name: string;
  readonly owner: string;
  readonly day?: string | undefined;
  readonly hour?: string | undefined;
}

/** The folders say when a batch was written; where they do not, its name may. */
function placeOf(path: string): Place {
  const { name, account, region, day, hour, written } = parseLogPath(path);
  const named = written === undefined ? undefined : new Date(written).toISOString();
  return {
    name,
    owner: [account, region].filter((part) => part !== undefined).join(' / '),
    day: day ?? named?.slice(0, 10),
    hour: hour ?? named?.slice(11, 13),
  };
}

interface Placed {
  readonly file: LogFile;
  readonly steps: readonly Step[];
}

function stepsTo(root: string, path: string): Step[] {
  const { owner, day, hour } = placeOf(path);
  if (day === undefined) {
    const folders = dirname(relative(root, path)).split(sep);
    return folders.filter((label) => label !== '.' && label !== '').map((label) => ({ kind: 'folder', label }));
  }
  const steps: Step[] = owner === '' ? [] : [{ kind: 'region', label: owner }];
  steps.push({ kind: 'day', label: day });
  if (hour !== undefined) steps.push({ kind: 'hour', label: `${hour}:00` });
  return steps;
}

function group(step: Step, placed: readonly Placed[], depth: number): LogGroup {
  const deeper = new Map<string, { readonly step: Step; readonly placed: Placed[] }>();
  const own: LogFile[] = [];
  for (const one of placed) {
    const next = one.steps[depth];
    if (!next) {
      own.push(one.file);
      continue;
    }
    const key = `${next.kind} ${next.label}`;
    const known = deeper.get(key);
    if (known) known.placed.push(one);
    else deeper.set(key, { step: next, placed: [one] });
  }
  const files = placed.map(({ file }) => file);
  return {
    ...step,
    files,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    groups: [...deeper.values()].map((part) => group(part.step, part.placed, depth + 1)).sort(order),
    own: own.sort((a, b) => compare(basename(a.path), basename(b.path))),
  };
}

function order(a: LogGroup, b: LogGroup): number {
  return a.kind === 'day' && b.kind === 'day' ? compare(b.label, a.label) : compare(a.label, b.label);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function commonFolder(files: readonly LogFile[]): string {
  const [first, ...others] = files;
  if (!first) return '';
  const parts = dirname(first.path).split(sep);
  let same = parts.length;
  for (const { path } of others) {
    const other = dirname(path).split(sep);
    let at = 0;
    while (at < same && parts[at] === other[at]) at++;
    same = at;
  }
  return parts.slice(0, same).join(sep);
}
