import type { Cursor } from './cursor.ts';
import { type Span, SyntaxProblem } from './position.ts';
import { stringValue, type Token } from './scanner.ts';
import type {
  CallNode,
  ExpressionNode,
  FieldNode,
  LiteralNode,
  LiteralType,
  LiteralValue,
  MapNode,
  OperatorName,
} from './tree.ts';

/*
 * From loose to tight:
 *
 *   condition  := condition OR condition | condition AND condition | NOT condition | test
 *   test       := value [NOT] IN (value, ...) | value [NOT] LIKE pattern | value IS [NOT] NULL
 *               | name : constant | value
 *   value      := sum [comparison sum]
 *   sum        := sum (+ | -) sum | sum (* | / | %) sum | (+ | -) sum | primary
 *   primary    := constant | name | call | ( condition ) | primary :: type
 */

const OPERAND =
  "{QUOTED_STRING, INTEGER_LITERAL, DECIMAL_LITERAL, 'false', 'not', 'null', '?', 'true', '+', '-', '??', NAMED_OR_POSITIONAL_PARAM, '[', '(', UNQUOTED_IDENTIFIER, QUOTED_IDENTIFIER}";

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
const SUMS: ReadonlySet<string> = new Set(['+', '-']);
const PRODUCTS: ReadonlySet<string> = new Set(['*', '/', '%']);

export function parseCondition(cursor: Cursor): ExpressionNode {
  return chain(cursor, 'OR', () => chain(cursor, 'AND', () => parseNot(cursor)));
}

function chain(cursor: Cursor, operator: 'OR' | 'AND', operand: () => ExpressionNode): ExpressionNode {
  const { start } = cursor.peek();
  let left = operand();
  let levels = 0;
  while (cursor.tryWord(operator)) {
    cursor.descend();
    levels++;
    left = operation(cursor, start, operator, left, operand());
  }
  cursor.ascend(levels);
  return left;
}

/** The span of an operation includes the parentheses around its operands, as in Elasticsearch's messages. */
const operation = (
  cursor: Cursor,
  start: number,
  operator: OperatorName,
  left: ExpressionNode,
  right: ExpressionNode,
): ExpressionNode => ({ node: 'operator', operator, operands: [left, right], start, end: cursor.lastEnd });

function parseNot(cursor: Cursor): ExpressionNode {
  if (!cursor.isWord('NOT')) return parseTest(cursor);
  const { start } = cursor.take();
  const operand = cursor.deeper(() => parseNot(cursor));
  return { node: 'operator', operator: 'NOT', operands: [operand], start, end: cursor.lastEnd };
}

function parseTest(cursor: Cursor): ExpressionNode {
  const { start } = cursor.peek();
  const value = parseValue(cursor);
  if (cursor.tryWord('IS')) {
    const negated = cursor.tryWord('NOT');
    const { end } = cursor.word('NULL');
    return { node: 'operator', operator: negated ? 'IS NOT NULL' : 'IS NULL', operands: [value], start, end };
  }
  const negated = cursor.tryWord('NOT');
  if (cursor.tryWord('IN')) {
    const operands = [value, ...parenthesised(cursor, () => parseValue(cursor))];
    return { node: 'operator', operator: negated ? 'NOT IN' : 'IN', operands, start, end: cursor.lastEnd };
  }
  const kind = cursor.isWord('LIKE') ? 'LIKE' : cursor.isWord('RLIKE') ? 'RLIKE' : undefined;
  if (kind) {
    cursor.take();
    const patterns = cursor.isSymbol('(') ? parenthesised(cursor, () => parseSum(cursor)) : [parseSum(cursor)];
    return { node: 'like', kind, negated, operand: value, patterns, start, end: cursor.lastEnd };
  }
  if (negated) throw cursor.mismatch("{'in', 'like', 'rlike'}");
  if (cursor.isSymbol(':')) {
    const operatorSpan = cursor.take();
    parsePrimary(cursor);
    return { node: 'match', operand: value, operatorSpan, start, end: cursor.lastEnd };
  }
  return value;
}

function parenthesised<T>(cursor: Cursor, element: () => T): T[] {
  cursor.symbol('(');
  const elements = cursor.deeper(() => {
    const found = [element()];
    while (cursor.trySymbol(',')) found.push(element());
    return found;
  });
  if (!cursor.isSymbol(')')) throw cursor.mismatch("{',', ')'}");
  cursor.take();
  return elements;
}

function parseValue(cursor: Cursor): ExpressionNode {
  const { start } = cursor.peek();
  const left = parseSum(cursor);
  const token = cursor.peek();
  if (token.kind !== 'symbol' || !COMPARISONS.has(token.text)) return left;
  cursor.take();
  return operation(cursor, start, token.text as OperatorName, left, parseSum(cursor));
}

function parseSum(cursor: Cursor): ExpressionNode {
  return arithmetic(cursor, SUMS, () => arithmetic(cursor, PRODUCTS, () => parseSigned(cursor)));
}

