/** The text of docs/esql.md: everything in it comes from the vocabulary of the engine. */
import { DEFAULT_LIMIT, MAX_LIMIT } from '../../src/esql/analysis/analyse.ts';
import { DIVERGENCES } from '../../src/esql/language/divergences.ts';
import { MAX_STEPS } from '../../src/esql/patterns/regexMatcher.ts';
import { MAX_DEPTH } from '../../src/esql/syntax/cursor.ts';
import { MAX_COMMANDS, MAX_QUERY_LENGTH } from '../../src/esql/syntax/parser.ts';
import { METADATA_FIELDS } from '../../src/esql/table.ts';
import { COMMANDS, UNSUPPORTED_COMMANDS } from '../../src/esql/vocabulary/commands.ts';
import { type FunctionEntry, signature } from '../../src/esql/vocabulary/entry.ts';
import { FUNCTIONS, functionsElsewhere } from '../../src/esql/vocabulary/functions.ts';
import { OPERATORS } from '../../src/esql/vocabulary/operators.ts';

const KINDS: readonly (readonly [FunctionEntry['kind'], string, string])[] = [
  ['aggregate', 'Aggregates', 'In `STATS` and `INLINE STATS`.'],
  ['grouping', 'Groupings', 'After `BY`.'],
  ['scalar', 'Functions', 'On the values of each row.'],
];

export function esqlPage(): string {
  return [
    '# ES|QL on loaded records',
    '',
    '<!-- Made from the code by `npm run docs`; a test fails when it is stale. -->',
    '',
    'Queries run on the records that are open, on this machine, and are meant to give Elasticsearch’s own answer: its',
    'types, its treatment of null and of several values, its warnings, its error messages with their `line:column`. What',
    'only a cluster can do is refused by name, never answered differently; the text can be run there as it is.',
    '',
    '## Limits',
    '',
    '| what | at most |',
    '|---|---|',
    `| rows without LIMIT | ${count(DEFAULT_LIMIT)} |`,
    `| rows of any answer | ${count(MAX_LIMIT)} |`,
    `| characters of a query | ${count(MAX_QUERY_LENGTH)} |`,
    `| commands of a query | ${count(MAX_COMMANDS)} |`,
    `| depth of an expression | ${count(MAX_DEPTH)} |`,
    `| steps of a pattern that backtracks, a value | ${count(MAX_STEPS)} and some for its length |`,
    '',
    '## Commands',
    '',
    '| command | what it does | example |',
    '|---|---|---|',
    ...COMMANDS.map(({ syntax, summary, example }) => row([code(syntax), summary, code(example)])),
    '',
    `\`FROM ... METADATA\` adds ${[...METADATA_FIELDS.keys()].map(code).join(', ')}.`,
    '',
    ...KINDS.flatMap(([kind, title, where]) => [
      `## ${title}`,
      '',
      where,
      '',
      '| function | what it gives | example |',
      '|---|---|---|',
      ...FUNCTIONS.filter((entry) => entry.kind === kind)
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        .map((entry) => row([named(entry), entry.summary, code(entry.example)])),
      '',
    ]),
    '## Operators',
    '',
    '| operator | what it gives |',
    '|---|---|',
    ...Object.values(OPERATORS).map(({ name, summary }) => row([code(name), summary])),
    '',
    '## Refused by name',
    '',
    'Elasticsearch knows these; here they are refused, with their place.',
    '',
    `Commands: ${[...UNSUPPORTED_COMMANDS].sort().map(code).join(', ')}.`,
    '',
    `Functions: ${functionsElsewhere().map(code).join(', ')}, and all that begin with \`ST_\`.`,
    '',
    'Also full-text search by `:`, `FROM` with a subquery, `LIMIT` with `BY`, columns of geographic and other types that no',
    'log record has, other algorithms of `HASH` than those named above, and one that depends on the row, the options',
    '`time_zone` and `locale` of `DATE_PARSE` and `include_empty_buckets` of `BUCKET` and `TBUCKET`, and the settings',
    '`time_zone` other than UTC, `approximation` and `unmapped_fields="load"`.',
    '',
    '## Different here',
    '',
    '| what | here | on Elasticsearch |',
    '|---|---|---|',
    ...DIVERGENCES.map(({ what, here, there }) => row([what, here, there])),
    '',
  ].join('\n');
}

const count = (n: number): string => n.toLocaleString('en');
const code = (text: string): string => `\`${text}\``;
const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

function named(entry: FunctionEntry): string {
  const also = entry.aliases && entry.aliases.length > 0 ? ` (also ${entry.aliases.map(code).join(', ')})` : '';
  return code(signature(entry)) + also;
}
