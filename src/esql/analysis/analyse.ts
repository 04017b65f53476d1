import { dissectExtractor } from '../patterns/dissect.ts';
import type { Extractor } from '../patterns/extractor.ts';
import { ElsewhereError, GrokSyntaxError, grokExtractor } from '../patterns/grok.ts';
import { PatternError } from '../patterns/lucene.ts';
import { unsupportedText } from '../syntax/parser.ts';
import { type Problem, placeOf, type Span } from '../syntax/position.ts';
import type { CommandNode, ExpressionNode, FieldNode, QueryNode } from '../syntax/tree.ts';
import { METADATA_FIELDS } from '../table.ts';
import { isString, isTimespan, isWhole, typeConstant } from '../types.ts';
import type { AnalysisContext } from './context.ts';
import { type Attribute, definitionOf, type Expression, isFoldable, walk } from './expression.ts';
import { drop, keep, rename } from './names.ts';
import type { Computed, Plan, Step } from './plan.ts';
import { Resolver } from './resolve.ts';
import { Scope, suggestion } from './scope.ts';
import { checkSearches, leavesDocuments, noSearches } from './searchPlaces.ts';
import { StatsAnalysis } from './stats.ts';

/** Rows of a query without any LIMIT. */
export const DEFAULT_LIMIT = 1000;
/** Rows of any result. */
export const MAX_LIMIT = 10_000;

/** `early`: what comes after the problems was not looked at. */
export type Analysis = { readonly plan: Plan } | { readonly problems: readonly Problem[]; readonly early: boolean };

/** Resolves a parsed query against the catalog. Problems end the analysis at their command. */
export function analyse(query: QueryNode, context: AnalysisContext): Analysis {
  const analysis = analyseOnce(query, context);
  const completed = context.completed();
  return completed ? analyseOnce(query, completed) : analysis;
}

function analyseOnce(query: QueryNode, context: AnalysisContext): Analysis {
  const analyser = new Analyser(context);
  for (const setting of query.settings) analyser.setting(setting.name, setting.value.value, setting);
  for (const command of query.commands) {
    if (context.early.length > 0) break;
    analyser.command(command);
  }
  const early = context.early.length > 0;
  const problems = early ? context.early : context.late;
  return problems.length > 0 ? { problems, early } : { plan: analyser.plan() };
}

class Analyser {
  readonly #context: AnalysisContext;
  readonly #steps: Step[] = [];
  #scope = new Scope([]);
  #sourceAttributes: readonly Attribute[] = [];
  /** Commands so far after which the documents cannot be searched, the nearest first. */
  readonly #changedBy: string[] = [];
  #lastLimit: Span | undefined;

  constructor(context: AnalysisContext) {
    this.#context = context;
  }

