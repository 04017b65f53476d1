/** What was typed, checked against a command's table of options. */
import { parseArgs } from 'node:util';

/** The command line asks for something that cannot be done as it stands: exit status 2 and one line. */
export class UsageError extends Error {}

export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** Name of the value in the usage text, such as `FILE`. */
  readonly value?: string;
  readonly choices?: readonly string[];
  /** May be given several times. */
  readonly many?: boolean;
  readonly help: string;
}

export type OptionTable = Readonly<Record<string, OptionSpec>>;

export interface Arguments {
  readonly positionals: readonly string[];
  readonly text: ReadonlyMap<string, string>;
  /** The values of options that may be given several times. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  readonly flags: ReadonlySet<string>;
}

/** Known to every command. */
export const COMMON: OptionTable = {
  quiet: { type: 'boolean', short: 'q', help: 'no counts and no progress on stderr' },
  help: { type: 'boolean', short: 'h', help: 'show this text' },
};

/**
 * Reads options and positionals in any order; `--` ends the options and a single `-` is a positional.
 * Throws a `UsageError` that names the option and what comes closest to it.
 */
export function readArguments(command: string, args: readonly string[], table: OptionTable): Arguments {
  const all: OptionTable = { ...table, ...COMMON };
  const options: Record<string, { type: 'string' | 'boolean'; short?: string }> = {};
  for (const [name, spec] of Object.entries(all))
    options[name] = { type: spec.type, ...(spec.short ? { short: spec.short } : {}) };
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const positionals: string[] = [];
  const text = new Map<string, string>();
  const flags = new Set<string>();
  const lists = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const spec = Object.hasOwn(all, token.name) ? all[token.name] : undefined;
    if (!spec) throw new UsageError(unknownOption(command, token.rawName, Object.keys(all)));
    if (spec.type === 'boolean') {
      if (token.inlineValue) throw new UsageError(`${token.rawName} takes no value.`);
      flags.add(token.name);
      continue;
    }
    const value = token.value;
    // `--format --quiet`: the next option is not a value that anybody meant.
    if (value === undefined || value === '' || (!token.inlineValue && value.length > 1 && value.startsWith('-')))
      throw new UsageError(`${token.rawName} needs a value: ${token.rawName} ${spec.value ?? 'VALUE'}`);
    if (spec.choices && !spec.choices.includes(value))
      throw new UsageError(`${token.rawName} is one of ${spec.choices.join(', ')}; not: ${value}`);
    if (spec.many) {
      lists.set(token.name, [...(lists.get(token.name) ?? []), value]);
      continue;
    }
    if (text.has(token.name)) throw new UsageError(`${token.rawName} is given twice.`);
    text.set(token.name, value);
  }
  return { positionals, text, lists, flags };
}

/** A whole number of at least `least`, or `otherwise` where the option is absent. */
export function wholeNumber(args: Arguments, name: string, least: number, otherwise: number): number {
  const value = args.text.get(name);
  if (value === undefined) return otherwise;
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= least)) throw new UsageError(`--${name} is a whole number from ${least}; not: ${value}`);
  return number;
}

function unknownOption(command: string, option: string, known: readonly string[]): string {
  const close = closest(option.replace(/^-+/, ''), known);
  return `There is no option ${option} of ${command}.${close ? ` Did you mean --${close}?` : ''} See: bedrock-logs ${command} --help`;
}

/** The known word that is nearest to what was typed, if one is near at all. */
export function closest(typed: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(typed.length / 3)) + 1;
  for (const word of known) {
    const starts = typed.length >= 3 && word.startsWith(typed);
    const away = starts ? 1 : distance(typed, word);
    if (away < least) {
      least = away;
      best = word;
    }
  }
  return best;
}

/** Letters to put in, take out or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + same));
    }
    row = next;
  }
  return row[b.length] as number;
}