function arithmetic(cursor: Cursor, symbols: ReadonlySet<string>, operand: () => ExpressionNode): ExpressionNode {
  const { start } = cursor.peek();
  let left = operand();
  let levels = 0;
  for (;;) {
    const token = cursor.peek();
    if (token.kind !== 'symbol' || !symbols.has(token.text)) break;
    cursor.take();
    cursor.descend();
    levels++;
    left = operation(cursor, start, token.text as OperatorName, left, operand());
  }
  cursor.ascend(levels);
  return left;
}

function parseSigned(cursor: Cursor): ExpressionNode {
  if (!cursor.isSymbol('-') && !cursor.isSymbol('+')) return parseCast(cursor);
  const sign = cursor.take();
  const operand = cursor.deeper(() => parseSigned(cursor));
  const span = { start: sign.start, end: cursor.lastEnd };
  if (sign.text === '+') return { ...operand, ...span };
  if (operand.node === 'literal' && !isSignedLiteral(cursor.text, operand)) return { ...negated(operand), ...span };
  return { node: 'operator', operator: 'NEGATE', operands: [operand], ...span };
}

const isSignedLiteral = (text: string, node: LiteralNode): boolean =>
  Array.isArray(node.value) ||
  (node.type !== 'keyword' && /[-+]/.test(text[node.start] ?? '')) ||
  !NUMBERS.has(node.type);

const NUMBERS: ReadonlySet<LiteralType> = new Set<LiteralType>(['integer', 'long', 'unsigned_long', 'double']);

/** A number with its sign: -2147483648 is an integer although 2147483648 is not. */
function negated(literal: LiteralNode): LiteralNode {
  if (literal.type === 'double') return { ...literal, value: -(literal.value as number) };
  return { ...literal, ...wholeLiteral(-BigInt(literal.value as number | bigint)) };
}

function wholeLiteral(value: bigint): { type: LiteralType; value: LiteralValue } {
  if (value >= -2147483648n && value <= 2147483647n) return { type: 'integer', value: Number(value) };
  const exact = value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
  if (value >= -9223372036854775808n && value <= 9223372036854775807n) return { type: 'long', value: exact };
  if (value >= 0n && value <= 18446744073709551615n) return { type: 'unsigned_long', value: exact };
  return { type: 'double', value: Number(value) };
}

function parseCast(cursor: Cursor): ExpressionNode {
  const { start } = cursor.peek();
  let operand = parsePrimary(cursor);
  let levels = 0;
  while (cursor.trySymbol('::')) {
    cursor.descend();
    levels++;
    const type = cursor.peek();
    if (type.kind !== 'name') throw cursor.mismatch('UNQUOTED_IDENTIFIER');
    cursor.take();
    operand = { node: 'cast', operand, type: type.text, typeSpan: type, start, end: type.end };
  }
  cursor.ascend(levels);
  return operand;
}

function parsePrimary(cursor: Cursor): ExpressionNode {
  const token = cursor.peek();
  switch (token.kind) {
    case 'string':
      cursor.take();
      return { node: 'literal', type: 'keyword', value: stringValue(token), start: token.start, end: token.end };
    case 'integer':
    case 'decimal':
      return parseNumber(cursor);
    case 'parameter': {
      const parameter = cursor.parameter();
      if (parameter.identifier && cursor.isSymbol('(')) return parseCall(cursor, { ...parameter, name: '' }, parameter);
      return parameter;
    }
    case 'quoted':
      return named(cursor);
    case 'name':
      return parseWord(cursor, token);
    case 'symbol':
      if (token.text === '(') return parseGroup(cursor);
      if (token.text === '[') return parseBrackets(cursor);
  }
  throw cursor.mismatch(OPERAND);
}

const named = (cursor: Cursor): ExpressionNode => ({ node: 'name', ...cursor.name() });

const RESERVED: ReadonlySet<string> = new Set([
  'AND',
  'OR',
  'IN',
  'IS',
  'LIKE',
  'RLIKE',
  'BY',
  'ASC',
  'DESC',
  'NULLS',
  'NOT',
  'AS',
]);

function parseWord(cursor: Cursor, token: Token): ExpressionNode {
  const word = token.text.toUpperCase();
  if (RESERVED.has(word)) throw cursor.mismatch(OPERAND);
  if (word === 'TRUE' || word === 'FALSE' || word === 'NULL') {
    cursor.take();
    const span = { start: token.start, end: token.end };
    if (word === 'NULL') return { node: 'literal', type: 'null', value: null, ...span };
    return { node: 'literal', type: 'boolean', value: word === 'TRUE', ...span };
  }
  const name = cursor.name();
  return cursor.isSymbol('(') ? parseCall(cursor, name) : { node: 'name', ...name };
}

function parseCall(cursor: Cursor, name: Span & { name: string }, parameter?: CallNode['nameParameter']): CallNode {
  cursor.symbol('(');
  const call = {
    node: 'call',
    name: name.name,
    start: name.start,
    ...(parameter && { nameParameter: parameter }),
  } as const;
  if (cursor.trySymbol('*')) return { ...call, arguments: [], star: true, end: cursor.symbol(')').end };
  if (cursor.isSymbol(')')) return { ...call, arguments: [], star: false, end: cursor.take().end };
  const found = cursor.deeper(() => {
    const list: ExpressionNode[] = [parseArgument(cursor)];
    while (cursor.trySymbol(',')) list.push(parseArgument(cursor));
    return list;
  });
  if (!cursor.isSymbol(')')) throw cursor.mismatch("{',', ')'}");
  return { ...call, arguments: found, star: false, end: cursor.take().end };
}