  plan(): Plan {
    const warnings = [...this.#context.warnings];
    if (!this.#lastLimit) warnings.unshift(`No limit defined, adding default limit of [${DEFAULT_LIMIT}]`);
    const steps: Step[] = [...this.#steps, { step: 'limit', count: this.#lastLimit ? MAX_LIMIT : DEFAULT_LIMIT }];
    return { text: this.#context.text, steps, output: this.#scope.attributes, warnings };
  }

  setting(name: string, value: unknown, span: Span): void {
    if (name === 'unmapped_fields') {
      if (value === 'nullify') this.#context.nullifyUnmapped = true;
      else if (value === 'load') this.#context.fail(span, unsupportedText('SET unmapped_fields="load"'), 'unsupported');
      else if (value !== 'default' && value !== 'fail')
        this.#context.fail(span, `Invalid value [${value}] for setting [${name}]`);
    } else if (name === 'time_zone' && (value === 'UTC' || value === 'Z')) return;
    else if (name === 'time_zone' || name === 'approximation' || name === 'project_routing') {
      this.#context.fail(span, unsupportedText(`SET ${name}`), 'unsupported');
    } else this.#context.fail(span, `Unknown setting [${name}]`);
  }

  #resolver(scope = this.#scope): Resolver {
    return new Resolver(this.#context, scope, { attributes: this.#sourceAttributes });
  }

  /** An expression that computes a value for each row. */
  #resolve(node: ExpressionNode, resolver = this.#resolver()): Expression | undefined {
    const expression = resolver.resolve(node);
    if (!expression) return undefined;
    this.#noAggregates(expression);
    noSearches(expression, this.#context);
    return expression;
  }

  #noAggregates(expression: Expression): void {
    walk(expression, (inner) => {
      if (inner.kind !== 'aggregate') return;
      this.#context.failLate(inner, `aggregate function [${inner.text}] not allowed outside STATS command`);
    });
  }

  command(node: CommandNode): void {
    this.#context.startCommand();
    switch (node.command) {
      case 'FROM':
        this.#from(node);
        break;
      case 'ROW':
      case 'EVAL':
        this.#eval(node.command, node.fields);
        break;
      case 'WHERE':
        this.#where(node.condition, node);
        break;
      case 'KEEP':
        this.#scope = keep(node.patterns, this.#scope, this.#context);
        break;
      case 'DROP':
        this.#scope = drop(node.patterns, this.#scope, this.#context);
        break;
      case 'RENAME':
        this.#scope = rename(node.renames, this.#scope, this.#context);
        break;
      case 'SORT':
        this.#sort(node);
        break;
      case 'LIMIT':
        this.#limit(node.count, node);
        break;
      case 'MV_EXPAND':
        this.#expand(node.column);
        break;
      case 'STATS':
      case 'INLINE STATS':
        this.#stats(node);
        break;
      case 'DISSECT':
        this.#extract(node, node.input, 'Dissect', () => dissectExtractor(node.pattern, node.separator));
        break;
      case 'GROK':
        this.#extract(node, node.input, 'Grok', () => grokExtractor(node.patterns), node.patternSpans);
    }
    if (!leavesDocuments(node.command)) this.#changedBy.unshift(node.command);
    if (node.command === 'FROM' || node.command === 'ROW') this.#addMissing();
  }

  /** Columns of nulls beside those of the source, for SET unmapped_fields = "nullify". */
  #addMissing(): void {
    const names = this.#context.added.filter((name) => !this.#scope.find(name));
    if (names.length === 0) return;
    const expression: Expression = { kind: 'constant', type: 'null', value: null, text: 'null', start: 0, end: 0 };
    const columns = names.map((name) => ({ attribute: this.#context.ids.make(name, 'null'), expression }));
    this.#steps.push({ step: 'eval', columns });
    this.#scope = this.#scope.append(columns.map(({ attribute }) => attribute));
  }

  #from(node: Extract<CommandNode, { command: 'FROM' }>): void {
    const fields = this.#context.catalog.fields(node.patterns);
    if (!fields) {
      this.#context.fail(node.patternSpan, `Unknown index [${node.patterns.join(',')}]`);
      return;
    }
    const sorted = [...fields].sort((a, b) => (a.name < b.name ? -1 : 1));
    const attributes = sorted.map(({ name, type, declared, conflicts }) =>
      this.#context.ids.make(name, conflicts ? 'unsupported' : type, {
        ...(declared && { declared }),
        ...(conflicts && { conflicts }),
      }),
    );
    for (const metadata of node.metadata) {
      const type = METADATA_FIELDS.get(metadata.name);
      if (type) attributes.push(this.#context.ids.make(metadata.name, type));
      else
        this.#context.fail(
          metadata,
          `Unresolved metadata pattern [${metadata.name}]${suggestion(metadata.name, METADATA_FIELDS.keys())}`,
        );
    }
    this.#sourceAttributes = attributes;
    this.#steps.push({ step: 'source', patterns: node.patterns, attributes });
    this.#scope = new Scope([]).append(attributes);
  }

  #eval(command: 'ROW' | 'EVAL', fields: readonly FieldNode[]): void {
    const columns: Computed[] = [];
    for (const field of fields) {
      const scope = command === 'ROW' ? new Scope([]) : this.#scope;
      const expression = this.#resolve(field.expression, this.#resolver(scope));
      if (!expression) continue;
      if (isTimespan(expression.type)) {
        if (command === 'ROW')
          this.#context.failLate(expression, `cannot use [${expression.text}] directly in a row assignment`);
        else {
          this.#context.failLate(
            field,
            `EVAL does not support type [${expression.type}] as the return data type of expression [${expression.text}]`,
          );
        }
      }
      const definition = definitionOf(expression);
      const attribute = this.#context.ids.make(field.name, expression.type, { definition });
      if (expression.kind === 'column') this.#context.copied(attribute.id, expression.attribute.id);
      columns.push({ attribute, expression });
      this.#scope = this.#scope.append([attribute]);
    }
    this.#steps.push({ step: command === 'ROW' ? 'row' : 'eval', columns });
  }

