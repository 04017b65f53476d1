/**
 * Rule files: TOML in the public form of Elastic's detection-rules repository, `[rule]` for a rule and `[hunt]` for a
 * list of queries. What is not known is left alone; what is known has to have its type.
 */
import { parse, TomlError } from 'smol-toml';
import { type Rule, type RuleProblem, SEVERITIES, type Severity, type Threat } from './rule.ts';

export interface RuleFile {
  readonly rules: readonly Rule[];
  readonly problems: readonly RuleProblem[];
  /** False for TOML that is neither a rule nor a hunt. */
  readonly isRuleFile: boolean;
}

/** Longer files are refused, in UTF-16 units. */
export const MAX_RULE_FILE = 1_048_576;
/** Of a hunt more queries are refused. */
export const MAX_HUNT_QUERIES = 100;

const MINUTE = 60_000;
const UNITS: { readonly [unit: string]: number } = {
  s: 1000,
  m: MINUTE,
  h: 60 * MINUTE,
  H: 60 * MINUTE,
  d: 1440 * MINUTE,
  w: 7 * 1440 * MINUTE,
  M: 30 * 1440 * MINUTE,
  y: 365 * 1440 * MINUTE,
};
const RISK: { readonly [severity in Severity]: number } = { low: 21, medium: 47, high: 73, critical: 99 };
const DEFAULT_FROM = 'now-6m';
const DEFAULT_INTERVAL = '5m';

/** Reads a rule file. Never throws: what is wrong is told with its line. */
export function readRuleFile(path: string, text: string): RuleFile {
  const reader = new Reader(path, text);
  return { rules: reader.rules(), problems: reader.problems, isRuleFile: reader.isRuleFile };
}

/** Reads one rule whose fields came by another way than a rule file, such as an export of Kibana. Never throws. */
export function readRuleTable(path: string, text: string, rule: Fields): RuleFile {
  const reader = new Reader(path, text);
  return { rules: reader.rule(rule, {}), problems: reader.problems, isRuleFile: true };
}

class Reader {
  readonly problems: RuleProblem[] = [];
  isRuleFile = true;
  private readonly path: string;
  private readonly text: string;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  rules(): Rule[] {
    const root = this.parsed();
    if (!root) return [];
    const { rule, hunt } = root;
    if (isTable(rule)) return this.rule(rule, isTable(root.metadata) ? root.metadata : {});
    if (isTable(hunt)) return this.hunt(hunt);
    this.isRuleFile = false;
    this.fail(1, 'the file has neither a [rule] nor a [hunt]');
    return [];
  }

  private parsed(): Fields | undefined {
    if (this.text.length > MAX_RULE_FILE) return this.fail(1, `the file is longer than ${MAX_RULE_FILE} characters`);
    try {
      return parse(this.text);
    } catch (error) {
      if (!(error instanceof TomlError)) throw error;
      return this.fail(error.line, `not TOML: ${error.message.split('\n')[0]} (column ${error.column})`);
    }
  }

  rule(rule: Fields, metadata: Fields): Rule[] {
    const errors = this.problems.length;
    const name = this.text1(rule, 'name');
    const id = this.text1(rule, 'rule_id');
    const type = this.optional(rule, 'type') ?? 'esql';
    const language = (this.optional(rule, 'language') ?? (type === 'esql' ? 'esql' : '')).toLowerCase();
    const query = this.optional(rule, 'query') ?? '';
    if (language === 'esql' && query.trim() === '') this.fail(this.lineOf('rule'), 'the rule has no query');
    const interval = this.span(rule, 'interval', DEFAULT_INTERVAL);
    const from = this.before(rule, 'from', DEFAULT_FROM);
    const to = this.before(rule, 'to', 'now');
    if (this.problems.slice(errors).some(({ severity }) => severity === 'error')) return [];
    const severity = this.severity(rule);
    return [
      {
        id: id ?? '',
        name: name ?? '',
        description: (this.optional(rule, 'description') ?? '').trim(),
        severity,
        riskScore: typeof rule.risk_score === 'number' ? rule.risk_score : RISK[severity],
        language,
        type,
        query: query.trim(),
        from: from ?? 0,
        to: to ?? 0,
        interval: interval ?? 5 * MINUTE,
        tags: this.texts(rule, 'tags'),
        threats: threatsOf(rule.threat),
        falsePositives: this.texts(rule, 'false_positives').map((each) => each.trim()),
        references: this.texts(rule, 'references'),
        note: (this.optional(rule, 'note') ?? '').trim(),
        deprecated: metadata.maturity === 'deprecated',
        path: this.path,
        queryLine: this.queryLine(query.trim()),
      },
    ];
  }

