/** Rules from files and folders that were named, in the order of their paths. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { builtinRules } from '../detections/builtin.ts';
import type { Rule, RuleProblem } from '../detections/rule.ts';
import { RuleSet } from '../detections/rule-set.ts';
import { UsageError } from './arguments.ts';

/** Stands for the rules that come with the inspector, beside paths of others. */
export const BUILTIN = 'builtin';
/** Folders in which nobody keeps rules. */
const NOT_RULES = new Set(['node_modules', 'dist']);

export interface ReadRules {
  readonly rules: readonly Rule[];
  readonly problems: readonly RuleProblem[];
}

/** Throws a `UsageError` for a path that is not there, or a named file that holds no rule. */
export function readRules(paths: readonly string[]): ReadRules {
  const set = new RuleSet();
  for (const path of paths) {
    if (path === BUILTIN) {
      set.addBuiltin(builtinRules());
      continue;
    }
    const isFolder = statOf(path).isDirectory();
    for (const file of isFolder ? filesBelow(path) : [path]) {
      // A clone of a repository holds other TOML too.
      const { rules, problems } = set.add(file, readFileSync(file, 'utf8'), { others: isFolder });
      const [error] = problems;
      if (!isFolder && rules.length === 0 && error) throw new UsageError(`${file}:${error.line}: ${error.message}`);
    }
  }
  const { rules, problems } = set;
  if (rules.length === 0 && problems.length === 0) throw new UsageError(`There are no rule files: ${paths.join(' ')}`);
  return { rules, problems };
}

function statOf(path: string): ReturnType<typeof statSync> & object {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new UsageError(`There is no such rule file or folder: ${path}`);
  return stat;
}

function filesBelow(folder: string): string[] {
  const files: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || NOT_RULES.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...filesBelow(path));
    else if (entry.isFile() && entry.name.endsWith('.toml')) files.push(path);
  }
  return files;
}
