/**
 * What a team knows and does not want to hear again: a file of rules, and values in them, that are left out until a
 * day, each for a reason. What is left out is counted and shown.
 */
import { parse, TomlError } from 'smol-toml';
import type { Shown } from '../esql/result.ts';
import type { Finding, Outcome } from './outcome.ts';

export interface Suppression {
  /** Id or name of the rule. */
  readonly rule: string;
  /** A column or group of the finding, and what it has to hold; without them the whole rule is meant. */
  readonly field?: string;
  /** Stars stand for any text. */
  readonly value?: string;
  readonly reason: string;
  /** The last day on which it holds, `yyyy-mm-dd`. */
  readonly until: string;
}

export interface SuppressionFile {
  readonly suppressions: readonly Suppression[];
  /** One sentence each, with the number of the entry. */
  readonly problems: readonly string[];
}

/** More entries are refused. */
export const MAX_SUPPRESSIONS = 10_000;

/** Reads `[[suppress]]` tables of TOML, or the same as JSON: `{"suppress": [{...}]}`. */
export function readSuppressions(text: string): SuppressionFile {
  let root: unknown;
  try {
    root = text.trimStart().startsWith('{') ? JSON.parse(text) : parse(text);
  } catch (error) {
    const where = error instanceof TomlError ? `line ${error.line}: ` : '';
    return { suppressions: [], problems: [`${where}${String((error as Error).message).split('\n')[0]}`] };
  }
  const list = isFields(root) ? root.suppress : undefined;
  if (!Array.isArray(list)) return { suppressions: [], problems: ['there are no entries named suppress'] };
  if (list.length > MAX_SUPPRESSIONS)
    return { suppressions: [], problems: [`there are more than ${MAX_SUPPRESSIONS} entries`] };
  const problems: string[] = [];
  const suppressions = list.flatMap((entry: unknown, i): Suppression[] => {
    const read = readEntry(entry);
    if (typeof read !== 'string') return [read];
    problems.push(`entry ${i + 1}: ${read}`);
    return [];
  });
  return { suppressions, problems };
}

type Fields = { readonly [key: string]: unknown };

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readEntry(entry: unknown): Suppression | string {
  if (!isFields(entry)) return 'it is no table';
  const { rule, field, value, reason } = entry;
  const until = entry.until instanceof Date ? entry.until.toISOString().slice(0, 10) : entry.until;
  if (typeof rule !== 'string' || rule === '') return 'rule is the id or name of a rule';
  if (typeof reason !== 'string' || reason.trim() === '') return 'reason is missing';
  if (typeof until !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(until) || Number.isNaN(Date.parse(until)))
    return 'until is the last day on which it holds, such as 2026-12-31';
  if ((field === undefined) !== (value === undefined)) return 'field and value belong together';
  if (field === undefined) return { rule, reason, until };
  if (typeof field !== 'string' || typeof value !== 'string') return 'field and value are texts';
  return { rule, reason, until, field, value };
}

export interface Suppressed {
  readonly outcomes: readonly Outcome[];
  /** What no longer holds or met nothing, one sentence each. */
  readonly notes: readonly string[];
}

/** Takes the suppressed findings out of outcomes and keeps them beside. `today` as `yyyy-mm-dd`. */
export function suppress(
  outcomes: readonly Outcome[],
  suppressions: readonly Suppression[],
  today: string,
): Suppressed {
  const used = new Set<Suppression>();
  const holding = suppressions.filter(({ until }) => until >= today);
  const made = outcomes.map((outcome) => {
    const own = holding.filter(({ rule }) => rule === outcome.rule.id || rule === outcome.rule.name);
    if (own.length === 0) return outcome;
    const findings: Finding[] = [];
    const suppressed = [...outcome.suppressed];
    for (const finding of outcome.findings) {
      const by = own.find((each) => covers(each, outcome, finding));
      if (!by) findings.push(finding);
      else {
        used.add(by);
        suppressed.push({ finding, reason: by.reason, until: by.until });
      }
    }
    if (findings.length === outcome.findings.length) return outcome;
    const state = findings.length > 0 ? outcome.state : 'clear';
    const reasons = new Set(suppressed.map(({ reason, until }) => `${reason}, until ${until}`));
    const count = suppressed.length === 1 ? '1 finding is' : `${suppressed.length} findings are`;
    return { ...outcome, state, findings, suppressed, reason: `${count} suppressed (${[...reasons].join('; ')})` };
  });
  const notes = suppressions
    .filter((each) => !used.has(each))
    .map((each) => {
      const { rule, field, value, until } = each;
      const what = `the suppression of ${rule}${field === undefined ? '' : ` for ${field} ${value}`}`;
      return until < today ? `${what} ended on ${until}` : `${what} met no finding`;
    });
  return { outcomes: made, notes };
}

function covers({ field, value }: Suppression, { columns }: Outcome, { values, group }: Finding): boolean {
  if (field === undefined || value === undefined) return true;
  const at = columns.findIndex(({ name }) => name === field);
  const held = at >= 0 ? values[at] : group.find(({ name }) => name === field)?.value;
  const list: readonly Shown[] = Array.isArray(held) ? held : [held ?? null];
  return list.some((each) => each !== null && matches(String(each), value));
}

/** Whether a text is that of a pattern with stars; linear in both. */
function matches(text: string, pattern: string): boolean {
  const pieces = pattern.split('*');
  if (pieces.length === 1) return text === pattern;
  const head = pieces[0] as string;
  const tail = pieces.at(-1) as string;
  if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail)) return false;
  let at = head.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= text.length - tail.length;
}