  private hunt(hunt: Fields): Rule[] {
    const errors = this.problems.length;
    const name = this.text1(hunt, 'name');
    const uuid = this.text1(hunt, 'uuid');
    const languages = Array.isArray(hunt.language) ? hunt.language.map(String) : [String(hunt.language ?? '')];
    const queries = Array.isArray(hunt.query) ? hunt.query : [hunt.query];
    if (queries.length > MAX_HUNT_QUERIES)
      this.fail(this.lineOf('query'), `the hunt has more than ${MAX_HUNT_QUERIES} queries`);
    if (queries.some((query) => typeof query !== 'string' || query.trim() === ''))
      this.fail(this.lineOf('query'), 'each query of the hunt is a text');
    if (this.problems.length > errors) return [];
    const isEsql = languages.some((language) => ESQL.test(language));
    const other = (languages.find((language) => !ESQL.test(language)) ?? 'another language').toLowerCase();
    return queries.map((each, i): Rule => {
      const query = String(each).trim();
      const several = queries.length > 1;
      return {
        id: several ? `${uuid}#${i + 1}` : (uuid ?? ''),
        name: several ? `${name} (${i + 1})` : (name ?? ''),
        description: (this.optional(hunt, 'description') ?? '').trim(),
        severity: 'low',
        riskScore: RISK.low,
        // Hunts name all languages of all their queries.
        language: isEsql && /^(\/\/|\/\*|from\b|row\b|set\b)/i.test(query) ? 'esql' : other,
        type: 'hunt',
        query,
        from: undefined,
        to: 0,
        interval: 0,
        tags: [],
        threats: [],
        falsePositives: [],
        references: this.texts(hunt, 'references'),
        note: this.texts(hunt, 'notes').join('\n'),
        deprecated: false,
        path: this.path,
        queryLine: this.queryLine(query),
      };
    });
  }

  private severity(rule: Fields): Severity {
    const given = rule.severity;
    const known = SEVERITIES.find((each) => each === given);
    if (!known) this.warn(this.lineOf('severity'), `severity is one of ${SEVERITIES.join(', ')}; medium is assumed`);
    return known ?? 'medium';
  }

  /** A text that has to be there. */
  private text1(table: Fields, key: string): string | undefined {
    const value = table[key];
    if (typeof value === 'string' && value.trim() !== '') return value;
    return this.fail(this.lineOf(key), value === undefined ? `${key} is missing` : `${key} has to be a text`);
  }

  private optional(table: Fields, key: string): string | undefined {
    const value = table[key];
    if (value === undefined || typeof value === 'string') return value;
    return this.fail(this.lineOf(key), `${key} has to be a text`);
  }

  private texts(table: Fields, key: string): readonly string[] {
    const value = table[key];
    if (value === undefined) return [];
    if (Array.isArray(value) && value.every((each): each is string => typeof each === 'string')) return value;
    this.warn(this.lineOf(key), `${key} has to be a list of texts; it is left out`);
    return [];
  }

  /** `now-60m` in ms before now. */
  private before(rule: Fields, key: string, otherwise: string): number | undefined {
    const text = this.optional(rule, key) ?? otherwise;
    const parts = /^now(?:\s*-\s*(\d{1,6})([smhHdwMy]))?(?:\/[smhHdwMy])?$/.exec(text.trim());
    if (!parts) return this.fail(this.lineOf(key), `${key} is a time such as now-60m; not: ${text}`);
    return parts[1] === undefined ? 0 : Number(parts[1]) * (UNITS[parts[2] as string] ?? 0);
  }

  private span(rule: Fields, key: string, otherwise: string): number | undefined {
    const text = this.optional(rule, key) ?? otherwise;
    const parts = /^(\d{1,6})([smhHdw])$/.exec(text.trim());
    const span = parts ? Number(parts[1]) * (UNITS[parts[2] as string] ?? 0) : 0;
    return span > 0 ? span : this.fail(this.lineOf(key), `${key} is a span such as 10m; not: ${text}`);
  }

  private fail(line: number, message: string): undefined {
    this.problems.push({ path: this.path, line, severity: 'error', message });
  }

  private warn(line: number, message: string): void {
    this.problems.push({ path: this.path, line, severity: 'warning', message });
  }

  /** Where a key or table is written; 1 if nowhere. */
  private lineOf(key: string): number {
    const at = this.text.search(new RegExp(`^\\s*(?:${key}\\s*=|\\[\\[?(?:rule\\.)?${key}\\]\\]?)`, 'm'));
    const line = at < 0 ? this.lineAt(this.text.search(/^\s*\[(?:rule|hunt)\]/m)) : this.lineAt(at);
    // The pattern takes blank lines before the key along.
    const blank = at < 0 ? 0 : (/^\s*/.exec(this.text.slice(at))?.[0].split('\n').length ?? 1) - 1;
    return line + blank;
  }

  private queryLine(query: string): number {
    const first = query.split('\n', 1)[0]?.trimEnd() ?? '';
    return this.lineAt(first === '' ? -1 : this.text.indexOf(first));
  }

  private lineAt(offset: number): number {
    return offset < 0 ? 1 : this.text.slice(0, offset).split('\n').length;
  }
}

/** How hunts spell it. */
const ESQL = /^es\|?ql$/i;

type Fields = { readonly [key: string]: unknown };

function isTable(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function threatsOf(value: unknown): Threat[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isTable).map((threat) => {
    const nameOf = (entry: unknown): string[] =>
      isTable(entry)
        ? [[entry.id, entry.name].filter((each) => typeof each === 'string' && each !== '').join(' ')]
        : [];
    const tactic = nameOf(threat.tactic)[0];
    return {
      framework: typeof threat.framework === 'string' ? threat.framework : '',
      ...(tactic !== undefined && { tactic }),
      techniques: Array.isArray(threat.technique) ? threat.technique.flatMap(nameOf) : [],
    };
  });
}
