import { unsupportedText } from '../syntax/parser.ts';
import type { Span } from '../syntax/position.ts';
import type {
  CallNode,
  CastNode,
  ExpressionNode,
  LikeNode,
  NameNode,
  OperatorNode,
  TimespanNode,
} from '../syntax/tree.ts';
import { type DataType, isString, isTimespan } from '../types.ts';
import { isTimespanValue, negateTimespan, type Timespan, timespanOf } from '../values/timespan.ts';
import type { Constant, Value } from '../values/value.ts';
import type { FunctionEntry, ScalarEntry } from '../vocabulary/entry.ts';
import {
  conversionTo,
  functionNamed,
  functionNames,
  isKnownElsewhere,
  isOptionElsewhere,
} from '../vocabulary/functions.ts';
import { OPERATORS, WIDEN } from '../vocabulary/operators.ts';
import { checkAlgorithm } from './algorithms.ts';
import { castLiteral, castTimespan, castType, convertToTimespan, timespanBeside } from './casting.ts';
import { chosenTimespan } from './chosenTimespan.ts';
import { constantText } from './constants.ts';
import type { AnalysisContext } from './context.ts';
import { type Attribute, argumentOf, definitionOf, type Expression } from './expression.ts';
import { checkArithmetic, checkComparison, checkIn, checkLike, checkLogic, checkNegation } from './operators.ts';
import { parameterNode } from './parameters.ts';
import type { Scope } from './scope.ts';
import { constantPatterns, constantQuery, type SearchScope, searchedColumns } from './searching.ts';
import { timeBucketProblem } from './timestamps.ts';
import { type Checked, check, countProblem, mismatch, parameterAt } from './typing.ts';
import { unusable } from './usable.ts';

type Resolved = Expression | undefined;

/**
 * Resolves names and types of expressions against one scope. What is wrong goes to the context, and
 * the expression is then undefined; everything inside it is looked at all the same.
 */
export class Resolver {
  readonly #context: AnalysisContext;
  readonly #scope: Scope;
  readonly #search: SearchScope;

  constructor(context: AnalysisContext, scope: Scope, search: SearchScope) {
    this.#context = context;
    this.#scope = scope;
    this.#search = search;
  }

  resolve(node: ExpressionNode): Resolved {
    switch (node.node) {
      case 'literal':
        return this.#constant(node, node.type, node.value as Value);
      case 'name':
        return this.#name(node);
      case 'parameter': {
        const replaced = parameterNode(node, this.#context);
        return replaced && this.resolve(replaced);
      }
      case 'timespan':
        return this.#timespan(node);
      case 'call':
        return this.#call(node);
      case 'operator':
        return this.#operator(node);
      case 'cast':
        return this.#cast(node);
      case 'like':
        return this.#like(node);
      case 'match':
        return this.#context.fail(node.operatorSpan, unsupportedText(':'), 'unsupported');
      case 'map':
      case 'list':
        return this.#context.fail(node, `unexpected [${this.#context.source(node)}]`);
    }
  }

  #constant(span: Span, type: DataType, value: Constant): Expression {
    return { kind: 'constant', type, value, text: this.#context.source(span), start: span.start, end: span.end };
  }

  #typedCall(node: Span, entry: ScalarEntry, operands: readonly Expression[], type: DataType): Expression {
    return { kind: 'call', entry, operands, type, text: this.#context.source(node), start: node.start, end: node.end };
  }

  #name(node: NameNode): Resolved {
    const attribute = this.#scope.find(node.name);
    if (attribute) return this.column(attribute, node);
    if (this.#context.missed(node.name)) return this.#constant(node, 'null', null);
    return this.#context.fail(
      node,
      `Unknown column [${node.name}]${this.#context.suggestion(
        node.name,
        this.#scope.attributes.map((a) => a.name),
      )}`,
    );
  }

  /** A column as an operand; one that cannot be computed with is a problem. */
  column(attribute: Attribute, node: Span): Resolved {
    const problem = unusable(attribute);
    if (problem) return this.#context.fail(node, problem.message, problem.kind);
    const { type } = attribute;
    return { kind: 'column', attribute, type, text: this.#context.source(node), start: node.start, end: node.end };
  }

  #timespan(node: TimespanNode): Resolved {
    const span = timespanOf(node.count, node.unit);
    if (!span) return this.#context.fail(node, `Unexpected temporal unit: '${node.unit}'`, 'syntax');
    return this.#constant(node, spanType(span), span);
  }

