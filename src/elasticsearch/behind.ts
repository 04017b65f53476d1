/** Which documents are behind a finding: a query on the same cluster that stops where the rule puts documents together. */
import { quotedWhereNeeded } from '../esql/language/names.ts';
import { parse } from '../esql/syntax/parser.ts';
import type { CommandNode, FieldNode } from '../esql/syntax/tree.ts';
import type { RemoteAnswer, RemoteCell } from './esql.ts';

/** Documents of one finding that are asked for. */
export const MOST_BEHIND = 2_000;
/** The most rows that an answer has. */
const MOST_LISTED = 10_000;

type Stats = Extract<CommandNode, { readonly command: 'STATS' | 'INLINE STATS' }>;
type Column = RemoteAnswer['columns'][number];

/** Groups of these are made by STATS alone: no other command takes the call. */
const ONLY_IN_STATS = new Set(['BUCKET', 'TBUCKET', 'CATEGORIZE']);
const WHOLE = new Set(['integer', 'long', 'unsigned_long', 'counter_integer', 'counter_long']);
const CASTS: ReadonlyMap<string, string> = new Map([
  ['date', 'TO_DATETIME'],
  ['date_nanos', 'TO_DATE_NANOS'],
  ['ip', 'TO_IP'],
  ['version', 'TO_VERSION'],
]);

/** What the rows of a query's answer are grouped by; nothing where nothing is put together, or the query cannot be read. */
export function groupColumns(query: string): readonly string[] {
  const parsed = parse(query);
  if ('problem' in parsed) return [];
  return (
    parsed.query.commands
      .filter(isStats)
      .at(-1)
      ?.groupings.map(({ name }) => name) ?? []
  );
}

/** What a query reads from. Throws nothing: of a query that cannot be read it is the data streams of the integration. */
export function patternsIn(query: string): readonly string[] {
  const parsed = parse(query);
  const [from] = 'problem' in parsed ? [] : parsed.query.commands;
  return from?.command === 'FROM' ? from.patterns : ['logs-aws_bedrock.*'];
}

/** Where the documents of an answer's row come from, before they are put together. */
interface Narrowed {
  /** `FROM` with what names a document. */
  readonly from: string;
  readonly lines: readonly string[];
  /** Whether the time is still there to sort by. */
  readonly timed: boolean;
}

/**
 * Answers with `_id` and `_index`, at most `MOST_BEHIND` of them. Undefined where the row does not tell which documents it
 * is of: a group that the answer does not show, or one that STATS alone can make.
 */
export function behindQuery(query: string, columns: readonly Column[], row: readonly RemoteCell[]): string | undefined {
  const narrowed = narrow(query, columns, row);
  return narrowed && joined(narrowed, 'KEEP _id, _index', `LIMIT ${MOST_BEHIND}`);
}

/** The same documents for who wants to look at all of them: with their fields, and with the window (epoch ms) in the text. */
export function documentsQuery(
  query: string,
  columns: readonly Column[],
  row: readonly RemoteCell[],
  range: readonly [from: number, to: number] | undefined,
): string | undefined {
  const narrowed = narrow(query, columns, row);
  if (!narrowed) return undefined;
  const [from, to] = (range ?? []).map((time) => `"${new Date(time).toISOString()}"`);
  const within = range ? [`WHERE @timestamp >= ${from} AND @timestamp < ${to}`] : [];
  return joined({ ...narrowed, lines: [...within, ...narrowed.lines] }, `LIMIT ${MOST_LISTED}`);
}

function joined({ from, lines, timed }: Narrowed, ...ends: readonly string[]): string {
  return [from, ...lines, ...(timed ? ['SORT @timestamp DESC'] : []), ...ends].join('\n| ');
}

function narrow(query: string, columns: readonly Column[], row: readonly RemoteCell[]): Narrowed | undefined {
  const parsed = parse(query);
  if ('problem' in parsed) return undefined;
  const [from, ...commands] = parsed.query.commands;
  if (from?.command !== 'FROM') return undefined;
  const at = commands.findIndex(isStats);
  const before = at < 0 ? commands : commands.slice(0, at);
  const metadata = new Set([...from.metadata.map(({ name }) => name), '_id', '_index']);
  const narrowed = at < 0 ? sameRow(columns, row) : sameGroup(query, commands.filter(isStats), columns, row);
  if (!narrowed) return undefined;
  return {
    from: `${query.slice(0, from.patternSpan.end)} METADATA ${[...metadata].join(', ')}`,
    lines: [...before.map((command) => kept(query, command)), ...narrowed],
    timed: before.every(({ command }) => !['KEEP', 'DROP', 'RENAME'].includes(command)),
  };
}

const isStats = (command: CommandNode): command is Stats => command.command === 'STATS';

/** The command as it stands, but what names a document is not left out. */
function kept(query: string, command: CommandNode): string {
  const text = query.slice(command.start, command.end);
  return command.command === 'KEEP' ? `${text}, _id, _index` : text;
}

/** Of what a row is that is one document: all that it says in single values. */
function sameRow(columns: readonly Column[], row: readonly RemoteCell[]): readonly string[] {
  return columns.flatMap(({ name, type }, i) => {
    const value = row[i] ?? null;
    return Array.isArray(value) || name.startsWith('_') ? [] : [`WHERE ${equal(name, type, value)}`];
  });
}

/** Later groups are made of earlier ones, so that only what these are grouped by can be asked of a document. */
function sameGroup(
  query: string,
  stats: readonly Stats[],
  columns: readonly Column[],
  row: readonly RemoteCell[],
): readonly string[] | undefined {
  const lines: string[] = [];
  for (const { name } of stats.at(-1)?.groupings ?? []) {
    const at = columns.findIndex((column) => column.name === name);
    const grouping = stats[0]?.groupings.find((first) => first.name === name);
    const column = columns[at];
    if (!column || !grouping || onlyInStats(grouping)) return undefined;
    if (grouping.alias || grouping.expression.node !== 'name')
      lines.push(
        `EVAL ${quotedWhereNeeded(name)} = ${query.slice(grouping.expression.start, grouping.expression.end)}`,
      );
    const value = row[at] ?? null;
    // A document with several values is in the group of each.
    if (value !== null) lines.push(`MV_EXPAND ${quotedWhereNeeded(name)}`);
    lines.push(`WHERE ${equal(name, column.type, value)}`);
  }
  return lines;
}

function onlyInStats({ expression }: FieldNode): boolean {
  return expression.node === 'call' && ONLY_IN_STATS.has(expression.name.toUpperCase());
}

function equal(name: string, type: string, value: RemoteCell): string {
  return value === null
    ? `${quotedWhereNeeded(name)} IS NULL`
    : `${quotedWhereNeeded(name)} == ${literal(type, value)}`;
}

function literal(type: string, value: Exclude<RemoteCell, null>): string {
  if (typeof value !== 'string' || WHOLE.has(type)) return String(value);
  const text = `"${value.replace(/[\t\n\r"\\]/g, (sign) => ESCAPES[sign] ?? sign)}"`;
  const cast = CASTS.get(type);
  return cast === undefined ? text : `${cast}(${text})`;
}

const ESCAPES: { readonly [sign: string]: string } = {
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};