function parseArgument(cursor: Cursor): ExpressionNode {
  return cursor.isSymbol('{') ? parseMap(cursor) : parseCondition(cursor);
}

function parseMap(cursor: Cursor): MapNode {
  const { start } = cursor.symbol('{');
  const entries: { key: string; value: ExpressionNode }[] = [];
  if (!cursor.isSymbol('}')) {
    do {
      const key = stringValue(cursor.string());
      cursor.symbol(':');
      const value = cursor.deeper(() => (cursor.isSymbol('{') ? parseMap(cursor) : parseSigned(cursor)));
      entries.push({ key, value });
    } while (cursor.trySymbol(','));
  }
  return { node: 'map', entries, start, end: cursor.symbol('}').end };
}

function parseGroup(cursor: Cursor): ExpressionNode {
  cursor.symbol('(');
  const inner = cursor.deeper(() => parseCondition(cursor));
  if (!cursor.isSymbol(')')) throw cursor.mismatch("')'");
  cursor.take();
  return inner;
}

function parseNumber(cursor: Cursor): ExpressionNode {
  const token = cursor.take();
  const span = { start: token.start, end: token.end };
  if (token.kind === 'decimal') return { node: 'literal', type: 'double', value: Number(token.text), ...span };
  const unit = cursor.peek();
  if (unit.kind === 'name' && !isTail(unit.text)) {
    cursor.take();
    return { node: 'timespan', count: Number(token.text), unit: unit.text, start: token.start, end: unit.end };
  }
  if (token.text.length > 400) throw new SyntaxProblem(token, `Invalid number [${token.text.slice(0, 40)}...]`);
  return { node: 'literal', ...wholeLiteral(BigInt(token.text)), ...span };
}

/** Words that may follow a whole number without being the unit of a timespan. */
const TAILS: ReadonlySet<string> = new Set([
  'AND',
  'OR',
  'IN',
  'IS',
  'NOT',
  'LIKE',
  'RLIKE',
  'BY',
  'ASC',
  'DESC',
  'NULLS',
  'WHERE',
  'AS',
  'ON',
  'WITH',
  'METADATA',
]);

const isTail = (word: string): boolean => TAILS.has(word.toUpperCase());

function parseBrackets(cursor: Cursor): ExpressionNode {
  const { start } = cursor.symbol('[');
  const elements: LiteralNode[] = [];
  do {
    const element = cursor.deeper(() => parseSigned(cursor));
    if (element.node !== 'literal' || element.type === 'null' || Array.isArray(element.value)) {
      throw new SyntaxProblem(
        element,
        `mismatched input '${cursor.text.slice(element.start, element.end)}' expecting {QUOTED_STRING, INTEGER_LITERAL, DECIMAL_LITERAL, 'false', 'true'}`,
      );
    }
    elements.push(element);
  } while (cursor.trySymbol(','));
  if (!cursor.isSymbol(']')) throw cursor.mismatch("{',', ']'}");
  const { end } = cursor.take();
  return listLiteral(elements, { start, end }, cursor);
}

const WIDTHS: readonly LiteralType[] = ['integer', 'long', 'unsigned_long', 'double'];

function listLiteral(elements: readonly LiteralNode[], span: Span, cursor: Cursor): LiteralNode {
  const types = new Set(elements.map((element) => element.type));
  const type = types.size === 1 ? elements[0]!.type : WIDTHS.filter((width) => types.has(width)).at(-1);
  const stranger = elements.find(
    (element) => element.type !== type && !(NUMBERS.has(element.type) && type && NUMBERS.has(type)),
  );
  if (!type || stranger) {
    const odd = stranger ?? elements[1]!;
    throw new SyntaxProblem(
      odd,
      `mismatched input '${cursor.text.slice(odd.start, odd.end)}' expecting a list of one type`,
    );
  }
  const values = elements.map((element) =>
    type === 'double' ? Number(element.value) : (element.value as LiteralValue),
  );
  return { node: 'literal', type, value: values.length === 1 ? values[0]! : values, ...span };
}

/** `name = expression` or an expression, which is then named by its own text. */
export function parseField(cursor: Cursor): FieldNode {
  const { start } = cursor.peek();
  const first = parseCondition(cursor);
  if (!cursor.isSymbol('=') || (first.node !== 'name' && first.node !== 'parameter')) {
    const end = cursor.lastEnd;
    return { name: cursor.text.slice(start, end), alias: undefined, expression: first, start, end };
  }
  cursor.take();
  const expression = parseCondition(cursor);
  const alias =
    first.node === 'name'
      ? first
      : ({
          node: 'name',
          name: cursor.text.slice(first.start, first.end),
          start: first.start,
          end: first.end,
        } as const);
  return { name: alias.name, alias, expression, start, end: cursor.lastEnd };
}