  #all(nodes: readonly ExpressionNode[]): Expression[] | undefined {
    const resolved = nodes.map((node) => this.resolve(node));
    return resolved.every((one) => one !== undefined) ? (resolved as Expression[]) : undefined;
  }

  #checked(node: Span, result: Checked): DataType | undefined {
    return 'problem' in result ? this.#context.fail(node, result.problem) : result.type;
  }

  #operator(node: OperatorNode): Resolved {
    const { operator } = node;
    const operands = this.#all(node.operands);
    if (!operands) return undefined;
    const text = this.#context.source(node);
    switch (operator) {
      case 'AND':
      case 'OR':
      case 'NOT': {
        const type = this.#checked(node, checkLogic(operands.map(argumentOf), text));
        return type && this.#typedCall(node, OPERATORS[operator], operands, type);
      }
      case 'IS NULL':
      case 'IS NOT NULL':
        return this.#typedCall(node, OPERATORS[operator], operands, 'boolean');
      case 'NEGATE':
        return this.#negate(node, operands[0]!, text);
      case 'IN':
      case 'NOT IN':
        return this.#in(node, operands, text);
      case '+':
      case '-':
      case '*':
      case '/':
      case '%':
        return this.#arithmetic(node, operator, operands, text);
      default: {
        const pair = this.#castPair(operands as [Expression, Expression]);
        if (!pair) return undefined;
        const type = this.#checked(node, checkComparison(operator, [argumentOf(pair[0]), argumentOf(pair[1])], text));
        return type && this.#typedCall(node, OPERATORS[operator], pair, type);
      }
    }
  }

  #arithmetic(
    node: OperatorNode,
    operator: '+' | '-' | '*' | '/' | '%',
    operands: Expression[],
    text: string,
  ): Resolved {
    const pair = this.#castPair(operands as [Expression, Expression], true);
    if (!pair) return undefined;
    const type = this.#checked(node, checkArithmetic(operator, [argumentOf(pair[0]), argumentOf(pair[1])], text));
    if (!type) return undefined;
    if (isTimespan(type)) return this.#addSpans(node, operator, pair, type);
    return this.#typedCall(node, OPERATORS[operator], pair, type);
  }

  #addSpans(node: Span, operator: string, [a, b]: readonly [Expression, Expression], type: DataType): Resolved {
    const x = a.kind === 'constant' && isTimespanValue(a.value) ? a.value : undefined;
    const y = b.kind === 'constant' && isTimespanValue(b.value) ? b.value : undefined;
    if (!x || !y) return this.#constant(node, type, null);
    const second = operator === '-' ? negateTimespan(y) : y;
    const sum: Timespan =
      'milliseconds' in x
        ? { milliseconds: x.milliseconds + ('milliseconds' in second ? second.milliseconds : 0) }
        : 'months' in second
          ? { months: x.months + second.months, days: x.days + second.days }
          : x;
    return this.#constant(node, type, sum);
  }

  #negate(node: OperatorNode, operand: Expression, text: string): Resolved {
    const type = this.#checked(node, checkNegation(argumentOf(operand), text));
    if (!type) return undefined;
    if (operand.kind === 'constant' && isTimespanValue(operand.value)) {
      return this.#constant(node, type, negateTimespan(operand.value));
    }
    return this.#typedCall(node, OPERATORS.NEGATE, [operand], type);
  }

  #in(node: OperatorNode, operands: readonly Expression[], text: string): Resolved {
    const type = operands.find((operand) => operand.type !== 'null' && !isLiteralText(operand))?.type;
    const cast = operands.map((operand) => (type ? this.#castBeside(operand, type) : operand));
    if (cast.some((operand) => !operand)) return undefined;
    const fitting = cast as Expression[];
    if (!this.#checked(node, checkIn(fitting.map(argumentOf), text))) return undefined;
    const found = this.#typedCall(node, OPERATORS.IN, fitting, 'boolean');
    return node.operator === 'NOT IN' ? this.#typedCall(node, OPERATORS.NOT, [found], 'boolean') : found;
  }

  /** Casts the literal text of a pair to the type of the other side, where that is done silently. */
  #castPair(
    [a, b]: readonly [Expression, Expression],
    arithmetic = false,
  ): readonly [Expression, Expression] | undefined {
    if (arithmetic) {
      const [first, second] = [timespanBeside(a, b.type), timespanBeside(b, a.type)];
      if (first || second) return [first ?? a, second ?? b];
    }
    // What a timespan moves is a date.
    const [besideA, besideB] = [a.type, b.type].map((type) => (arithmetic && isTimespan(type) ? 'date' : type));
    const x = this.#castBeside(a, besideB!);
    const y = this.#castBeside(b, besideA!);
    return x && y && [x, y];
  }

  #castBeside(expression: Expression, type: DataType): Resolved {
    return CAST_BESIDE.has(type) ? this.#castTo(expression, type) : expression;
  }

  #castTo(expression: Expression, type: DataType): Resolved {
    if (!isLiteralText(expression)) return expression;
    const cast = castLiteral(expression, type);
    if (!cast) return expression;
    return 'problem' in cast ? this.#context.fail(expression, cast.problem) : cast;
  }

  #cast(node: CastNode): Resolved {
    const operand = this.resolve(node.operand);
    const type = castType(node, this.#context);
    if (!operand || !type) return undefined;
    if (type === 'date_period' || type === 'time_duration') return this.#toTimespan(node, operand, type);
    return this.#finish(node, conversionTo(type), [operand]);
  }

  #toTimespan(node: Span, operand: Expression, type: 'date_period' | 'time_duration'): Resolved {
    const text = this.#context.source(node);
    if (operand.type === type && operand.kind === 'constant')
      return { ...operand, text, start: node.start, end: node.end };
    if (!isString(operand.type) && operand.type !== 'null') {
      return this.#context.fail(node, mismatch('', text, `${type} or string`, argumentOf(operand)));
    }
    const written = constantText(operand, this.#context);
    if (written === undefined) {
      return this.#context.fail(node, `argument of [${text}] must be a constant, received [${operand.text}]`);
    }
    const value = written === null ? null : convertToTimespan(written, type, text);
    if (typeof value === 'string') return this.#context.fail(node, value);
    return this.#constant(node, type, value);
  }

  #like(node: LikeNode): Resolved {
    const operands = this.#all([node.operand, ...node.patterns]);
    if (!operands) return undefined;
    const [value, ...given] = operands as [Expression, ...Expression[]];
    const patterns = constantPatterns(node, given, this.#context);
    if (!patterns || !this.#checked(node, checkLike(argumentOf(value), this.#context.source(node)))) return undefined;
    const match = this.#typedCall(node, OPERATORS[node.kind], [value, ...patterns], 'boolean');
    return node.negated ? this.#typedCall(node, OPERATORS.NOT, [match], 'boolean') : match;
  }

  #call(node: CallNode): Resolved {
    const name = node.nameParameter ? this.#identifier(node) : node.name;
    if (name === undefined) return undefined;
    const entry = functionNamed(name);
    const text = this.#context.source(node);
    if (!entry) {
      if (/^is_null$/i.test(name)) {
        return this.#context.fail(
          node,
          "is_null function is not supported anymore, please use 'is null'/'is not null' predicates instead",
          'syntax',
        );
      }
      if (isKnownElsewhere(name)) return this.#context.fail(node, unsupportedText(name.toUpperCase()), 'unsupported');
      this.#context.fail(
        node,
        `Unknown function [${name}]${this.#context.suggestion(
          name.toLowerCase(),
          functionNames().map((n) => n.toLowerCase()),
        )}`,
      );
      this.#all(node.arguments.filter((argument) => argument.node !== 'map'));
      return undefined;
    }
    if (node.star && entry.name !== 'COUNT')
      return this.#context.fail(node, `mismatched input '*' in [${text}]`, 'syntax');
    const nodes = node.arguments.flatMap((argument) => optionsAsArgument(argument, entry));
    const elsewhere = nodes.flatMap((argument) => (argument.node === 'map' ? argument.entries : []));
    const option = elsewhere.find(({ key }) => isOptionElsewhere(entry.name, key));
    if (option) {
      return this.#context.fail(option.value, unsupportedText(`${entry.name} with ${option.key}`), 'unsupported');
    }
    const wrong = countProblem(entry, nodes.length);
    if (wrong) return this.#context.fail(node, wrong, 'syntax');
    const resolved = nodes.map((argument) => this.resolve(argument));
    if (resolved.includes(undefined)) {
      // The literals beside an argument that is wrong are looked at all the same.
      for (const [i, operand] of resolved.entries()) if (operand) this.#castArgument(entry, operand, i);
      return undefined;
    }
    const operands = resolved as Expression[];
    if (entry.name === 'TO_DATEPERIOD') return this.#toTimespan(node, operands[0]!, 'date_period');
    if (entry.name === 'TO_TIMEDURATION') return this.#toTimespan(node, operands[0]!, 'time_duration');
    const chosen = entry.name === 'CASE' ? chosenTimespan(operands, this.#context) : undefined;
    if (chosen) return this.#constant(node, chosen.type, chosen.value);
    if (entry.name === 'KQL') return this.#kql(node, entry, operands);
    if (entry.name === 'TBUCKET') {
      const cast = operands.map((operand, i) => this.#castArgument(entry, operand, i));
      if (cast.includes(undefined)) return undefined;
      const problem = timeBucketProblem(text, this.#scope.find('@timestamp'), (cast as Expression[]).map(argumentOf));
      if (problem) return this.#context.fail(node, problem);
      const timestamp = this.#name({ node: 'name', name: '@timestamp', start: node.start, end: node.end });
      return timestamp && this.#finish(node, functionNamed('BUCKET')!, [timestamp, ...(cast as Expression[])]);
    }
    const call = this.#finish(node, entry, operands);
    return entry.name === 'HASH' && call?.kind === 'call' && !checkAlgorithm(call, this.#context) ? undefined : call;
  }

  #identifier(node: CallNode): string | undefined {
    const replaced = parameterNode(node.nameParameter!, this.#context);
    return replaced?.node === 'name' ? replaced.name : undefined;
  }

  #kql(node: Span, entry: FunctionEntry, operands: readonly Expression[]): Resolved {
    if (this.#search.blockedBy) {
      this.#context.failLate(node, `[KQL] function cannot be used after ${this.#search.blockedBy}`);
    }
    const search = this.#finish(node, entry, operands);
    if (search?.kind !== 'call') return search;
    const [text, ...options] = search.operands;
    const query = constantQuery(text!, search, this.#context);
    const columns = query && searchedColumns(query.value as string, node, this.#search, this.#context);
    return columns && { ...search, operands: [query, ...options, ...columns] };
  }

  /** A literal text as the type that the parameter at its place takes; what is no literal stays. */
  #castArgument(entry: FunctionEntry, operand: Expression, i: number): Resolved {
    const parameter = parameterAt(entry.parameters, i);
    if (parameter?.constant === 'late' && operand.kind !== 'constant') return definitionOf(operand) ?? operand;
    const target = parameter?.literal;
    if (!target) return operand;
    const span = target === 'date_period' ? castTimespan(operand) : undefined;
    if (span) return 'problem' in span ? this.#context.fail(operand, span.problem) : span;
    return parameter.accepts.types.has('keyword') ? operand : this.#castTo(operand, target);
  }

  /** Casts literals, checks types and widens operands: the way of every function. */
  #finish(node: Span, entry: FunctionEntry, given: readonly Expression[]): Resolved {
    const text = this.#context.source(node);
    const cast = given.map((operand, i) => this.#castArgument(entry, operand, i));
    if (cast.some((operand) => !operand)) return undefined;
    const operands = cast as Expression[];
    const checked = check(entry, operands.map(argumentOf), text);
    const blamed = 'problem' in checked && checked.argument !== undefined ? operands[checked.argument] : undefined;
    const type = this.#checked(blamed ?? node, checked);
    if (!type) return undefined;
    const span = { text, start: node.start, end: node.end };
    if (entry.kind === 'aggregate') return { kind: 'aggregate', entry, operands, type, ...span };
    const { unites } = entry;
    const united = unites
      ? operands.map((operand, i) => (unites(i, operands.length) ? widened(operand, type) : operand))
      : operands;
    return { kind: 'call', entry, operands: united, type, ...span };
  }
}

/** Types beside which a literal text is silently read as one of them. */
const CAST_BESIDE: ReadonlySet<DataType> = new Set<DataType>(['date', 'ip', 'version', 'boolean']);

/** Options in braces become trailing arguments where a function knows them; else they are refused as they are. */
function optionsAsArgument(argument: ExpressionNode, entry: FunctionEntry): readonly ExpressionNode[] {
  if (argument.node !== 'map') return [argument];
  const known = entry.parameters.filter((p) => p.option).map((p) => p.name);
  const values = argument.entries.filter((option) => known.includes(option.key)).map((option) => option.value);
  return values.length === argument.entries.length ? values : [argument];
}

/** Negative numbers are no unsigned_long, so that the change to it can fail. */
function widened(operand: Expression, type: DataType): Expression {
  if (operand.type === type) return operand;
  const entry = type === 'unsigned_long' && operand.type !== 'null' ? conversionTo(type) : WIDEN;
  return { ...operand, kind: 'call', entry, operands: [operand], type };
}

const spanType = (span: Timespan): DataType => ('milliseconds' in span ? 'time_duration' : 'date_period');

export const isLiteralText = (expression: Expression): expression is Extract<Expression, { kind: 'constant' }> =>
  expression.kind === 'constant' && expression.type === 'keyword';
