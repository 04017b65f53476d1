import { COMMANDS, commandNamed, UNSUPPORTED_COMMANDS } from '../vocabulary/commands.ts';
import { Cursor } from './cursor.ts';
import { parseCondition, parseField } from './expressions.ts';
import { type Problem, placeOf, type Span, SyntaxProblem } from './position.ts';
import { type Mode, quotedName, stringValue } from './scanner.ts';
import type {
  AggregateNode,
  CommandNode,
  FieldNode,
  NameNode,
  NamePattern,
  QueryNode,
  SettingNode,
  SortKey,
} from './tree.ts';

/** Longer texts are refused, as Elasticsearch does. Units: UTF-16. */
export const MAX_QUERY_LENGTH = 1_000_000;
/** More piped commands are refused. */
export const MAX_COMMANDS = 500;

export type ParseResult = { readonly query: QueryNode } | { readonly problem: Problem };

/** Parses a query text. Never throws: the first thing wrong comes back with its place. */
export function parse(text: string): ParseResult {
  try {
    return { query: parseQuery(text) };
  } catch (error) {
    if (error instanceof SyntaxProblem) return { problem: error.problem };
    throw error;
  }
}

function parseQuery(text: string): QueryNode {
  if (text.length > MAX_QUERY_LENGTH) {
    throw new SyntaxProblem(
      { start: 0, end: 0 },
      `ESQL statement is too large [${text.length} characters > ${MAX_QUERY_LENGTH}]`,
    );
  }
  const cursor = new Cursor(text);
  const settings: SettingNode[] = [];
  while (cursor.isWord('SET')) settings.push(parseSetting(cursor));
  const commands = [parseCommand(cursor, true)];
  while (cursor.trySymbol('|')) {
    if (commands.length === MAX_COMMANDS) throw new SyntaxProblem(cursor.peek(), `more than ${MAX_COMMANDS} commands`);
    commands.push(parseCommand(cursor, false));
  }
  if (cursor.peek().kind !== 'end') throw cursor.mismatch('<EOF>');
  return { settings, commands };
}

function parseSetting(cursor: Cursor): SettingNode {
  const { start } = cursor.take();
  cursor.mode = 'expression';
  const { name } = cursor.name();
  cursor.symbol('=');
  const value = parseCondition(cursor);
  if (value.node !== 'literal') throw new SyntaxProblem(value, 'a setting takes a constant');
  cursor.symbol(';');
  cursor.mode = 'command';
  return { name, value, start, end: cursor.lastEnd };
}

type Body = (cursor: Cursor, command: Span) => Record<string, unknown>;

/** What follows the name of each command, and how its text is to be read. */
const BODIES: Readonly<Record<string, readonly [Mode, Body]>> = {
  FROM: ['from', parseFrom],
  ROW: ['expression', (cursor) => ({ fields: list(cursor, parseField) })],
  EVAL: ['expression', (cursor) => ({ fields: list(cursor, parseField) })],
  WHERE: ['expression', (cursor) => ({ condition: parseCondition(cursor) })],
  KEEP: ['names', (cursor) => ({ patterns: list(cursor, parseNamePattern) })],
  DROP: ['names', (cursor) => ({ patterns: list(cursor, parseNamePattern) })],
  RENAME: ['names', (cursor) => ({ renames: list(cursor, parseRename) })],
  SORT: ['expression', (cursor) => ({ keys: list(cursor, parseSortKey) })],
  LIMIT: ['expression', parseLimit],
  MV_EXPAND: ['expression', (cursor) => ({ column: { node: 'name', ...cursor.name() } })],
  STATS: ['expression', parseStats],
  'INLINE STATS': ['expression', parseStats],
  DISSECT: ['expression', parseDissect],
  GROK: ['expression', parseGrok],
};

function parseLimit(cursor: Cursor): Record<string, unknown> {
  const count = parseCondition(cursor);
  if (cursor.isWord('BY')) throw new SyntaxProblem(cursor.peek(), unsupportedText('LIMIT with BY'), 'unsupported');
  return { count };
}

/** How the text behind a command's name is read; undefined for a name that is no command here. */
export function modeOf(command: string): Mode | undefined {
  return Object.hasOwn(BODIES, command) ? BODIES[command]?.[0] : undefined;
}

