/** Reads rule files from the disk; knows nothing of the editor. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RuleText } from '../../session/protocol/checks.ts';

/** Folders in which nobody keeps rules. */
const NOT_RULES = new Set(['node_modules', 'dist']);
/** Files of one folder that are read, how deep, and the bytes of one: what is more is told and left out. */
const MAX_FILES = 10_000;
const MAX_DEPTH = 12;
const MAX_BYTES = 1_048_576;
/** Files that are read at a time. */
const AT_A_TIME = 16;

export interface RuleTexts {
  readonly texts: readonly RuleText[];
  /** The text of the file of suppressions; absent where there is none. */
  readonly suppressed?: string;
  /** One sentence each. */
  readonly problems: readonly string[];
}

/** `paths`: files and folders of rules. What cannot be read is a problem, not an exception. */
export async function readRuleTexts(paths: readonly string[], suppressions: string | undefined): Promise<RuleTexts> {
  const problems: string[] = [];
  const files: string[] = [];
  for (const path of paths) {
    try {
      if ((await stat(path)).isDirectory()) await collect(path, 0, files);
      else files.push(path);
    } catch {
      problems.push(`There is no such rule file or folder: ${path}`);
    }
  }
  if (files.length > MAX_FILES) problems.push(`Only the first ${MAX_FILES} rule files are read.`);
  const texts: RuleText[] = [];
  const wanted = [...new Set(files)].slice(0, MAX_FILES);
  for (let from = 0; from < wanted.length; from += AT_A_TIME) {
    const read = await Promise.all(wanted.slice(from, from + AT_A_TIME).map((path) => textOf(path, problems)));
    texts.push(...read.filter((one) => one !== undefined));
  }
  const known = suppressions === undefined ? undefined : await readFile(suppressions, 'utf8').catch(() => undefined);
  return { texts, problems, ...(known !== undefined && { suppressed: known }) };
}

async function textOf(path: string, problems: string[]): Promise<RuleText | undefined> {
  try {
    if ((await stat(path)).size <= MAX_BYTES) return { path, text: await readFile(path, 'utf8') };
    problems.push(`A rule file has at most ${MAX_BYTES} bytes: ${path}`);
  } catch {
    problems.push(`The rule file cannot be read: ${path}`);
  }
  return undefined;
}

/** The `.toml` files below a folder in the order of their names. */
async function collect(folder: string, depth: number, into: string[]): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (into.length > MAX_FILES) return;
    if (entry.name.startsWith('.') || NOT_RULES.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory() && depth < MAX_DEPTH) await collect(path, depth + 1, into);
    else if (entry.isFile() && entry.name.endsWith('.toml')) into.push(path);
  }
}
