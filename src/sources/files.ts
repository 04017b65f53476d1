import type { Dirent, Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SkipKind } from '../records/report.ts';
import { parseLogPath } from './logPath.ts';

/** An object of a bucket, as whoever looks at its records should call it. */
export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
}

export interface LogFile {
  /** As given, or the given folder's path and the way down from it. `-` is standard input. */
  readonly path: string;
  /** Bytes as stored; 0 of standard input. */
  readonly size: number;
  /** Modification time, epoch ms: the source's own time of records without one. */
  readonly modified: number;
  /** What the file is a copy of, if it was fetched. */
  readonly object?: StoredObject;
  /** What it is called where it is no copy of an object, such as `logs:/aws/bedrock`. */
  readonly named?: string;
}

/** What a file is called in front of people: its path, or the address of what it is a copy of. */
export function placeOf({ named, object, path }: Pick<LogFile, 'path' | 'object' | 'named'>): string {
  return object ? `s3://${object.bucket}/${object.key}` : (named ?? path);
}

export interface PathProblem {
  readonly path: string;
  /** One sentence that says what to do. */
  readonly message: string;
  /** The path was named by the user, not found on the way. */
  readonly named: boolean;
}

export interface Listing {
  readonly files: LogFile[];
  /** Side objects of the delivery; each is one thing seen and skipped. */
  readonly skipped: Partial<Record<SkipKind, number>>;
  /** Files in folders whose name says that they are no log text. They are not seen. */
  passedOver: number;
  readonly problems: PathProblem[];
}

/** In a folder these are opened, and judged by what is in them; a file that is named is always opened. */
const TEXT_NAME = /(?:^[^.]*|\.(?:gz|gzip|json|jsonl|ndjson|log|txt|csv|out))(?:\.\d+)?$/i;

/**
 * The files behind a list of paths: files as they are, folders with all below them, sorted by name, `-` for standard
 * input. Links are followed once; hidden names, sockets and devices in folders are passed over. What cannot be read is
 * a problem, not an exception. Throws the signal's reason.
 */
export async function listFiles(paths: readonly string[], signal?: AbortSignal): Promise<Listing> {
  const listing: Listing = { files: [], skipped: {}, passedOver: 0, problems: [] };
  for (const path of paths) {
    signal?.throwIfAborted();
    if (path === '-') {
      listing.files.push({ path, size: 0, modified: Date.now() });
      continue;
    }
    const status = await statOf(path, listing, true);
    if (status === undefined) continue;
    if (status.isDirectory()) await walk(path, listing, new Set(), signal);
    else add(path, status, listing);
  }
  return listing;
}

async function walk(
  folder: string,
  listing: Listing,
  visited: Set<string>,
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  let entries: Dirent[];
  try {
    const real = await realpath(folder);
    if (visited.has(real)) return;
    visited.add(real);
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    listing.problems.push({ path: folder, message: pathMessage(folder, error), named: false });
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      await walk(path, listing, visited, signal);
      continue;
    }
    if (!entry.isFile() && !entry.isSymbolicLink()) continue;
    const { kind } = parseLogPath(path);
    if (kind === 'other' && !TEXT_NAME.test(entry.name) && entry.isFile()) {
      listing.passedOver++;
      continue;
    }
    const status = await statOf(path, listing, false);
    if (status?.isDirectory() === true) await walk(path, listing, visited, signal);
    else if (status?.isFile() === true) add(path, status, listing);
  }
}

function add(path: string, status: Stats, listing: Listing): void {
  const { kind } = parseLogPath(path);
  if (kind === 'body') skip(listing, 'body in the data folder');
  else if (kind === 'permission check') skip(listing, 'permission check');
  else listing.files.push({ path, size: status.size, modified: Math.floor(status.mtimeMs) });
}

function skip(listing: Listing, kind: SkipKind): void {
  listing.skipped[kind] = (listing.skipped[kind] ?? 0) + 1;
}

async function statOf(path: string, listing: Listing, named: boolean): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    listing.problems.push({ path, message: pathMessage(path, error), named });
    return undefined;
  }
}

/** What went wrong with a path, and what to do about it. */
export function pathMessage(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return `There is no such file or folder, check the path: ${path}`;
  if (code === 'EACCES' || code === 'EPERM')
    return `Reading is not allowed, give your user the right to read it: ${path}`;
  if (code === 'ELOOP') return `Links that lead in a circle, remove one of them: ${path}`;
  if (code === 'EISDIR') return `This is a folder, name the files in it: ${path}`;
  if (code === 'EMFILE') return `Too many files are open, raise the limit with ulimit -n: ${path}`;
  return `Could not be read (${error instanceof Error ? error.message : String(error)}): ${path}`;
}
