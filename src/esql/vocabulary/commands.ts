/** A command as users read of it: in completion, in hovers, in the reference page. */
export interface CommandEntry {
  readonly name: string;
  /** Whether it opens a query. */
  readonly source: boolean;
  readonly syntax: string;
  readonly summary: string;
  readonly example: string;
}

/** Every command that runs here. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'FROM',
    source: true,
    syntax: 'FROM index_pattern [, ...] [METADATA field [, ...]]',
    summary: 'Reads all documents of the named indices or data streams.',
    example: 'FROM logs-aws_bedrock.invocation-* METADATA _id',
  },
  {
    name: 'ROW',
    source: true,
    syntax: 'ROW column = constant [, ...]',
    summary: 'Makes one row of constants.',
    example: 'ROW threshold = 5, users = ["alice", "bob"]',
  },
  {
    name: 'WHERE',
    source: false,
    syntax: 'WHERE condition',
    summary: 'Keeps the rows for which the condition is true; a row for which it is null is dropped.',
    example: 'WHERE gen_ai.usage.prompt_tokens > 1000 AND user.id IS NOT NULL',
  },
  {
    name: 'EVAL',
    source: false,
    syntax: 'EVAL [column =] expression [, ...]',
    summary: 'Adds columns; a column of the same name is replaced and moves to the end.',
    example: 'EVAL seconds = gen_ai.performance.request_time / 1000',
  },
  {
    name: 'STATS',
    source: false,
    syntax: 'STATS [column =] aggregate [WHERE condition] [, ...] [BY [column =] expression [, ...]]',
    summary: 'Groups rows and computes one value per aggregate and group; other columns are gone.',
    example: 'STATS calls = COUNT(*), tokens = SUM(gen_ai.usage.prompt_tokens) BY gen_ai.request.model.id',
  },
  {
    name: 'INLINE STATS',
    source: false,
    syntax: 'INLINE STATS [column =] aggregate [, ...] [BY [column =] expression [, ...]]',
    summary: 'Like STATS, but keeps every row and adds the values of its group to it.',
    example: 'INLINE STATS longest = MAX(gen_ai.usage.completion_tokens) BY user.id',
  },
  {
    name: 'KEEP',
    source: false,
    syntax: 'KEEP column [, ...]',
    summary: 'Keeps only the named columns, in this order; * stands for any text in a name.',
    example: 'KEEP @timestamp, user.*, gen_ai.prompt',
  },
  {
    name: 'DROP',
    source: false,
    syntax: 'DROP column [, ...]',
    summary: 'Removes the named columns; * stands for any text in a name.',
    example: 'DROP cloud.*',
  },
  {
    name: 'RENAME',
    source: false,
    syntax: 'RENAME old AS new [, ...]',
    summary: 'Gives columns new names in their old places; new = old does the same.',
    example: 'RENAME gen_ai.request.model.id AS model',
  },
  {
    name: 'SORT',
    source: false,
    syntax: 'SORT expression [ASC | DESC] [NULLS FIRST | NULLS LAST] [, ...]',
    summary: 'Orders the rows; nulls come last, or first when descending, unless said otherwise.',
    example: 'SORT @timestamp DESC, user.id',
  },
  {
    name: 'LIMIT',
    source: false,
    syntax: 'LIMIT number',
    summary: 'Keeps the first rows. Without any LIMIT a query returns at most 1,000 rows.',
    example: 'LIMIT 20',
  },
  {
    name: 'MV_EXPAND',
    source: false,
    syntax: 'MV_EXPAND column',
    summary: 'Makes one row for each value of a column, repeating the other columns.',
    example: 'MV_EXPAND gen_ai.policy.name',
  },
  {
    name: 'DISSECT',
    source: false,
    syntax: 'DISSECT input "pattern" [APPEND_SEPARATOR = "separator"]',
    summary: 'Cuts a string at delimiters into new columns.',
    example: 'DISSECT user.id "%{account}:%{role}/%{name}"',
  },
  {
    name: 'GROK',
    source: false,
    syntax: 'GROK input "pattern" [, ...]',
    summary: 'Cuts a string by regular expressions with named parts into new columns.',
    example: 'GROK error.message "status %{NUMBER:status:int}"',
  },
];

/** Commands of ES|QL that need a cluster, or that this engine leaves to one. */
export const UNSUPPORTED_COMMANDS: ReadonlySet<string> = new Set([
  'CHANGE_POINT',
  'COMPLETION',
  'ENRICH',
  'EXPLAIN',
  'FORK',
  'FUSE',
  'INNER JOIN',
  'IP_LOCATION',
  'JOIN',
  'LEFT JOIN',
  'LET',
  'LOOKUP JOIN',
  'METRICS',
  'MMR',
  'PROMQL',
  'REGISTERED_DOMAIN',
  'RERANK',
  'RIGHT JOIN',
  'SAMPLE',
  'SHOW',
  'TS',
  'TS_INFO',
  'METRICS_INFO',
  'URI_PARTS',
  'USER_AGENT',
]);

const BY_NAME = new Map(COMMANDS.map((command) => [command.name, command]));

export function commandNamed(name: string): CommandEntry | undefined {
  return BY_NAME.get(name.toUpperCase());
}