  #where(condition: ExpressionNode, command: Span): void {
    const expression = this.#resolver().resolve(condition);
    if (!expression) return;
    this.#noAggregates(expression);
    checkSearches(expression, command, this.#changedBy, this.#context);
    if (expression.type !== 'boolean' && expression.type !== 'null') {
      this.#context.failLate(
        expression,
        `Condition expression needs to be boolean, found [${typeConstant(expression.type)}]`,
      );
    }
    this.#steps.push({ step: 'where', condition: expression });
  }

  #sort(node: Extract<CommandNode, { command: 'SORT' }>): void {
    const keys = node.keys.flatMap((key) => {
      const expression = this.#resolve(key.expression);
      if (!expression) return [];
      if (expression.type === '_source') this.#context.failLate(expression, 'cannot sort on _source');
      return [{ expression, descending: key.descending, nullsFirst: key.nullsFirst }];
    });
    this.#steps.push({ step: 'sort', keys });
  }

  #limit(count: ExpressionNode, span: Span): void {
    const expression = this.#resolve(count);
    if (!expression) return;
    const { text, type } = expression;
    const value = expression.kind === 'constant' && isWhole(type) ? Number(expression.value) : -1;
    if (!isFoldable(expression) || value < 0) {
      this.#context.fail(
        expression,
        `value of [${this.#context.source(span)}] must be a non negative integer, found value [${text}] type [${type}]`,
        'syntax',
      );
      return;
    }
    this.#lastLimit = span;
    this.#steps.push({ step: 'limit', count: value });
  }

  #expand(column: Extract<CommandNode, { command: 'MV_EXPAND' }>['column']): void {
    const expression = this.#resolve(column);
    if (expression?.kind !== 'column') return;
    const from = expression.attribute;
    const to = this.#context.ids.make(from.name, from.type);
    this.#steps.push({ step: 'expand', from, to });
    this.#scope = new Scope(this.#scope.attributes.map((attribute) => (attribute === from ? to : attribute)));
  }

  #stats(node: Extract<CommandNode, { command: 'STATS' | 'INLINE STATS' }>): void {
    if (node.command === 'INLINE STATS' && this.#lastLimit) this.#noLimitBefore(node, this.#lastLimit);
    const search = { attributes: this.#sourceAttributes, blockedBy: this.#changedBy[0] };
    const result = new StatsAnalysis(this.#context, this.#scope, search).analyse(node, this.#steps);
    if (!result) return;
    this.#steps.push(result.step);
    this.#scope = result.scope;
  }

  #noLimitBefore(node: Span, limit: Span): void {
    const [late, early] = [node, limit].map((span) => shortened(this.#context.source(span)));
    const { line, column } = placeOf(this.#context.text, limit.start);
    this.#context.failLate(
      node,
      `INLINE STATS cannot be used after an explicit or implicit LIMIT command, but was [${late}] after [${early}] [@${line}:${column}]`,
    );
  }

  #extract(
    node: CommandNode,
    input: ExpressionNode,
    title: string,
    prepare: () => Extractor,
    patternSpans: readonly Span[] = [],
  ): void {
    const expression = this.#resolve(input);
    let extractor: Extractor;
    try {
      extractor = prepare();
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      const span = error instanceof GrokSyntaxError ? (patternSpans[error.index] ?? node) : node;
      if (error instanceof ElsewhereError) this.#context.fail(span, unsupportedText(error.message), 'unsupported');
      else this.#context.fail(span, error.message, 'syntax');
      return;
    }
    if (!expression) return;
    if (!isString(expression.type) && expression.type !== 'null') {
      this.#context.failLate(
        expression,
        `${title} only supports KEYWORD or TEXT values, found expression [${expression.text}] type [${typeConstant(expression.type)}]`,
      );
    }
    const outputs = extractor.keys.map((key) => this.#context.ids.make(key.name, key.type));
    this.#steps.push({
      step: 'extract',
      input: expression,
      outputs,
      extractor,
      span: node,
      text: this.#context.source(node),
    });
    this.#scope = this.#scope.append(outputs);
  }
}

/** A command as messages show it: no longer than Elasticsearch writes a line of a plan. */
const shortened = (text: string): string => (text.length > 110 ? `${text.slice(0, 110)}...` : text);