function parseCommand(cursor: Cursor, first: boolean): CommandNode {
  cursor.mode = 'command';
  const token = cursor.peek();
  const start = token.start;
  if (token.kind !== 'name') throw cursor.mismatch(expectedCommands(first));
  cursor.take();
  let name = token.text.toUpperCase();
  if (name === 'INLINE' && cursor.isWord('STATS')) {
    cursor.take();
    name = 'INLINE STATS';
  } else if (name === 'INLINESTATS') name = 'INLINE STATS';
  const nameEnd = cursor.lastEnd;
  refuseUnsupported(cursor, name, start, nameEnd);
  const entry = commandNamed(name);
  const body = BODIES[name];
  if (!entry || !body || entry.source !== first) {
    const word = wordAt(cursor.text, start);
    throw new SyntaxProblem(
      { start, end: start + word.length },
      `mismatched input '${word}' expecting ${expectedCommands(first)}`,
    );
  }
  cursor.mode = body[0];
  const rest = body[1](cursor, { start, end: nameEnd });
  const end = cursor.lastEnd;
  const next = cursor.peek();
  if (next.kind !== 'end' && !cursor.isSymbol('|')) throw cursor.mismatch('<EOF>');
  return { command: name, start, end, nameEnd, ...rest } as unknown as CommandNode;
}

/** All that stands in the place of a command's name, up to a space, a bracket or a comment. */
function wordAt(text: string, start: number): string {
  const word = /[^ \t\r\n[\]/|]+/y;
  word.lastIndex = start;
  return word.exec(text)?.[0] ?? '';
}

function refuseUnsupported(cursor: Cursor, name: string, start: number, nameEnd: number): void {
  let refused = name;
  if (name === 'LOOKUP' || name === 'LEFT' || name === 'RIGHT' || name === 'INNER') {
    if (!cursor.isWord('JOIN')) return;
    refused = `${name} JOIN`;
  }
  if (!UNSUPPORTED_COMMANDS.has(refused)) return;
  throw new SyntaxProblem({ start, end: nameEnd }, unsupportedText(refused), 'unsupported');
}

/** The words of every refusal: the feature, and where it does run. */
export function unsupportedText(feature: string): string {
  return `[${feature}] is not supported by the local engine; run this query on Elasticsearch instead`;
}

function expectedCommands(first: boolean): string {
  const names = COMMANDS.filter((command) => command.source === first).map(
    (command) => `'${command.name.toLowerCase()}'`,
  );
  return `{${names.sort().join(', ')}}`;
}

function list<T>(cursor: Cursor, element: (cursor: Cursor) => T): T[] {
  const elements = [element(cursor)];
  while (cursor.trySymbol(',')) elements.push(element(cursor));
  return elements;
}

function parseFrom(cursor: Cursor): Record<string, unknown> {
  const start = cursor.peek().start;
  if (cursor.isSymbol('(')) {
    throw new SyntaxProblem(cursor.peek(), unsupportedText('FROM with a subquery'), 'unsupported');
  }
  const patterns = list(cursor, parseIndexPattern);
  const patternSpan: Span = { start, end: cursor.lastEnd };
  const metadata: NameNode[] = [];
  if (cursor.tryWord('METADATA')) {
    do {
      const token = cursor.peek();
      if (token.kind !== 'source') throw cursor.mismatch('UNQUOTED_SOURCE');
      cursor.take();
      const first = metadata.find(({ name }) => name === token.text);
      if (first) {
        const { line, column } = placeOf(cursor.text, first.start);
        throw new SyntaxProblem(token, `metadata field [${token.text}] already declared [@${line}:${column}]`);
      }
      metadata.push({ node: 'name', name: token.text, start: token.start, end: token.end });
    } while (cursor.trySymbol(','));
  }
  return { patterns, patternSpan, metadata };
}

function parseIndexPattern(cursor: Cursor): string {
  const part = (): string => {
    const token = cursor.peek();
    if (token.kind !== 'source' && token.kind !== 'string') throw cursor.mismatch('{QUOTED_STRING, UNQUOTED_SOURCE}');
    cursor.take();
    return token.kind === 'string' ? stringValue(token) : token.text;
  };
  let pattern = part();
  for (const separator of [':', '::']) {
    if (cursor.trySymbol(separator)) pattern += separator + part();
  }
  return pattern;
}

function parseNamePattern(cursor: Cursor): NamePattern {
  const start = cursor.peek().start;
  if (cursor.peek().kind === 'parameter') {
    const parameter = cursor.parameter();
    return { text: '', pieces: [''], parameter, start, end: parameter.end };
  }
  const pieces = [''];
  const append = (text: string): void => {
    pieces.push((pieces.pop() ?? '') + text);
  };
  do {
    if (pieces.length > 1 || pieces[0] !== '') append('.');
    let token = cursor.peek();
    if (token.kind !== 'pattern' && token.kind !== 'quoted') throw cursor.mismatch('{ID_PATTERN}');
    // Bare and quoted text that touch are one part of a name.
    for (let end = token.start; (token.kind === 'pattern' || token.kind === 'quoted') && token.start === end; ) {
      cursor.take();
      if (token.kind === 'quoted') append(quotedName(token));
      else {
        const [head, ...rest] = token.text.split('*');
        append(head!);
        pieces.push(...rest);
      }
      end = token.end;
      token = cursor.peek();
    }
  } while (cursor.trySymbol('.'));
  const end = cursor.lastEnd;
  return { text: pieces.join('*'), pieces, start, end };
}

function parseRename(cursor: Cursor): Record<string, unknown> {
  const first = parseNamePattern(cursor);
  const assigned = cursor.trySymbol('=');
  if (!assigned) cursor.word('AS');
  const second = parseNamePattern(cursor);
  const span = { start: first.start, end: second.end };
  return assigned ? { from: second, to: first, span } : { from: first, to: second, span };
}

function parseSortKey(cursor: Cursor): SortKey {
  const expression = parseCondition(cursor);
  const descending = cursor.tryWord('DESC') || (cursor.tryWord('ASC') && false);
  let nullsFirst = descending;
  if (cursor.tryWord('NULLS')) {
    if (!cursor.isWord('FIRST') && !cursor.isWord('LAST')) throw cursor.mismatch("{'first', 'last'}");
    nullsFirst = cursor.take().text.toUpperCase() === 'FIRST';
  }
  return { expression, descending, nullsFirst, start: expression.start, end: cursor.lastEnd };
}

function parseStats(cursor: Cursor, command: Span): Record<string, unknown> {
  if (cursor.peek().kind === 'end' || cursor.isSymbol('|')) {
    const written = cursor.text.slice(command.start, command.end);
    throw new SyntaxProblem(command, `At least one aggregation or grouping expression required in [${written}]`);
  }
  const aggregates = cursor.isWord('BY') ? [] : list(cursor, parseAggregate);
  const groupings: FieldNode[] = cursor.tryWord('BY') ? list(cursor, parseField) : [];
  return { aggregates, groupings };
}

function parseAggregate(cursor: Cursor): AggregateNode {
  const field = parseField(cursor);
  const filter = cursor.tryWord('WHERE') ? parseCondition(cursor) : undefined;
  const end = cursor.lastEnd;
  const name = field.alias ? field.name : cursor.text.slice(field.start, end);
  return { ...field, name, end, filter };
}

function parseDissect(cursor: Cursor, command: Span): Record<string, unknown> {
  const input = parseCondition(cursor);
  const pattern = stringValue(cursor.string());
  let separator = '';
  if (cursor.peek().kind === 'name') {
    const option = cursor.take();
    cursor.symbol('=');
    if (option.text.toUpperCase() !== 'APPEND_SEPARATOR') {
      throw new SyntaxProblem(command, `Invalid option for dissect: [${option.text}]`);
    }
    const value = cursor.peek();
    if (value.kind === 'integer' || value.kind === 'decimal') {
      throw new SyntaxProblem(
        command,
        `Invalid value for dissect append_separator: expected a string, but was [${value.text}]`,
      );
    }
    separator = stringValue(cursor.string());
  }
  return { input, pattern, separator };
}

function parseGrok(cursor: Cursor): Record<string, unknown> {
  const input = parseCondition(cursor);
  const tokens = list(cursor, (c) => c.string());
  const patternSpans = tokens.map(({ start, end }) => ({ start, end }));
  return { input, patterns: tokens.map(stringValue), patternSpans };
}
